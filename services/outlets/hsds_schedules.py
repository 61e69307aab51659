"""Opening hours as HSDS schedules (RFC 5545 rules), for programs that read the rules and not the words.

HSDS wants an offset from UTC with each hour, and has neither public holidays nor dates that are left out. It says how
to write what changes: a row is valid until the day before something else holds, and another row after it. So a slot of
the week is told in rows, each true on all its days from ``valid_from`` (already, when there is none) to ``valid_to``.
Hours are the wall time of Vilnius: a row ends where the clock changes, the next one has the other offset, and a package
that somebody keeps is right in summer and in winter. It also ends before a day on which the door is closed, as on a
public holiday, or has other hours. What is told reaches 90 days ahead and on to the next change of the clock.

A day without a row is a day on which the door is closed. A row without hours is a day of appointments: its
``attending_type`` says so. All of this is also told in words, beside the place.
"""

from datetime import time, timedelta
from functools import cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.hsds import identified, join, text
from directory.public_holidays import AHEAD, holidays_of
from services.opening.state import VILNIUS, Mode, midnight, plan_of
from services.outlets.sharing import hours as week_in_words
from services.outlets.sharing import times_in_words

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
EVERY_DAY = ",".join(DAYS)
DAY = timedelta(days=1)
# Clocks change at this hour of the night.
CHANGE = time(3)
# HSDS and schema.org have no 24:00. An hour before the opening is one of the next day in both.
END_OF_DAY = "23:59"


def schedules(door, today):
    """The hours of the week that holds today, then the dates with other hours; none while the service is not given."""
    first, last = days_told(door.service, today)
    other_days = days_of_their_own(door, first, last)
    weekly = [
        week_day(door, slot, *span, today)
        for slot in door.hours_today
        if slot.mode != Mode.CLOSED
        for span in spans(slot, first, last, other_days)
    ]
    return [
        *weekly,
        *(exception(door, found, *run) for found in door.exceptions_ahead for run in runs(found, other_days)),
    ]


# --- Which days a row holds on ----------------------------------------------------------------------------------------


def days_told(service, today):
    """The first and the last day the rules tell of; the last is before the first when there is nothing to tell."""
    first, last = today, eve_of_clock_change(today + AHEAD)
    if service.valid_through:
        last = min(last, service.valid_through)
    if service.is_suspended_on(today):
        first = service.closed_until or last + DAY
    return (last + DAY if service.has_ended_on(today) else first), last


@cache
def eve_of_clock_change(day):
    """The last day from ``day`` on with the same offset as on ``day``."""
    while offset_on(day + DAY) == offset_on(day):
        day += DAY
    return day


@cache
def offset_on(day):
    """That of most of the day: clocks change before dawn."""
    return midnight(day + DAY).astimezone(VILNIUS).utcoffset()


def days_from(first, last):
    return [first + ahead * DAY for ahead in range((last - first).days + 1)]


@cache
def holidays_between(first, last):
    return [day for year in range(first.year, last.year + 1) for day in holidays_of(year) if first <= day <= last]


def days_of_their_own(door, first, last):
    """{day: the slots that hold on it} of the public holidays and of the days of exceptions, in their order."""
    found = set(holidays_between(first, last))
    for exception in door.exceptions.all():
        found.update(days_from(max(first, exception.starts_on), min(last, exception.ends_on)))
    return {day: plan_of(door, day).slots for day in sorted(found)}


def spans(slot, first, last, other_days):
    """(first, last day) of the times in which ``slot`` holds in every week, with one offset."""
    last = min(last, slot.valid_through or last)
    for end, following in breaks(slot, first, last, other_days):
        if any(day.weekday() == slot.day_of_week for day in days_from(first, min(end, first + 6 * DAY))):
            yield first, end
        first = following


def breaks(slot, first, last, other_days):
    """(the last day before a break, the first day after it), in their order; the end has no day after it."""
    found = [
        (day - DAY, day + DAY)
        for day, slots in other_days.items()
        if day <= last and day.weekday() == slot.day_of_week and slot not in slots
    ]
    change = eve_of_clock_change(first)
    while change < last:
        found.append((change, change + DAY))
        if closes_after_change(slot) and change.weekday() == slot.day_of_week:
            found.append((change - DAY, change))
        change = eve_of_clock_change(change + DAY)
    return [*sorted(found), (last, None)]


def runs(exception, other_days):
    """(first, last day) of the times in which an exception with own hours holds day after day, with one offset."""
    found = []
    for day in [day for day, slots in other_days.items() if exception in slots]:
        if found and day - DAY == found[-1][1] and offset_on(day) == offset_on(found[-1][1]):
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


# --- A row ------------------------------------------------------------------------------------------------------------


def week_day(door, slot, first, last, today):
    day = str(slot.get_day_of_week_display())
    return text(
        {
            **row(door, slot, first, last),
            "byday": DAYS[slot.day_of_week],
            "valid_from": first.isoformat() if first > today else "",
            "description": join([day, times_in_words(slot)], ": "),
            "notes": slot.text("note"),
        }
    )


def exception(door, found, first, last):
    return text(
        {
            **row(door, found, first, last),
            "byday": EVERY_DAY,
            "valid_from": first.isoformat(),
            "dtstart": first.isoformat(),
            "until": last.isoformat(),
            "description": times_in_words(found),
            "notes": found.text("reason"),
        }
    )


def row(door, slot, first, last):
    """What a slot of the week and an exception have in common. The last day is what tells rows of one slot apart."""
    return {
        "id": identified(slot, last),
        "service_at_location_id": identified(door),
        "freq": "WEEKLY",
        "valid_to": last.isoformat(),
        **hours(slot, last),
        "attending_type": str(slot.get_mode_display()) if slot.mode == Mode.BY_APPOINTMENT else "",
    }


def hours(slot, day):
    if slot.opens is None:
        return {}
    offset = offset_in_hours(day)
    closes = f"{slot.closes:%H:%M}"
    is_own_day = getattr(slot, "day_of_week", day.weekday()) == day.weekday()
    closing = offset_in_hours(day + DAY) if is_own_day and closes_after_change(slot) else offset
    return {
        "timezone": offset,
        "opens_at": f"{slot.opens:%H:%M}{offset:+03}:00",
        "closes_at": f"{END_OF_DAY if closes == '00:00' else closes}{closing:+03}:00",
    }


def offset_in_hours(day):
    return int(offset_on(day).total_seconds()) // 3600


def closes_after_change(slot):
    """A night so long that it ends after the hour at which clocks change: its last one has two offsets."""
    return slot.opens is not None and CHANGE < slot.closes < slot.opens


# --- In words ---------------------------------------------------------------------------------------------------------


def closed_in_words(door):
    """When the door is closed, and its exceptions: what rules cannot say, a line each. Stale hours are no rules."""
    if door.service.is_stale("hours"):
        yield from week_in_words(door, is_only=True)
        return
    for slot in door.hours_today:
        if slot.mode == Mode.CLOSED:
            yield told(str(slot.get_day_of_week_display()), slot, slot.text("note"))
    if door.hours_today:
        yield _("Also open on public holidays.") if door.open_on_holidays else _("Closed on public holidays.")
    for found in door.exceptions_ahead:
        days = dict.fromkeys(date_format(day, "DATE_FORMAT") for day in (found.starts_on, found.ends_on))
        yield told(" – ".join(days), found, found.text("reason"))


def told(days, slot, why):
    words = f"{days}: {times_in_words(slot)}"
    return f"{words} ({why})" if why else words
