"""Everybody with a place is reminded the day before, each once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from events.dates import letters
from events.outlets.calendar import date_file
from events.registration.models import Registration

AT_ONCE = 100
# In the morning: whoever cannot come gives the seat back while others can still take it.
FROM_HOUR = 9


def remind():
    """Write to all who have a place tomorrow, from the morning on; who left a number is put on the list of calls."""
    if timezone.localtime().hour < FROM_HOUR:
        return
    while remind_some():
        pass


@transaction.atomic
def remind_some():
    """A batch with its letters in the queue is reminded, or none of it is; return whether there was anybody."""
    people = Registration.objects.to_be_reminded().with_date().order_by("pk")
    people = list(people.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for person in people:
        with override(person.language):
            calendar = date_file(person.event.series, person.event)
        letters.remind(person, calendar)
    Registration.objects.filter(pk__in=[person.pk for person in people]).update(reminded_at=timezone.now())
    return bool(people)
