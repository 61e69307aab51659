"""The rule in words, the last weekday of a month, public holidays and breaks: in every outlet, by one rule."""

from datetime import UTC, date, datetime, time

import icalendar
import lxml.etree
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from events.models import EventSeries
from events.recurrence.forms import BreaksField
from events.recurrence.wording import rhythm, rule_in_words
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 27, 9, tzinfo=UTC), tick=False):
        yield


def plain(text):
    """Days are written with spaces at which no line ends."""
    return text.replace("\xa0", " ")


def weekly(**fields):
    """Every Tuesday from 1 December to 30 March."""
    rule = {"first_date": date(2026, 12, 1), "repeats_until": date(2027, 3, 30), **fields}
    return make.make_weekly(**rule)


def rule(**fields):
    first = fields.get("first_date", date(2026, 12, 1))
    usual = {"first_date": first, "repeats_until": date(2027, 3, 30), "start_time": time(19), "end_time": time(20, 30)}
    return EventSeries(**{**usual, **fields})


WORDS = {
    "en": "Every Tuesday, 19:00–20:30, until 30 March 2027",
    "lt": "Kiekvieną antradienį, 19:00–20:30, iki 2027 m. kovo 30 d.",
    "ru": "Каждый вторник, 19:00–20:30, до 30 марта 2027 г.",
}


@pytest.mark.parametrize("language", WORDS)
def test_rule_is_said_on_the_page_in_texts_and_in_feeds(client, language):
    series = weekly(slug="pamoka")
    words = WORDS[language]

    for path in ("pamoka/", "pamoka/share/", "pamoka/card/"):
        assert words in plain(client.get(f"/{language}/events/{path}").text), path
    feed = lxml.etree.fromstring(client.get(f"/{language}/events/feed.xml").content)
    assert words in plain("".join(feed.itertext()))
    for path in ("calendar.ics", "pamoka.ics"):
        entry = icalendar.Calendar.from_ical(client.get(f"/{language}/events/{path}").content).walk("VEVENT")[0]
        assert words in plain(entry["description"])
    assert series.occurrences.count() == 18


def test_text_to_send_says_the_rule_and_the_next_date_and_no_three_dates_as_if_they_were_all(client):
    weekly(slug="pamoka")

    texts = client.get("/en/events/pamoka/share/").context["texts"]

    assert "Every Tuesday, 19:00–20:30, until 30 March 2027. Next: Tuesday, 1 December 2026, 19:00–20:30" in texts
    assert not any("8 December" in text for text in texts)


def test_text_to_send_of_listed_dates_says_how_many_more_there_are(client):
    series = make.make_event(slug="datos", starts_at=None, recurrence="dates")
    for day in range(5):
        make.make_date(series, timezone.now() + timezone.timedelta(days=day + 1))

    assert "and 2 more dates" in client.get("/en/events/datos/share/").context["texts"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"recurrence": "weekly", "weekdays": [1, 3]}, "Every Tuesday and every Thursday, 19:00–20:30"),
        ({"recurrence": "weekly", "weekdays": [0, 1, 2, 3, 4]}, "Every day from Monday to Friday, 19:00–20:30"),
        ({"recurrence": "weekly", "weekdays": list(range(7))}, "Every day, 19:00–20:30"),
        ({"recurrence": "weekly", "weekdays": [1], "interval": 2}, "Every 2 weeks: Tuesday, 19:00–20:30"),
        ({"recurrence": "monthly"}, "Every month: day 1 of the month, 19:00–20:30"),
        ({"recurrence": "monthly", "monthly_by": "weekday"}, "Every month: first Tuesday, 19:00–20:30"),
        (
            {"recurrence": "monthly", "monthly_by": "last", "first_date": date(2026, 12, 25)},
            "Every month: last Friday, 19:00–20:30",
        ),
        ({"recurrence": "weekly", "weekdays": [1], "is_all_day": True}, "Every Tuesday, all day"),
    ],
)
def test_rules_in_words(fields, words):
    with translation.override("en"):
        assert plain(rhythm(rule(**fields))) == f"{words}, until 30 March 2027"


@pytest.mark.parametrize(("language", "words"), [("lt", "paskutinis penktadienis"), ("ru", "последняя пятница")])
def test_weekdays_of_a_month_are_bent(language, words):
    series = rule(recurrence="monthly", monthly_by="last", first_date=date(2026, 12, 25))
    with translation.override(language):
        assert words in rhythm(series)
        assert words in rule_in_words(series)


