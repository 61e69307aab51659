"""What staff do with the people of a date: who may see them, the call list, the table, the paper, people who phone."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import ROLES, sync_roles
from events.models import Event, Registration
from tests.events.registering import make_form_event, states
from tests.factories import make_date, make_registration, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def staff(client):
    user = make_staff(language="en")
    client.force_login(user)
    return user


@pytest.fixture
def date():
    return make_form_event(seats=2).occurrences.get()


def address(name, *args):
    return reverse(f"admin:events_registration_{name}", args=args)


def press(client, person, act):
    return client.post(address("change_person", person.event_id, person.pk), {"act": act})


# --- Who may see and do what ------------------------------------------------------------------------------------------

# Role: may it (see names, change somebody's registration, add somebody, see head-counts, save head-counts)?
TABLE = {
    "Project staff": (True, True, True, True, True),
    "Job moderator": (False, False, False, False, False),
    # Numbers, nobody's name.
    "Auditor": (False, False, False, True, False),
    "Translator": (False, False, False, False, False),
    "Municipality coordinator": (False, False, False, False, False),
}


def sheet(date):
    return reverse("admin:events_attendancetally_sheet", args=[date.pk])


def typed(**changed):
    person = {"name_called_by": "Jonas", "contact": "+370 600 12345", "seats": "1", "language": "lt", "consent": "on"}
    return {**person, "submission_key": "7c1d1f55-2b0e-4b8e-9f6a-0a1f5d2c9a01", **changed}


@pytest.mark.parametrize("role", ROLES)
def test_role_sees_and_does_what_the_table_says(client, role):
    sync_roles()
    date = make_form_event(seats=9).occurrences.get()
    person = make_registration(date)
    begun = make_date(date.series, timezone.now() - timedelta(hours=1))
    user = make_user(is_staff=True, language="en")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    see, change, add, see_counts, count = TABLE[role]
    names = ["changelist", *(("date", date.pk), ("print", date.pk), ("table", date.pk))]
    for name in names:
        found = client.get(address(*([name] if isinstance(name, str) else name)))
        assert found.status_code == (200 if see else 403), name
        assert "no-store" in found["Cache-Control"]
    assert client.get(f"/admin/events/registration/{person.pk}/change/").status_code == (302 if see else 403)
    press(client, person, "cancel")
    assert states(date) == ["cancelled" if change else "confirmed"]
    client.post(address("add_person", date.pk), typed())
    assert Registration.objects.count() == (2 if add else 1)
    assert client.get(sheet(begun)).status_code == (200 if see_counts else 403)
    client.post(sheet(begun), {"seen": seen(client, begun) if see_counts else "", "resident-female-60+": "3"})
    assert begun.tallies.people() == (3 if count else None)


def seen(client, date):
    return re.search(r'name="seen" value="(\w+)"', client.get(sheet(date)).text)[1]


def test_strangers_are_sent_to_sign_in(client, date):
    for page in (address("date", date.pk), address("table", date.pk), sheet(date)):
        assert client.get(page)["Location"].startswith("/admin/login/")


def test_nobody_adds_changes_or_deletes_people_around_the_rules(client, staff, date):
    person = make_registration(date)

    assert client.get("/admin/events/registration/add/").status_code == 403
    assert client.post(f"/admin/events/registration/{person.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/events/registration/", {"action": "delete_selected", "_selected_action": [person.pk]})
    assert states(date) == ["confirmed"]


# --- The list ---------------------------------------------------------------------------------------------------------


def test_list_shows_who_comes_and_who_waits_in_order(client, staff, date):
    make_registration(date, name_called_by="First <b>", seats=2, needs="a ramp", language="lt")
    for name in ("Antra", "Trečia"):
        make_registration(date, name_called_by=name, status="waiting")

    page = client.get(address("date", date.pk)).text

    places = [page.index(f"<strong>{name}</strong>") for name in ("First &lt;b&gt;", "Antra", "Trečia")]
    assert places == sorted(places)
    assert "2 places of 2 given" in page
    assert "a ramp" in page
    assert "Lietuvių" in page
    assert 'href="mailto:olena@example.org"' in page


@pytest.mark.parametrize("amount", [1, 3])
def test_list_asks_a_constant_number_of_queries(client, staff, date, django_assert_num_queries, amount):
    for _ in range(amount):
        make_registration(date)
        make_registration(date, status="waiting")

    # Session, user, date with series and places, people, addresses that letters do not reach.
    with django_assert_num_queries(5):
        client.get(address("date", date.pk))


@pytest.mark.parametrize("amount", [1, 3])
def test_overview_asks_a_constant_number_of_queries(client, staff, date, django_assert_num_queries, amount):
    make_registration(date, call_about=["moved"])
    for number in range(1, amount):
        make_registration(make_date(date.series, date.starts_at + timedelta(days=number)))

    # Session, user, count, dates, seats, those not confirmed, calls.
    with django_assert_num_queries(7):
        page = client.get(address("changelist")).text

    assert page.count("1 place of 2 given") == amount
    assert page.count("Somebody must be called") == 1


def test_overview_has_no_dates_whose_names_are_erased(client, staff):
    make_form_event(starts_at=timezone.now() - timedelta(days=40))

    assert "Nobody can register for any date now." in client.get(address("changelist")).text


def test_staff_mark_somebody_as_called(client, staff, date):
    person = make_registration(date, channel="phone", contact="+37060012345", call_about=["promoted", "moved"])
    page = client.get(address("date", date.pk)).text
    assert "To call: has a place now, another time" in page
    assert 'href="tel:+37060012345"' in page

    press(client, person, "called")

    person.refresh_from_db()
    assert person.call_about == []


def test_staff_give_a_place_out_of_order_but_never_one_too_many(client, staff, date):
    make_registration(date)
    make_registration(date, seats=2, status="waiting")
    third, fourth = (make_registration(date, status="waiting", language="en") for _ in range(2))

    for person in (third, third, fourth):
        answer = press(client, person, "promote")

    assert states(date) == ["confirmed", "waiting", "confirmed", "waiting"]
    assert len(mail.outbox) == 1
    assert "All seats for this date are taken." in client.get(answer.url).text


def test_staff_cancel_for_somebody_who_phoned(client, staff, date):
    person = make_registration(date, seats=2, channel="phone", contact="+37060012345")
    make_registration(date, status="waiting")

    for _ in range(2):
        press(client, person, "cancel")

    assert states(date) == ["cancelled", "confirmed"]


@pytest.mark.parametrize("act", ["", "erase", "delete", "\x00"])
def test_unknown_button_and_reading_change_nothing(client, staff, date, act):
    person = make_registration(date)

    press(client, person, act)
    client.get(address("change_person", date.pk, person.pk), {"act": "cancel"})

    assert states(date) == ["confirmed"]


def test_button_works_on_the_people_of_its_date_only(client, staff, date):
    person = make_registration(make_form_event().occurrences.get())

    assert client.post(address("change_person", date.pk, person.pk), {"act": "cancel"}).status_code == 404


# --- Somebody who calls -----------------------------------------------------------------------------------------------


def test_staff_add_somebody_even_when_the_form_is_closed(client, staff, date):
    type(date.series).objects.update(registration_closes_at=timezone.now() - timedelta(hours=1))

    for _ in range(2):
        client.post(address("add_person", date.pk), typed())

    person = Registration.objects.get()
    assert (person.name_called_by, person.contact, person.channel) == ("Jonas", "+37060012345", "phone")
    assert (person.status, person.consent_at is not None) == ("confirmed", True)


def test_person_added_waits_like_everybody_else(client, staff, date):
    make_registration(date, seats=2)

    client.post(address("add_person", date.pk), typed())

    assert states(date) == ["confirmed", "waiting"]


def test_mistake_in_adding_is_named_and_kept(client, staff, date):
    page = client.post(address("add_person", date.pk), typed(contact="12", needs="my words")).text

    assert "Check the phone number." in page
    assert "my words" in page
    assert not Registration.objects.exists()


def test_nobody_is_added_to_a_date_that_is_cancelled(client, staff, date):
    Event.objects.update(status="cancelled")

    page = client.post(address("add_person", date.pk), typed()).text

    assert "This date is cancelled." in page
    assert not Registration.objects.exists()
    assert "Add somebody" not in client.get(address("date", date.pk)).text


# --- On paper and as a table ------------------------------------------------------------------------------------------


def table(client, date):
    answer = client.get(address("table", date.pk))
    return load_workbook(BytesIO(answer.content)).active


def test_table_has_everybody_in_order(client, staff, date):
    make_registration(date, seats=2, needs="a ramp", language="lt", call_about=["moved"])
    make_registration(date, name_called_by="Second", status="waiting", channel="phone", contact="+37060012345")

    found = [[cell.value for cell in row] for row in table(client, date).iter_rows(min_row=2)]

    assert found == [
        ["No.", "Name", "Status", "Seats", "E-mail or phone", "Language", "Needs", "To call"],
        [1, "Олена", "Has a place", 2, "olena@example.org", "Lietuvių", "a ramp", "another time"],
        [2, "Second", "On the waiting list", 1, "+37060012345", "Русский", None, None],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "\tx", "x\x07y"])
def test_text_in_the_table_is_never_a_formula(client, staff, date, text):
    make_registration(date, name_called_by=text, needs=text)

    row = next(table(client, date).iter_rows(min_row=3))

    for cell in (row[1], row[6]):
        assert (cell.value, cell.data_type) == (text.replace("\x07", ""), "s")
        assert cell.quotePrefix


def test_paper_has_those_who_come_and_those_who_wait(client, staff, date):
    make_registration(date, needs="a ramp <i>")
    make_registration(date, name_called_by="Waiting", status="waiting")
    make_registration(date, name_called_by="Gone", status="cancelled")

    page = client.get(address("print", date.pk)).text

    assert "Олена" in page
    assert "a ramp &lt;i&gt;" in page
    assert "Waiting" in page
    assert "Gone" not in page


def test_erased_people_are_numbers_only(client, staff, date):
    make_registration(date, seats=2)
    Registration.objects.erase()

    page = client.get(address("date", date.pk)).text

    assert "Name erased" in page
    assert "2 places of 2 given" in page
    assert table(client, date).max_row == 2
