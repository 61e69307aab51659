"""A service's door shows the hours that hold today and the exceptions that are not over."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from services.models import OpeningException, OpeningHours, ServiceAtLocation
from tests.factories import make_place, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def location():
    return ServiceAtLocation.objects.create(service=make_service(), place=make_place())


def in_days(number):
    return None if number is None else timezone.localdate() + timedelta(days=number)


def page_of(client, location):
    """The page's text; a time from … to … stands on one line of it."""
    text = client.get(f"/en{location.service.get_absolute_url()[3:]}").text
    return text.replace('<span class="number">', "").replace("</span>", "")


@pytest.mark.parametrize(
    ("valid_from", "valid_through", "is_shown"),
    [
        (None, None, True),
        (0, None, True),
        (None, 0, True),
        (-9, 9, True),
        (1, None, False),
        (None, -1, False),
        (-9, -1, False),
        (1, 9, False),
    ],
)
def test_hours_are_shown_while_they_hold(client, location, valid_from, valid_through, is_shown):
    OpeningHours.objects.create(
        location=location,
        day_of_week=0,
        opens=time(9, 15),
        closes=time(17),
        valid_from=in_days(valid_from),
        valid_through=in_days(valid_through),
    )

    page = page_of(client, location)

    assert ("Monday: 09:15–17:00" in page) is is_shown
    # No heading over nothing.
    assert ("Opening hours" in page) is is_shown


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_shown"), [(-9, -1, False), (-1, -1, False), (-9, 0, True), (0, 0, True), (3, 9, True)]
)
def test_closure_is_shown_until_its_last_day(client, location, starts_on, ends_on, is_shown):
    OpeningException.objects.create(
        location=location, starts_on=in_days(starts_on), ends_on=in_days(ends_on), reason_en="Summer holiday"
    )

    assert ("Summer holiday" in page_of(client, location)) is is_shown


@pytest.mark.parametrize("amount", [1, 3])
def test_hours_ask_a_constant_number_of_queries(django_assert_num_queries, amount):
    for _ in range(amount):
        door = ServiceAtLocation.objects.create(service=make_service(), place=make_place())
        OpeningHours.objects.create(location=door, day_of_week=0)
        OpeningException.objects.create(location=door, starts_on=in_days(0), ends_on=in_days(0))

    with django_assert_num_queries(3):
        doors = list(ServiceAtLocation.objects.with_hours())
        found = [(len(door.opening_hours.all()), len(door.exceptions.all())) for door in doors]

    assert found == [(1, 1)] * amount
