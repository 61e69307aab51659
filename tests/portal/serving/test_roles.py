"""No process waits for the database without an end, and readers are told when it is away."""

import time

import lxml.html
import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import RequestFactory

from manage import role_of_command
from portal.pages.views import server_error, too_many
from portal.serving.postgres.base import REST_SECONDS, SLOW_SECONDS, Rest
from portal.serving.roles import LIMITS, connection_options

TITLES = {
    503: ["Puslapis dabar nepasiekiamas", "This page cannot be reached now", "Страница сейчас недоступна"],
    429: ["Per daug bandymų", "Too many attempts", "Слишком много попыток"],
}


@pytest.mark.parametrize(
    ("words", "role"),
    [(["migrate", "--noinput"], "migration"), (["work"], "worker"), (["shell"], "command"), ([], "command")],
)
def test_role_of_a_command(words, role):
    assert role_of_command(words) == role


@pytest.mark.parametrize("role", LIMITS)
def test_connection_has_the_limits_of_its_role(role, transactional_db):
    with connected_as(role) as other, other.cursor() as cursor:
        found = {}
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute("SELECT setting::int FROM pg_settings WHERE name = %s", [name])
            (found[name],) = cursor.fetchone()
    limits = LIMITS[role]
    assert list(found.values()) == [
        1000 * seconds for seconds in (limits.statement, limits.lock, limits.idle_in_transaction)
    ]


def test_site_waits_for_no_lock_longer_than_a_reader_does(transactional_db):
    with connection.cursor() as holder:
        holder.execute("BEGIN")
        holder.execute("LOCK TABLE content_sentform IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with connected_as("web") as other, other.cursor() as cursor, pytest.raises(OperationalError, match="lock"):
            cursor.execute("SELECT count(*) FROM content_sentform")
        waited = time.monotonic() - began
        holder.execute("ROLLBACK")
    assert LIMITS["web"].lock <= waited < LIMITS["web"].lock + 4


class connected_as:  # noqa: N801 (used like a function)
    """A connection of its own, as a process of the role opens it."""

    def __init__(self, role):
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = {**connection.settings_dict, "OPTIONS": connection_options(role)}

    def __enter__(self):
        return self.connection

    def __exit__(self, *_error):
        self.connection.close()


def test_threads_do_not_wait_one_after_the_other_for_a_database_that_is_away(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("portal.serving.postgres.base.time.monotonic", lambda: clock[0])
    rest, tried = Rest(), []

    def connect(seconds=0.0, works=False):
        with rest.unless_away(ConnectionError):
            tried.append(clock[0])
            clock[0] += seconds
            if not works:
                raise ConnectionRefusedError

    for _attempt in range(3):
        with pytest.raises(ConnectionError):  # refused at once: everybody may try
            connect()
    assert len(tried) == 3
    with pytest.raises(ConnectionError):
        connect(SLOW_SECONDS)
    with pytest.raises(ConnectionError):
        connect()
    assert len(tried) == 4
    clock[0] += REST_SECONDS
    connect(works=True)
    connect(works=True)
    assert len(tried) == 6


# --- Pages -----------------------------------------------------------------------------------------------------------


def titles(response):
    page = lxml.html.document_fromstring(response.content.decode())
    return [found.text for found in page.iter("h1", "h2")]


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("closed")])
def test_database_that_is_away_is_told_in_three_languages_with_when_to_come_again(error):
    try:
        raise error
    except type(error):
        response = server_error(RequestFactory().get("/lt/"))
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    assert titles(response) == TITLES[503]
    assert 'href="tel:112"' in response.content.decode()


def test_fault_of_ours_stays_a_fault():
    try:
        raise KeyError("x")
    except KeyError:
        response = server_error(RequestFactory().get("/lt/"))
    assert response.status_code == 500
    assert "Retry-After" not in response


def test_too_many_attempts_are_told_in_three_languages():
    response = too_many(RequestFactory().get("/accounts/login/"))
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert titles(response) == TITLES[429]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/lt/", "/en/services/", "/accounts/login/"])
def test_every_page_says_so_while_the_database_is_away(client, monkeypatch, path):
    def no_cursor(*_arguments, **_options):
        raise OperationalError("connection to 10.1.2.3 failed")

    client.raise_request_exception = False
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", no_cursor)
    response = client.get(path, headers={"cookie": f"{settings.SESSION_COOKIE_NAME}=abc"})
    if path == "/accounts/login/" and response.status_code == 200:
        pytest.skip("the page needs no database")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert titles(response) == TITLES[503]


def test_limit_on_signing_in_shows_the_page(client, transactional_db):
    found = [client.post("/accounts/login/", {"login": "a@example.lt", "password": "x"}) for _ in range(31)]
    assert found[-1].status_code == 429
    assert titles(found[-1]) == TITLES[429]
