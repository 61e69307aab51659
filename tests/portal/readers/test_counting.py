"""Readers are counted by day, page and language, and by nothing else; a crash loses a minute at most."""

import json
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone, translation

from portal.readers import counting
from portal.readers.admin import in_words
from portal.readers.models import ReaderCount
from portal.readers.targets import is_robot, page_of
from tests import factories as make

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
TELLING = "203.0.113.77"


@pytest.fixture
def tally(monkeypatch):
    """An empty tally that only the test writes down."""
    fresh = counting.Tally()
    monkeypatch.setattr(counting, "tally", fresh)
    return fresh


def ask(path, application=None, method="GET", status=None, **headers):
    """Ask through the counter as gunicorn does; return the status."""
    environ = RequestFactory().generic(method, path).environ
    environ |= {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": TELLING, **headers}
    heard = []
    around = counting.ReaderCounter(application or portal)
    body = around(environ, lambda status, headers, exc=None: heard.append(status))
    getattr(body, "close", lambda: None)()
    return int(heard[0][:3])


def portal(environ, start_response):
    """The portal itself, in the transaction of the test."""
    response = ClientHandler()(environ)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


def cached(status="200 OK"):
    """A cache of pages in front of Django: the application below it is never asked."""

    def application(environ, start_response):
        start_response(status, [("Content-Type", "text/html")])
        return [b"kept"]

    return application


def test_page_is_counted_with_its_record_and_language(tally):
    page = make.make_guide_page(slug="first")
    for _ in range(3):
        assert ask("/ru/guide/first/") == 200
    assert ask("/lt/guide/") == 200

    with time_machine.travel(datetime(2026, 5, 31, 22, 30, tzinfo=UTC), tick=False):
        ask(f"/en{page.get_absolute_url()[3:]}")  # 1 June in Vilnius

    today = timezone.localdate()
    assert {key[1:]: number for key, number in tally.counts.items()} == {
        ("guide:detail", "first", "ru"): 3,
        ("guide:list", "", "lt"): 1,
        ("guide:detail", "first", "en"): 1,
    }
    assert {key[0] for key in tally.counts} == {date(2026, 6, 1), today}


@pytest.mark.parametrize("status", ["200 OK", "304 Not Modified"])
def test_page_from_a_cache_counts_too(tally, status):
    ask("/lt/jobs/", cached(status))

    assert [(key[1:], number) for key, number in tally.counts.items()] == [(("jobs:list", "", "lt"), 1)]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/lt/jobs/", {"HTTP_USER_AGENT": "Googlebot/2.1 (+http://www.google.com/bot.html)"}),
        ("/lt/jobs/", {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; bingbot/2.0)"}),
        ("/lt/jobs/", {"HTTP_USER_AGENT": "facebookexternalhit/1.1"}),
        ("/lt/jobs/", {"HTTP_USER_AGENT": ""}),
        ("/lt/jobs/", {"HTTP_SEC_PURPOSE": "prefetch;prerender"}),
        ("/lt/jobs/", {"HTTP_COOKIE": "sessionid=abc"}),
        ("/lt/jobs/", {"method": "HEAD"}),
        ("/lt/jobs/", {"method": "POST"}),
        ("/lt/jobs/", {"application": cached("404 Not Found")}),
        ("/lt/jobs/feed.xml", {}),
        ("/lt/events/calendar.ics", {}),
        ("/admin/", {}),
        ("/accounts/login/", {}),
        ("/healthz", {}),
        ("/static/site.css", {}),
        ("/lt/jobs/my/a-secret/", {}),
        ("/lt/networks/confirm/a-secret/", {}),
        ("/lt/events/registration/a-secret/", {}),
        ("/xx/jobs/", {}),
        ("//", {}),
        ("/lt/nothing-of-ours/", {}),
    ],
)
def test_what_no_reader_read_is_not_counted(tally, path, more):
    ask(path, **{"application": cached(), **more})

    assert tally.counts == {}


def test_robots_are_known():
    assert not is_robot(FIREFOX)
    assert [is_robot(agent) for agent in ("", "curl/8", "python-requests/2", "Mozilla/5.0 HeadlessChrome/120")] == [
        True
    ] * 4


def test_numbers_are_added_to_those_of_other_processes(tally):
    key = (date(2026, 3, 1), "jobs:list", "", "lt")
    ReaderCount.objects.add({key: 2})
    tally.counts[key] = 5

    tally.write()
    tally.write()

    assert ReaderCount.objects.get().count == 7


def test_what_cannot_be_written_is_kept_for_later(tally, monkeypatch):
    key = (date(2026, 3, 1), "jobs:list", "", "lt")
    tally.counts[key] = 5
    with monkeypatch.context() as broken:
        broken.setattr(ReaderCount.objects, "add", lambda counts: (_ for _ in ()).throw(DatabaseError()))
        tally.write()
    assert not ReaderCount.objects.exists()

    tally.counts[key] += 1
    tally.write()

    assert ReaderCount.objects.get().count == 6


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_small_numbers_stay_unsaid(client, count, words):
    client.force_login(make.make_staff(language="en"))
    ReaderCount.objects.create(day="2026-03-01", kind="jobs:list", record="", language="lt", count=count)

    page = client.get(reverse("admin:readers_readercount_changelist")).text

    with translation.override("en"):
        assert in_words(count) == words
    assert re.search(rf">\s*{words}\s*<", page)


def test_nothing_is_kept_that_tells_readers_apart(tally, caplog):
    """Two readers who differ in everything leave the same traces."""
    make.make_guide_page(slug="first")
    kept = []
    for address, agent, language in [("203.0.113.77", FIREFOX, "ar"), ("198.51.100.9", f"{FIREFOX} X/9", "pl")]:
        caplog.clear()
        ask(
            "/lt/guide/first/?from=a-friend",
            REMOTE_ADDR=address,
            HTTP_USER_AGENT=agent,
            HTTP_ACCEPT_LANGUAGE=language,
            HTTP_REFERER=f"https://example.org/{language}",
            HTTP_COOKIE=f"own={language}",
            HTTP_X_FORWARDED_FOR=address,
        )
        tally.write()
        rows = list(ReaderCount.objects.values())
        lines = [json.dumps(record.__dict__.get("fields", record.getMessage())) for record in caplog.records]
        kept.append((rows, lines))
        text = json.dumps(rows, default=str) + "".join(lines)
        assert [
            word for word in (address, agent, "example.org", "a-friend", f'"{language}"', "own=") if word in text
        ] == []
        ReaderCount.objects.all().delete()

    columns = {field.name for field in ReaderCount._meta.get_fields()}
    assert columns == {"id", "day", "kind", "record", "language", "count"}
    with connection.cursor() as cursor:
        found = {
            column.name for column in connection.introspection.get_table_description(cursor, "readers_readercount")
        }
    assert found == columns
    first, second = ([{**row, "id": 0} for row in rows] for rows, _lines in kept)
    assert first == second


def test_addresses_are_pages_or_nothing():
    assert page_of("/lt/networks/coordinators/kaisiadoriu-r/") == ("networks:coordinator", "kaisiadoriu-r", "lt")
    assert page_of("/en/guide/leaflets/health-kaisiadoriu-r.pdf") == (
        "leaflets:file",
        "health-kaisiadoriu-r",
        "en",
    )
    assert page_of("/ru/") == ("home", "", "ru")
