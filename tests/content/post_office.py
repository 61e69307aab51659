"""A mail server on this machine, the queue as in production, and the worker: for tests of letters."""

import asyncio
import contextlib
import json
import socket
import threading
from types import SimpleNamespace

from aiosmtpd.controller import Controller
from django.db import connection
from procrastinate.contrib.django import app

from content.letters.queue import QUEUES
from content.letters.sending import BREAKER, Breaker


class Postman:
    """A mail server's side of the talk: keeps what it gets, or answers with ``refusal``, to some with theirs."""

    def __init__(self):
        self.envelopes = []
        self.refusal = None
        self.refusals = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if refusal := self.refusals.get(address, self.refusal):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"


@contextlib.contextmanager
def running_postman(port):
    postman = Postman()
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postman
    finally:
        controller.stop()


@contextlib.contextmanager
def dripping(port):
    """A mail server that greets letter by letter and never comes to an end."""
    is_over = threading.Event()

    def greet(talk):
        with talk, contextlib.suppress(OSError):
            while not is_over.wait(0.3):
                talk.sendall(b"2")

    def serve(door):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=greet, args=[door.accept()[0]], daemon=True).start()

    with socket.create_server(("127.0.0.1", port)) as door:
        threading.Thread(target=serve, args=[door], daemon=True).start()
        yield
        is_over.set()


def empty_queue():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


def jobs():
    with connection.cursor() as cursor:
        # The worker also puts the nightly tasks into their own queue when their time has come.
        cursor.execute(
            "SELECT status, attempts, args, scheduled_at > now(), queue_name FROM procrastinate_jobs"
            " WHERE queue_name = ANY(%s) ORDER BY id",
            [list(QUEUES)],
        )
        return [
            SimpleNamespace(
                status=status,
                attempts=attempts,
                letter=(json.loads(args) if isinstance(args, str) else args)["letter"],
                later=later,
                queue=queue,
            )
            for status, attempts, args, later, queue in cursor.fetchall()
        ]


def work(queues=QUEUES):
    """Do what the queue holds for now, with the options that the worker of the site has."""

    async def run():
        async with app.open_async():
            await app.run_worker_async(
                queues=list(queues), wait=False, install_signal_handlers=False, listen_notify=False
            )

    usual = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = 0  # as the worker has it: its threads end with the loop
    try:
        with app.replace_connector(app.connector.get_worker_connector()):
            asyncio.run(run())
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = usual


def close_breaker():
    """Forget how the mail server did before."""
    BREAKER.__dict__.update(Breaker().__dict__)


def make_due():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
