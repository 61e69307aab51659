"""When what a process knows counts; what it does when the database does not answer, without a server to stop."""

import socket
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, ProgrammingError
from django.utils import timezone

from portal.page_cache import listening, warming
from portal.page_cache.answers import Answer
from portal.page_cache.front import OLDEST
from portal.page_cache.listening import LEASE, AwayError, Watch
from portal.page_cache.models import Version
from portal.page_cache.outage import with_line
from portal.page_cache.routes import route_of
from services.models import Service
from tests.portal.page_cache.asking import ask, wait_for

pytest_plugins = ["tests.portal.page_cache.fixtures"]


@pytest.fixture
def line():
    """Both ends of a line that nobody speaks on."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def watch(line):
    watch = Watch()
    watch.version, watch.lease, watch._line = (1, 1), time.monotonic() + LEASE, line[0].fileno()
    return watch


def an_answer(version=(1, 1), seconds=60):
    until = timezone.now() + timedelta(seconds=seconds)
    return Answer("200 OK", [("Content-Type", "text/html")], b"x", version=version, until=until, made_at=timezone.now())


def test_a_kept_answer_counts_while_all_is_known(watch):
    assert watch.holds(an_answer())


def test_it_does_not_count_under_another_version(watch):
    assert not watch.holds(an_answer((1, 2)))
    watch.version = None
    assert not watch.holds(an_answer())


def test_it_does_not_count_after_its_moment(watch):
    assert not watch.holds(an_answer(seconds=-1))


def test_it_does_not_count_when_the_database_was_silent_for_long(watch):
    watch.lease = time.monotonic() - 0.001
    assert not watch.holds(an_answer())


def test_it_does_not_count_while_something_was_said_and_not_read(watch, line):
    line[1].send(b"news")
    assert not watch.holds(an_answer())


def test_it_does_not_count_when_the_line_is_gone(watch, line):
    line[1].close()
    assert not watch.holds(an_answer())
    watch._line = -1
    assert not watch.holds(an_answer())


def test_what_needs_no_database_always_counts(watch):
    watch.version = None
    assert watch.holds(Answer("200 OK", [], b"x"))


def test_who_asks_in_an_outage_asks_once_a_second(monkeypatch):
    asked = []

    def now(self):
        asked.append(1)
        raise OperationalError("gone")

    monkeypatch.setattr(type(Version.objects), "now", now)
    monkeypatch.setattr(listening, "close_old_connections", lambda: None)
    watch = Watch()
    for _ in range(5):
        with pytest.raises(AwayError):
            watch.ask()
    assert len(asked) == 1
    watch._retry_at = 0
    assert watch.is_away()
    assert len(asked) == 2


# --- In an outage


@pytest.fixture
def outage(monkeypatch):
    """Begins when called: nothing in this process reaches the database any more."""

    def begin(front):
        def gone(*arguments, **names):
            raise OperationalError("gone")

        front.stop()
        monkeypatch.setattr(type(Version.objects), "now", gone)
        monkeypatch.setattr(front.application, "application", failing)

    def failing(environ, start_response):
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        return [b"fault"]

    return begin


LINES = {"lt": "Portale dabar gedimas", "en": "Kartu has a fault just now", "ru": "На портале сейчас сбой"}


def beginning(page):
    return page.text.partition("<main")[2].partition("<h1")[0]


@pytest.mark.parametrize("language", LINES)
def test_a_page_says_in_the_readers_language_since_when_it_is(cache, outage, language):
    path = f"/{language}/services/helplines/"
    before = ask(cache, path, HTTP_ACCEPT_ENCODING="br")
    outage(cache)
    page = ask(cache, path, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=before.headers["ETag"])

    content = beginning(page)
    assert page.status == 200
    assert LINES[language] in content
    assert f"{timezone.localtime():%H:}" in content
    assert page.text.replace(content, "") == before.text.replace(beginning(before), "")
    assert page.headers["ETag"] != before.headers["ETag"]
    assert page.headers["Cache-Control"] == "no-store"
    assert ask(cache, path, HTTP_COOKIE="csrftoken=1").status == 200
    assert ask(cache, path, HTTP_ACCEPT_ENCODING="gzip").text == page.text


def test_files_stay_as_they_are_and_fixed_pages_true(cache, outage):
    paths = ("/en/events/calendar.ics", "/en/jobs/feed.xml", "/data/services.json", "/", "/en/about/")
    before = {path: ask(cache, path).content for path in paths}
    outage(cache)

    assert {path: ask(cache, path).content for path in paths} == before


@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("/en/services/", {}),
        ("/en/search/?q=x", {}),
        ("/en/feedback/", {"method": "POST"}),
        ("/admin/", {}),
        ("/en/services/", {"HTTP_COOKIE": "csrftoken=1"}),
    ],
)
def test_everything_else_says_that_it_will_be_back(cache, outage, path, how):
    outage(cache)
    page = ask(cache, path, **how)

    assert (page.status, page.headers["Retry-After"]) == (503, "30")
    assert page.headers["Cache-Control"] == "no-store"
    assert "tel:112" in page.text
    assert ask(cache, path, **{**how, "method": "HEAD"}).sent == b""


def test_a_fault_of_ours_is_no_outage(cache):
    def failing(environ, start_response):
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        return [b"fault"]

    ask(cache, "/en/services/")
    cache.application.application = failing
    assert (ask(cache, "/en/jobs/").status, ask(cache, "/en/search/").status) == (500, 500)
    assert len(cache.pages) == 1


def test_a_page_from_long_before_an_outage_is_not_handed_out(cache, outage):
    ask(cache, "/en/services/")
    (answer,) = cache.pages._found.values()
    answer.made_at -= OLDEST + timedelta(minutes=1)
    outage(cache)

    assert ask(cache, "/en/services/").status == 503


def test_without_its_tables_the_portal_works_and_keeps_nothing(cache, monkeypatch):
    def missing(self):
        raise ProgrammingError("relation does not exist")

    cache.watch.stop()
    monkeypatch.setattr(type(Version.objects), "now", missing)
    assert [ask(cache, "/en/services/").status for _ in range(2)] == [200, 200]
    assert len(cache.pages) == 0


def test_the_line_is_put_where_our_template_begins_and_nowhere_else():
    body = b"<html><body><p>&lt;main&gt;</p><main class='x'><h1>A</h1><main></main></body>"
    page = with_line(an_answer_of(body, "text/html"), "lt").body
    data = with_line(an_answer_of(body, "application/json"), "lt").body

    assert page.count(b"role=") == 1
    assert page.index(b"<main class='x'>") < page.index(b"role=") < page.index(b"<h1>")
    assert data == body


def an_answer_of(body, kind):
    return Answer("200 OK", [("Content-Type", kind)], body, version=(1, 1), made_at=timezone.now())


# --- Forks, and pages that are made ahead


def test_a_forked_process_begins_anew(cache):
    """A lock held by a thread of the parent, and the line of the parent, are not taken over."""
    ask(cache, "/en/about/")
    cache.stop()
    with cache._lock, cache.pages._lock:
        cache.begin_anew()
        assert len(cache.pages) == 0
        assert (cache.watch.version, cache.is_running) == (None, False)
        assert not cache._lock.locked()


def test_pages_with_numbers_to_call_are_made_ahead_and_stay(cache, monkeypatch, outage):
    """Two lists in each language here; with a page for every municipality it takes a minute."""
    lists = warming.phone_addresses()[: 2 * len(LINES)]
    monkeypatch.setattr(warming, "phone_addresses", lambda: lists)
    monkeypatch.setattr(warming, "REST", 0)

    assert cache.warmer.warm()
    assert (len(cache.phones), len(cache.pages)) == (len(lists), 0)
    made = len(cache.application.asked)
    assert cache.warmer.warm()
    assert len(cache.application.asked) == made, "they were true already"
    Service.objects.published().for_emergencies().first().save()
    wait_for(lambda: cache.watch.version == Version.objects.now())
    assert cache.warmer.warm()
    assert len(cache.application.asked) == 2 * made
    outage(cache)
    assert {ask(cache, address.path).status for address in lists} == {200}


def test_every_need_and_municipality_is_among_them_in_every_language(cache):
    paths = {address.path for address in warming.phone_addresses()}
    lists = {"services:helplines", "networks:coordinators"}

    assert len(paths) == len(LINES) * (2 + 12 + 60)
    assert {route_of(path) for path in paths} == {*lists, "services:need", "networks:coordinator"}
