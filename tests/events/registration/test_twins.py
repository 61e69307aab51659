"""The same person twice: one seat, nobody told that somebody is registered, and staff see it."""

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from events.models import Registration, RegistrationError
from tests.events.registering import join, make_form_event, send
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

SAME = [
    {},
    {"name_called_by": "олена"},
    {"name_called_by": " Олена "},
    {"name_called_by": "Оле\u200bна"},
    {"contact": "Olena@Example.org"},
]


def words_of(page):
    return " ".join(html.fromstring(page.text).text_content().split())


@pytest.mark.parametrize("changed", SAME)
def test_same_person_from_two_forms_takes_one_seat(client, changed):
    series = make_form_event(seats=2)
    send(client, series)
    again = send(client, series, **changed)
    third = send(client, series, contact="third@example.org", name_called_by="Jonas")

    assert [again.status_code, third.status_code] == [302, 302]
    assert series.occurrences.get().seats_left() == 0
    assert list(Registration.objects.order_by("pk").values_list("status", flat=True)) == ["confirmed"] * 3
    assert Registration.objects.exclude(twin_of=None).count() == 1


def test_page_says_nothing_else_than_to_a_stranger(client):
    """Word for word, with the time until which the place is kept."""
    series = make_form_event(seats=5)
    with time_machine.travel(timezone.now(), tick=False):
        answers = [send(client, series, "en") for _ in range(2)]
        first, second = (words_of(client.get(answer.url)) for answer in answers)

    assert Registration.objects.exclude(twin_of=None).count() == 1
    assert "We keep the place for you until" in first
    assert second == first


@pytest.mark.parametrize("changed", [{"name_called_by": "Ivanas"}, {"contact": "other@example.org"}, {"seats": "2"}])
def test_others_and_who_needs_more_take_their_own_seats(client, changed):
    series = make_form_event(seats=5)
    send(client, series)
    send(client, series, **changed)

    assert series.occurrences.get().seats_left() == 5 - 1 - int(changed.get("seats", "1"))


def test_who_cancels_cancels_both_and_may_come_again(client):
    series = make_form_event(seats=1)
    send(client, series)
    send(client, series)
    Registration.objects.get(twin_of=None).cancel()

    assert set(Registration.objects.values_list("status", flat=True)) == {"cancelled"}
    send(client, series)
    assert Registration.objects.latest("pk").status == "confirmed"


def test_twin_that_is_cancelled_takes_nothing_from_the_other(client):
    series = make_form_event(seats=1)
    send(client, series)
    send(client, series)
    Registration.objects.exclude(twin_of=None).get().cancel()

    assert Registration.objects.get(twin_of=None).status == "confirmed"
    assert series.occurrences.get().seats_left() == 0


def test_staff_are_told(client):
    series = make_form_event(seats=5)
    send(client, series)
    send(client, series)
    join(series.occurrences.get(), name_called_by="Sesuo")
    client.force_login(make_staff(language="en"))

    page = client.get(f"/admin/events/registration/date/{series.occurrences.get().pk}/").text

    assert page.count("registered twice: takes no other seat") == 1
    assert page.count("another registration has the same contact") == 2
    assert "2 places of 5 given" in page


def test_staff_do_not_register_somebody_twice():
    date = make_form_event(seats=5).occurrences.get()
    person = {"name_called_by": "Олена", "contact": "olena@example.org", "channel": "email", "language": "ru"}
    date.register(by_staff=True, seats=1, needs="", **person)

    with pytest.raises(RegistrationError, match=r"already|jau"):
        date.register(by_staff=True, seats=1, needs="", **person)
