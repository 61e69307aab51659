"""The head-count sheet: numbers without names, saved all at once, nobody's numbers overwritten unseen."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import AttendanceTally, Event
from events.registration.told_apart import told_apart
from tests.factories import FAR_AHEAD, make_date, make_event, make_staff

pytestmark = pytest.mark.django_db

CELLS = told_apart(None).cells
WOMEN, CHILDREN = "protection-female-18-59", "protection-male-0-17"


@pytest.fixture
def date(client):
    client.force_login(make_staff(language="en"))
    return make_event(starts_at=timezone.now() - timedelta(minutes=5)).occurrences.get()


def address(date):
    return reverse("admin:events_attendancetally_sheet", args=[date.pk])


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page.text)[1]


def save(client, date, seen_before=None, **numbers):
    """Open the sheet and save it as a browser would, with all its fields."""
    fields = {"-".join(cell): "" for cell in CELLS}
    return client.post(address(date), {**fields, "seen": seen_before or seen(client.get(address(date))), **numbers})


def stored(date):
    return {"-".join(cell): count for cell, count in date.tallies.cells().items()}


def test_sheet_has_a_field_for_every_group_sex_and_age(client, date):
    page = client.get(address(date)).text

    assert len(CELLS) == 36
    assert page.count('type="number"') == 36
    assert re.findall(r"<h2>(.*)</h2>", page) == [
        "non-EU citizens and stateless persons",
        "people with asylum or temporary protection",
        "local residents",
        "coordinators and staff",
    ]


def test_numbers_are_saved_together_and_shown_again(client, date):
    answer = save(client, date, **{WOMEN: "12", CHILDREN: "0"})
    page = client.get(answer.url).text

    assert stored(date) == {WOMEN: 12, CHILDREN: 0}
    assert '<p class="said" role="status">Saved: 12 people.</p>' in page
    assert f'name="{WOMEN}" value="12"' in page
    assert "<output>12</output>" in page


def test_empty_is_not_counted_and_zero_is_nobody(client, date):
    save(client, date, **{WOMEN: "3", CHILDREN: "4"})

    save(client, date, **{WOMEN: "", CHILDREN: "0"})

    assert stored(date) == {CHILDREN: 0}


@pytest.mark.parametrize("value", ["-1", "abc", "10000", "1.5", "1e9", "٣x", "=1", "99999999999999999999", "\x00"])
def test_wrong_number_saves_nothing_and_keeps_the_others(client, date, value):
    save(client, date, **{WOMEN: "3"})

    page = save(client, date, **{WOMEN: value, CHILDREN: "7"})

    assert stored(date) == {WOMEN: 3}
    assert "Please check the numbers marked below." in page.text
    assert f'name="{CHILDREN}" value="7"' in page.text


def test_second_person_sees_the_first_ones_numbers_before_replacing_them(client, date):
    opened = seen(client.get(address(date)))
    save(client, date, opened, **{WOMEN: "10"})

    page = save(client, date, opened, **{WOMEN: "11", CHILDREN: "2"})

    assert stored(date) == {WOMEN: 10}
    assert "Somebody saved other numbers" in page.text
    assert "saved now: 10" in page.text
    assert "saved now: –" in page.text
    assert f'name="{WOMEN}" value="11"' in page.text

    save(client, date, seen(page), **{WOMEN: "11", CHILDREN: "2"})
    assert stored(date) == {WOMEN: 11, CHILDREN: 2}


def test_sheet_sent_twice_does_not_double(client, date):
    opened = seen(client.get(address(date)))

    for _ in range(2):
        save(client, date, opened, **{WOMEN: "10"})

    assert stored(date) == {WOMEN: 10}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"starts_at": FAR_AHEAD}, "People can be counted from the day of the event on."),
        ({"status": "cancelled"}, "This date did not take place"),
        ({"status": "postponed"}, "This date did not take place"),
    ],
)
def test_nobody_is_counted_where_nobody_came(client, date, fields, told):
    opened = seen(client.get(address(date)))
    Event.objects.update(ends_at=FAR_AHEAD + timedelta(hours=1), **fields)

    page = save(client, date, opened, **{WOMEN: "1"})

    assert told in page.text
    assert stored(date) == {}


@pytest.mark.parametrize(
    ("fields", "is_listed"),
    [({}, True), ({"status": "cancelled"}, False), ({"status": "postponed"}, False), ({"starts_at": FAR_AHEAD}, False)],
)
def test_overview_lists_what_took_place(client, date, fields, is_listed):
    Event.objects.update(ends_at=FAR_AHEAD + timedelta(hours=1), **fields)

    page = client.get(reverse("admin:events_attendancetally_changelist")).text

    assert (address(date) in page) == is_listed


def test_heads_can_be_counted_all_day_before_the_hour(client, date):
    today = timezone.localtime().replace(hour=23, minute=59)
    Event.objects.update(starts_at=today, ends_at=today + timedelta(hours=1))

    save(client, date, **{WOMEN: "1"})

    assert stored(date) == {WOMEN: 1}


@pytest.mark.parametrize("amount", [1, 3])
def test_overview_asks_a_constant_number_of_queries(client, date, django_assert_num_queries, amount):
    for number in range(1, amount):
        make_date(date.series, date.starts_at - timedelta(days=number))
    save(client, date, **{WOMEN: "2"})
    client.get(address(date))  # shows the message, which would count here

    # Session, user, count, dates.
    with django_assert_num_queries(4):
        page = client.get(reverse("admin:events_attendancetally_changelist")).text

    assert page.count("not counted yet") == amount - 1
    assert "2 people came" in page


@pytest.mark.parametrize("saved", [1, 36])
def test_sheet_asks_a_constant_number_of_queries(client, date, django_assert_num_queries, saved):
    save(client, date, **{"-".join(cell): "1" for cell in CELLS[:saved]})
    client.get(address(date))

    # Session, user, date, numbers.
    with django_assert_num_queries(4):
        client.get(address(date))


def test_there_is_no_way_around_the_sheet(client, date):
    save(client, date, **{WOMEN: "2"})
    tally = AttendanceTally.objects.get()

    assert client.get("/admin/events/attendancetally/add/").status_code == 403
    assert client.post(f"/admin/events/attendancetally/{tally.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"/admin/events/attendancetally/{tally.pk}/change/").url == address(date)
