"""The running site for tests/browser, test_html.py and test_page_weight.py, which name this module as their plugin."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from traceback import format_exception

import pytest

from tests.site import LANGUAGES, running_site


@pytest.fixture(scope="session")
def site(django_test_environment, django_db_blocker):
    """The running site. Its failure to start is told once, in full, not with every test."""
    stack = ExitStack()
    with django_db_blocker.unblock():
        try:
            running = stack.enter_context(running_site())
        except Exception as error:
            pytest.exit(f"The site of the tests did not start.\n{''.join(format_exception(error))}", returncode=1)
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
        path
        for path in paths
        if path.startswith("/")
        and not path.startswith(("/static/", "/admin/", "/accounts/"))
        # The files of municipalities are looked at by tests/portal/offline/test_pack.py.
        and not path.endswith(".html")
        and not is_repeated(path)
    }


def is_repeated(path):
    """Texts and cards would be two thirds of all pages: each is looked at in one language, the languages in turn."""
    return path.endswith(("/share/", "/card/")) and path[1:3] != LANGUAGES[len(path) % len(LANGUAGES)]
