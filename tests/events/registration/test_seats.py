"""Seats and the waiting list, the private link, and the forgetting after 30 days."""

import re
import uuid

import pytest
from django.core import mail
from django.utils import timezone

from events.models import Event, Registration
from events.tasks import erase_old_registrations, fill_free_seats
from tests.events.registering import NAME, answers, errors, in_days, join, make_form_event, register, send, states
from tests.factories import make_organisation_contact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


# --- Seats and the waiting list ---------------------------------------------------------------------------------------


def test_seats_run_out_and_the_rest_wait_in_order(client):
    series = make_form_event(seats=2)

    for number in range(4):
        register(client, series, name_called_by=f"Nr {number}")

    date = series.occurrences.get()
    assert states(date) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [person.name_called_by for person in date.registrations.waiting()] == ["Nr 2", "Nr 3"]


def test_party_bigger_than_what_is_left_waits_and_is_not_overtaken(client):
    series = make_form_event(seats=3)

    for number, seats in enumerate((2, 2, 1)):
        register(client, series, seats=str(seats), name_called_by=f"Asmuo {number}")

    assert states(series.occurrences.get()) == ["confirmed", "waiting", "waiting"]


def test_party_bigger_than_the_whole_event_is_refused(client):
    answer = send(client, make_form_event(seats=3), "en", seats="4")

    assert errors(answer) == ["This event has 3 seats in all."]
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("taken", "asked", "told"),
    [(2, 1, "All seats for this date are taken."), (1, 2, "Only 1 seat is left.")],
)
def test_without_waiting_list_a_full_date_says_so_and_keeps_what_was_typed(client, taken, asked, told):
    series = make_form_event(seats=2, has_waiting_list=False)
    typed = answers(series, seats=str(asked))
    join(series.occurrences.get(), seats=taken, name_called_by="Jonas")

    answer = client.post(f"/en/events/{series.slug}/register/", typed)

    assert errors(answer) == [told]
    assert NAME in answer.text
    assert Registration.objects.count() == 1


def test_date_has_its_own_number_of_seats(client):
    series = make_form_event(seats=5)
    series.occurrences.update(maximum_attendee_capacity=1)

    for name in ("Asta", "Beata"):
        send(client, series, name_called_by=name)

    assert states(series.occurrences.get()) == ["confirmed", "waiting"]


def test_freed_seats_go_to_the_next_strictly_in_order(client):
    series = make_form_event(seats=3)
    date = series.occurrences.get()
    first, second = join(date, seats=2), join(date, seats=1)
    join(date, seats=3, status="waiting")
    join(date, seats=1, status="waiting")

    first.cancel()
    assert states(date) == ["cancelled", "confirmed", "waiting", "waiting"]

    second.cancel()
    assert states(date) == ["cancelled", "cancelled", "confirmed", "waiting"]


def test_more_seats_go_to_those_who_wait(client):
    series = make_form_event(seats=1)
    date = series.occurrences.get()
    join(date)
    for _ in range(3):
        join(date, status="waiting")
    Event.objects.update(maximum_attendee_capacity=3)

    fill_free_seats(timestamp=0)

    assert states(date) == ["confirmed", "confirmed", "confirmed", "waiting"]
    assert len(mail.outbox) == 2


def test_fewer_seats_put_nobody_out(client):
    series = make_form_event(seats=2)
    date = series.occurrences.get()
    for _ in range(2):
        join(date)
    Event.objects.update(maximum_attendee_capacity=1)

    send(client, series, name_called_by="Jonas")

    assert states(date) == ["confirmed", "confirmed", "waiting"]


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"starts_at": in_days(-0.01)}])
def test_nobody_is_promoted_to_a_date_that_is_off_or_over(fields):
    date = make_form_event(seats=5).occurrences.get()
    join(date, status="waiting")
    Event.objects.update(**fields)

    assert date.fill_free_seats() == []
    assert states(date) == ["waiting"]


# --- The private link -------------------------------------------------------------------------------------------------


def test_reading_the_receipt_changes_nothing_and_the_button_cancels_once(client):
    date = make_form_event().occurrences.get()
    path = join(date).private_path("en")

    client.get(path)
    client.head(path)
    assert states(date) == ["confirmed"]

    for _ in range(3):
        answer = client.post(path, follow=True)

    assert states(date) == ["cancelled"]
    assert "This registration is cancelled." in answer.text
    assert len(mail.outbox) == 1


