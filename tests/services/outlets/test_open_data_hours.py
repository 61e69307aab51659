"""The hours of the open data, read by the rules of RFC 5545 alone, are those the pages say, day after day."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from services.models import OpeningException, OpeningHours, ServiceAtLocation
from services.opening.state import midnight, spells_on
from tests import factories as make
from tests.services.full_service import full_service
from tests.services.hsds_check import package, problems

pytestmark = pytest.mark.django_db

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
DAY = timedelta(days=1)


def travel(day):
    return time_machine.travel(datetime.combine(day, time(12), timezone.get_default_timezone()), tick=False)


def busy_door(**fields):
    """Every weekday with lunch, then by appointment; exceptions meet holidays, clock changes and each other."""
    service = make.make_service(**fields)
    door = ServiceAtLocation.objects.create(service=service, place=make.make_place())
    hours = [(day, *slot, "open") for day in range(5) for slot in ((time(9), time(12)), (time(13), time(17)))]
    for day, opens, closes, mode in [
        *hours,
        (5, time(10), time(0), "by_appointment"),
        (6, None, None, "by_appointment"),
    ]:
        OpeningHours.objects.create(location=door, day_of_week=day, opens=opens, closes=closes, mode=mode)
    for first, last, mode, opens, closes in [
        # A week that is closed, but for one day on which "closed" wins.
        ("2026-12-07", "2026-12-11", "closed", None, None),
        ("2026-12-09", "2026-12-09", "open", "10:00", "11:00"),
        # A holiday with hours of its own, one on which it is open as ever.
        ("2026-12-24", "2026-12-24", "open", "10:00", "12:00"),
        ("2027-02-16", "2027-02-16", "open", None, None),
        # Other hours over both clock changes, twice a day.
        ("2027-03-22", "2027-04-02", "open", "08:00", "10:00"),
        ("2027-03-22", "2027-04-02", "by_appointment", "11:00", "00:00"),
        ("2026-10-20", "2026-10-30", "open", "08:00", "10:00"),
    ]:
        OpeningException.objects.create(
            location=door, starts_on=first, ends_on=last, mode=mode, opens=opens, closes=closes
        )
    return door


def told(client):
    """The rows of the first door of the only service."""
    data = package(client)
    assert problems(data) == []
    return data["contents"][0]["service_at_locations"][0].get("schedules", [])


def read_by_the_rules(rows, day):
    """{(from, to, by appointment)} of ``day`` as moments; the whole day when a row has no hours."""
    found = set()
    for row in rows:
        holds = row.get("valid_from", "") <= day.isoformat() <= row["valid_to"]
        if holds and DAYS[day.weekday()] in row["byday"].split(","):
            opens, closes = row.get("opens_at"), row.get("closes_at")
            ends = datetime.fromisoformat(f"{day}T{closes}") if closes else midnight(day + DAY)
            if closes and closes.startswith("23:59"):
                ends += timedelta(minutes=1)
            starts = datetime.fromisoformat(f"{day}T{opens}") if opens else midnight(day)
            found.add((starts, ends, "attending_type" in row))
    return found


def as_on_the_page(door, day):
    return {(spell.starts, spell.ends, spell.mode == "by_appointment") for spell in spells_on(door, day)}


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 7, 29), date(2027, 3, 27)),
        (date(2026, 10, 24), date(2027, 3, 27)),
        (date(2026, 11, 23), date(2027, 3, 27)),
        (date(2026, 12, 27), date(2027, 3, 27)),
        (date(2026, 12, 28), date(2027, 10, 30)),
        (date(2027, 3, 27), date(2027, 10, 30)),
        (date(2027, 3, 28), date(2027, 10, 30)),
    ],
)
def test_rules_give_the_hours_of_every_day(client, today, last):
    days = [today + ahead * DAY for ahead in range((last - today).days + 1)]
    with travel(today):
        key = busy_door().pk
        for open_on_holidays in (True, False):
            ServiceAtLocation.objects.update(open_on_holidays=open_on_holidays)
            door = ServiceAtLocation.objects.with_hours().get(pk=key)
            rows = told(client)

            assert [day for day in days if read_by_the_rules(rows, day) != as_on_the_page(door, day)] == []
            assert max(row["valid_to"] for row in rows) == last.isoformat()
    assert len(days) >= 90


def test_row_ends_where_the_clock_changes(client):
    with travel(date(2027, 1, 20)):
        full_service()
        monday = [row for row in told(client) if row["byday"] == "MO" and row["description"].endswith("12:00")]

    # 29 March is Easter Monday.
    assert [(row.get("valid_from"), row["valid_to"], row["opens_at"], row["timezone"]) for row in monday] == [
        (None, "2027-03-27", "09:00+02:00", 2),
        ("2027-03-30", "2027-10-30", "09:00+03:00", 3),
    ]


def test_rows_and_words_of_a_full_service(client):
    with travel(date(2026, 11, 23)):
        full_service()
        [service] = package(client)["contents"]

    door, online = service["service_at_locations"]
    rows = [(row["description"], row.get("valid_from"), row["valid_to"]) for row in door["schedules"]]
    assert rows == [
        ("Monday: 09:00–12:00", None, "2026-12-06"),
        ("Monday: 09:00–12:00", "2026-12-15", "2027-03-27"),
        ("Monday: 13:00–24:00", None, "2026-12-06"),
        ("Monday: 13:00–24:00", "2026-12-15", "2027-03-27"),
        ("Wednesday: 10:00–11:00 by appointment", None, "2026-12-08"),
        ("Wednesday: 10:00–11:00 by appointment", "2026-12-10", "2027-03-27"),
        # 24 December is a holiday, 11 March too, but the door is open then "as on other days".
        ("Thursday: by appointment", None, "2026-12-09"),
        ("Thursday: by appointment", "2026-12-11", "2026-12-23"),
        ("Thursday: by appointment", "2026-12-25", "2027-03-27"),
        ("Saturday: 08:00–09:00", None, "2026-12-25"),
        ("Saturday: 08:00–09:00", "2026-12-27", "2027-03-27"),
        ("10:00–13:00", "2026-12-14", "2026-12-14"),
    ]
    appointments = {row["description"] for row in door["schedules"] if row.get("attending_type") == "by appointment"}
    assert appointments == {"Wednesday: 10:00–11:00 by appointment", "Thursday: by appointment"}
    assert door["description"].replace("\xa0", " ").split("\n") == [
        "Friday: closed (Note 4 (en))",
        "Closed on public holidays.",
        "7 December 2026 – 11 December 2026: closed (Reason 2026-12-07 (en))",
        "14 December 2026: 10:00–13:00 (Reason 2026-12-14 (en))",
        "11 March 2027: open as on other days (Reason 2027-03-11 (en))",
    ]
    assert "description" not in online


@pytest.mark.parametrize(
    ("fields", "first", "last"),
    [
        ({"valid_through": date(2026, 12, 4)}, "2026-11-23", "2026-12-04"),
        ({"status": "temporarily_closed", "closed_until": date(2026, 12, 1)}, "2026-12-01", "2027-03-27"),
        ({"status": "temporarily_closed"}, None, None),
        ({"status": "defunct"}, None, None),
        ({"valid_through": date(2026, 11, 22)}, None, None),
    ],
)
def test_no_hours_are_told_while_the_service_is_not_given(client, fields, first, last):
    with travel(date(2026, 11, 23)):
        busy_door(**fields)
        rows = told(client)

    assert min((row.get("valid_from", "2026-11-23") for row in rows), default=None) == first
    assert max((row["valid_to"] for row in rows), default=None) == last
