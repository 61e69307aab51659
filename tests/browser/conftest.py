import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.visits import BROWSER_OPTIONS, new_context, with_axe
from tests.site import LANGUAGES


# Asked before the site is started, which takes a while.
@pytest.fixture(scope="session", autouse=True)
def chromium():
    """The machine's own Chromium. Without it the tests are skipped, on CI they fail."""
    program = shutil.which("chromium")
    if program is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("Chromium is not installed: apt-get install chromium")
    return program


# Of the package, not of the session: other tests run event loops, and Playwright holds one while it lives.
@pytest.fixture(scope="package")
def browser(chromium):
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, **BROWSER_OPTIONS)
        yield running
        running.close()


@pytest.fixture(scope="package")
def phones(browser, site):
    """An open tab per language, on a phone 360 pixels wide. A new tab for every page would take three times as long."""
    contexts = [with_axe(new_context(browser, language)) for language in LANGUAGES]
    yield {language: context.new_page() for language, context in zip(LANGUAGES, contexts, strict=True)}
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def plain_phone(browser, site):
    """A tab of a browser that runs no scripts."""
    context = new_context(browser, "en", java_script_enabled=False)
    yield context.new_page()
    context.close()
