"""What a card says of a service at a moment: the page says the same of each door and each grant, a card in a line."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.wording import Card, facts_of, written
from directory.models import Place
from services.grants.windows import in_words as window_in_words
from services.grants.windows import standing
from services.opening.state import VILNIUS, Kind, Mode, state_at, state_of_service
from services.opening.wording import end_of_day, in_words

# What tells a reader most stands first, when doors differ.
ORDER = [Kind.OPEN, Kind.APPOINTMENT, Kind.APPOINTMENT_DAY]
TONES = {Kind.OPEN: "ok", Kind.STALE: "warn", Kind.SUSPENDED: "warn", Kind.ENDED: "bad"}


@dataclass(frozen=True)
class Line:
    """A sentence with the ``tone`` of its tag; ``place``: the door it is about, where a service has several.

    ``holds_until``: the moment from which it may be wrong; None while nobody changes the record.
    """

    text: str
    tone: str = ""
    place: Place | None = None
    holds_until: datetime | None = None

    @property
    def is_passing(self):
        """True of a sentence about now, which has no place on paper."""
        return self.tone not in {"warn", "bad"}


@dataclass(frozen=True)
class GlanceLine:
    """A Line as templates show it; ``until``: the moment of ``holds_until`` for machines, or ""."""

    text: str
    tone: str
    place: str
    until: str
    is_passing: bool


@dataclass(frozen=True)
class ServiceCard(Card):
    """``provider``: "" while it is not public itself."""

    provider: str
    is_nationwide: bool
    areas: tuple
    lines: tuple
    is_free: bool | None
    topics: tuple
    icon: str


def card_of(service):
    """The card of a service from ``for_cards()``, as things stand now."""
    topics = service.topics.all()
    return ServiceCard(
        **facts_of(service),
        provider=written(service.provider) if service.provider.is_published else "",
        is_nationwide=service.is_nationwide,
        areas=() if service.is_nationwide else tuple(written(area) for area in service.area_served.all()),
        lines=glance(service, timezone.now()),
        is_free=service.is_free,
        topics=tuple(written(topic) for topic in topics),
        icon=(topics and topics[0].drawing) or "buoy",
    )


def glance(service, moment):
    """The Lines of ``service`` at ``moment`` as templates show them."""
    return tuple(
        GlanceLine(
            text=line.text,
            tone=line.tone,
            place=written(line.place),
            until=timezone.localtime(line.holds_until).isoformat() if line.holds_until else "",
            is_passing=line.is_passing,
        )
        for line in lines_of(service, moment)
    )


def lines_of(service, moment):
    """The Lines of ``service`` at ``moment``: that it is not given, or its best door and its grants."""
    now = moment.astimezone(VILNIUS)
    if state := state_of_service(service, now.date()):
        told = in_words(state, now)
        return [Line(told.text, TONES[state.kind], holds_until=told.holds_until)]
    return [line for line in (door_line(service, moment), grants_line(service, now)) if line]


def door_line(service, moment):
    doors = service.locations.all()
    known = [(state, door) for door in doors if (state := state_at(door, moment))]
    if not known:
        return None
    state, door = min(known, key=lambda one: usefulness(one[0]))
    told = in_words(state, moment.astimezone(VILNIUS))
    place = door.place if len(doors) > 1 else None
    return Line(told.text, TONES.get(state.kind, ""), place, told.holds_until)


def usefulness(state):
    """Open before by appointment before closed; the open door that closes last, the closed one that opens next."""
    rank = ORDER.index(state.kind) if state.kind in ORDER else len(ORDER)
    if state.kind in (Kind.OPEN, Kind.APPOINTMENT):
        return rank, -state.until.timestamp() if state.until else float("-inf")
    if state.next is None:
        return rank, float("inf")
    return rank, state.next.starts.timestamp(), state.next.mode != Mode.OPEN


def grants_line(service, now):
    """One sentence for all grants: the one of each when they agree, else how many are open, or the next to open."""
    day = now.date()
    windows = [best for grant in service.grants.all() if (best := best_window(grant, day))]
    if not windows:
        return None
    if service.is_stale("grant"):
        return Line(doubt_of_all(windows), "warn")
    open_now = [window for window in windows if standing(window, day).is_open]
    texts = {window_in_words(window, day) for window in windows}
    if len(texts) == 1:
        text = texts.pop()
    elif not open_now:
        text = window_in_words(min(windows, key=lambda window: standing(window, day).opens_on), day)
    elif len(open_now) == len(windows):
        text = _("You can apply now.")
    else:
        text = ngettext(
            "You can apply for %(count)d of %(all)d grants now.",
            "You can apply for %(count)d of %(all)d grants now.",
            len(open_now),
        ) % {"count": len(open_now), "all": len(windows)}
    return Line(text, "ok" if open_now else "", holds_until=end_of_day(now))


def doubt_of_all(windows):
    """What a page of its year said of all grants: the sentence of each when they agree."""
    texts = {window.in_words for window in windows}
    if len(texts) == 1:
        return texts.pop()
    since = windows[0].grant.service.known_in_words
    return _("When one could apply, only a page of %(since)s says. Ask before you go.") % {"since": since}


def best_window(grant, day):
    """The window that is open longest, else the next to open; None of a grant without any."""
    windows = grant.windows.all()
    return min(windows, key=lambda window: window_rank(standing(window, day)), default=None)


def window_rank(found):
    if not found.is_open:
        return 1, found.opens_on.toordinal()
    return 0, -found.closes_on.toordinal() if found.closes_on else float("-inf")
