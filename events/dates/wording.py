"""When something takes place, in a sentence."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.wording import day
from events.recurrence.occurrences import local_day

# What lasts so long is an event of several days.
LONG = timedelta(days=1)


def when(starts_at, ends_at, is_all_day, day=day):
    """ "Tuesday, 27 October 2026, 19:00–20:30"; with both days when it lasts for several.

    An evening that ends after midnight is one of its first day. ``day`` writes a day: ``day_in_sentence`` inside one.
    """
    last = local_day(ends_at - timedelta(microseconds=1))
    if is_all_day:
        return day(starts_at) if last == local_day(starts_at) else f"{day(starts_at)} – {day(last)}"
    begin = start(starts_at, is_all_day, day)
    if ends_at - starts_at < LONG:
        return f"{begin}–{clock(ends_at)}"
    return f"{begin} – {day(last)}, {clock(ends_at)}"


def start(starts_at, is_all_day, day=day):
    return day(starts_at) if is_all_day else f"{day(starts_at)}, {clock(starts_at)}"


def of_date(event, series=None):
    """The whole of one date: Thursday, 5 November 2026, 19:00–20:30. ``series``: its own, where it is at hand."""
    return when(event.starts_at, event.ends_at, (series or event.series).is_all_day)


def planned_start(event):
    """When a moved date was to begin: Thursday, 5 November 2026, 19:00."""
    return start(event.previous_start_at, event.series.is_all_day)


def hours(event):
    """19:00–20:30, "All day", or for several days from when to when: to stand under the heading of the day."""
    if event.is_of_several_days:
        return f"{_short(event.starts_on, event.starts_at, event)} – {_short(event.last_day, event.ends_at, event)}"
    if event.series.is_all_day:
        return _("All day")
    return f"{clock(event.starts_at)}–{clock(event.ends_at)}"


def _short(on, at, event):
    text = date_format(on, "DATE_FORMAT")
    return text if event.series.is_all_day else f"{text}, {clock(at)}"


def happened(event):
    """What happened to a date in one word, or "" while it takes place as planned."""
    if event.status == event.Status.SCHEDULED:
        return ""
    return {
        event.Status.CANCELLED: _("Cancelled"),
        event.Status.POSTPONED: _("Postponed"),
        event.Status.RESCHEDULED: _("Moved"),
    }.get(event.status, "")


def deadline(at):
    """28 November 2026, 14:30."""
    return f"{date_format(timezone.localtime(at), 'DATE_FORMAT')}, {clock(at)}"


def clock(moment):
    return f"{timezone.localtime(moment):%H:%M}"
