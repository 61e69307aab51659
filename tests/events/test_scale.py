"""With ten times the dates a list takes as many queries and about the time it took: it walks indexes, bounded."""

import re
import time
from datetime import timedelta
from statistics import median

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Term
from events.forms import EventFilterForm
from events.models import Event, EventSeries
from tests import factories as make

MANY, FEW, SERIES = 10_000, 1_010, 50
ROUNDS, ATTEMPTS, SLOWER = 9, 5, 1.3
QUERIES = ["", "when=past", "free=1&language=lt", "when=month", "page=25"]
INDEX = next(index.name for index in Event._meta.indexes if index.fields == ["starts_at"])


class few_dates:  # noqa: N801 (read as words: with few_dates())
    """Let queries see the small table of dates instead of the large one; everything else stays."""

    def __enter__(self):
        run("SET search_path TO few, public")

    def __exit__(self, *error):
        run("SET search_path TO public")


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture(scope="module")
def many_dates(django_db_setup, django_db_blocker):
    """10,000 dates around now, and the 1,010 nearest of them once more in a table of their own; undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        kind, place = make.make_term(Term.Vocabulary.EVENT_KIND), make.make_place()
        shared = {"kind": kind, "organiser": make.make_organisation(), "place": place, "starts_at": None}
        fill([make.make_event(languages=["lt"], **shared) for _ in range(SERIES)])
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


def fill(series):
    now = timezone.now()
    Event.objects.bulk_create(
        Event(series=series[number % SERIES], recurrence_id=start, starts_at=start, ends_at=start + timedelta(hours=2))
        for number in range(MANY)
        for start in [now + timedelta(hours=number - MANY // 2, minutes=30)]
    )
    table = Event._meta.db_table
    run("CREATE SCHEMA few")
    run(f"CREATE TABLE few.{table} (LIKE public.{table} INCLUDING ALL)")
    first, last = now - timedelta(hours=FEW // 2), now + timedelta(hours=FEW // 2)
    with connection.cursor() as cursor:
        near = f"INSERT INTO few.{table} SELECT * FROM public.{table} WHERE starts_at BETWEEN %s AND %s"  # noqa: S608
        cursor.execute(near, [first, last])
    for name in (f"public.{table}", f"few.{table}", EventSeries._meta.db_table):
        run(f"ANALYZE {name}")


def seconds(client, address):
    start = time.perf_counter()
    response = client.get(address)
    assert response.status_code == 200
    return time.perf_counter() - start


def without_amounts(page):
    """All that a page says but for how many dates follow, and which stand last among them."""
    return re.sub(r"<summary>Dar .*?</details>", "", page, flags=re.DOTALL)


def slowdown(client, address):
    """How much longer the page takes with many dates: medians of runs that take turns on a busy machine."""
    few, many = [], []
    for _ in range(ROUNDS):
        with few_dates():
            few.append(seconds(client, address))
        many.append(seconds(client, address))
    return median(many) / median(few)


@pytest.mark.django_db
@pytest.mark.parametrize("query", QUERIES[:3])
def test_list_takes_about_the_same_time_with_ten_times_the_dates(client, many_dates, query):
    address = f"/lt/events/?{query}"
    with few_dates():
        few = without_amounts(client.get(address).text)
    assert without_amounts(client.get(address).text) == few  # the same page: what differs is the way to it

    found = []
    while len(found) < ATTEMPTS and (not found or min(found) > SLOWER):
        found.append(slowdown(client, address))

    assert min(found) <= SLOWER, found


@pytest.mark.django_db
@pytest.mark.parametrize("query", QUERIES)
def test_list_asks_as_much_with_ten_times_the_dates(client, many_dates, query):
    with few_dates(), CaptureQueriesContext(connection) as few:
        client.get(f"/lt/events/?{query}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/lt/events/?{query}")

    # Later dates of the same series are one more; only the first page asks for events without a date, and only while
    # no time was asked for.
    expected = 5 if "when" in query or "page" in query else 6
    assert (len(few), len(many)) == (expected, expected)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "when=past", "when=week", "free=1"])
def test_list_walks_the_index(many_dates, query):
    filters = EventFilterForm({part.split("=")[0]: part.split("=")[1] for part in query.split("&") if part})
    dates = filters.apply(Event.objects.of(filters.narrow(EventSeries.objects.published())))

    plan = dates.for_cards()[:20].explain(analyze=True)

    assert INDEX in plan
    assert not re.search(r"Seq Scan on events_event\b", plan)
    # Rows looked at and thrown away, not shown: none but those of the hours before.
    assert sum(int(rows) for rows in re.findall(r"Rows Removed by Filter: (\d+)", plan)) < 100


@pytest.mark.django_db
def test_more_than_five_hundred_are_not_counted(client):
    shared = {"kind": make.make_term(Term.Vocabulary.EVENT_KIND), "organiser": make.make_organisation()}
    place = make.make_place()
    for _ in range(501):
        make.make_event(place=place, **shared)
    page = client.get("/en/events/")
    last = client.get("/en/events/?page=9999")

    assert "More than 500 events found" in page.text
    assert (last.context["page"].number, last.context["page"].paginator.num_pages) == (56, 56)
    assert "There is more. Choose days in the filters" in last.text
    assert "There is more." not in page.text


@pytest.mark.django_db
def test_month_and_calendar_are_bounded(client, many_dates):
    month = client.get("/en/events/month/")
    calendar = client.get("/en/events/calendar.ics").content

    assert len(month.context["found"]) == 300
    assert "There is more than we can show" in month.text
    assert 900 < calendar.count(b"BEGIN:VEVENT") <= 1050
