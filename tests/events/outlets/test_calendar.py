"""Calendar files as calendars read them: parsed, and expanded across the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import time_machine
from django.utils import timezone
from icalendar import Calendar

from directory.models import Term
from events.models import Event, EventContact
from events.outlets import calendar
from events.recurrence.occurrences import rrule_of
from tests import factories as make

pytestmark = pytest.mark.django_db

VILNIUS = ZoneInfo("Europe/Vilnius")
LAST_DAY = date(2027, 12, 31)
SHOWN_FROM, SHOWN_TO = date(2026, 9, 1), date(2027, 8, 1)


def at(text):
    """A moment in the wall time of Vilnius."""
    return datetime.fromisoformat(text).replace(tzinfo=VILNIUS)


def wall(text):
    return datetime.fromisoformat(text)


def make_series(**fields):
    fields = {"slug": "class", "name_lt": "Pamoka", "name_en": "Class", "name_ru": "Урок", **fields}
    return make.make_event(starts_at=None, **fields)


def make_weekly(first="2026-10-06T19:00", weeks=40, **fields):
    """Every Tuesday at 19:00 in wall time, whatever the clocks do."""
    start = at(first)
    rule = {"recurrence": "weekly", "weekdays": [start.weekday()], "first_date": start.date()}
    hours = {"start_time": start.time(), "end_time": (start + timedelta(minutes=90)).time()}
    series = make_series(**{**rule, **hours, "repeats_until": LAST_DAY, **fields})
    for week in range(weeks):
        begin = start + timedelta(weeks=week)  # wall time: the zone keeps the hour
        make.make_date(series, begin, ends_at=(begin + timedelta(minutes=90)))
    return series


def file_of(client, series, language="lt"):
    answer = client.get(f"/{language}/events/{series.slug}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return answer.content


def entries(content):
    return Calendar.from_ical(content).walk("VEVENT")


def only(content):
    [entry] = entries(content)
    return entry


def expanded(content):
    """What a calendar shows, day by day, without what is cancelled: starts in the time of Vilnius."""
    found = recurring_ical_events.of(Calendar.from_ical(content)).between(SHOWN_FROM, SHOWN_TO)
    shown = [entry for entry in found if entry.get("status") != "CANCELLED"]
    return sorted(local(entry["dtstart"].dt) for entry in shown)


def local(moment):
    return moment.astimezone(VILNIUS).replace(tzinfo=None) if isinstance(moment, datetime) else moment


def wall_times(series):
    return sorted(timezone.make_naive(event.starts_at) for event in series.occurrences.all() if event.takes_place)


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=UTC), tick=False):
        yield


# --- The clock changes ------------------------------------------------------------------------------------------------


def test_class_stays_at_seven_across_both_clock_changes(client):
    series = make_weekly()

    found = expanded(file_of(client, series))

    assert found == wall_times(series)
    assert {start.time() for start in found} == {time(19)}
    assert len(found) == 40
    for day in ("2026-10-20", "2026-10-27", "2027-03-23", "2027-03-30"):
        assert wall(f"{day}T19:00") in found
    # In world time the hour moves, so the file cannot have been right by chance.
    assert series.occurrences.get(starts_at=at("2026-10-20T19:00")).starts_at.astimezone(UTC).hour == 16
    assert series.occurrences.get(starts_at=at("2026-10-27T19:00")).starts_at.astimezone(UTC).hour == 17


def test_rule_is_said_in_wall_time_with_its_zone(client):
    series = make_weekly(weeks=12)
    text = file_of(client, series).decode()

    assert "DTSTART;TZID=Europe/Vilnius:20261006T190000\r\n" in text
    # 22 December, 19:00 in winter.
    assert "RRULE:FREQ=WEEKLY;UNTIL=20261222T170000Z;INTERVAL=1;BYDAY=TU;WKST=MO\r\n" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Vilnius\r\n" in text
    assert text.count("BEGIN:VEVENT") == 1


def test_own_zone_says_what_the_zone_of_the_world_says():
    zone = calendar.VILNIUS.to_tz()
    for moment in (datetime(2026, month, day, 12, tzinfo=UTC) for month in range(1, 13) for day in (1, 25, 28)):
        assert moment.astimezone(zone).utcoffset() == moment.astimezone(VILNIUS).utcoffset()


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"recurrence": "monthly", "monthly_by": "day"}, ["2026-10-31", "2026-12-31", "2027-01-31"]),
        ({"recurrence": "monthly", "monthly_by": "weekday"}, ["2026-10-31", "2027-01-30"]),
        ({"recurrence": "weekly", "interval": 2, "weekdays": [3, 5]}, ["2026-10-31", "2026-11-12", "2026-11-14"]),
    ],
)
def test_rules_are_read_as_they_were_meant(client, fields, days):
    hours = {"start_time": time(11), "end_time": time(13), "repeats_until": LAST_DAY}
    series = make_series(first_date=date(2026, 10, 31), **hours, **fields)
    for day in days:
        make.make_date(series, at(f"{day}T11:00"))

    content = file_of(client, series)

    assert rrule_of(series) is not None
    assert b"RRULE:" in content
    assert b"EXDATE" not in content
    assert b"RDATE" not in content
    assert [f"{start:%Y-%m-%d}" for start in expanded(content)] == days


# --- Dates that differ ------------------------------------------------------------------------------------------------


def test_cancelled_date_is_told_with_its_name_version_and_state(client):
    series = make_weekly(weeks=6, ical_sequence=2)
    date = series.occurrences.get(starts_at=at("2026-10-20T19:00"))
    date.status, date.ical_sequence, date.status_reason_lt = Event.Status.CANCELLED, 1, "Mokytoja serga"
    date.save()

    content = file_of(client, series)
    whole, cancelled = entries(content)

    assert cancelled["uid"] == whole["uid"] == f"{series.ical_uid}@localhost"
    assert cancelled["recurrence-id"].dt == at("2026-10-20T19:00")
    assert (whole["sequence"], cancelled["sequence"]) == (2, 3)
    assert (whole["status"], cancelled["status"]) == ("CONFIRMED", "CANCELLED")
    assert cancelled["summary"] == "Atšaukta: Pamoka"
    assert cancelled["description"].startswith("Atšaukta. Mokytoja serga")
    assert b"RECURRENCE-ID;TZID=Europe/Vilnius:20261020T190000\r\n" in content
    assert expanded(content) == wall_times(series)
    assert len(expanded(content)) == 5


def test_moved_date_is_shown_once_at_its_new_time(client):
    series = make_weekly(weeks=6)
    date = series.occurrences.get(starts_at=at("2026-10-20T19:00"))
    date.previous_start_at, date.starts_at = date.starts_at, at("2026-10-22T18:00")
    date.ends_at, date.status, date.ical_sequence = at("2026-10-22T19:30"), Event.Status.RESCHEDULED, 1
    date.save()

    content = file_of(client, series, "en")
    moved = entries(content)[1]

    assert expanded(content) == wall_times(series)
    assert moved["recurrence-id"].dt == at("2026-10-20T19:00")
    assert moved["dtstart"].dt == at("2026-10-22T18:00")
    assert moved["summary"] == "Moved: Class"
    assert "Before, it was: Tuesday, 20 October 2026, 19:00." in moved["description"].replace("\xa0", " ")


def test_postponed_date_does_not_look_as_if_it_took_place(client):
    series = make_weekly(weeks=2)
    series.occurrences.filter(starts_at=at("2026-10-13T19:00")).update(status=Event.Status.POSTPONED)

    content = file_of(client, series, "en")

    assert entries(content)[1]["status"] == "CANCELLED"
    assert entries(content)[1]["summary"] == "Postponed: Class"
    assert expanded(content) == [wall("2026-10-06T19:00")]


def test_date_at_another_place_says_where(client):
    series = make_weekly(weeks=3)
    place = make.make_place(name_lt="Biblioteka", street_address="Gedimino g. 1", latitude=54.86, longitude=24.45)
    series.occurrences.filter(starts_at=at("2026-10-13T19:00")).update(place=place)

    whole, other = entries(file_of(client, series))

    assert whole["location"] == "Vieta, Pavyzdžio g. 1"
    assert other["location"] == "Biblioteka, Gedimino g. 1"
    assert other["geo"].to_ical() == "54.86;24.45"
    assert "geo" not in whole


def test_date_that_was_changed_back_keeps_its_higher_version(client):
    series = make_weekly(weeks=3, ical_sequence=1)
    series.occurrences.filter(starts_at=at("2026-10-13T19:00")).update(ical_sequence=2)

    whole, back = entries(file_of(client, series))

    assert (whole["sequence"], back["sequence"], back["status"]) == (1, 3, "CONFIRMED")


def test_holes_and_extra_dates_of_a_rule(client):
    series = make_weekly(weeks=6)
    series.occurrences.get(starts_at=at("2026-10-27T19:00")).delete()
    make.make_date(series, at("2026-10-31T11:00"))

    content = file_of(client, series)

    assert b"EXDATE;TZID=Europe/Vilnius:20261027T190000\r\n" in content
    assert b"RDATE" not in content, "many calendars do not read it"
    assert expanded(content) == wall_times(series)


def test_rule_that_changed_leaves_no_wrong_dates(client):
    """The class was at 19:00 and is at 18:00 now: dates that were held stay, the others are cancelled."""
    series = make_weekly(first="2026-09-08T19:00", weeks=6)
    series.occurrences.filter(starts_at__gt=timezone.now()).update(status=Event.Status.CANCELLED, ical_sequence=1)
    for week in range(5):
        make.make_date(series, at("2026-10-06T18:00") + timedelta(weeks=week))
    series.start_time = time(18)
    series.ical_sequence = 1
    series.save()

    content = file_of(client, series)

    assert expanded(content) == wall_times(series)
    with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC)):
        later = file_of(client, series)
        assert b"RRULE:FREQ=WEEKLY" in later
        # Only dates of the last month on.
        assert expanded(later) == [wall("2026-10-27T18:00"), wall("2026-11-03T18:00")]


def test_several_dates_without_a_rule(client):
    series = make_series(recurrence="dates")
    starts = [at(f"2026-{day}T17:30") for day in ("10-20", "10-27", "11-04")]
    for start in starts:
        make.make_date(series, start)
    make.make_date(series, at("2026-11-11T17:30"), status="cancelled", ical_sequence=1)

    content = file_of(client, series)

    assert expanded(content) == [start.replace(tzinfo=None) for start in starts]
    assert b"RDATE" not in content
    assert b"RECURRENCE-ID" not in content
    assert len({entry["uid"] for entry in entries(content)}) == 4, "readers of single entries see each of them"
    assert entries(content) == entries(file_of(client, series))
    assert [entry["status"] for entry in entries(content) if entry["dtstart"].dt == at("2026-11-11T17:30")] == [
        "CANCELLED"
    ]


@pytest.mark.parametrize("recurrence", ["dates", "weekly"])
def test_one_date_left_of_many(client, recurrence):
    hours = {"start_time": time(19), "end_time": time(21), "repeats_until": LAST_DAY}
    series = make_series(recurrence=recurrence, first_date=date(2026, 10, 6), **hours)
    make.make_date(series, at("2026-10-06T19:00"), status="cancelled", ical_sequence=1)

    content = file_of(client, series)

    assert expanded(content) == []
    [entry] = entries(content)[-1:]
    known = entry["recurrence-id"] if recurrence == "weekly" else entry["dtstart"]
    assert known.dt == at("2026-10-06T19:00")


def test_what_staff_change_reaches_the_calendar(client):
    """The whole way: the rule makes the dates, staff change some, a calendar shows what takes place."""
    series = make.make_weekly(slug="class")
    cancelled, moved = (series.occurrences.get(starts_at=at(f"2026-10-{day}T19:00")) for day in (20, 27))
    cancelled.cancel({"lt": "Mokytoja serga"})
    moved.move(at("2026-10-29T18:00"), at("2026-10-29T19:30"), {"lt": "Salė užimta"})

    content = file_of(client, series)
    whole, first, second = entries(content)

    assert b"RRULE:FREQ=WEEKLY;UNTIL=20270427T160000Z;INTERVAL=1;BYDAY=TU;WKST=MO\r\n" in content
    assert expanded(content) == wall_times(series)
    assert {wall("2026-10-29T18:00"), wall("2026-11-03T19:00"), wall("2027-03-30T19:00")} <= set(expanded(content))
    assert not {wall("2026-10-20T19:00"), wall("2026-10-27T19:00")} & set(expanded(content))
    assert [entry["sequence"] for entry in (first, second)] == [whole["sequence"] + 1] * 2
    assert [entry["status"] for entry in (whole, first, second)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]

    moved.move(at("2026-10-27T19:00"), at("2026-10-27T20:30"), {"lt": "Salė laisva"})
    series.cancel({"lt": "Kursų nebus"})
    gone = file_of(client, series)

    assert expanded(gone) == []
    assert entries(gone)[0]["sequence"] > whole["sequence"]
    assert entries(gone)[2]["sequence"] > second["sequence"]


def test_new_hour_of_the_rule_reaches_the_calendar(client):
    series = make.make_weekly(slug="class")
    with time_machine.travel(datetime(2026, 11, 5, tzinfo=UTC)):
        series.start_time, series.end_time = time(18), time(19, 30)
        series.save()
        series.regenerate()
        content = file_of(client, series)

    assert expanded(content) == wall_times(series)
    assert [start.hour for start in expanded(content)[:5]] == [19, 19, 19, 18, 18]


# --- Kinds of events --------------------------------------------------------------------------------------------------


def test_single_event_says_all_it_knows(client):
    contact = {"kind": "email", "value": "Kursai@example.org", "label_lt": "Registratūra"}
    place = make.make_place(latitude=54.86, longitude=24.45, postal_code="56100", address_locality="Kaišiadorys")
    kind = make.make_term(Term.Vocabulary.EVENT_KIND, "training", name_lt="Mokymai")
    series = make_series(
        place=place, kind=kind, summary_lt="Ateikite; bus arbatos, ir\nmuzikos.", languages=["lt", "ru"]
    )
    EventContact.objects.create(series=series, **contact)
    EventContact.objects.create(series=series, kind="mobile", value="+370 600 12345")
    make.make_date(series, at("2026-10-25T02:00"), ends_at=at("2026-10-25T05:00"))

    entry = only(file_of(client, series))

    assert (entry["summary"], entry["status"], entry["sequence"]) == ("Pamoka", "CONFIRMED", 0)
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (at("2026-10-25T02:00"), at("2026-10-25T05:00"))
    assert entry["location"] == "Vieta, Pavyzdžio g. 1, 56100 Kaišiadorys"
    assert entry["geo"].to_ical() == "54.86;24.45"
    assert entry["url"] == "http://localhost/lt/events/class/"
    assert entry["organizer"] == "mailto:kursai@example.org"
    assert entry["organizer"].params["CN"] == series.organiser.name_lt
    assert entry["categories"].to_ical() == b"Mokymai"
    assert entry["description"] == (
        "Ateikite; bus arbatos, ir\nmuzikos.\nKokiomis kalbomis kalbama: lietuvių kalba, rusų kalba\nKaina: Nemokamai\n"
        "Registratūra: Kursai@example.org\n+370\xa0600\xa012\xa0345"
    )
    assert (
        entry["dtstamp"].dt == entry["last-modified"].dt == series.occurrences.get().updated_at.replace(microsecond=0)
    )
    assert "recurrence-id" not in entry


def test_single_event_that_is_cancelled_keeps_its_name(client):
    series = make_series()
    make.make_date(series, at("2026-10-25T12:00"), status="cancelled", ical_sequence=1)

    entry = only(file_of(client, series))

    assert (entry["status"], entry["sequence"], "recurrence-id" in entry) == ("CANCELLED", 1, False)


def test_all_day_event_has_days_and_ends_the_day_after(client):
    series = make_series(is_all_day=True)
    make.make_date(series, at("2026-10-25T00:00"), ends_at=at("2026-10-26T00:00"))

    content = file_of(client, series)

    assert b"DTSTART;VALUE=DATE:20261025\r\n" in content
    assert b"DTEND;VALUE=DATE:20261026\r\n" in content
    assert expanded(content) == [date(2026, 10, 25)]


def test_all_day_events_repeat_by_days(client):
    rule = {"recurrence": "weekly", "first_date": date(2026, 10, 18), "weekdays": [6], "repeats_until": LAST_DAY}
    series = make_series(is_all_day=True, **rule)
    for day in ("2026-10-18", "2026-10-25", "2026-11-08"):
        make.make_date(series, at(f"{day}T00:00"), ends_at=at(f"{day}T00:00") + timedelta(days=1))
    make.make_date(series, at("2026-11-11T00:00"), ends_at=at("2026-11-12T00:00"))

    content = file_of(client, series)

    assert b"RRULE:FREQ=WEEKLY;UNTIL=20261108;INTERVAL=1;BYDAY=SU;WKST=MO\r\n" in content
    assert b"EXDATE;VALUE=DATE:20261101\r\n" in content
    assert b"DTSTART;VALUE=DATE:20261111\r\n" in content
    assert b"RDATE" not in content
    assert expanded(content) == [date(2026, 10, 18), date(2026, 10, 25), date(2026, 11, 8), date(2026, 11, 11)]


def test_event_of_several_days(client):
    days = make_series(is_all_day=True)
    make.make_date(days, at("2026-10-24T00:00"), ends_at=at("2026-10-27T00:00"))
    hours = make_series(slug="trip")
    make.make_date(hours, at("2026-10-24T08:00"), ends_at=at("2026-10-26T18:00"))

    of_days, of_hours = only(file_of(client, days)), only(file_of(client, hours))

    assert (of_days["dtstart"].dt, of_days["dtend"].dt) == (date(2026, 10, 24), date(2026, 10, 27))
    assert (of_hours["dtstart"].dt, of_hours["dtend"].dt) == (at("2026-10-24T08:00"), at("2026-10-26T18:00"))


def test_night_of_the_clock_change_ends_at_the_hour_that_was_said(client):
    series = make_weekly(first="2026-10-17T22:00", weeks=1, end_time=time(6), lasts_days=2)
    series.occurrences.all().delete()
    for day in (17, 24, 31):
        start = at(f"2026-10-{day}T22:00")
        make.make_date(series, start, ends_at=start + timedelta(hours=8))  # until six, by the clock on the wall

    content = file_of(client, series)
    found = recurring_ical_events.of(Calendar.from_ical(content)).between(SHOWN_FROM, SHOWN_TO)

    assert [local(entry["dtend"].dt).hour for entry in found] == [6, 6, 6]


def test_online_and_mixed_events(client):
    url = "https://example.org/room?id=1"
    online = make_series(attendance_mode="online", place=None, online_url=url)
    mixed = make_series(slug="mixed", attendance_mode="mixed", online_url=url)
    for series in (online, mixed):
        make.make_date(series, at("2026-10-25T12:00"))

    content = file_of(client, online)

    assert only(content)["location"] == url
    assert only(file_of(client, mixed))["location"] == "Vieta, Pavyzdžio g. 1"
    assert f"CONFERENCE;FEATURE=VIDEO;LABEL=Internetu;VALUE=URI:{url}" in unfolded(content)
    assert f"CONFERENCE;FEATURE=VIDEO;LABEL=Internetu;VALUE=URI:{url}" in unfolded(file_of(client, mixed))


def unfolded(content):
    return content.decode().replace("\r\n ", "")


def test_event_without_a_day_is_a_note_in_its_file_only(client):
    series = make_series(is_date_to_be_announced=True, date_hint_lt="Pavasarį")

    parsed = Calendar.from_ical(file_of(client, series))
    [note] = parsed.walk("VJOURNAL")

    assert (note["uid"], "dtstart" in note) == (f"{series.ical_uid}@localhost", False)
    assert note["summary"] == "Pamoka – Data bus paskelbta"
    assert note["description"].startswith("Pavasarį\n")
    assert parsed.walk("VEVENT") == []
    assert b"class" not in client.get("/lt/events/calendar.ics").content
    assert "class.ics" not in client.get(series.get_absolute_url()).text


def test_event_that_is_over_keeps_its_file(client):
    series = make_series()
    make.make_date(series, at("2025-10-25T12:00"))

    assert only(file_of(client, series))["dtstart"].dt == at("2025-10-25T12:00")
    assert "class.ics" not in client.get(series.get_absolute_url()).text


# --- Bytes ------------------------------------------------------------------------------------------------------------


def test_lines_fold_and_cyrillic_survives(client):
    name = "Познаём культуры: вечер народов, музыка и чай – приходите всей семьёй; «всё включено», даже ёлка"
    series = make_weekly(weeks=5, name_ru=name, summary_ru="Приходите! " * 40)
    series.occurrences.filter(starts_at=at("2026-10-13T19:00")).update(status="cancelled", status_reason_ru="Щит" * 60)

    content = file_of(client, series, "ru")

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert [entry["summary"] for entry in entries(content)] == [name, f"Отменено: {name}"]
    assert "Щит" * 60 in entries(content)[1]["description"]


def test_text_in_another_language_says_so(client):
    series = make_series(name_ru="", summary_lt="Santrauka")
    make.make_date(series, at("2026-10-25T12:00"))

    entry = only(file_of(client, series, "ru"))

    assert entry["summary"].params["LANGUAGE"] == "en"
    assert "Только на английском" in entry["description"]


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_every_address_gives_the_same_names_and_its_own_words(client, language):
    series = make_weekly(weeks=3)
    name = {"lt": "Pamoka", "en": "Class", "ru": "Урок"}[language]

    for content in (file_of(client, series, language), client.get(f"/{language}/events/calendar.ics").content):
        entry = only(content)
        assert entry["uid"] == f"{series.ical_uid}@localhost"
        assert entry["summary"] == name
        assert entry["url"] == f"http://localhost/{language}/events/class/"


# --- The calendar people subscribe to ---------------------------------------------------------------------------------


def summaries(client, query=""):
    answer = client.get(f"/en/events/calendar.ics{query}")
    assert answer.status_code == 200
    return sorted(str(entry["summary"]) for entry in entries(answer.content))


def test_calendar_holds_the_last_month_and_eighteen_ahead(client):
    now = timezone.now()
    for name, days in [("long ago", -40), ("lately", -20), ("soon", 3), ("next year", 500), ("far", 600)]:
        make.make_event(name_en=name, starts_at=now + timedelta(days=days))

    assert summaries(client) == ["lately", "next year", "soon"]


def test_calendar_obeys_the_filters(client):
    soon = timezone.now() + timedelta(days=1)
    kind = make.make_term(Term.Vocabulary.EVENT_KIND, "training")
    town = make.make_municipality(slug="town")
    make.make_event(name_en="training", kind=kind, starts_at=soon)
    make.make_event(name_en="paid", is_accessible_for_free=False, starts_at=soon)
    make.make_event(name_en="russian", languages=["ru"], starts_at=soon)
    make.make_event(name_en="children", suits_children=True, starts_at=soon + timedelta(days=60))
    elsewhere = make.make_event(name_en="town", place=make.make_place(municipality=town), starts_at=soon)

    assert summaries(client, "?kind=training&page=7") == ["training"]
    assert summaries(client, "?language=ru") == ["russian"]
    assert summaries(client, "?children=1") == ["children"]
    assert summaries(client, "?municipality=town") == [elsewhere.name_en]
    assert summaries(client, "?free=1") == ["children", "russian", "town", "training"]
    assert summaries(client, "?when=month") == ["paid", "russian", "town", "training"]
    assert summaries(client, "?when=nonsense&from=nonsense&kind=nonsense") == summaries(client)


def test_calendar_says_what_it_is(client):
    make_weekly(weeks=1)
    parsed = Calendar.from_ical(client.get("/ru/events/calendar.ics?free=1").content)

    assert parsed["version"] == "2.0"
    assert parsed["prodid"] == "-//Kartu//Events//EN"
    assert parsed["name"] == parsed["x-wr-calname"] == "Мероприятия – Kartu"
    assert parsed["refresh-interval"].dt == timedelta(hours=6)
    assert parsed["source"] == "http://localhost/ru/events/calendar.ics?free=1"
    assert "method" not in parsed
    assert [zone["tzid"] for zone in parsed.walk("VTIMEZONE")] == ["Europe/Vilnius"]


@pytest.mark.parametrize("amount", [1, 3])
def test_calendar_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    for number in range(amount):
        make_weekly(slug=f"class-{number}", weeks=3)

    with django_assert_num_queries(7):
        answer = client.get("/lt/events/calendar.ics")

    assert len(entries(answer.content)) == amount


def test_unchanged_calendar_is_not_sent_again_and_a_change_is(client):
    series = make_weekly(weeks=3)
    for path in ("/lt/events/calendar.ics", "/lt/events/class.ics"):
        first = client.get(path)
        assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    series.occurrences.filter(starts_at=at("2026-10-13T19:00")).update(status="cancelled", ical_sequence=1)

    assert client.get("/lt/events/calendar.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


UNPUBLISHED = [
    {"published_at": None},
    {"unpublish_at": datetime(2026, 9, 1, tzinfo=UTC)},
    {"visibility": "network"},
    {"visibility": "staff"},
]


@pytest.mark.parametrize("fields", UNPUBLISHED)
def test_series_that_is_not_public_is_in_no_calendar(client, fields):
    series = make_weekly(weeks=3)
    before = client.get("/lt/events/calendar.ics")
    assert len(entries(before.content)) == 1

    type(series).objects.filter(pk=series.pk).update(**fields)

    assert client.get("/lt/events/class.ics").status_code == 404
    assert client.get("/lt/events/class.ics?preview=1").status_code == 404
    gone = client.get("/lt/events/calendar.ics", headers={"if-none-match": before["ETag"]})
    assert (gone.status_code, entries(gone.content)) == (200, [])


@pytest.mark.parametrize("path", ["calendar.ics", "class.ics", "feed.xml", "month/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_outlets_refuse_writing(client, path, method):
    make_weekly(weeks=1)

    assert getattr(client, method)(f"/lt/events/{path}").status_code == 405


def test_dates_of_a_list_keep_their_names(client):
    """The first has that of the event, as it had while it was the only one; the others their own, for ever."""
    first = at("2026-10-20T17:30")
    series = make_series(recurrence="dates", first_date=first.date())
    for days in (0, 7, 15):
        make.make_date(series, first + timedelta(days=days))
    before = [str(entry["uid"]) for entry in entries(file_of(client, series))]

    moved = series.occurrences.last()
    moved.starts_at, moved.ends_at = moved.starts_at + timedelta(days=1), moved.ends_at + timedelta(days=1)
    moved.status = "rescheduled"
    moved.save()

    assert [str(entry["uid"]) for entry in entries(file_of(client, series))] == before
    assert before[0] == f"{series.ical_uid}@localhost"


def read_without_lists(content):
    """The dates as a calendar has them that knows single entries and rules with exceptions, and nothing of RDATE."""
    return {entry["dtstart"].dt for entry in entries(content) if entry["status"] == "CONFIRMED"}


def test_calendars_that_read_no_lists_see_every_date(client):
    series = make_series(recurrence="dates")
    starts = [at(f"2026-{day}T17:30") for day in ("10-20", "10-27", "11-04", "11-11")]
    for start in starts:
        make.make_date(series, start)

    assert read_without_lists(file_of(client, series)) == set(starts)
    assert read_without_lists(client.get("/lt/events/calendar.ics").content) == set(starts)
