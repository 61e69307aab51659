"""Lists of events: what is to come, soonest first; what is over stays browsable with its date."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.content.templatetags.facts import day
from tests.factories import make_date, make_event

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.now() + timedelta(days=days)


def names(client, query):
    page = client.get(f"/en/events/?{query}").context["page"]
    return [event.name_en for event in page]


def test_events_to_come_stand_soonest_first_and_unknown_dates_last(client):
    make_event(name_en="later", starts_at=in_days(9))
    make_event(name_en="unknown", starts_at=None, is_date_to_be_announced=True)
    make_event(name_en="sooner", starts_at=in_days(2))
    make_event(name_en="over", starts_at=in_days(-2))

    assert names(client, "") == ["sooner", "later", "unknown"]


def test_series_with_past_and_coming_dates_counts_once_as_coming(client):
    series = make_event(name_en="class", starts_at=in_days(-7))
    for days in (7, 14):
        make_date(series, in_days(days))

    assert names(client, "") == ["class"]
    assert names(client, "when=past") == []


def test_past_events_are_listed_with_their_date(client):
    over = make_event(name_en="over", starts_at=in_days(-40))

    page = client.get("/lt/events/?when=past")

    assert [event.name_en for event in page.context["page"]] == ["over"]
    assert day(over.occurrences.get().starts_at)[:-3] in page.text


@pytest.mark.parametrize(
    ("when", "found"), [("today", ["today"]), ("month", ["today", "in a month"]), ("", ["today", "in a month", "far"])]
)
def test_list_is_narrowed_by_time(client, when, found):
    make_event(name_en="today", starts_at=timezone.now())
    make_event(name_en="in a month", starts_at=in_days(25))
    make_event(name_en="far", starts_at=in_days(90))

    assert names(client, f"when={when}") == found


def test_cancelled_date_stays_and_says_so(client):
    series = make_event()
    date = series.occurrences.get()
    date.status, date.status_reason_lt = date.Status.CANCELLED, "Liga"
    date.save()

    page = client.get(series.get_absolute_url()).text

    assert "Atšaukta" in page
    assert "Liga" in page
