"""The rule of a series: which dates it makes, in Vilnius wall time, and what a changed rule does to those there are."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from icalendar import vRecur

from events.dates.wording import when
from events.models import Event, EventSeries
from events.recurrence.occurrences import occurrence_starts, rrule_of
from events.recurrence.wording import rule_in_words
from events.tasks import make_dates
from tests.factories import make_date, make_event, make_registration, make_weekly

pytestmark = pytest.mark.django_db

# A Sunday before the first Tuesday of make_weekly().
NOW = datetime(2026, 10, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def rule(**fields):
    """A series in memory, with a rule that can be asked for its dates."""
    usual = {"recurrence": "single", "first_date": date(2026, 10, 20), "start_time": time(19), "end_time": time(20, 30)}
    series = EventSeries(**{**usual, **fields})
    series.tidy_rule()
    return series


def days(series, until=date(2028, 1, 1)):
    return [f"{timezone.localtime(start):%Y-%m-%d}" for start, _end in occurrence_starts(series, until)]


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M %z")


def coming(series):
    return [
        (f"{timezone.localtime(row.starts_at):%m-%d %H:%M}", row.status)
        for row in series.occurrences.filter(starts_at__gt=timezone.now()).order_by("starts_at", "pk")
    ]


# --- Wall time --------------------------------------------------------------------------------------------------------


def test_class_at_seven_stays_at_seven_when_clocks_change():
    series = make_weekly()

    starts = [local(row.starts_at) for row in series.occurrences.order_by("starts_at")]

    assert starts[0:2] == ["2026-10-20 19:00 +0300", "2026-10-27 19:00 +0200"]
    assert {start[11:16] for start in starts} == {"19:00"}
    spring = [start for start in starts if "2027-03-20" < start < "2027-04-02"]
    assert spring == ["2027-03-23 19:00 +0200", "2027-03-30 19:00 +0300"]
    assert len(starts) == 28


@pytest.mark.parametrize(
    ("clocks", "expected"),
    [
        # 02:30 is there, 03:30 is not: it lasts an hour all the same.
        ((time(2, 30), time(3, 30)), ("2027-03-28 02:30 +0200", "2027-03-28 04:30 +0300")),
        ((time(3, 30), time(4, 10)), ("2027-03-28 04:30 +0300", "2027-03-28 05:10 +0300")),
    ],
)
def test_hour_that_is_missing_in_spring(clocks, expected):
    series = rule(first_date=date(2027, 3, 28), start_time=clocks[0], end_time=clocks[1])

    assert [tuple(map(local, span)) for span in occurrence_starts(series, date(2028, 1, 1))] == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"is_all_day": True}, ("2026-10-20 00:00 +0300", "2026-10-21 00:00 +0300")),
        ({"is_all_day": True, "lasts_days": 6}, ("2026-10-20 00:00 +0300", "2026-10-26 00:00 +0200")),
        ({"lasts_days": 2, "end_time": time(2)}, ("2026-10-20 19:00 +0300", "2026-10-21 02:00 +0300")),
        ({"lasts_days": 3}, ("2026-10-20 19:00 +0300", "2026-10-22 20:30 +0300")),
    ],
    ids=["all day", "six days, clocks change", "past midnight", "three days"],
)
def test_from_when_to_when(fields, expected):
    assert [tuple(map(local, span)) for span in occurrence_starts(rule(**fields), date(2028, 1, 1))] == [expected]


# --- Which days -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["2026-10-20"]),
        (
            {"recurrence": "dates", "dates": [date(2026, 12, 1), date(2026, 11, 3), date(2026, 12, 1)]},
            ["2026-11-03", "2026-12-01"],
        ),
        (
            {"recurrence": "weekly", "weekdays": [1, 4], "repeats_until": date(2026, 10, 30)},
            ["2026-10-20", "2026-10-23", "2026-10-27", "2026-10-30"],
        ),
        (
            {"recurrence": "weekly", "weekdays": [1, 0], "interval": 2, "repeats_until": date(2026, 11, 17)},
            ["2026-10-20", "2026-11-02", "2026-11-03", "2026-11-16", "2026-11-17"],
        ),
        ({"recurrence": "weekly", "repeats_until": date(2026, 10, 27)}, ["2026-10-20", "2026-10-27"]),
        (
            {"recurrence": "monthly", "first_date": date(2026, 10, 31), "repeats_until": date(2027, 3, 31)},
            ["2026-10-31", "2026-12-31", "2027-01-31", "2027-03-31"],
        ),
        (
            {"recurrence": "monthly", "monthly_by": "weekday", "repeats_until": date(2026, 12, 31)},
            ["2026-10-20", "2026-11-17", "2026-12-15"],
        ),
        (
            {
                "recurrence": "monthly",
                "monthly_by": "weekday",
                "first_date": date(2026, 10, 29),
                "repeats_until": date(2027, 4, 30),
            },
            ["2026-10-29", "2026-12-31", "2027-04-29"],
        ),
        (
            {"recurrence": "monthly", "interval": 3, "repeats_until": date(2027, 4, 30)},
            ["2026-10-20", "2027-01-20", "2027-04-20"],
        ),
        ({"is_date_to_be_announced": True}, []),
        ({"recurrence": "weekly"}, []),
        ({"first_date": None}, []),
    ],
    ids=[
        "once",
        "listed",
        "two weekdays",
        "every second week counts from Monday",
        "weekday of the first date",
        "the 31st, where there is one",
        "third Tuesday",
        "fifth Thursday, where there is one",
        "every quarter",
        "to be announced",
        "without an end",
        "without a day",
    ],
)
def test_rule_makes_these_days(fields, expected):
    assert days(rule(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),
        (
            {"recurrence": "weekly", "weekdays": [1, 4], "interval": 2, "repeats_until": date(2026, 11, 30)},
            "FREQ=WEEKLY;UNTIL=20261130T215959Z;INTERVAL=2;BYDAY=TU,FR;WKST=MO",
        ),
        (
            {"recurrence": "monthly", "repeats_until": date(2027, 6, 30)},
            "FREQ=MONTHLY;UNTIL=20270630T205959Z;INTERVAL=1;BYMONTHDAY=20",
        ),
        (
            {"recurrence": "monthly", "monthly_by": "weekday", "is_all_day": True, "repeats_until": date(2027, 6, 30)},
            "FREQ=MONTHLY;UNTIL=20270630;INTERVAL=1;BYDAY=3TU",
        ),
    ],
)
def test_rule_for_calendars(fields, expected):
    parts = rrule_of(rule(**fields))

    assert (parts and vRecur(parts).to_ical().decode()) == expected


def test_rule_in_words():
    weekly = rule(recurrence="weekly", weekdays=[0, 2], repeats_until=date(2027, 6, 30))

    assert rule_in_words(weekly).replace("\xa0", " ") == (
        "Kas savaitę: pirmadienis, trečiadienis, 19:00–20:30, iki 2027 m. birželio 30 d."
    )
    start, end = occurrence_starts(rule(lasts_days=2), date(2028, 1, 1))[0]
    assert when(start, end, False).replace("\xa0", " ") == (
        "Antradienis, 2026 m. spalio 20 d., 19:00 – Trečiadienis, 2026 m. spalio 21 d., 20:30"
    )


# --- What is refused --------------------------------------------------------------------------------------------------

WEEKLY = {"recurrence": "weekly", "weekdays": [1], "repeats_until": date(2026, 12, 31)}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({**WEEKLY, "weekdays": [0]}, "first_date"),
        ({**WEEKLY, "repeats_until": None}, "repeats_until"),
        ({**WEEKLY, "repeats_until": date(2026, 10, 20)}, "repeats_until"),
        ({**WEEKLY, "repeats_until": date(2226, 10, 20)}, "repeats_until"),
        ({**WEEKLY, "interval": 0}, "interval"),
        ({**WEEKLY, "weekdays": [1, 7]}, "weekdays"),
        ({**WEEKLY, "weekdays": [1, 2], "lasts_days": 3}, "lasts_days"),
        ({"first_date": date(3026, 10, 20)}, "first_date"),
        ({"first_date": date(26, 10, 20)}, "first_date"),
        ({"recurrence": "dates", "dates": [date(2026, 11, 1) + timedelta(days=n) for n in range(201)]}, "dates"),
        ({"start_time": None}, "start_time"),
        ({"end_time": None}, "end_time"),
        ({"end_time": time(19)}, "end_time"),
        ({"end_time": time(2)}, "end_time"),
        ({"lasts_days": 0}, "lasts_days"),
        ({"lasts_days": 61}, "lasts_days"),
        ({"registration_opens_at": NOW, "registration_closes_at": NOW}, "registration_closes_at"),
        ({"registration_mode": "external"}, "registration_url"),
    ],
)
def test_rule_that_cannot_be_is_refused_at_its_field(fields, field):
    series = make_event(starts_at=None)
    for name, value in {
        "first_date": date(2026, 10, 20),
        "start_time": time(19),
        "end_time": time(20, 30),
        **fields,
    }.items():
        setattr(series, name, value)

    with pytest.raises(ValidationError) as refused:
        series.full_clean()

    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    "fields",
    [
        {"interval": 0},
        {"lasts_days": 0},
        {"weekdays": [1, 7]},
        {"first_date": date(2026, 10, 20), "repeats_until": date(2026, 10, 19)},
        {"is_date_to_be_announced": True, "first_date": date(2026, 10, 20)},
        {"start_time": time(19), "end_time": time(18)},
        {"registration_opens_at": NOW, "registration_closes_at": NOW - timedelta(hours=1)},
    ],
)
def test_database_refuses_it_too(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_event(starts_at=None, **fields)


def test_unused_parts_of_a_rule_are_dropped():
    series = rule(
        recurrence="dates", dates=[date(2026, 11, 2), date(2026, 11, 1)], weekdays=[3], repeats_until=NOW.date()
    )

    assert (series.first_date, series.weekdays, series.repeats_until) == (date(2026, 11, 1), [], None)


# --- Dates made by the rule -------------------------------------------------------------------------------------------


def test_dates_are_made_eighteen_months_ahead_and_more_as_time_goes_by(clock):
    series = make_weekly(repeats_until=date(2029, 1, 1))
    made = series.occurrences.count()
    assert local(series.occurrences.order_by("starts_at").last().starts_at) == "2028-04-18 19:00 +0300"

    clock.shift(timedelta(days=16))
    make_dates(0)
    make_dates(0)

    assert series.occurrences.count() == made + 2
    assert local(series.occurrences.order_by("starts_at").last().starts_at) == "2028-05-02 19:00 +0300"
    # Calendars hold the rule already: they need no newer version of it.
    series.refresh_from_db()
    assert series.ical_sequence == 0


def test_task_touches_no_date_that_is_there():
    series = make_weekly()
    EventSeries.objects.update(start_time=time(18), repeats_until=date(2026, 12, 31))
    before = list(series.occurrences.values())

    make_dates(0)

    assert list(series.occurrences.filter(pk__in=[row["id"] for row in before]).values()) == before


def test_listed_dates_are_made_however_far_and_past_ones_of_a_new_event_too():
    series = make_weekly(recurrence="dates", dates=[date(2026, 9, 1), date(2029, 5, 1)])

    assert [local(row.starts_at)[:10] for row in series.occurrences.order_by("starts_at")] == [
        "2026-09-01",
        "2029-05-01",
    ]


def test_series_without_a_rule_keeps_its_dates():
    series = make_event(starts_at=NOW + timedelta(days=3))

    assert series.regenerate().is_empty
    assert series.occurrences.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_date_once():
    series = make_weekly()
    series.occurrences.all().delete()
    errors = []

    def work():
        try:
            make_dates(0)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert series.occurrences.count() == 28


# --- A changed rule ---------------------------------------------------------------------------------------------------


def change(series, **fields):
    """Save another rule and say what became of the dates: name of the list -> how many."""
    for name, value in fields.items():
        setattr(series, name, value)
    series.full_clean()
    series.save()
    plan = series.regenerate()
    names = ("added", "kept", "retimed", "restored", "renumbered", "stray", "cancelled", "deleted")
    return {name: len(getattr(plan, name)) for name in names if getattr(plan, name)}


def test_shorter_rule_cancels_public_dates_and_a_longer_one_brings_them_back():
    series = make_weekly(repeats_until=date(2026, 11, 10))

    assert change(series, repeats_until=date(2026, 10, 27)) == {"kept": 2, "cancelled": 2}
    assert coming(series)[1:] == [
        ("10-27 19:00", "scheduled"),
        ("11-03 19:00", "cancelled"),
        ("11-10 19:00", "cancelled"),
    ]
    assert change(series) == {"kept": 2}
    assert change(series, repeats_until=date(2026, 11, 17)) == {"added": 1, "kept": 2, "restored": 2}
    assert [state for _start, state in coming(series)] == ["scheduled"] * 5
    assert [row.ical_sequence for row in series.occurrences.order_by("starts_at")] == [0, 0, 2, 2, 0]
    series.refresh_from_db()
    assert series.ical_sequence == 2


def test_dates_nobody_saw_go_but_not_those_somebody_registered_for():
    series = make_weekly(published_at=None, repeats_until=date(2026, 11, 10))
    make_registration(series.occurrences.order_by("starts_at").last())

    assert change(series, repeats_until=date(2026, 10, 27)) == {"kept": 2, "cancelled": 1, "deleted": 1}
    assert coming(series) == [
        ("10-20 19:00", "scheduled"),
        ("10-27 19:00", "scheduled"),
        ("11-10 19:00", "cancelled"),
    ]


def test_other_hours_keep_the_dates_and_who_is_registered():
    series = make_weekly(repeats_until=date(2026, 10, 27))
    first = series.occurrences.order_by("starts_at").first()
    somebody = make_registration(first)

    assert change(series, start_time=time(18), end_time=time(19)) == {"retimed": 2}

    first.refresh_from_db()
    somebody.refresh_from_db()
    assert somebody.event == first
    assert (local(first.starts_at), local(first.ends_at)) == ("2026-10-20 18:00 +0300", "2026-10-20 19:00 +0300")
    assert (first.status, local(first.previous_start_at)) == ("rescheduled", "2026-10-20 19:00 +0300")
    assert (first.recurrence_id, first.is_edited, first.ical_sequence) == (first.starts_at, False, 1)
    assert change(series, start_time=time(19), end_time=time(20, 30)) == {"retimed": 2}
    first.refresh_from_db()
    assert (first.status, first.previous_start_at, first.ical_sequence) == ("scheduled", None, 2)


def test_another_day_of_an_event_that_is_once_moves_it():
    series = make_weekly(recurrence="single", weekdays=[], repeats_until=None)

    assert change(series, first_date=date(2026, 10, 22)) == {"retimed": 1}
    assert coming(series) == [("10-22 19:00", "rescheduled")]


def test_draft_is_moved_without_a_trace():
    series = make_weekly(published_at=None, recurrence="single", weekdays=[], repeats_until=None)

    assert change(series, first_date=date(2026, 10, 22)) == {"retimed": 1}
    assert coming(series) == [("10-22 19:00", "scheduled")]


def test_dates_changed_by_hand_survive():
    series = make_weekly(repeats_until=date(2026, 11, 10))
    cancelled, moved, *_rest = series.occurrences.order_by("starts_at")
    cancelled.cancel({"lt": "Liga"})
    moved.move(moved.starts_at + timedelta(days=1), moved.ends_at + timedelta(days=1), {"lt": "Salė"})

    assert change(series, start_time=time(18), end_time=time(19)) == {"kept": 2, "retimed": 2, "renumbered": 2}
    assert coming(series) == [
        ("10-20 19:00", "cancelled"),
        ("10-28 19:00", "rescheduled"),
        ("11-03 18:00", "rescheduled"),
        ("11-10 18:00", "rescheduled"),
    ]
    # Calendars find the exception by the start the rule has now.
    cancelled.refresh_from_db()
    assert local(cancelled.recurrence_id) == "2026-10-20 18:00 +0300"
    assert change(series, first_date=date(2026, 10, 21), weekdays=[2]) == {"added": 3, "stray": 2, "cancelled": 2}


def test_past_dates_are_never_touched(clock):
    series = make_weekly(repeats_until=date(2026, 11, 3))
    clock.shift(timedelta(days=5))

    assert change(series, first_date=date(2026, 10, 19), weekdays=[0]) == {"added": 2, "cancelled": 2}
    assert [local(row.starts_at)[:10] for row in series.occurrences.order_by("starts_at")] == [
        "2026-10-20",
        "2026-10-26",
        "2026-10-27",
        "2026-11-02",
        "2026-11-03",
    ]
    assert series.occurrences.order_by("starts_at").first().status == "scheduled"


def test_event_to_be_announced_has_no_dates_any_more():
    series = make_weekly(repeats_until=date(2026, 11, 3))

    assert change(series, is_date_to_be_announced=True) == {"cancelled": 3}
    assert (series.first_date, series.repeats_until) == (None, None)


def test_second_date_on_a_day_gives_way_to_that_of_the_rule():
    series = make_weekly(repeats_until=date(2026, 10, 27))
    make_date(series, datetime(2026, 10, 20, 8, tzinfo=UTC))

    assert change(series) == {"kept": 2, "cancelled": 1}


def test_what_was_agreed_to_changes_with_the_people_registered():
    series = make_weekly(repeats_until=date(2026, 11, 3))
    EventSeries.objects.update(repeats_until=date(2026, 10, 27))
    series.refresh_from_db()
    before = series.plan().fingerprint
    assert series.plan().fingerprint == before

    make_registration(Event.objects.order_by("starts_at").last(), seats=2)

    assert series.plan().fingerprint != before
    assert series.plan().cancelled[0].people == 2
