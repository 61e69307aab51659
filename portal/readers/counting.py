"""Counting readers in the memory of a process, and writing the numbers down at least once a minute.

``ReaderCounter`` goes around the whole WSGI application, also around a cache of pages that stands before Django: it
asks only for the address, the status, and whether a person reads, and keeps the day, the page and its language.
"""

import atexit
import logging
import os
import threading
from collections import Counter
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from portal.readers.models import ReaderCount
from portal.readers.targets import is_robot, page_of

logger = logging.getLogger("portal.readers")

# Also what a browser kept and asked about was read.
READ = ("200", "304")
# So many different pages of a day are held at most; then they are written down at once.
MOST_HELD = 5000


class Tally:
    """Numbers of one process, written every ``READERS_WRITTEN_EVERY`` seconds by a thread, and at its end."""

    def __init__(self):
        self.counts = Counter()
        self.lock = threading.Lock()
        self.full = threading.Event()
        self.writer = None

    def note(self, page):
        """Count one reading. A process that was forked from another begins with nothing and its own thread."""
        with self.lock:
            self.counts[timezone.localdate(), *page] += 1
            if len(self.counts) >= MOST_HELD:
                self.full.set()
        if self.writer is None and settings.READERS_WRITTEN_EVERY:
            self._begin()

    def write(self):
        """Write down what was counted; what cannot be written now is kept for the next time."""
        with self.lock:
            counts, self.counts = self.counts, Counter()
        if not counts:
            return
        try:
            ReaderCount.objects.add(counts)
        except DatabaseError:
            logger.exception("readers not written down, kept for later")
            with self.lock:
                self.counts.update(counts)

    def _begin(self):
        with self.lock:
            if self.writer is not None:
                return
            self.writer = threading.Thread(target=self._go_on, name="readers", daemon=True)
        self.writer.start()
        atexit.register(self.write)

    def _go_on(self):
        while True:
            self.full.wait(settings.READERS_WRITTEN_EVERY)
            self.full.clear()
            self.write()
            # Half a minute long nobody needs it.
            connection.close()


tally = Tally()
# A forked process starts anew: the thread stays behind, and so must the numbers that it will write.
os.register_at_fork(after_in_child=tally.__init__)


class ReaderCounter:
    """WSGI middleware: counts what is read through it."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        # Now, because a cache below may take away what tells one reader from another.
        path = path_of(environ) if is_read_by_a_person(environ) else ""

        def answered(status, headers, *rest):
            if path and status.startswith(READ) and (page := page_of(path)):
                tally.note(page)
            return start_response(status, headers, *rest)

        return self.application(environ, answered)


def is_read_by_a_person(environ):
    """Somebody asked for the page: no robot, no browser that loads ahead, nobody of the staff."""
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and not is_robot(environ.get("HTTP_USER_AGENT", ""))
        and "prefetch" not in environ.get("HTTP_SEC_PURPOSE", environ.get("HTTP_PURPOSE", ""))
        and not _is_signed_in(environ.get("HTTP_COOKIE", ""))
    )


def _is_signed_in(cookies):
    if settings.SESSION_COOKIE_NAME not in cookies:
        return False
    try:
        return settings.SESSION_COOKIE_NAME in SimpleCookie(cookies)
    except CookieError:
        return True


def path_of(environ):
    """The path as Django reads it."""
    return environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
