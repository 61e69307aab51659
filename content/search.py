"""What of a record is searched, and where it stands among the results.

Each section tells its own in ``search.py``; the roof makes the index of them (portal/search). A new kind of content, or
a new text of an old one, is a line there and a migration that makes its trigger anew.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from content.models import Content

# Words from letters come before all else; what holds for years comes before what is new this week.
FIRST, LASTING, PASSING = 2, 1, 0


@dataclass(frozen=True)
class Source:
    """One kind of record: ``title`` weighs most, then ``lead``; ``body`` is found but weighs nothing.

    Names of fields stand for all their languages. ``section``: the group of the results it stands in.
    ``parts``: what belongs to a record and lies in a table of its own, as ``table``, ``key`` and ``names``; it is
    found as a summary is. ``only``: values without which the record is not indexed; ``since`` and ``until``: its first
    and last public day, where the publishing rule knows them. ``local``: the records of a municipality; None if all are
    of the whole country. ``told``: expressions of what a result says beside the texts, by the names of Hit's fields.
    """

    model: type[Content]
    section: str
    tier: int = PASSING
    title: tuple[str, ...] = ("name",)
    lead: tuple[str, ...] = ("summary",)
    body: tuple[str, ...] = ("description", "alert")
    parts: dict = field(default_factory=dict)
    only: dict[str, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    local: Callable | None = None
    told: Callable[[], dict] = dict

    @property
    def label(self):
        return self.model._meta.label_lower

    @property
    def table(self):
        return self.model._meta.db_table

    @property
    def arguments(self):
        """What the function in the database must know of this source."""
        rules = {name: getattr(self, name) for name in ("title", "lead", "body", "only", "since", "until")}
        if self.parts:
            rules["parts"] = self.parts
        return [self.label, str(self.section), str(self.tier), json.dumps(rules)]
