"""Pages with numbers to call, made before anybody asks: they must be there when the database is not."""

import logging
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils.translation import override

from directory.models import Municipality, Term
from portal.page_cache.addresses import Address, environ_of

logger = logging.getLogger("portal.page_cache")

# Seconds between two rounds: an outage finds these pages at most so much older than the last edit.
AGAIN = 10 * 60
# After each page the processor is left to others for so many times what the page took of it.
REST = 3


def phone_addresses():
    """Whom to call, in every language: help lines, needs, the coordinators, the page of each municipality."""
    parts = urlsplit(settings.SITE_URL)
    slugs = list(Municipality.objects.order_by("pk").values_list("slug", flat=True))
    needs = list(Term.objects.of(Term.Vocabulary.NEED).values_list("code", flat=True))
    paths = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            paths += [(0, reverse("services:helplines")), (0, reverse("networks:coordinators"))]
            paths += [(1, reverse("services:need", args=[need])) for need in needs]
            paths += [(2, reverse("networks:coordinator", args=[slug])) for slug in slugs]
    paths.sort(key=lambda path: path[0])
    return [Address(parts.scheme, parts.netloc, path, "") for _order, path in paths]


class Warmer:
    def __init__(self, front):
        self.front = front
        self.addresses = frozenset()
        self._stopped, self._thread = threading.Event(), None

    def start(self):
        if settings.PAGE_CACHE_WARM:
            self._thread = threading.Thread(target=self._run, name="page-cache-warming", daemon=True)
            self._thread.start()

    def stop(self):
        """End the thread; returns when its connection is closed."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(REST)

    def _run(self):
        while not self._stopped.is_set():
            pause = 1
            if self.front.watch.version is not None:
                with suppress(DatabaseError):
                    if self.warm():
                        pause = AGAIN
                        logger.info("pages with phone numbers are ready")
                connection.close()
            self._stopped.wait(pause)

    def warm(self):
        """Make what is missing or no longer true, with rests; return whether all of it is there."""
        addresses = phone_addresses()
        self.addresses = frozenset(addresses)
        for address in addresses:
            begun = time.thread_time()
            answer = self.front.found(address, {**environ_of(address), "portal.is_warming": True})
            self._stopped.wait(REST * (time.thread_time() - begun))
            if answer is None or self._stopped.is_set():
                return False
        return True
