"""A contact counts once it is confirmed: nobody fills an event, or a stranger's mailbox, with addresses of others."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from content.letters.models import UndeliveredLetter
from events.dates.letters import tell_of_change
from events.dates.seats import KEPT_UNCONFIRMED
from events.models import Event, Registration
from events.registration.querysets import LAPSED_KEPT_FOR
from events.tasks import erase_old_registrations, fill_free_seats
from tests.events.registering import answers, confirm, join, make_form_event, register, send, states
from tests.factories import make_organisation_contact, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def send_from(client, series, number, **changed):
    """The form from a network address of its own."""
    path = f"/en/events/{series.slug}/register/"
    return client.post(path, answers(series, **changed), REMOTE_ADDR=f"192.0.{number // 200}.{number % 200}")


def last():
    return Registration.objects.latest("pk")


def test_letter_asks_and_its_button_confirms_once(client):
    series = make_form_event()
    send(client, series, "en", language="en", needs="BUY PILLS", name_called_by="Spam")
    [letter] = mail.outbox
    path = last().proof_path()
    assert path in letter.body
    assert "If it was not you, you do not have to do anything" in letter.body
    assert letter.is_urgent
    for typed in ("BUY PILLS", "Spam", last().private_path("en")):
        assert typed not in letter.body

    page = client.get(path)
    assert "Yes, this is me" in page.text
    assert last().needs_confirmation, "opening the link changes nothing: mail programs open links too"

    for _time in range(3):
        answer = client.post(path)
    assert answer.url == last().private_path("en")
    assert not last().needs_confirmation
    assert len(mail.outbox) == 2


def test_receipt_on_the_screen_does_not_confirm(client):
    """The form's sender sees it, whoever's address was typed."""
    series = make_form_event()
    page = client.get(send(client, series, "en").url)
    proof = last().proof_path().split("/")[-2]
    assert proof not in page.text
    assert client.get(f"/en/events/registration/{proof}/").status_code == 404
    receipt = last().private_path("en").split("/")[-2]
    assert client.post(f"/en/events/registration/confirm/{receipt}/").status_code == 404
    assert last().needs_confirmation


def test_receipt_names_the_time_until_which_the_place_is_kept(client):
    with time_machine.travel("2026-11-01T10:00:00Z", tick=False):
        series = make_form_event(starts_at=timezone.now() + timedelta(days=9))
        page = client.get(send(client, series, "en").url)
    assert "We keep the place for you until 1 November 2026, 14:00." in " ".join(page.text.replace("\xa0", " ").split())


def test_seat_that_nobody_confirms_in_time_goes_to_the_next(client):
    series = make_form_event(seats=1)
    date = series.occurrences.get()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_from(client, series, 1, contact="nobody@example.org")
        send_from(client, series, 2, contact="olena@example.org")
        confirm(client, series)
        assert states(date) == ["confirmed", "waiting"]
        clock.shift(KEPT_UNCONFIRMED["email"])
        fill_free_seats(timestamp=0)
    assert states(date) == ["lapsed", "confirmed"]
    assert mail.outbox[-1].to == ["olena@example.org"]


def test_seat_is_never_kept_beyond_the_beginning(client):
    start = timezone.now() + timedelta(minutes=40)
    send(client, make_form_event(starts_at=start))
    assert last().held_until == start


@pytest.mark.parametrize(("taken", "status"), [(0, "confirmed"), (1, "waiting")])
def test_who_confirms_late_gets_a_place_if_there_is_one(client, taken, status):
    series = make_form_event(seats=1)
    date = series.occurrences.get()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send(client, series)
        clock.shift(KEPT_UNCONFIRMED["email"])
        fill_free_seats(timestamp=0)
        assert states(date) == ["lapsed"]
        for _person in range(taken):
            join(date)
        late = Registration.objects.earliest("pk")
        assert "Nobody confirmed this registration in time." in client.get(late.private_path("en")).text
        client.post(late.proof_path())
    late.refresh_from_db()
    assert late.status == status


def test_who_confirms_late_is_told_when_all_is_full_and_nobody_can_wait(client):
    series = make_form_event(seats=1, has_waiting_list=False)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send(client, series)
        clock.shift(KEPT_UNCONFIRMED["email"])
        fill_free_seats(timestamp=0)
        join(series.occurrences.get())
        late = Registration.objects.earliest("pk")
        page = client.post(late.proof_path(), follow=True)
    assert "Visos vietos" in page.text or "Все места" in page.text
    assert states(series.occurrences.get()) == ["lapsed", "confirmed"]


def test_waiting_people_who_confirmed_nothing_hold_nobody_up(client):
    series = make_form_event(seats=2)
    date = series.occurrences.get()
    first = join(date, seats=2, name_called_by="Jonas")
    for number in range(5):
        send_from(client, series, number, contact=f"{number}@example.org")
    register(client, series, contact="ivan@example.org")
    first.cancel()
    assert states(date) == ["cancelled", *["waiting"] * 5, "confirmed"]


# --- Hoarding ---------------------------------------------------------------------------------------------------------


def test_two_forms_do_not_fill_an_event(client):
    series = make_form_event(seats=10)
    for number in range(3):
        send_from(client, series, 7, seats="5", contact=f"{number}@example.org")
    assert states(series.occurrences.get()) == ["confirmed", "waiting", "waiting"]

    assert send_from(client, series, 8, seats="5").status_code == 302
    assert last().status == "confirmed", "somebody else finds the other five"


def test_family_that_confirms_has_its_places_whoever_shares_its_network(client):
    series = make_form_event(seats=20)
    for number in range(3):
        send_from(client, series, 7, seats="5", contact=f"{number}@example.org")
        assert confirm(client, series).status == "confirmed"


def test_staff_see_hoarding_on_their_first_page_and_in_the_list(client):
    series = make_form_event(seats=10)
    client.force_login(make_staff(language="en"))
    send(client, series, seats="3")
    words = "Many seats are kept for people who have not confirmed"
    assert words not in client.get("/admin/").text
    send(client, series, seats="2", contact="b@example.org")
    assert words in client.get("/admin/").text
    assert "5 seats are not confirmed" in client.get("/admin/events/registration/").text
    confirm(client, series)
    assert words not in client.get("/admin/").text


# --- Mail bomb --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "victim@example.org",
        "Victim@Example.org",
        "victim+{n}@example.org",
        "v.ic.tim@gmail.com",
        "vic.tim+{n}@gmail.com",
    ],
)
def test_no_mailbox_gets_more_than_three_letters_a_day_from_strangers(client, address):
    series = make_form_event(seats=100)
    for number in range(12):
        assert send_from(client, series, number, contact=address.format(n=number)).status_code == 302
    assert len(mail.outbox) == 3
    page = client.get(last().private_path("en")).text
    assert "We wrote to this address several times today" in page
    assert "We have sent you a letter" not in page
    client.post(last().private_path("en"))
    assert len(mail.outbox) == 3, "nor by cancelling"


def test_days_later_the_mailbox_can_be_asked_again(client):
    series = make_form_event(seats=100, starts_at=timezone.now() + timedelta(days=9))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(4):
            send_from(client, series, number)
        assert len(mail.outbox) == 3
        clock.shift(timedelta(days=1))
        send_from(client, series, 5)
    assert len(mail.outbox) == 4


def test_change_of_the_date_is_told_to_nobody_who_did_not_confirm(client):
    series = make_form_event()
    send(client, series)
    tell_of_change(Event.objects.get(), "cancelled")
    assert len(mail.outbox) == 1


# --- By phone ---------------------------------------------------------------------------------------------------------


def test_phone_is_confirmed_by_staff_who_call(client):
    series = make_form_event(seats=1)
    make_organisation_contact(series.organiser)
    page = client.get(send(client, series, "en", contact="+370 600 12345").url)
    assert "We will call you to confirm." in page.text
    person = last()
    assert (person.call_about, person.status) == (["confirm"], "confirmed")
    assert person.held_until - person.created_at > timedelta(hours=20)

    client.force_login(make_staff(language="en"))
    listed = client.get(f"/admin/events/registration/date/{person.event_id}/").text
    assert "To call: confirm the registration" in listed
    client.post(f"/admin/events/registration/date/{person.event_id}/{person.pk}/", {"act": "called"})
    person.refresh_from_db()
    assert not person.needs_confirmation
    assert person.call_about == []


def test_staff_confirm_for_somebody_whose_letters_do_not_arrive(client):
    series = make_form_event()
    send(client, series)
    person = last()
    UndeliveredLetter.objects.note(person.contact, "x", None, 550, "no")
    client.force_login(make_staff(language="en"))
    address = f"/admin/events/registration/date/{person.event_id}/"
    assert "Letters do not arrive at this address" in client.get(address).text
    client.post(f"{address}{person.pk}/", {"act": "confirm"})
    assert not last().needs_confirmation


# --- Forgetting -------------------------------------------------------------------------------------------------------


def test_stranger_whose_address_was_typed_is_forgotten_after_days(client):
    series = make_form_event(starts_at=timezone.now() + timedelta(days=30))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send(client, series)
        clock.shift(KEPT_UNCONFIRMED["email"])
        fill_free_seats(timestamp=0)
        clock.shift(LAPSED_KEPT_FOR - timedelta(minutes=1))
        erase_old_registrations(timestamp=0)
        assert last().contact == "olena@example.org"
        clock.shift(timedelta(minutes=2))
        erase_old_registrations(timestamp=0)
    assert (last().contact, last().name_called_by) == ("", "")
    assert client.get(last().private_path("en")).status_code == 410
