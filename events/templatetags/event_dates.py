"""When a date takes place, in words, for templates; events/dates/wording.py writes them."""

from django import template
from django.utils import timezone

from events.dates import wording
from events.recurrence.wording import rhythm

register = template.Library()

register.filter("hours", wording.hours)
register.filter("moment", wording.of_date)
register.filter("clock", wording.clock)
register.filter("deadline", wording.deadline)
register.filter("planned_start", wording.planned_start)
register.filter("happened", wording.happened)
register.filter("rhythm", rhythm)


@register.filter
def iso(at):
    """For machines: 2026-11-05T19:00:00+02:00."""
    return timezone.localtime(at).isoformat("T", "seconds")