def test_link_opens_its_own_registration_only(client):
    date = make_form_event(seats=9).occurrences.get()
    own, other = join(date), join(date, name_called_by="Somebody else")
    number, _dot, signature = own.private_path("lt").rstrip("/").rpartition("/")[2].partition(".")

    assert "Somebody else" not in client.get(own.private_path("lt")).text
    for wrong in (
        f"{other.pk}.{signature}",
        number,
        f"{number}.",
        f"{number}.x",
        f"0{number}.{signature}",
        "%00",
        "-1",
    ):
        for method in ("get", "post"):
            assert getattr(client, method)(f"/lt/events/registration/{wrong}/").status_code == 404
    assert states(date) == ["confirmed", "confirmed"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_receipt_refuses_other_ways_of_writing(client, method):
    path = join(make_form_event().occurrences.get()).private_path("lt")

    assert getattr(client, method)(path).status_code == 405


def test_no_other_page_is_told_the_link(client):
    registration = join(make_form_event().occurrences.get())
    path = registration.private_path("lt")
    token = path.rstrip("/").rpartition("/")[2]

    page = client.get(path)

    # The whole address goes nowhere; "no-referrer" would make browsers send the button's form as a stranger's.
    assert page["Referrer-Policy"] == "strict-origin"
    others = re.findall(
        r'href="([^"]*)"',
        page.text.replace(f'href="/en/events/registration/{token}/"', "").replace(
            f'href="/ru/events/registration/{token}/"', ""
        ),
    )
    assert [address for address in others if token in address] == []


def test_log_does_not_hold_the_link(client, caplog):
    caplog.set_level("INFO")
    registration = join(make_form_event().occurrences.get())
    path = registration.private_path("lt")
    token = path.rstrip("/").rpartition("/")[2]

    client.get(path)
    client.post(path)
    client.get(path.replace(token, f"{token}x"))

    logged = [str(record.__dict__) for record in caplog.records if record.name == "portal.requests"]
    assert len(logged) == 3
    assert [line for line in logged if token in line] == []


def test_registration_for_a_date_that_has_begun_cannot_be_cancelled(client):
    date = make_form_event().occurrences.get()
    path = join(date).private_path("en")
    Event.objects.update(starts_at=in_days(-0.01))

    page = client.post(path, follow=True)

    assert states(date) == ["confirmed"]
    assert "Cancel my registration" not in page.text


def test_receipt_says_that_the_date_is_cancelled(client):
    date = make_form_event().occurrences.get()
    path = join(date).private_path("en")
    Event.objects.update(status="cancelled", status_reason_lt="Liga")

    page = client.get(path).text

    assert "This date is cancelled. Please do not come." in page
    assert '<span lang="lt">Liga</span>' in page
    assert "You have a place" not in page


def test_receipt_has_somebody_to_ask(client):
    series = make_form_event()
    make_organisation_contact(series.organiser)

    assert 'href="tel:+37060012345"' in client.get(join(series.occurrences.get()).private_path("lt")).text


@pytest.mark.parametrize("waiting", [1, 3])
def test_receipt_asks_a_constant_number_of_queries(client, django_assert_num_queries, waiting):
    date = make_form_event(seats=1).occurrences.get()
    path = join(date).private_path("lt")
    for _ in range(waiting):
        join(date, status="waiting")

    with django_assert_num_queries(3):
        client.get(path)


# --- Forgetting -------------------------------------------------------------------------------------------------------


def test_people_are_forgotten_30_days_after_the_date(client):
    dates = {days: make_form_event(starts_at=in_days(days)).occurrences.get() for days in (-31, -29)}
    for date in dates.values():
        for status in Registration.Status.values:
            join(
                date,
                2,
                status,
                needs="x",
                submission_key=uuid.uuid4(),
                consent_at=timezone.now(),
                asked_to_confirm_at=timezone.now(),
                held_until=timezone.now(),
                call_about=["moved"],
            )
    Event.objects.filter(pk=dates[-31].pk).update(status="cancelled")

    erase_old_registrations(timestamp=0)

    erased = dates[-31].registrations.values_list(
        *("name_called_by", "contact", "channel", "language", "needs", "submission_key", "consent_at", "call_about"),
        *("contact_confirmed_at", "asked_to_confirm_at", "held_until"),
    )
    assert set(map(str, erased)) == {str(("", "", "", "", "", None, None, [], None, None, None))}
    assert sorted(states(dates[-31])) == ["cancelled", "confirmed", "lapsed", "waiting"]
    assert dates[-31].registrations.seats() == 8
    assert dates[-29].registrations.filter(name_called_by="").count() == 0
    page = client.get(dates[-31].registrations.first().private_path("lt"))
    assert page.status_code == 410
    assert NAME not in page.text


def test_moved_date_keeps_people_until_30_days_after_the_new_one():
    date = make_form_event(starts_at=in_days(-31)).occurrences.get()
    join(date)
    Event.objects.update(starts_at=in_days(3), ends_at=in_days(4))

    erase_old_registrations(timestamp=0)

    assert date.registrations.get().name_called_by == NAME
