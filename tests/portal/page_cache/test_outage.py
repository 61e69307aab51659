"""Two processes of a real server: an edit is seen in both, an outage is bridged, and nothing old stays after it."""

import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests.databases import starter_content
from tests.portal.page_cache.asking import Asked, wait_for
from tests.portal.page_cache.server import own_server
from tests.site import collect_static, server, server_environment

LINES = {"lt": "Portale dabar gedimas", "en": "Kartu has a fault just now", "ru": "На портале сейчас сбой"}
PHONES = ("services/helplines/", "networks/coordinators/", "networks/coordinators/kaisiadoriu-r/")


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, tmp_path_factory):
    """(address, database, log) of a portal whose pages with phone numbers are ready in both processes."""
    folder = tmp_path_factory.mktemp("portal")
    with django_db_blocker.unblock():
        template = starter_content()
        with own_server(template) as database:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                url = f"http://127.0.0.1:{probe.getsockname()[1]}"
            environment = server_environment(url, folder / "static")
            environment |= {"DATABASE_URL": database.url, "PAGE_CACHE_WARM": "1"}
            environment["SITE_DATABASE"] = "kartu_outage"
            collect_static(environment)
            with open(folder / "log", "wb") as log, server(url, environment, log):
                wait_for(lambda: (folder / "log").read_text().count("pages with phone numbers are ready") == 2, 500)
                yield url, database, folder / "log"


def get(url, path, method="GET", **headers):
    """Over a connection of its own: the kernel hands it to either process."""
    door = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        door.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = door.getresponse()
        return Asked(answer.status, dict(answer.headers), answer.read())
    finally:
        door.close()


def asked_in_both_processes(url, path, log):
    """The answer, once either process has made it: the kernel may hand one of them all that comes one by one."""
    seen, made_by, until = log.stat().st_size, set(), time.monotonic() + 60
    with ThreadPoolExecutor(8) as readers:
        while time.monotonic() < until:
            answers = list(readers.map(get, [url] * 8, [path] * 8))
            lines = log.read_bytes()[seen:].rpartition(b"\n")[0].decode().splitlines()
            requests = [json.loads(line) for line in lines if '"portal.requests"' in line]
            made_by |= {line["process"] for line in requests if line["status"] == 200}
            if len(made_by) == 2:
                return answers[0]
    raise AssertionError(f"one process has not made {path}")


def rename(session, name):
    session.execute("UPDATE directory_municipality SET name_en = %s WHERE slug = 'kaisiadoriu-r'", [name])


def wait_until_seen(url, name, times):
    """The notice of an edit takes milliseconds, on a busy machine some more; after it no answer is old."""
    wait_for(lambda: all(name in get(url, f"/en/{PHONES[2]}").text for _ in range(times)), 2)


@pytest.mark.slow
def test_an_edit_is_seen_at_once_in_both_processes(portal):
    url, database, _log = portal
    with database.connected() as session:
        for number in range(40):
            rename(session, f"N{number}.")
            wait_until_seen(url, f"N{number}.", 6)


@pytest.mark.slow
def test_readers_do_not_notice_an_outage_but_are_told(portal):
    url, database, log = portal
    with database.connected() as session:
        rename(session, "Before all")
        wait_until_seen(url, "Before all", 12)
    time.sleep(0.5)  # by now either process has heard of it, and what is made from here on stays
    before = {
        path: asked_in_both_processes(url, path, log)
        for path in ("/en/guide/", "/en/events/calendar.ics", "/en/about/", "/")
    }
    database.stop()
    try:
        for code, words in LINES.items():
            for path in PHONES * 3:
                page = get(url, f"/{code}/{path}", Accept_Encoding="br")
                assert (page.status, page.text.count(words)) == (200, 1), path
                assert 'role="status"' in page.text.partition("<main")[2].partition("<h1")[0]
                assert page.headers["Cache-Control"] == "no-store"
        page = get(url, "/en/guide/")
        assert page.status == 200
        assert page.headers["ETag"] != before["/en/guide/"].headers["ETag"]
        assert get(url, "/en/guide/", If_None_Match=before["/en/guide/"].headers["ETag"]).status == 200
        assert get(url, "/en/guide/", "HEAD").headers["Content-Length"] == page.headers["Content-Length"]
        # What needs no database has no line, and what is no page cannot have one.
        for path in ("/en/events/calendar.ics", "/en/about/", "/"):
            assert (get(url, path).status, get(url, path).content) == (200, before[path].content)
        for method, path in [("GET", "/en/jobs/feed.xml"), ("GET", "/ru/search/?q=darbas"), ("GET", "/en/jobs/?q=x")]:
            answer = get(url, path, method)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
            assert "tel:112" in answer.text
        assert (get(url, "/healthz").status, get(url, "/readyz").status) == (200, 503)
        assert statuses_under_load(url, 20) == {200}
    finally:
        database.start()
    wait_for(lambda: all(LINES["en"] not in get(url, "/en/guide/").text for _ in range(8)), 10)
    with database.connected() as session:
        rename(session, "After all")
    wait_until_seen(url, "After all", 12)
    assert LINES["en"] not in get(url, f"/en/{PHONES[2]}").text


def statuses_under_load(url, seconds):
    """What four readers at once get of pages with phone numbers for so long."""
    found, until = set(), time.monotonic() + seconds

    def read():
        while time.monotonic() < until:
            for path in PHONES:
                found.add(get(url, f"/lt/{path}").status)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return found
