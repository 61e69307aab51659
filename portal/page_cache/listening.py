"""What this process knows of the version, and for how long that counts."""

import logging
import os
import select
import socket
import threading
import time

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from portal.page_cache.models import Version
from portal.page_cache.sql import CHANNEL, unfollowed_tables
from portal.page_cache.tables import next_moment

logger = logging.getLogger("portal.page_cache")

# Seconds between two questions to the database when nothing is heard, and how long an answer counts. A line that is
# dead without a word, and an edit behind it, is noticed that late.
BEAT, LEASE = 2, 10
AGAIN = 1
# A portal whose triggers are missing looks again, in case somebody mends it.
AGAIN_UNFOLLOWED = 60


class AwayError(Exception):
    """The database does not answer."""


class Watch:
    """Listens in a thread of its own. Whoever asks gets what is known for sure, or asks the database."""

    def __init__(self):
        self.version = None
        self.lease = 0
        self.last_contact = None
        self._line = -1
        self._moment = (None, None)
        self._retry_at = 0
        self._is_away = False
        self._stopped, self._thread = threading.Event(), None
        self._bell, self._ear = None, None

    # --- What is asked for every page

    def holds(self, answer):
        """Nothing that was committed, and no moment that passed, has changed this answer. Without a query."""
        if answer.version is None:
            return True
        return (
            answer.version == self.version
            and time.monotonic() < self.lease
            and timezone.now() < answer.until
            and not self._has_news()
        )

    def _has_news(self):
        """Something was said on the line that the thread has not read yet: then nothing is sure."""
        try:
            return bool(select.select([self._line], [], [], 0)[0])
        except (OSError, ValueError):
            return True

    def ask(self):
        """Ask the database: the version now, and the moment until which what is made from now on is true.

        Raises AwayError; for a second nobody asks again then, longer where the asking itself took long.
        """
        if time.monotonic() < self._retry_at:
            raise AwayError
        begun = time.monotonic()
        try:
            close_old_connections()
            version = Version.objects.now()
            until = self._true_until(version)
        except (OperationalError, InterfaceError) as error:
            self._lost(begun, error)
            raise AwayError from error
        self._found()
        return version, until

    def is_away(self):
        try:
            self.ask()
        except AwayError:
            return True
        except DatabaseError:
            return False
        return False

    def _true_until(self, version):
        known, until = self._moment
        now = timezone.now()
        if known != version or now >= until:
            until = next_moment(now)
            self._moment = version, until
        return until

    def _lost(self, begun, error):
        self._retry_at = time.monotonic() + max(AGAIN, 4 * (time.monotonic() - begun))
        if not self._is_away:
            self._is_away = True
            logger.warning("the database is away: last good pages", extra={"fields": {"error": type(error).__name__}})

    def _found(self):
        self._retry_at = 0
        self.last_contact = timezone.now()
        if self._is_away:
            self._is_away = False
            logger.warning("the database is back")

    # --- The thread

    def start(self):
        self._stopped.clear()
        self._bell, self._ear = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="page-cache-listening", daemon=True)
        self._thread.start()

    def stop(self):
        """End the thread; returns when its connection is closed."""
        self._stopped.set()
        if self._thread is not None:
            self._bell.close()  # whoever waits for the line need not wait for the next beat
            self._thread.join(BEAT + LEASE)
            self._ear.close()

    def _run(self):
        while not self._stopped.is_set():
            pause = AGAIN
            try:
                pause = self._listen()
            except (DatabaseError, OSError):
                pass  # whoever asks is told so by ask()
            finally:
                self.version, self._line = None, -1
                connection.close()
            self._stopped.wait(pause)

    def _listen(self):
        """Until the line breaks or somebody stops us; return how long to wait before the next attempt."""
        connection.ensure_connection()
        line = connection.connection
        end_when_silent(line.fileno())
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        if missing := unfollowed_tables():
            logger.error("no page is kept: tables without trigger", extra={"fields": {"tables": sorted(missing)}})
            return AGAIN_UNFOLLOWED
        self._line = line.fileno()
        while not self._stopped.is_set():
            self._catch_up(line)
            if self._line in select.select([self._line, self._ear], [], [], BEAT)[0]:
                # Before it is read: afterwards the line is silent again, and nobody must take the old version for it.
                self.version = None
        return AGAIN

    def _catch_up(self, line):
        """Read the version, again while something was said meanwhile."""
        while True:
            begun = time.monotonic()
            version = Version.objects.now()
            if not list(line.notifies(timeout=0)):
                break
            self.version = None
        self.version, self.lease = version, begun + LEASE
        self._found()


def end_when_silent(number):
    """Let the system end a connection over a network whose other end is gone without a word."""
    with socket.socket(fileno=os.dup(number)) as line:
        if line.family in {socket.AF_INET, socket.AF_INET6} and hasattr(socket, "TCP_USER_TIMEOUT"):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 10_000)
