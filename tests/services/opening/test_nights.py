"""Hours past midnight as people write them (Monday 19:00–02:00): entered, told and reckoned with in every outlet."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from services.models import OpeningException, OpeningHours, ServiceAtLocation
from services.opening.state import now_at
from services.outlets.hsds_schedules import schedules
from services.outlets.sharing import service_facts
from services.outlets.structured_data import door_in_words_of_schema
from tests import factories as make
from tests.services.opening.test_admin import exception, hours, save, stored

pytestmark = pytest.mark.django_db

VILNIUS = ZoneInfo("Europe/Vilnius")
# A Monday and a Thursday (24 December is a public holiday).
NIGHT = [(0, "19:00", "02:00"), (3, "19:00", "02:00")]


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def door():
    service = make.make_service(slug="naktis")
    door = ServiceAtLocation.objects.create(service=service, place=make.make_place())
    for day, opens, closes in NIGHT:
        OpeningHours.objects.create(location=door, day_of_week=day, opens=opens, closes=closes)
    return door


@pytest.fixture
def staff(client):
    client.force_login(make.make_staff(language="en"))
    return client


def loaded(door):
    return ServiceAtLocation.objects.with_hours().select_related("service").get(pk=door.pk)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VILNIUS)


SAID = [
    ("2026-11-30T18:00", "Closed now. Opens today at 19:00.", False),
    ("2026-11-30T19:00", "Open now, until tomorrow, 02:00.", True),
    ("2026-12-01T00:30", "Open now, until 02:00.", True),
    ("2026-12-01T01:59", "Open now, until 02:00.", True),
    ("2026-12-01T02:00", "Closed now. Opens on Thursday at 19:00.", False),
    # Thursday, 24 December: the night of a public holiday belongs to it, and is closed as a whole.
    ("2026-12-24T20:00", "Public holiday. Closed until 28 December 2026, 19:00.", False),
    ("2026-12-25T01:00", "Closed now. Opens on Monday at 19:00.", False),
]


@pytest.mark.parametrize(("moment", "words", "is_open"), SAID)
def test_door_and_list_of_open_ones_say_the_same(door, moment, words, is_open):
    with time_machine.travel(at(moment), tick=False), translation.override("en"):
        assert now_at(loaded(door), at(moment)).text.replace("\xa0", " ") == words
        assert (door.service_id in ServiceAtLocation.objects.services_open_at(at(moment))) is is_open


def test_night_before_a_holiday_goes_on_into_it(door):
    """Monday, 15 February: the 16th is a holiday, and the night belongs to the Monday."""
    moment = at("2027-02-16T01:00")
    with time_machine.travel(moment, tick=False), translation.override("en"):
        assert now_at(loaded(door), moment).text == "Open now, until 02:00."
        assert door.service_id in ServiceAtLocation.objects.services_open_at(moment)


def test_exception_past_midnight(door):
    OpeningException.objects.create(
        location=door,
        starts_on=date(2026, 12, 4),
        ends_on=date(2026, 12, 4),
        mode="open",
        opens="20:00",
        closes="01:00",
    )
    with time_machine.travel(at("2026-12-05T00:30"), tick=False), translation.override("en"):
        assert now_at(loaded(door), timezone.now()).text == "Open now, until 01:00."
        assert door.service_id in ServiceAtLocation.objects.services_open_at(timezone.now())


def test_last_night_of_a_week_that_ends(door):
    door.opening_hours.update(valid_through=date(2026, 11, 30))
    with time_machine.travel(at("2026-12-01T01:00"), tick=False), translation.override("en"):
        assert now_at(loaded(door), timezone.now()).text == "Open now, until 02:00."


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_page_and_text_write_them_as_people_do(client, door, language):
    page = client.get(f"/{language}/services/naktis/").text
    with translation.override(language):
        told = " ".join(service_facts(type(door.service).objects.for_detail().get(pk=door.service_id)).when)

    for text in (page, told, client.get(f"/{language}/services/naktis/share/").text):
        assert "19:00–02:00" in text
        assert "24:00" not in text


def test_open_data_and_search_engines(door):
    door = loaded(door)
    with translation.override("en"):
        rows = schedules(door, timezone.localdate())
        facts = door_in_words_of_schema(door)

    assert {(row["opens_at"], row["closes_at"], row["byday"]) for row in rows} >= {
        ("19:00+02:00", "02:00+02:00", "MO"),
        ("19:00+02:00", "02:00+02:00", "TH"),
    }
    assert rows[0]["description"] == "Monday: 19:00–02:00"
    assert [(slot["opens"], slot["closes"]) for slot in facts["openingHoursSpecification"]] == [("19:00", "02:00")] * 2


def test_night_of_the_clock_change_has_both_offsets(door):
    """Clocks go forward on Sunday, 28 March 2027, at three: that night closes an hour nearer to UTC."""
    OpeningHours.objects.create(location=door, day_of_week=5, opens="20:00", closes="06:00")
    with time_machine.travel(at("2027-03-01T12:00"), tick=False), translation.override("en"):
        rows = [row for row in schedules(loaded(door), timezone.localdate()) if row["byday"] == "SA"]

    nights = {(row["valid_to"], row["opens_at"], row["closes_at"]) for row in rows}
    assert ("2027-03-27", "20:00+02:00", "06:00+03:00") in nights
    assert {closes for last, _opens, closes in nights if last < "2027-03-27"} == {"06:00+02:00"}
    assert {closes for last, _opens, closes in nights if "2027-03-27" < last < "2027-10-30"} == {"06:00+03:00"}


# --- Entered ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "weekly",
    [
        [hours(0, "19:00", "02:00")],
        [hours(0, "19:00", "02:00", also_on=[1, 2, 3, 4, 5, 6])],
        [hours(0, "10:00", "14:00"), hours(0, "19:00", "02:00")],
        [hours(6, "22:00", "06:00"), hours(0, "06:00", "12:00")],
    ],
)
def test_hours_past_midnight_are_taken(staff, door, weekly):
    door.opening_hours.all().delete()

    assert save(staff, door, weekly).status_code == 302
    assert (int(weekly[-1]["day_of_week"]), weekly[-1]["opens"], weekly[-1]["closes"]) in stored(door)


@pytest.mark.parametrize(
    ("weekly", "words"),
    [
        ([hours(0, "19:00", "02:00"), hours(1, "01:00", "05:00")], "The hours of the night before overlap those of"),
        ([hours(6, "19:00", "02:00"), hours(0, "00:00", "05:00")], "The hours of the night before overlap those of"),
        ([hours(0, "19:00", "02:00"), hours(0, "20:00", "23:00")], "has two rows whose hours overlap"),
        ([hours(0, "19:00", "02:00"), hours(0, "22:00", "03:00")], "has two rows whose hours overlap"),
        ([hours(0, "19:00", "19:00")], "It opens and closes at the same time."),
    ],
)
def test_nights_that_contradict_other_hours_are_named(staff, door, weekly, words):
    door.opening_hours.all().delete()

    answer = save(staff, door, weekly)

    assert (answer.status_code, words in answer.text) == (200, True)
    assert stored(door) == []


def test_exceptions_past_midnight_are_taken(staff, door):
    given = exception("2026-12-31", "2026-12-31", "open", opens="20:00", closes="03:00")
    assert save(staff, door, (), [given]).status_code == 302
    assert [row.closes for row in door.exceptions.all()] == [time(3)]


def test_table_refuses_what_is_no_time(door):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(location=door, day_of_week=1, opens="19:00", closes="19:00")
