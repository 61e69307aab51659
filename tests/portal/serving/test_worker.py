"""The worker as a process: it outlives its database, and what a killed one was doing is done."""

import contextlib
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests.content.post_office import running_postman
from tests.stack import HOST, NAME, USER, Stack, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")]

WRITE = "from content.letters.message import Letter; Letter('a', 'b', ['{}@example.lt']).send()"


@pytest.fixture(scope="module")
def stack():
    """A database server of its own with the tables, and the variables of processes that use it."""
    with tempfile.TemporaryDirectory(prefix="kartu-worker-") as folder:
        Path(folder).chmod(0o711)
        found = Stack(Path(folder))
        try:
            found.database.start()
            found.database.run("createdb", "-h", HOST, "-p", found.ports["database"], "-U", USER, NAME)
            found.manage("migrate", "--noinput")
            found.manage("createcachetable")
            yield found
        finally:
            found.stop()


@pytest.fixture
def worker(stack):
    rows(stack, "DELETE FROM procrastinate_workers RETURNING id")  # killed by another test
    stack.start_worker()
    wait_for(lambda: rows(stack, "SELECT 1 FROM procrastinate_workers"), 60, "the worker")
    yield stack
    with contextlib.suppress(KeyError):
        stack.kill_worker()


def rows(stack, sql):
    address = {"host": HOST, "port": stack.ports["database"], "user": USER, "dbname": NAME}
    with psycopg.connect(**address, autocommit=True) as connection:
        return connection.execute(sql).fetchall()


def write_letter(stack, name):
    stack.manage("shell", "-c", WRITE.format(name))


def test_worker_outlives_its_database(worker):
    process = worker.children["worker"]
    with running_postman(worker.ports["smtp"]) as postman:
        write_letter(worker, "before")
        wait_for(lambda: len(postman.envelopes) == 1, 30, "the letter before")
        worker.database.stop()
        time.sleep(12)  # longer than a sign of life takes
        assert process.poll() is None
        worker.database.start()
        write_letter(worker, "after")
        wait_for(lambda: len(postman.envelopes) == 2, 60, "the letter after")
    assert process.poll() is None
    assert [envelope.rcpt_tos for envelope in postman.envelopes] == [["before@example.lt"], ["after@example.lt"]]


def test_worker_that_is_asked_to_end_ends_in_good_order(worker):
    process = worker.children.pop("worker")
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert rows(worker, "SELECT count(*) FROM procrastinate_workers") == [(0,)]


def test_letter_of_a_killed_worker_is_sent_by_the_next(worker):
    with socket.create_server((HOST, worker.ports["smtp"])) as silent:
        silent.settimeout(30)
        write_letter(worker, "killed")
        talk, _address = silent.accept()
        with talk:  # the worker is in the midst of sending
            wait_for(lambda: rows(worker, "SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'"), 10)
            worker.kill_worker()
    with running_postman(worker.ports["smtp"]) as postman:
        worker.start_worker()
        wait_for(lambda: postman.envelopes, 150, "the letter")
        wait_for(lambda: not rows(worker, "SELECT 1 FROM procrastinate_jobs WHERE args ? 'letter'"), 30)
    assert [envelope.rcpt_tos for envelope in postman.envelopes] == [["killed@example.lt"]]
