"""A mail server on this machine, the queue as in production, and the worker: for tests of letters."""

import asyncio
import contextlib
import json
from types import SimpleNamespace

from aiosmtpd.controller import Controller
from django.db import connection
from procrastinate.contrib.django import app


class Postman:
    """A mail server's side of the talk: keeps what it gets, or answers a recipient with ``refusal``."""

    def __init__(self):
        self.envelopes = []
        self.refusal = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refusal:
            return self.refusal
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


def empty_queue():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def jobs():
    with connection.cursor() as cursor:
        # The worker also puts the nightly tasks into their own queue when their time has come.
        cursor.execute(
            "SELECT status, attempts, args, scheduled_at > now() FROM procrastinate_jobs"
            " WHERE queue_name = 'letters' ORDER BY id"
        )
        return [
            SimpleNamespace(
                status=status,
                attempts=attempts,
                letter=(json.loads(args) if isinstance(args, str) else args)["letter"],
                later=later,
            )
            for status, attempts, args, later in cursor.fetchall()
        ]


def work():
    """Do what the queue holds for now, with the options that the worker of the site has."""

    async def run():
        async with app.open_async():
            await app.run_worker_async(
                queues=["letters"], wait=False, install_signal_handlers=False, listen_notify=False
            )

    with app.replace_connector(app.connector.get_worker_connector()):
        asyncio.run(run())


def make_due():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
