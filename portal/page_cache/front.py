"""The WSGI application in front of Django: hands out what it keeps, asks Django for the rest, bridges outages."""

import os
import threading
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from directory.alerts.board import VERSION
from portal.page_cache.addresses import address_of
from portal.page_cache.answers import Answer
from portal.page_cache.listening import AwayError, Watch
from portal.page_cache.outage import no_answer, with_line
from portal.page_cache.routes import FIXED, route_of
from portal.page_cache.store import Store
from portal.page_cache.warming import Warmer

# A page from longer before an outage is not handed out: it may tell what was taken back meanwhile.
OLDEST = timedelta(days=1)
# Who waits longer for somebody else's page makes one too.
PATIENCE = 15
# The room for pages that are always there in an outage; there are a few hundred of them.
ROOM_FOR_PHONES = 6 * 2**20
# What Django must not see when it makes a page for everybody: it answers whole and plain.
OF_ONE_READER = {
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE", "HTTP_REFERER", "HTTP_USER_AGENT"),
    *("HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_IF_RANGE", "HTTP_IF_UNMODIFIED_SINCE"),
    "HTTP_RANGE",
}
# What PublicCacheMiddleware says of a page that is the same for everybody.
FOR_ALL = "public, max-age=0, must-revalidate"


class PageCache:
    """``start()`` begins to listen; without it each page is compared with the version in the database."""

    def __init__(self, application, room=None):
        self.application = application
        self.is_running = False
        self.room = settings.PAGE_CACHE_MIB * 2**20 if room is None else room
        self._set_up()

    def _set_up(self):
        self.watch, self.warmer = Watch(), Warmer(self)
        # Questions are without number: whoever invents some pushes out other questions, never a page.
        self.pages, self.questions = Store(self.room * 2 // 3), Store(self.room // 3)
        self.phones = Store(ROOM_FOR_PHONES)
        self._making, self._lock = {}, threading.Lock()

    def start(self):
        self.is_running = True
        self.watch.start()
        self.warmer.start()

    def begin_anew(self):
        """In a forked process: threads stayed with the parent, and a lock that one held would be held for ever.

        It starts with the first request: not every fork serves any.
        """
        self._set_up()
        self.is_running = False

    def stop(self):
        self.warmer.stop()
        self.watch.stop()

    def __call__(self, environ, start_response):
        if not self.is_running:
            self.start()
        address = address_of(environ)
        if address is None:
            return self.passed_on(environ, start_response)
        answer = self.store_of(address).get(address)
        if answer is None or not self.watch.holds(answer):
            # With the cookie of a form: gets what is there for all, but nothing is made for all of the answer.
            if "HTTP_COOKIE" in environ:
                return self.passed_on(environ, start_response, address)
            answer = self.found(address, environ)
        return self.hand_out(answer, address, environ, start_response)

    def hand_out(self, answer, address, environ, start_response):
        if answer is None:
            return no_answer(environ, start_response)
        body = answer.respond(environ, start_response, self.cache_control(answer))
        if answer.size != answer.counted:
            self.store_of(address).grown(address, answer)
        return body

    def store_of(self, address):
        if address in self.warmer.addresses:
            return self.phones
        return self.questions if address.question else self.pages

    def cache_control(self, answer):
        """Browsers ask each time; a proxy may answer itself for the seconds allowed, never beyond what is true."""
        if answer.cache_control != FOR_ALL:
            return answer.cache_control
        seconds = settings.SHARED_CACHE_SECONDS
        if seconds and answer.until is not None:
            seconds = max(0, min(seconds, int((answer.until - timezone.now()).total_seconds())))
        return f"public, max-age=0, s-maxage={seconds}, stale-if-error={int(OLDEST.total_seconds())}"

    # --- One page for everybody

    def found(self, address, environ):
        """The answer that is true now, made at most once at a time; in an outage the last good one, or None."""
        with self._one_at_a_time(address):
            store = self.store_of(address)
            answer = store.get(address)
            if answer is not None and self.watch.holds(answer):
                return answer
            is_fixed = route_of(address.path) in FIXED
            try:
                version, until = (None, None) if is_fixed else self.watch.ask()
            except AwayError:
                return self.last_good(address)
            except DatabaseError:
                # The tables are not there yet: nothing is known of versions, and nothing is kept.
                return self.made(address, environ)
            if answer is not None and answer.version == version and timezone.now() < answer.until:
                return answer
            # The version was read before the page is made: whatever is committed from here on makes it an old one.
            made = self.made(address, environ, version, until)
            if made.is_for_all:
                store.put(address, made)
            elif made.status.startswith("5"):
                return self.last_good(address) if self.watch.is_away() else made
            else:
                store.forget(address)
            return made

    def made(self, address, environ, version=None, until=None):
        """Ask Django, as somebody without a cookie and with the question in its one form."""
        inner = {name: value for name, value in environ.items() if name not in OF_ONE_READER}
        inner |= {"REQUEST_METHOD": "GET", "QUERY_STRING": address.question, VERSION: version}
        moment = timezone.now()
        status, headers, body = collected(self.application, inner)
        return Answer(status, headers, b"".join(body), version=version, until=until, made_at=moment)

    @contextmanager
    def _one_at_a_time(self, address):
        """Threads that want the same page take turns; all but the first find it made."""
        with self._lock:
            turn = self._making.setdefault(address, [threading.Lock(), 0])
            turn[1] += 1
        has_turn = turn[0].acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if has_turn:
                turn[0].release()
            with self._lock:
                turn[1] -= 1
                if not turn[1]:
                    self._making.pop(address, None)

    # --- Outages

    def last_good(self, address):
        """What was handed out before the outage, with a line that says since when it is; None if there is nothing."""
        store = self.store_of(address)
        answer = store.get(address)
        if answer is None or answer.version is None:
            return answer
        if (self.watch.last_contact or timezone.now()) - answer.made_at > OLDEST:
            return None
        if answer.kept is None:
            answer.kept = with_line(answer, address.language)
            answer.size += answer.kept.size
            store.grown(address, answer)
        return answer.kept

    def passed_on(self, environ, start_response, address=None):
        """Django's own answer; a fault of ours that comes from the outage becomes the last good page, or a 503."""
        status, headers, body = collected(self.application, environ)
        if not (status.startswith(("500", "503")) and self.watch.is_away()):
            start_response(status, headers)
            return body
        if hasattr(body, "close"):
            body.close()
        answer = self.last_good(address) if address else None
        return self.hand_out(answer, address, environ, start_response)


def collected(application, environ):
    """Status, headers and body of an answer, before anything of it is sent."""
    told = []

    def start_response(status, headers, exc_info=None):
        told[:] = status, headers

    body = application(environ, start_response)
    return *told, body


def begin(application):
    """``application`` behind a page cache that runs in this process and in every fork of it."""
    front = PageCache(application)
    front.start()
    os.register_at_fork(after_in_child=front.begin_anew)
    return front
