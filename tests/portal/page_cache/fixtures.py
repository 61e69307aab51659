"""A page cache in this process, with its thread, on a database of its own: what is written there is committed."""

import os
from contextlib import contextmanager

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from portal.page_cache.front import PageCache
from tests.databases import connected_to, own_database, starter_content
from tests.portal.page_cache.asking import HOST, Counting, wait_for

DATABASE = f"test_kartu_page_cache{os.environ.get('PYTEST_XDIST_WORKER', '')}"


@contextmanager
def running_cache(**options):
    front = PageCache(Counting(get_wsgi_application()), **options)
    front.start()
    try:
        wait_for(lambda: front.watch.version is not None)
        yield front
    finally:
        front.stop()


@pytest.fixture
def public_host(settings):
    """The settings of a server, as far as the cache looks at them."""
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = [HOST]
    settings.SITE_URL = f"http://{HOST}"
    settings.PAGE_CACHE_WARM = False


@contextmanager
def own(blocker, template):
    with blocker.unblock(), own_database(DATABASE, template()), connected_to(DATABASE):
        yield
        connection.close()


@pytest.fixture(scope="module")
def kept_database(starter_database, django_db_blocker):
    """The starter content and the examples, for the tests of a module: what one commits the next one finds.

    A copy of its own beside the one that other tests of this process roll back.
    """
    with own(django_db_blocker, starter_content):
        yield


@pytest.fixture
def cache(kept_database, public_host):
    """Listening, and without warming."""
    with running_cache() as front:
        yield front
