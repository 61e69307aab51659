"""The day before, everybody with a place is reminded once: by letter with the date for the calendar, or by a call."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone
from icalendar import Calendar

from events.models import Registration
from events.registration.reminders import FROM_HOUR, remind
from tests import factories as make
from tests.content.post_office import work

pytest_plugins = ["tests.content.post_fixtures"]


@pytest.fixture
def morning():
    """Nine o'clock of the day before the date of ``make_date``."""
    return (timezone.localtime() + timedelta(days=30)).replace(hour=FROM_HOUR, minute=0, second=0, microsecond=0)


def make_date(morning, **fields):
    return make.make_event(starts_at=morning + timedelta(days=1), **fields).occurrences.get()


def reminded(morning, mailoutbox):
    with time_machine.travel(morning + timedelta(minutes=5)):
        remind()
        remind()
    return [message.to[0] for message in mailoutbox]


@pytest.mark.django_db
def test_who_has_a_place_tomorrow_is_reminded_once_and_nobody_else(morning, mailoutbox):
    date = make_date(morning)
    make.make_registration(date, contact="a@example.org")
    make.make_registration(date, contact="waits@example.org", status="waiting")
    make.make_registration(date, contact="cancelled@example.org", status="cancelled")
    make.make_registration(date, contact="not-confirmed@example.org", contact_confirmed_at=None)
    called = make.make_registration(date, channel="phone", contact="+37060012345")
    make.make_registration(make_date(morning + timedelta(days=1)), contact="later@example.org")
    make.make_registration(make_date(morning, published_at=None), contact="draft@example.org")
    off = make_date(morning)
    make.make_registration(off, contact="off@example.org")
    off.cancel({"lt": "Lyja."})
    new = make.make_registration(date, contact="new@example.org")
    Registration.objects.filter(pk=new.pk).update(created_at=morning)
    mailoutbox.clear()

    assert reminded(morning - timedelta(hours=1), mailoutbox) == []
    assert reminded(morning, mailoutbox) == ["a@example.org"]
    assert Registration.objects.get(pk=called.pk).call_about == ["reminder"]


@pytest.mark.parametrize(("language", "word"), [("lt", "Rytoj"), ("en", "Tomorrow"), ("ru", "Завтра")])
def test_letter_carries_the_date_for_the_calendar_and_the_way_to_give_the_seat_back(
    client, postman, morning, language, word
):
    date = make_date(morning, name_en="Choir", name_lt="Choras", name_ru="Хор")
    person = make.make_registration(date, language=language)
    with time_machine.travel(morning + timedelta(minutes=5)):
        remind()
    work()
    [envelope] = postman.envelopes
    letter = message_from_bytes(envelope.content, policy=policy.default)
    [attached] = letter.iter_attachments()
    [entry] = Calendar.from_ical(attached.get_content()).walk("VEVENT")

    assert letter["Subject"].startswith(f"{word}: ")
    assert (attached.get_filename(), attached.get_content_type()) == ("kartu.ics", "text/calendar")
    assert entry.decoded("dtstart") == date.starts_at
    assert str(entry["summary"]) == letter["Subject"].partition(": ")[2]
    assert person.private_path(language) in letter.get_body(["plain"]).get_content()
    assert client.post(person.private_path(language)).status_code == 302
    assert Registration.objects.get().status == "cancelled"


@pytest.mark.django_db
def test_reminder_of_who_is_erased_is_forgotten_too(morning, mailoutbox):
    make.make_registration(make_date(morning))
    reminded(morning, mailoutbox)
    assert Registration.objects.filter(reminded_at__gt=F("created_at")).count() == 1
    with time_machine.travel(morning + timedelta(days=40)):
        Registration.objects.due_for_erasure().erase()
    assert Registration.objects.get().reminded_at is None