def test_what_is_left_out_is_said():
    series = rule(recurrence="weekly", weekdays=[1], skips_public_holidays=True,
                  breaks=[date(2026, 12, day) for day in (28, 29, 30)] + [date(2027, 2, 16)])  # fmt: skip
    with translation.override("en"):
        assert plain(rhythm(series)).endswith(
            "until 30 March 2027, not on public holidays, not on: 28 December 2026 – 30 December 2026, 16 February 2027"
        )


@pytest.mark.parametrize("fields", [{"recurrence": "single"}, {"recurrence": "dates", "dates": [date(2026, 12, 1)]},
                                    {"recurrence": "weekly", "repeats_until": date(2026, 12, 2)},
                                    {"is_date_to_be_announced": True, "first_date": None}])  # fmt: skip
def test_what_does_not_repeat_has_no_rule(fields):
    assert rhythm(rule(**{"weekdays": [1], **fields})) == ""


# --- The last weekday of a month --------------------------------------------------------------------------------------


def test_last_friday_of_each_month(client):
    series = make.make_weekly(
        slug="penktadieniai", recurrence="monthly", monthly_by="last", weekdays=[],
        first_date=date(2026, 12, 25), repeats_until=date(2027, 5, 31),
    )  # fmt: skip

    days = [timezone.localdate(event.starts_at) for event in series.occurrences.all()]

    assert days == [date(2026, 12, 25), date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26), date(2027, 4, 30),
                    date(2027, 5, 28)]  # fmt: skip
    assert b"BYDAY=-1FR" in client.get("/lt/events/penktadieniai.ics").content


def test_first_date_must_be_such_a_day():
    series = rule(recurrence="monthly", monthly_by="last", first_date=date(2026, 12, 18))
    assert list(series.rule_errors()) == ["first_date"]


# --- Public holidays and breaks ---------------------------------------------------------------------------------------


def days_of(series):
    coming = series.occurrences.exclude(status="cancelled")
    return {timezone.localdate(event.starts_at) for event in coming}


def test_dates_on_public_holidays_are_left_out(client):
    """24 December is a Thursday in 2026, 31 is none."""
    series = make.make_weekly(
        slug="pamoka", first_date=date(2026, 12, 3), weekdays=[3], repeats_until=date(2026, 12, 31),
        skips_public_holidays=True, breaks=[date(2026, 12, 10)],
    )  # fmt: skip

    assert days_of(series) == {date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 31)}
    content = client.get("/lt/events/pamoka.ics").content
    assert b"EXDATE;TZID=Europe/Vilnius:20261210T190000,20261224T190000" in content


def test_staff_are_told_and_one_click_leaves_them_out(client):
    series = make.make_weekly(first_date=date(2026, 12, 3), weekdays=[3], repeats_until=date(2026, 12, 31))
    client.force_login(make.make_staff(language="en"))
    change = f"/admin/events/eventseries/{series.pk}/change/"
    assert "1 date falls on a public holiday: 24 December 2026." in plain(client.get(change).text)

    address = f"/admin/events/eventseries/{series.pk}/holidays/"
    asked = client.get(address)
    assert "This concerns 1 date:" in asked.text
    assert date(2026, 12, 24) in days_of(series)
    client.post(address, {"_sent": "1"})

    series.refresh_from_db()
    assert series.skips_public_holidays
    assert date(2026, 12, 24) not in days_of(series)
    assert "falls on a public holiday" not in client.get(change).text
    assert client.get(address).status_code == 302


def test_breaks_that_leave_nothing_are_refused():
    series = rule(recurrence="weekly", weekdays=[1], repeats_until=date(2026, 12, 3), breaks=[date(2026, 12, 1)])
    assert list(series.rule_errors()) == ["breaks"]


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2026-12-24", 1),
        ("2026-12-24 – 2027-01-03", 11),
        ("2026-12-24–2027-01-03\n2027-02-16", 12),
        ("24.12.2026 - 03.01.2027", 11),
        ("", 0),
    ],
)
def test_breaks_as_people_type_them(typed, days):
    field = BreaksField(required=False)
    found = field.clean(typed)

    assert len(found) == days
    assert field.clean(field.prepare_value(found)) == found


@pytest.mark.parametrize("typed", ["2027-01-03 – 2026-12-24", "2026-12-24 – 2036-12-24", "abc", "2026-12-24 – x"])
def test_wrong_breaks_are_refused(typed):
    with pytest.raises(ValidationError):
        BreaksField(required=False).clean(typed)
