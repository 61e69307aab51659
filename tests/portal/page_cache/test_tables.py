"""Nothing that pages show can change unheard: every table that they read is followed, every moment is known."""

import re

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from portal.page_cache import routes, tables
from portal.page_cache.sql import unfollowed_tables
from tests.portal.page_cache.addresses import kept_addresses
from tests.portal.page_cache.asking import ask

pytest_plugins = ["tests.portal.page_cache.fixtures"]


def route_names(patterns, namespaces=(), before=""):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from route_names(pattern.url_patterns, inner, address)
        elif not address.startswith(("admin/", "accounts/")):
            name = ":".join((*namespaces, pattern.name or pattern.lookup_str))
            yield name.rpartition(":")[2] if name.endswith((".share", ".card")) else name


@pytest.mark.django_db
def test_every_public_route_says_whether_it_is_kept():
    names = set(route_names(get_resolver().url_patterns))

    assert names - routes.ROUTES.keys() - routes.APART.keys() == set()
    assert (routes.ROUTES.keys() | routes.APART.keys()) - names == set(), "no such route any more"
    assert routes.ROUTES.keys() > routes.FIXED


@pytest.mark.django_db
def test_every_table_that_pages_read_has_its_trigger():
    """A migration with follow_all is missing if this fails: see portal/page_cache/migrations."""
    assert unfollowed_tables() == set()


def test_silent_tables_exist():
    labels = {model._meta.label_lower for model in tables.apps.get_models()}
    apps = {label.partition(".")[0] for label in labels}

    assert tables.SILENT.keys() - labels == set()
    assert tables.SILENT_APPS.keys() - apps == set()


def test_every_moment_of_what_is_followed_is_known():
    kinds = (models.DateTimeField, models.TimeField)
    known = tables.MOMENTS.keys() | tables.STILL | tables.CLOCKS
    names = {name for table, name, column in tables.fields_of(kinds)}

    assert names - known == set(), "does it change a page when it passes? portal/page_cache/tables.py"
    assert known - names == set()


def test_pages_read_only_what_is_followed(cache):
    reading, asked = {}, kept_addresses()
    for address in asked:
        with CaptureQueriesContext(connection) as queries:
            assert ask(cache.application, address).status == 200, address
        found = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
        reading.setdefault(frozenset(found), address)
        route = routes.route_of(address.partition("?")[0])
        assert route, address
        if route in routes.FIXED:
            assert found == set(), address

    read = {table for tables_of_page in reading for table in tables_of_page}
    assert read - tables.followed_tables() == set()
    assert len(read) > 30


def test_there_is_an_address_for_every_route(cache):
    assert routes.ROUTES.keys() - {routes.route_of(path.partition("?")[0]) for path in kept_addresses()} == set()
