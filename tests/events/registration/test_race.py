"""The last seat is never given twice: many people at once, over real HTTP, against the real server."""

import http.client
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from events.models import Registration
from tests.databases import connected_to, own_database, tables
from tests.events.registering import make_form_event
from tests.site import collect_static, server, server_environment

DATABASE = "test_kartu_race"
PEOPLE, SEATS = 200, 10
SECONDS = 120


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def racing(django_db_setup, django_db_blocker, tmp_path_factory):
    """The running site, behind a proxy as in production, on a database of its own with one event."""
    folder = tmp_path_factory.mktemp("race")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    environment = server_environment(f"http://{host}", folder / "static")
    environment |= {"SITE_DATABASE": DATABASE, "TRUSTED_PROXIES": "1"}
    with django_db_blocker.unblock(), own_database(DATABASE, tables()):
        with connected_to(DATABASE):
            series = make_form_event(seats=SEATS)
            date = series.occurrences.get().pk
        collect_static(environment)
        with open(folder / "log", "wb") as log, server(f"http://{host}", environment, log):
            yield SimpleNamespace(host=host, form=f"/lt/events/{series.slug}/register/", date=date, log=folder / "log")


def ask(racing, number, method, path, body=None, cookie=""):
    """One person's request; every one has a network address of his or her own."""
    headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}", "Cookie": cookie}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(body)
    with closing(http.client.HTTPConnection(racing.host, timeout=SECONDS)) as door:
        door.request(method, path, body, headers)
        response = door.getresponse()
        return SimpleNamespace(
            status=response.status,
            location=response.headers.get("Location", ""),
            cookie=(response.headers.get("Set-Cookie") or "").partition(";")[0],
            text=response.read().decode(),
        )


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def open_form(racing, number):
    """What the person's browser would send: the form's own fields and its cookie."""
    page = ask(racing, number, "GET", racing.form)
    typed = {
        "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"),
        "ticket": hidden(page, "ticket"),
        "date": str(racing.date),
        "name_called_by": f"Nr {number} x",
        "contact": f"nr{number}@example.org",
        "seats": "1",
        "language": "ru",
        "consent": "on",
    }
    return typed, page.cookie


def at_once(amount, work):
    """Let so many people do it in the same moment; return what each got."""
    start = threading.Barrier(amount, timeout=SECONDS)

    def one(number):
        start.wait()
        return work(number)

    with ThreadPoolExecutor(amount) as pool:
        return list(pool.map(one, range(amount), timeout=SECONDS))


def rows():
    with connected_to(DATABASE):
        return list(Registration.objects.order_by("pk").values_list("status", "created_at", "contact"))


def letters():
    """To whom the letters in the queue go."""
    with connected_to(DATABASE), connection.cursor() as cursor:
        cursor.execute("SELECT args->'letter'->'to'->>0 FROM procrastinate_jobs ORDER BY id")
        return [to for (to,) in cursor.fetchall()]


def having_a_place(answers):
    """Those answers whose private link begins with the number of somebody who has a place."""
    with connected_to(DATABASE):
        numbers = {str(pk) for pk in Registration.objects.confirmed().values_list("pk", flat=True)}
    return [answer for answer in answers if re.search(r"registration/(\d+)\.", answer.location)[1] in numbers]


def test_ten_seats_and_two_hundred_people(racing, django_db_blocker):
    with ThreadPoolExecutor(8) as pool:
        forms = list(pool.map(lambda number: open_form(racing, number), range(PEOPLE)))
    time.sleep(2.1)  # nobody fills a form faster

    answers = at_once(PEOPLE, lambda number: ask(racing, number, "POST", racing.form, *forms[number]))

    assert [answer.status for answer in answers] == [302] * PEOPLE, racing.log.read_text()[-2000:]
    with django_db_blocker.unblock():
        found, told = rows(), letters()
    assert [status for status, _at, _contact in found] == ["confirmed"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    assert [at for _status, at, _contact in found] == sorted(at for _status, at, _contact in found)
    assert {contact for _status, _at, contact in found} == {f"nr{number}@example.org" for number in range(PEOPLE)}
    assert sorted(told) == sorted(contact for _status, _at, contact in found)
    assert len({answer.location for answer in answers}) == PEOPLE

    # All open their letters.
    with django_db_blocker.unblock(), connected_to(DATABASE):
        Registration.objects.update(contact_confirmed_at=timezone.now())

    # Everybody who has a place cancels, each pressing twice, all in the same moment: the next ten get theirs, in order.
    with django_db_blocker.unblock():
        first = having_a_place(answers)
    assert len(first) == SEATS
    pages = [ask(racing, number, "GET", answer.location) for number, answer in enumerate(first)]

    def cancel(number):
        page = pages[number % SEATS]
        token = {"csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")}
        return ask(racing, number, "POST", first[number % SEATS].location, token, page.cookie).status

    assert at_once(2 * SEATS, cancel) == [302] * 2 * SEATS
    with django_db_blocker.unblock():
        states = [status for status, _at, _contact in rows()]
        told = letters()
    assert states == ["cancelled"] * SEATS + ["confirmed"] * SEATS + ["waiting"] * (PEOPLE - 2 * SEATS)
    assert len(told) == PEOPLE + 2 * SEATS


def test_form_sent_many_times_at_once_is_one_registration(racing, django_db_blocker):
    typed, cookie = open_form(racing, PEOPLE + 1)
    time.sleep(2.1)

    # Fewer than one sender may send in an hour: what is asked here is not the limit.
    answers = at_once(8, lambda _number: ask(racing, PEOPLE + 1, "POST", racing.form, typed, cookie))

    assert {answer.status for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    with django_db_blocker.unblock():
        assert sum(contact == typed["contact"] for _status, _at, contact in rows()) == 1
