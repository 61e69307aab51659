"""The notices that this process knows of: no page asks the database for them while nothing has changed."""

import time
from dataclasses import dataclass, field

from directory.alerts.models import Alert

# The page cache tells under this name which version of everything the page is made of.
VERSION = "portal.page_version"
# A page that is made for one reader may be so many seconds behind the one that is made for all.
KNOWN_FOR = 10


@dataclass(frozen=True)
class About:
    """What a page is about, as far as notices are concerned."""

    section: str = ""
    municipalities: frozenset = field(default_factory=frozenset)
    topics: frozenset = field(default_factory=frozenset)


class Board:
    """What is pinned up. Of a page that is kept the version decides, of others a few seconds."""

    def __init__(self):
        self.forget()

    def forget(self):
        """Ask the database at the next page: this process has changed something."""
        self._known = (None, 0, ())

    def learn(self, version=None):
        """Read all that is not over; what is only announced appears at its moment without another question."""
        found = tuple(Alert.objects.not_over())
        self._known = (version, time.monotonic() + KNOWN_FOR, found)
        return found

    def live(self, version=None):
        known, until, found = self._known
        is_sure = known == version if version is not None else time.monotonic() < until
        return [alert for alert in (found if is_sure else self.learn(version)) if alert.is_live]

    def on(self, about, version=None):
        """The notices of a page, the loudest first."""
        return sorted((alert for alert in self.live(version) if alert.is_for(about)), key=lambda alert: alert.loudness)


board = Board()
