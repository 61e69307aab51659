"""When a door is open: one rule, a pure function of the moment. In words: services/opening/wording.py.

Hours are what the clock on the wall in Vilnius shows; they are compared as moments, so both clock changes are right.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from directory.public_holidays import is_public_holiday
from services.opening.wording import in_words

VILNIUS = ZoneInfo(settings.TIME_ZONE)
# How far ahead the next opening is looked for: a school may be closed for the summer, hours may hold from next term.
LOOK_AHEAD = 400
# A door that stays open so long never closes.
ENDLESS = 7


class Mode(StrEnum):
    OPEN = "open"
    BY_APPOINTMENT = "by_appointment"
    CLOSED = "closed"


class Kind(StrEnum):
    ENDED = "ended"
    SUSPENDED = "suspended"
    OPEN = "open"
    APPOINTMENT = "appointment"
    APPOINTMENT_DAY = "appointment_day"
    CLOSED = "closed"
    CLOSED_FOR_EXCEPTION = "closed_for_exception"
    CLOSED_FOR_HOLIDAY = "closed_for_holiday"
    STALE = "stale"


@dataclass(frozen=True)
class Spell:
    """A time without a break in which the door is open or appointments are taken; a ``whole_day`` has no hours."""

    starts: datetime
    ends: datetime
    mode: Mode
    whole_day: bool = False


@dataclass(frozen=True)
class State:
    """What holds at a moment: until when (None: without an end), what comes next, and which exception is the cause.

    ``since``: of hours that nobody has checked for too long, the time they are of.
    """

    kind: Kind
    until: datetime | None = None
    next: Spell | None = None
    cause: object = None
    since: str = ""


@dataclass(frozen=True)
class Plan:
    """The slots of one day; the ``cause`` of a closed door is its exception, or "holiday"."""

    slots: tuple
    cause: object = None


def now_at(door, moment):
    """What is told of ``door`` at ``moment`` (Told), or None when its hours are not known."""
    state = state_at(door, moment)
    return in_words(state, moment.astimezone(VILNIUS)) if state else None


def state_at(door, moment):
    """The State of ``door`` (a ServiceAtLocation from with_hours) at ``moment``; None when nothing is known."""
    now = moment.astimezone(VILNIUS)
    if state := state_of_service(door.service, now.date()):
        return state
    if not door.opening_hours.all() and not door.exceptions.all():
        return None
    if door.service.is_stale("hours"):
        return State(Kind.STALE, since=door.service.known_in_words)
    return _running(door, now) or _at_rest(door, now)


def state_of_service(service, day):
    """The State that overrides all doors of ``service``: ended, temporarily closed; else None."""
    if service.has_ended_on(day):
        return State(Kind.ENDED)
    if service.is_suspended_on(day):
        return State(Kind.SUSPENDED, until=service.closed_until)
    return None


def service_in_words(service):
    """What overrides the hours of ``service`` today, as a sentence, or ""."""
    now = timezone.localtime(timezone=VILNIUS)
    state = state_of_service(service, now.date())
    return in_words(state, now).text if state else ""


def _running(door, now):
    for mode, kind in ((Mode.OPEN, Kind.OPEN), (Mode.BY_APPOINTMENT, Kind.APPOINTMENT)):
        # From yesterday on: its night may not be over.
        spells = merged(_spells_of_days(door, now.date() - timedelta(days=1), ENDLESS + 2, mode))
        for spell in spells:
            if spell.starts <= now < spell.ends:
                is_endless = spell.ends >= midnight(now.date() + timedelta(days=ENDLESS + 1))
                return State(kind, until=None if is_endless else spell.ends)
    return None


def _at_rest(door, now):
    plan = plan_of(door, now.date())
    following = next_spell(door, now)
    if any(slot.opens is None for slot in plan.slots):
        return State(Kind.APPOINTMENT_DAY, next=following)
    if plan.cause == "holiday":
        return State(Kind.CLOSED_FOR_HOLIDAY, next=following)
    if plan.cause is not None:
        return State(Kind.CLOSED_FOR_EXCEPTION, next=following, cause=plan.cause)
    return State(Kind.CLOSED, next=following)


def plan_of(door, day):
    """The slots that hold on ``day``: those of its exceptions, none on a public holiday, else those of the week."""
    found = [exception for exception in door.exceptions.all() if exception.holds_on(day)]
    return planned(found, usual_slots(door, day), is_public_holiday(day) and not door.open_on_holidays)


def planned(exceptions, usual, is_holiday):
    """The Plan of a day with these exceptions and these slots of the week."""
    if closed := [exception for exception in exceptions if exception.mode == Mode.CLOSED]:
        return Plan((), closed[0])
    if exceptions:
        own = tuple(slot for slot in exceptions if slot.opens is not None or slot.mode == Mode.BY_APPOINTMENT)
        return Plan(own or usual)
    if usual and is_holiday:
        return Plan((), "holiday")
    return Plan(usual)


def usual_slots(door, day):
    return tuple(
        slot
        for slot in door.opening_hours.all()
        if slot.day_of_week == day.weekday() and slot.holds_on(day) and slot.mode != Mode.CLOSED
    )


def spells_on(door, day):
    """The spells of one day; an appointment without hours is its whole day."""
    return [spell_of(slot, day) for slot in plan_of(door, day).slots]


def spell_of(slot, day):
    if slot.opens is None:
        return Spell(midnight(day), midnight(day + timedelta(days=1)), Mode(slot.mode), whole_day=True)
    # 00:00 as the end is the midnight after; any hour that is not after the opening is one of the next day.
    last = day if slot.closes > slot.opens else day + timedelta(days=1)
    return Spell(moment_of(day, slot.opens), moment_of(last, slot.closes), Mode(slot.mode))


def is_open_at(plan, day, moment):
    """Whether a door with this Plan of a day is open at a moment, of that day or of the night after it."""
    for slot in plan.slots:
        if slot.mode == Mode.OPEN and slot.opens is not None:
            spell = spell_of(slot, day)
            if spell.starts <= moment < spell.ends:
                return True
    return False


def next_spell(door, now):
    """The first spell that starts after ``now``; open doors before appointments, hours before whole days."""
    for ahead in range(LOOK_AHEAD):
        day = now.date() + timedelta(days=ahead)
        if door.service.has_ended_on(day):
            return None
        if found := [spell for spell in spells_on(door, day) if spell.starts > now]:
            return min(found, key=lambda spell: (spell.whole_day, spell.starts, spell.mode != Mode.OPEN))
    return None


def _spells_of_days(door, first, days, mode):
    for ahead in range(days):
        for spell in spells_on(door, first + timedelta(days=ahead)):
            if spell.mode == mode and not spell.whole_day:
                yield spell


def merged(spells):
    """The same spells without seams: what ends when the next one starts, or later, is one."""
    found = []
    for spell in sorted(spells, key=lambda spell: spell.starts):
        if found and spell.starts <= found[-1].ends:
            found[-1] = Spell(found[-1].starts, max(found[-1].ends, spell.ends), spell.mode)
        else:
            found.append(spell)
    return found


def midnight(day):
    return moment_of(day, time(0))


@lru_cache(maxsize=1000)
def moment_of(day, clock):
    """The moment the clock in Vilnius first shows ``clock`` on ``day``; in the lost hour, when the clock jumps."""
    moment = datetime.combine(day, clock, VILNIUS)
    shown = moment.astimezone(UTC).astimezone(VILNIUS)
    if shown.time() != clock:
        moment = shown.replace(minute=0, second=0)
    return moment.astimezone(UTC)
