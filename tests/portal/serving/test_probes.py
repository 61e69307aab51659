"""What probes are told: by the pages' own door in a word, by the door for inside with figures."""

import http.client
import os
import re
import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from content.letters.message import Letter
from content.letters.models import UndeliveredLetter
from portal.serving import state
from portal.serving.probes import open_probes
from portal.serving.state import State, as_metrics, state_now

pytest_plugins = ["tests.content.post_fixtures"]

ROOM = {"disk_free": 50_000_000_000, "disk_total": 100_000_000_000}


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch):
    """Nothing is kept of what another test found."""
    monkeypatch.setattr(state, "KEPT_SECONDS", 1e-9)


def beat(seconds_ago=0):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


@pytest.mark.parametrize(
    ("found", "complaints"),
    [
        (State(database=False), ["no database"]),
        (State(database=True, worker_silent=5, **ROOM), []),
        (State(database=True, worker_silent=61, **ROOM), ["no worker"]),
        (State(database=True, worker_silent=None, **ROOM), ["no worker"]),
        (State(database=True, worker_silent=5, disk_free=900_000_000, disk_total=100_000_000_000), ["disk full"]),
        # A small disk may be mostly used, a big one may be nearly full: neither alone is trouble.
        (State(database=True, worker_silent=5, disk_free=900_000_000, disk_total=2_000_000_000), []),
        (State(database=True, worker_silent=5, disk_free=4_000_000_000, disk_total=100_000_000_000), []),
        (State(database=True, worker_silent=5, disk_free=90_000_000, disk_total=1_000_000_000), ["disk full"]),
    ],
)
def test_what_is_complained_of(found, complaints):
    assert found.complaints() == complaints


@pytest.mark.django_db
def test_readyz_is_red_when_the_worker_is_dead(client):
    for seconds, status, text in [(0, 200, b"ok"), (30, 200, b"ok"), (120, 503, b"no worker")]:
        beat(seconds)
        response = client.get("/readyz", headers={"host": "10.0.0.7:8000"})
        assert (response.status_code, response.content) == (status, text)
        assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_readyz_is_red_without_a_database_or_room(client, monkeypatch):
    beat()
    monkeypatch.setattr(state.shutil, "disk_usage", lambda place: SimpleNamespace(free=10_000, total=10**11))
    assert client.get("/readyz").content == b"disk full"

    def no_cursor():
        raise OperationalError("connection to 10.1.2.3 failed")

    monkeypatch.setattr("portal.serving.state.connection.cursor", no_cursor)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"no database")


@pytest.mark.django_db
def test_answer_is_kept_for_a_moment_so_that_probes_are_no_load(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(state, "KEPT_SECONDS", 3600)
    state_now()
    with django_assert_num_queries(0):
        state_now()


def test_figures_of_letters_worker_disk_and_backup(mailing, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.BACKUP_STAMP = tmp_path / "stamp"
    beat(7)
    Letter("a", "b", ["ona@example.lt"]).send()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '90 seconds'")
    UndeliveredLetter.objects.note("ona@example.lt", "x", None, 550, "no")
    found = figures(as_metrics(state_now()))
    assert "kartu_backup_age_seconds" not in found
    assert (found["kartu_letters_waiting"], found["kartu_letters_undelivered"]) == (1, 1)
    assert 90 <= found["kartu_oldest_letter_age_seconds"] < 150
    assert 7 <= found["kartu_worker_heartbeat_age_seconds"] < 60
    assert (found["kartu_database_up"], found["kartu_jobs_failed"]) == (1, 0)
    assert 0 < found["kartu_disk_free_bytes"] <= found["kartu_disk_total_bytes"]

    settings.BACKUP_STAMP.touch()
    hour_ago = time.time() - 3600
    os.utime(settings.BACKUP_STAMP, (hour_ago, hour_ago))
    assert 3600 <= figures(as_metrics(state_now()))["kartu_backup_age_seconds"] < 3700


def figures(text):
    """As Prometheus reads them; every figure must say its meaning and its type."""
    pattern = r"# HELP (kartu_\w+) \S.*\n# TYPE \1 gauge\n\1 (-?[0-9.e+]+)\n"
    found = re.findall(pattern, text)
    assert re.sub(pattern, "", text) == ""
    return {name: float(value) for name, value in found}


def test_figures_that_are_not_known_are_left_out():
    assert figures(as_metrics(State(database=False))) == {"kartu_database_up": 0, "kartu_ready": 0}


def test_door_for_probes_answers_beside_the_pages_and_shows_figures(transactional_db, settings, port):
    beat()
    settings.PROBE_PORT = port
    server = open_probes("127.0.0.1")
    try:
        answers = {path: ask(port, path) for path in ("/healthz", "/readyz", "/metrics", "/lt/", "/metrics/../x")}
    finally:
        server.shutdown()
        server.server_close()
    assert answers["/healthz"] == (200, "ok")
    assert answers["/readyz"][0] == 200
    assert figures(answers["/metrics"][1])["kartu_ready"] == 1
    assert answers["/lt/"][0] == answers["/metrics/../x"][0] == 404


@pytest.mark.django_db
def test_figures_are_not_for_the_outside(client):
    assert client.get("/metrics").status_code == 404


def test_no_door_without_a_port(settings):
    settings.PROBE_PORT = 0
    assert open_probes() is None


def ask(port, path):
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        door.request("GET", path)
        response = door.getresponse()
        return response.status, response.read().decode()
    finally:
        door.close()
