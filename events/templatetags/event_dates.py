"""When a date takes place, in words: beside the heading of its day, and alone."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events import words

register = template.Library()


@register.filter
def hours(event):
    """19:00–20:30, "All day", or for several days from when to when: to stand under the heading of the day."""
    if event.is_of_several_days:
        return f"{_short(event.starts_on, event.starts_at, event)} – {_short(event.last_day, event.ends_at, event)}"
    if event.series.is_all_day:
        return _("All day")
    return f"{words.clock(event.starts_at)}–{words.clock(event.ends_at)}"


@register.filter
def moment(event):
    """The same with its day: Thursday, 5 November 2026, 19:00–20:30."""
    return words.when(event.starts_at, event.ends_at, event.series.is_all_day)


register.filter("clock", words.clock)


@register.filter
def iso(at):
    """For machines: 2026-11-05T19:00:00+02:00."""
    return timezone.localtime(at).isoformat("T", "seconds")


@register.filter
def planned_start(event):
    """When a moved date was to begin: Thursday, 5 November 2026, 19:00."""
    return words.start(event.previous_start_at, event.series.is_all_day)


def _short(on, at, event):
    text = date_format(on, "DATE_FORMAT")
    return text if event.series.is_all_day else f"{text}, {words.clock(at)}"
