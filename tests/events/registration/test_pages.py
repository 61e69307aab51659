"""The form to register for a date: what it takes and refuses, double sends, limits, dates that are closed."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from content.forms.public import LONGEST
from events.dates.seats import MOST_AN_HOUR
from events.models import Registration
from tests.events.registering import NAME, answers, confirm, errors, in_days, join, make_form_event, send, ticket
from tests.factories import make_date

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


# --- The form ---------------------------------------------------------------------------------------------------------


def test_reader_registers_and_sees_the_receipt(client):
    series = make_form_event()

    answer = send(client, series, needs="Vežimėlis", seats="2")
    page = client.get(answer.url)

    kept = Registration.objects.get()
    assert (kept.name_called_by, kept.contact, kept.channel) == (NAME, "olena@example.org", "email")
    assert (kept.language, kept.seats, kept.needs, kept.status) == ("ru", 2, "Vežimėlis", "confirmed")
    assert kept.consent_at is not None
    assert answer.url.startswith("/lt/events/registration/")
    assert NAME in page.text
    assert "Liko vienas žingsnis: patvirtinkite." in page.text

    confirm(client, series)
    assert "Jūs užsiregistravote" in client.get(answer.url).text


@pytest.mark.parametrize("number", ["+370 600 12345", "8 600 12 345", "0 600 12345", "+380 50 123 4567"])
def test_phone_is_kept_as_it_can_be_dialled(client, number):
    send(client, make_form_event(), contact=number)

    kept = Registration.objects.get()
    assert kept.channel == "phone"
    assert re.fullmatch(r"\+37060012345|\+380501234567", kept.contact)
    assert mail.outbox == []


def test_form_is_in_the_language_of_the_page_and_letters_too_unless_changed(client):
    series = make_form_event()

    form = client.get(f"/ru/events/{series.slug}/register/").context["form"]

    assert form["language"].value() == "ru"


def test_event_page_leads_to_the_form_and_stays_without_cookie(client):
    series = make_form_event()

    page = client.get(series.get_absolute_url())

    assert f'href="/lt/events/{series.slug}/register/"' in page.text
    assert not page.cookies
    assert page["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", ["register", "registration"])
def test_form_and_receipt_are_kept_by_nobody_and_found_by_no_search(client, path):
    series = make_form_event()
    address = f"/lt/events/{series.slug}/register/" if path == "register" else send(client, series).url

    page = client.get(address)

    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.text
    assert 'rel="canonical"' not in page.text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name_called_by": " "}, "Write what we shall call you."),
        ({"name_called_by": "\u202e\u0007"}, "Write what we shall call you."),
        ({"name_called_by": "x" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"name_called_by": "a\x00b"}, "Null characters are not allowed."),
        ({"contact": ""}, "Write a phone number or an e-mail address."),
        ({"contact": "olena@"}, "Check the e-mail address. For example: name@example.org"),
        ({"contact": "a@b.lt\nBcc: c@d.lt"}, "Check the e-mail address. For example: name@example.org"),
        ({"contact": "x" * 255 + "@example.org"}, "Ensure this value has at most 254 characters (it has 267)."),
        ({"contact": "12345"}, "Check the phone number. For example: +370 600 12 345"),
        ({"contact": "call me"}, "Check the phone number. For example: +370 600 12 345"),
        ({"contact": "112"}, "Check the phone number. For example: +370 600 12 345"),
        ({"contact": "8 800 22922"}, "Check the phone number. For example: +370 600 12 345"),
        ({"seats": "0"}, "Select a valid choice. 0 is not one of the available choices."),
        ({"seats": "6"}, "Select a valid choice. 6 is not one of the available choices."),
        ({"seats": "-1"}, "Select a valid choice. -1 is not one of the available choices."),
        ({"seats": "١"}, "Select a valid choice. ١ is not one of the available choices."),
        ({"language": "xx"}, "Select a valid choice. xx is not one of the available choices."),
        ({"needs": "x" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
        ({"consent": ""}, "Without your consent we cannot keep a place for you."),
        ({"date": ""}, "Choose a date."),
        ({"date": "abc"}, "Choose a date."),
        ({"date": "99999999999999999999"}, "Choose a date."),
        ({"date": "1' OR 1=1"}, "Choose a date."),
        ({"website": "https://example.org/"}, "Your registration was not sent. Please try again."),
        ({"ticket": ""}, "Please send the form once more."),
        ({"ticket": uuid.uuid4().hex}, "Please send the form once more."),
        ({"ticket": "a:b:c"}, "Please send the form once more."),
    ],
)
def test_wrong_input_is_named_and_kept(client, changed, told):
    answer = send(client, make_form_event(), "en", **{"needs": "my own words", **changed})

    assert answer.status_code == 200
    assert told in errors(answer)
    assert "<title>Error:" in answer.text
    assert changed.get("needs", "my own words") in answer.text
    assert not Registration.objects.exists()


def test_name_and_needs_lose_what_nobody_sees(client):
    send(client, make_form_event(), name_called_by="  Али\u202eна\t \n I ", needs="a\u0007b\r\nc")

    kept = Registration.objects.get()
    assert (kept.name_called_by, kept.needs) == ("Алина I", "ab\nc")


def test_form_sent_too_soon_or_too_late_may_be_sent_again(client):
    series = make_form_event()
    with time_machine.travel(timezone.now(), tick=False):
        soon = send(client, series, "en", ticket=ticket(timedelta(0)))
    late = send(client, series, "en", ticket=ticket(LONGEST + timedelta(minutes=1)))
    assert soon.status_code == 302
    assert errors(late) == ["The form was open for a long time. Please look at it once more and send it again."]
    assert Registration.objects.count() == 1

    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        assert send(client, series, ticket=late.context["form"]["ticket"].value()).status_code == 302


def test_form_without_its_token_is_refused(client):
    client.handler.enforce_csrf_checks = True

    assert send(client, make_form_event()).status_code == 403
    assert not Registration.objects.exists()


def test_form_sent_twice_is_one_registration_with_one_letter(client):
    series, number = make_form_event(), ticket()

    first = send(client, series, ticket=number)
    again = [send(client, series, ticket=number) for _ in range(12)]

    assert Registration.objects.count() == len(mail.outbox) == 1
    assert {answer.url for answer in again} == {first.url}


def test_same_form_for_another_date_is_another_registration(client):
    series, number = make_form_event(), ticket()
    other = make_date(series, timezone.now() + timedelta(days=8))

    for date in (series.occurrences.first(), other):
        send(client, series, ticket=number, date=str(date.pk))

    assert list(Registration.objects.values_list("event", flat=True)) == [series.occurrences.first().pk, other.pk]


def test_who_is_registered_already_is_not_told(client):
    series = make_form_event(seats=5)
    join(series.occurrences.get(), contact="olena@example.org")

    answer = send(client, series)

    assert answer.status_code == 302
    assert Registration.objects.count() == 2


def test_one_sender_cannot_fill_the_list_alone(client):
    series = make_form_event(seats=100)
    for _ in range(12):
        last = client.post(f"/en/events/{series.slug}/register/", answers(series), REMOTE_ADDR="192.0.2.1")
    assert Registration.objects.count() == 10
    assert errors(last) == ["Too many forms are coming in just now. Please try again in an hour."]

    client.post(f"/en/events/{series.slug}/register/", answers(series), REMOTE_ADDR="192.0.2.2")

    assert Registration.objects.count() == 11


def test_addresses_of_one_connection_are_one_sender(client):
    series = make_form_event(seats=100)
    for number in range(12):
        client.post(f"/en/events/{series.slug}/register/", answers(series), REMOTE_ADDR=f"2001:db8::{number}")

    assert Registration.objects.count() == 10


def test_mistakes_in_typing_do_not_count_as_sent(client):
    series = make_form_event(seats=100)
    for _ in range(15):
        send(client, series, contact="typing")

    assert send(client, series).status_code == 302


def test_flood_of_one_date_closes_it_for_nobody(client):
    """Whoever comes after very many others has a seat once the contact is confirmed, not before."""
    series = make_form_event(seats=None)
    date = series.occurrences.get()
    Registration.objects.bulk_create(
        Registration(event=date, status="confirmed", language="lt") for _ in range(MOST_AN_HOUR)
    )

    assert send(client, series).status_code == 302

    assert Registration.objects.latest("pk").status == "waiting"
    assert confirm(client, series).status == "confirmed"


# --- Dates ------------------------------------------------------------------------------------------------------------


def offered(client, series, query=""):
    return client.get(f"/en/events/{series.slug}/register/{query}")


def test_dates_ahead_are_offered_with_their_seats(client):
    series = make_form_event(seats=3)
    first = series.occurrences.get()
    moved = make_date(series, timezone.now() + timedelta(days=9), status="rescheduled")
    full = make_date(series, timezone.now() + timedelta(days=16))
    make_date(series, timezone.now() + timedelta(days=23), maximum_attendee_capacity=0)
    for status in ("cancelled", "postponed"):
        make_date(series, timezone.now() + timedelta(days=30, hours=len(status)), status=status)
    make_date(series, timezone.now() - timedelta(hours=1))
    join(first, seats=2)
    join(full, seats=3)

    form = offered(client, series, f"?date={moved.pk}").context["form"]

    with override("en"):
        assert [(date, str(note)) for date, note in form.dates] == [
            (first, "1 seat left"),
            (moved, "3 seats left"),
            (full, "waiting list"),
        ]
    assert form["date"].value() == str(moved.pk)


@pytest.mark.parametrize("query", ["?date=abc", "?date=", "?date=99999999999999999999", "?date=%00"])
def test_odd_date_in_the_address_chooses_none(client, query):
    series = make_form_event()
    make_date(series, timezone.now() + timedelta(days=9))

    page = offered(client, series, query)

    assert page.status_code == 200
    assert " checked" not in page.text


@pytest.mark.parametrize("amount", [1, 3])
def test_form_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    series = make_form_event()
    for number in range(1, amount):
        make_date(series, timezone.now() + timedelta(days=number + 1))

    with django_assert_num_queries(7):
        page = offered(client, series)

    assert len(page.context["form"].dates) == amount


CLOSED = {
    "cancelled": ({}, {"status": "cancelled"}, "This date is cancelled."),
    "postponed": ({}, {"status": "postponed"}, "This date is postponed. A new one is not known yet."),
    "begun": ({}, {"starts_at": in_days(-0.01)}, "This date has begun already or is over."),
    "not open yet": ({"registration_opens_at": in_days(0.5)}, {}, "Registration has not opened yet."),
    "ended": ({"registration_closes_at": in_days(-0.5)}, {}, "Registration for this event has ended."),
    "no form": ({"registration_mode": "none"}, {}, "This event takes no registrations here."),
}


@pytest.mark.parametrize("case", CLOSED)
def test_closed_date_takes_no_form_that_was_opened_before(client, case):
    series = make_form_event()
    typed = answers(series)
    of_series, of_date, told = CLOSED[case]
    type(series).objects.filter(pk=series.pk).update(**of_series)
    series.occurrences.update(**of_date)

    answer = client.post(f"/en/events/{series.slug}/register/", typed)

    assert errors(answer) == [told]
    assert NAME in answer.text
    assert not Registration.objects.exists()
    assert "Registration is closed." in offered(client, series).text
    assert "/register/" not in client.get(series.get_absolute_url()).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_unpublished_event_has_no_form(client, method):
    series = make_form_event()
    typed = answers(series)
    series.unpublish()

    assert getattr(client, method)(f"/en/events/{series.slug}/register/", typed).status_code == 404
    assert not Registration.objects.exists()


def test_event_unpublished_while_somebody_waits_for_the_lock_takes_nobody():
    series = make_form_event()
    date = series.occurrences.get()
    date.series  # noqa: B018 (read before, as a view does)
    series.unpublish()

    with pytest.raises(ValidationError, match=r"\w"):
        date.register(name_called_by=NAME, contact="a@example.org", channel="email", language="lt", seats=1)
    assert not Registration.objects.exists()


def test_opening_day_is_said_on_the_page_of_the_event(client):
    series = make_form_event(registration_opens_at=in_days(0.5))

    assert "Registration opens:" in client.get(f"/en/events/{series.slug}/").text
