"""A process that is killed has lost only what it counted since the last writing."""

import http.client
import os
import signal
import socket
import time

from portal import settings as production
from portal.readers.models import ReaderCount
from tests.databases import connected_to, own_database, tables
from tests.portal.readers.test_counting import FIREFOX
from tests.site import server, server_environment


def test_killed_process_loses_less_than_a_minute(tmp_path, django_db_setup, django_db_blocker):
    """A real server with the usual time between two writings, only shorter; killed, it has lost what came after."""
    name = "test_kartu_readers"
    with django_db_blocker.unblock(), own_database(name, tables()):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            door = f"http://127.0.0.1:{probe.getsockname()[1]}"
        environment = server_environment(door, tmp_path) | {"SITE_DATABASE": name, "DEBUG": "1", "TEST_READERS": "1"}
        with open(tmp_path / "log", "wb") as log, server(door, environment, log) as process:
            for _ in range(7):
                read(f"{door}/lt/jobs/")
            found = wait_for(name, 7)
            os.killpg(process.pid, signal.SIGKILL)
            assert process.wait(timeout=60) == -signal.SIGKILL
        with connected_to(name):
            kept = list(ReaderCount.objects.values_list("kind", "record", "language", "count"))
        assert kept == found == [("jobs:list", "", "lt", 7)]
        lines = (tmp_path / "log").read_text(encoding="utf-8")
        assert FIREFOX not in lines
    assert production.READERS_WRITTEN_EVERY <= 60


def read(address):
    host, _slash, path = address.partition("://")[2].partition("/")
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.request("GET", f"/{path}", headers={"User-Agent": FIREFOX})
    assert connection.getresponse().read()
    connection.close()


def wait_for(name, amount):
    """The rows of another database as soon as so many readings are there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with connected_to(name):
            found = list(ReaderCount.objects.values_list("kind", "record", "language", "count"))
        if sum(row[3] for row in found) >= amount:
            return found
        time.sleep(0.2)
    return found
