"""Addresses typed by hand: whatever stands where a number, a word or a key belongs, there is a page and never a 500."""

import re

import pytest
from django.contrib import admin
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern

from tests import factories as make

pytestmark = pytest.mark.django_db

VALUES = ["abc", "-1", "99999999999999999999", "٣", "_5F", "%00"]
# What stands for another part while one is tried.
USUAL = {"int": "1", "slug": "a", "str": "a", "path": "a", "uuid": "00000000-0000-0000-0000-000000000000"}
PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes(patterns=None, before=""):
    """Every address with parts that change, as Django writes it; regular expressions of libraries with their groups."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        own = "lt/" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, before + own)
        elif PART.search(before + own) and "(?P" not in own and "^" not in own:
            yield before + own


ROUTES = sorted(set(routes()))


def filled(route, tried, value):
    """The address with ``value`` as the part of that number."""
    parts = iter(range(100))

    def part(found):
        return value if next(parts) == tried else USUAL[found[1] or "str"]

    return "/" + PART.sub(part, route)


def test_the_routes_are_found():
    assert "admin/events/event/<path:object_id>/cancel/" in ROUTES
    assert "lt/networks/my-posts/<int:pk>/confirm/" in ROUTES
    assert len(ROUTES) > 150


@pytest.mark.parametrize("route", ROUTES)
def test_odd_parts_of_an_address_get_a_page(client, route):
    """Signed in: what answers everybody else by a redirect is looked into."""
    client.raise_request_exception = False
    client.force_login(make.make_staff())

    wrong = []
    for number in range(len(PART.findall(route))):
        for value in VALUES:
            path = filled(route, number, value)
            found = client.get(path).status_code, client.post(path).status_code
            if max(found) >= 500:
                wrong.append((*found, path))

    assert wrong == []


QUESTIONS = ["e=1", "p=abc", "p=-1", "p=99999999999999999999", "o=abc", "o=99.99", "q=%00", "q=" + "a" * 3000, "all=x",
             "_popup=x", "_to_field=x", "id__exact=abc", "pk=abc", "x=1", "series__id__exact=abc",
             "starts_at__year=abc", "starts_at__year=99999", "starts_at__month=13", "starts_at__day=x",
             "starts_at_from=abc", "starts_at_to=99999999", "when=abc", "end=abc", "kind__id__exact=abc",
             "topics__id__exact=abc", "source_language__exact=xx", "is_example__exact=abc", "visibility__exact=x",
             "assured_on__isempty=abc", "_changelist_filters=%ff", "_facets=x"]  # fmt: skip
PLAIN = sorted(
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"
    for model in admin.site._registry
    for page in ("", "add/")
)


@pytest.mark.parametrize("path", PLAIN)
def test_odd_questions_of_the_back_office_get_a_page(client, path):
    client.raise_request_exception = False
    client.force_login(make.make_staff())

    # To a form all of them are initial values, so they come at once; a list takes one after the other.
    questions = ["&".join(QUESTIONS), "_popup=x"] if path.endswith("/add/") else QUESTIONS
    wrong = [question[:60] for question in questions if client.get(f"{path}?{question}").status_code >= 500]

    assert wrong == []
