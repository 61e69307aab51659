"""What people registered are told: in their language, with all they need, once, also if the mail server was down."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from events.dates import letters
from events.dates.letters import tell_of_change
from events.models import Event, Registration
from tests.content.post_office import close_breaker, jobs, make_due, running_postman, work
from tests.events.registering import answers, join, make_form_event, register, send
from tests.factories import make_organisation_contact, make_place, make_staff
from tests.portal.back_office.test_admin import form_data

pytest_plugins = ["tests.content.post_fixtures"]
pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, 10, tzinfo=UTC)
# 19:00 in Vilnius, in winter time.
START = datetime(2026, 11, 26, 17, tzinfo=UTC)
LANGUAGES = ["lt", "en", "ru"]


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://kartu.example"
    with time_machine.travel(NOW, tick=False):
        yield mail.outbox


def make_class(**fields):
    place = make_place(street_address="Gedimino g. 1", address_locality="Kaišiadorys")
    names = {"name_lt": "Lietuvių kalba", "name_en": "Lithuanian class", "name_ru": "Литовский язык"}
    return make_form_event(**{"starts_at": START, "place": place, "seats": 1, **names, **fields})


def plain(text):
    return text.replace("\xa0", " ")


def test_receipt_says_everything_and_nothing_that_was_typed(client, outbox):
    series = make_class()
    make_organisation_contact(series.organiser)

    register(client, series, "en", language="en", needs="BUY PILLS", ticket=answers(series)["ticket"])

    _asked, letter = outbox
    registration = Registration.objects.get()
    assert letter.to == ["olena@example.org"]
    assert letter.subject == "You are registered: Lithuanian class"
    assert plain(letter.body) == (
        "Hello,\n\n"
        "You have a place. We look forward to seeing you.\n\n"
        "Lithuanian class\n"
        "Thursday, 26 November 2026, 19:00–21:00\n"
        "Place, Gedimino g. 1, Kaišiadorys\n"
        "1 seat\n\n"
        "Questions:\n"
        "+370 600 12 345\n\n"
        "Your registration. Here you can also cancel it:\n"
        f"https://kartu.example{registration.private_path('en')}\n\n"
        "The link is only for you. Please do not pass it on.\n\n"
        "We erase your name and contact 30 days after the date.\n\n"
        "Kartu\n"
    )


ASKED = {
    "lt": "Patvirtinkite registraciją: Lietuvių kalba",
    "en": "Please confirm your registration: Lithuanian class",
    "ru": "Подтвердите запись: Литовский язык",
}
SUBJECTS = {
    "lt": "Jūs užsiregistravote: Lietuvių kalba",
    "en": "You are registered: Lithuanian class",
    "ru": "Вы записаны: Литовский язык",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_is_in_the_language_of_its_reader_not_of_the_page(client, outbox, language):
    register(client, make_class(), "en", language=language)

    asked, letter = outbox
    assert asked.subject == ASKED[language]
    assert f"https://kartu.example/{language}/events/registration/confirm/" in asked.body
    assert letter.subject == SUBJECTS[language]
    assert f"https://kartu.example/{language}/events/registration/" in letter.body


def test_waiting_person_is_told_so_and_then_of_the_free_seat(client, outbox):
    series = make_class()
    first = join(series.occurrences.get())
    register(client, series, language="en", contact="second@example.org")
    first.cancel()

    _asked, waiting, cancelled, promoted = outbox
    assert waiting.subject == "You are on the waiting list: Lithuanian class"
    assert "When a seat is free and it is your turn, we tell you." in waiting.body
    assert (cancelled.to, cancelled.subject) == (["olena@example.org"], "Ваша запись отменена: Литовский язык")
    assert (promoted.to, promoted.subject) == (["second@example.org"], "You have a place now: Lithuanian class")


def test_who_left_a_phone_is_called_and_gets_no_letter(outbox):
    date = make_class().occurrences.get()
    first = join(date, channel="phone", contact="+37060012345")
    second = join(date, status="waiting", channel="phone", contact="+37060012346")

    first.cancel()
    tell_of_change(date, "moved")
    tell_of_change(date, "moved")

    second.refresh_from_db()
    assert second.call_about == ["promoted", "moved"]
    assert second.needs_call
    assert outbox == []


CHANGES = {
    "cancelled": ("Cancelled: Lithuanian class", "this date is cancelled"),
    "moved": ("Another time: Lithuanian class", "This date has another time now."),
    "postponed": ("Postponed: Lithuanian class", "This date is postponed."),
    "place": ("Another place: Lithuanian class", "Please look at the new place below."),
    "reinstated": ("It takes place after all: Lithuanian class", "Now it takes place after all."),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_reaches_everybody_registered_in_his_or_her_language(outbox, change):
    date = make_class().occurrences.get()
    for number, (language, status) in enumerate(
        [("lt", "confirmed"), ("ru", "waiting"), ("en", "confirmed"), ("en", "cancelled")]
    ):
        join(date, language=language, status=status, contact=f"{number}@example.org")

    tell_of_change(date, change)

    assert [letter.to[0] for letter in outbox] == ["0@example.org", "1@example.org", "2@example.org"]
    assert ["Lietuvių kalba" in outbox[0].subject, "Литовский язык" in outbox[1].subject] == [True, True]
    subject, words = CHANGES[change]
    assert outbox[2].subject == subject
    assert words in outbox[2].body
    assert date.registrations.last().status == "cancelled"


def test_letter_of_a_move_has_both_times_the_new_place_and_the_reason(outbox):
    date = make_class().occurrences.get()
    join(date, language="en")
    date.previous_start_at, date.status = date.starts_at, date.Status.RESCHEDULED
    date.starts_at, date.ends_at = START + timedelta(days=1), START + timedelta(days=1, hours=1)
    date.place = make_place(name_en="Library", street_address="Vytauto g. 2")
    date.status_reason_lt = "Nėra šviesos"
    date.save()

    tell_of_change(date, "moved")

    body = plain(outbox[0].body)
    assert "Before, it was: Thursday, 26 November 2026, 19:00." in body
    assert "Friday, 27 November 2026, 19:00–20:00\nLibrary, Vytauto g. 2\n" in body
    assert "Reason: Nėra šviesos (in Lithuanian)" in body


@pytest.mark.parametrize(("language", "reason"), [("lt", "Priežastis: Liga"), ("en", "Reason: Illness")])
def test_reason_is_in_the_readers_language(outbox, language, reason):
    date = make_class().occurrences.get()
    join(date, language=language)
    date.status_reason_lt, date.status_reason_en = "Liga", "Illness"
    date.save()

    tell_of_change(date, "cancelled")

    assert f"{reason}\n" in outbox[0].body


@pytest.mark.parametrize(
    ("fields", "ends_after", "told"),
    [
        ({"is_all_day": True}, timedelta(hours=5), "Thursday, 26 November 2026\n"),
        (
            {"is_all_day": True},
            timedelta(days=2),
            "Thursday, 26 November 2026 – Saturday, 28 November 2026\n",
        ),
        ({}, timedelta(days=1), "Thursday, 26 November 2026, 19:00 – Friday, 27 November 2026, 19:00\n"),
        (
            {"attendance_mode": "online", "online_url": "https://meet.example/x"},
            timedelta(hours=1),
            "19:00–20:00\nOnline: https://meet.example/x\n",
        ),
    ],
)
def test_letter_says_when_and_where_of_every_kind_of_date(outbox, fields, ends_after, told):
    date = make_class(**fields).occurrences.get()
    Event.objects.update(ends_at=START + ends_after)
    join(date, language="en")

    tell_of_change(Event.objects.get(), "reinstated")

    assert told in plain(outbox[0].body)


def test_nobody_is_told_about_a_date_that_is_over_or_after_forgetting(outbox):
    date = make_class().occurrences.get()
    join(date, name_called_by="", contact="", channel="", language="")
    tell_of_change(date, "moved")
    join(date)
    Event.objects.update(starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=1))

    tell_of_change(Event.objects.get(), "cancelled")

    assert outbox == []


def test_line_break_in_a_name_makes_no_header(outbox):
    date = make_class(name_en="Class\nBcc: a@example.org").occurrences.get()
    join(date, language="en")

    tell_of_change(date, "cancelled")

    assert outbox[0].subject == "Cancelled: Class Bcc: a@example.org"
    assert outbox[0].message()["Bcc"] is None


@pytest.mark.parametrize("amount", [1, 3])
def test_telling_asks_for_the_event_once(outbox, django_assert_num_queries, amount):
    date = make_class().occurrences.get()
    for _ in range(amount):
        join(date)
    date = Event.objects.get(pk=date.pk)

    # Who, series, place, its contacts, organiser, its contacts.
    with django_assert_num_queries(6):
        tell_of_change(date, "cancelled")

    assert len(outbox) == amount


def test_more_seats_in_the_back_office_tell_those_who_wait_at_once(client, outbox):
    start = timezone.localtime(START)
    rule = {"first_date": start.date(), "start_time": start.time(), "end_time": (start + timedelta(hours=2)).time()}
    series = make_class(**rule)
    date = series.occurrences.get()
    join(date)
    join(date, status="waiting", language="en")
    client.force_login(make_staff(language="en"))
    page = client.get(f"/admin/events/eventseries/{series.pk}/change/")
    data = {**form_data(page), "maximum_attendee_capacity": "2"}

    answer = client.post(f"/admin/events/eventseries/{series.pk}/change/", data)

    assert answer.status_code == 302, answer.context["errors"]
    assert [letter.subject for letter in outbox] == ["You have a place now: Lithuanian class"]


# --- With a real mail server ------------------------------------------------------------------------------------------


def register_many(client, series, amount):
    for number in range(amount):
        answer = send(client, series, contact=f"{number}@example.org", language="lt")
        assert answer.status_code == 302


def test_mail_server_that_is_down_stops_nobody_and_letters_leave_once_when_it_is_back(client, mailing, port):
    series = make_form_event(seats=2)
    register_many(client, series, 3)
    work()
    assert [(job.status, job.attempts) for job in jobs()] == [("todo", 1)] * 3

    close_breaker()  # its rest is over
    with running_postman(port) as postman:
        for _ in range(3):
            make_due()
            work()
    letters = [message_from_bytes(envelope.content, policy=policy.default) for envelope in postman.envelopes]

    assert sorted(letter["To"] for letter in letters) == ["0@example.org", "1@example.org", "2@example.org"]
    assert {letter["Subject"].split(":")[0].strip() for letter in letters} == {"Patvirtinkite registraciją"}
    assert jobs() == []


def test_refused_registration_leaves_no_letter_in_the_queue(client, mailing):
    series = make_form_event(seats=1, has_waiting_list=False)
    register_many(client, series, 1)

    send(client, series)

    assert len(jobs()) == 1
    assert Registration.objects.count() == 1
    assert timezone.now() > Registration.objects.get().created_at


@pytest.mark.parametrize("status", ["confirmed", "waiting", "cancelled"])
def test_letter_offers_to_cancel_only_what_can_be_cancelled(client, outbox, status):
    """The page behind the link has the button, or the letter does not speak of it."""
    registration = join(make_class().occurrences.get(), status=status, language="en")
    if status == "cancelled":
        letters.tell_cancelled(registration)
    else:
        letters.tell_registered(registration)

    [letter] = outbox
    page = client.get(registration.private_path("en")).text

    assert ("Here you can also cancel it" in letter.body) is ("Cancel my registration" in page)
    assert ("Cancel my registration" in page) is (status != "cancelled")
