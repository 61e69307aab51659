"""The running site for tests/browser, test_html.py and test_page_weight.py, which name this module as their plugin."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.db import connection

from tests.site import LANGUAGES, running_site


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker):
    """The running site; its database starts as a copy of the migrated, empty test database."""
    stack = ExitStack()
    with django_db_blocker.unblock():
        running = stack.enter_context(running_site(template=connection.settings_dict["NAME"]))
    yield running
    with django_db_blocker.unblock():
        stack.close()


@pytest.fixture(scope="session")
def crawled(site):
    """Every page of readers that a link or the sitemap leads to, once without a query: path -> Answer."""
    seen, found = {}, {"/", "/sitemap.xml", *(f"/{language}/" for language in LANGUAGES)}
    with ThreadPoolExecutor(2) as pool:
        while ahead := sorted(found - seen.keys()):
            for answer in pool.map(site.get, ahead):
                seen[answer.path] = answer
                found |= linked_paths(answer, site.url)
    return seen


def linked_paths(answer, url):
    """The paths of readers' pages an answer links to, without query and fragment."""
    if answer.status != 200:
        return set()
    addresses = re.findall(r'(?:href="|<loc>)([^"<]*)', answer.content.decode())
    paths = {re.split(r"[?#]", address.removeprefix(url), maxsplit=1)[0] for address in addresses}
    return {
        path for path in paths if path.startswith("/") and not path.startswith(("/static/", "/admin/", "/accounts/"))
    }
