"""A reader's visit to a page, and what the browser saw on the way."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page as Tab
from playwright.sync_api import Response

from tests.site import Page

BROWSER_OPTIONS = {
    "args": [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
}
PHONE = {"width": 360, "height": 740}
# Fetching every style sheet once more takes nearly half of its time and serves one rule: that no page is locked to an
# orientation (tests/test_styles.py).
AXE_OPTIONS = {
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# The dark scheme only gives colours other values (tests/test_styles.py), so only these can find what the light has not.
RULES_ABOUT_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@dataclass
class Visit:
    """An open page: ``requests`` are addresses, ``errors`` what the console said."""

    page: Page
    language: str
    tab: Tab
    response: Response = None
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: dict[str, list[str]] = field(default_factory=dict)  # colour scheme -> what axe objects to


def new_context(browser, language, **options):
    usual = {"viewport": PHONE, "is_mobile": True, "has_touch": True, "service_workers": "block"}
    return browser.new_context(locale=language, **{**usual, **options})


def with_axe(context):
    """Let axe be there on every page; it comes in beside the page, so the page's CSP stays in force."""
    context.add_init_script(AXE_SCRIPT)
    return context


@contextmanager
def visit(tab, site, page, language):
    """Open the page without any cookie, and press the button where its mistakes are to be seen."""
    found = Visit(page, language, tab)
    address = site.address(page, language)
    listeners = {
        "request": lambda request: found.requests.append(request.url),
        "pageerror": lambda error: found.errors.append(str(error)),
        "console": lambda message: _note(found, message),
    }
    tab.context.clear_cookies()
    tab.emulate_media(color_scheme="light")
    for event, listener in listeners.items():
        tab.on(event, listener)
    if page.is_rendered:
        tab.route(address, lambda route: _answer(route, site, page, language))
    found.response = tab.goto(address)
    if page.is_error_state:
        tab.evaluate("document.querySelector('main form').noValidate = true")
        with tab.expect_navigation() as sent:
            tab.click("main form button[type=submit]")
        found.response = sent.value
    yield found
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)


def _note(found, message):
    # A missing page is noted as an error of its own address: that is what we asked for.
    if message.type == "error" and not (found.page.status != 200 and message.location["url"] == found.tab.url):
        found.errors.append(message.text)


def _answer(route, site, page, language):
    html = site.rendered[page.name, language]
    route.fulfill(status=page.status, content_type="text/html; charset=utf-8", body=html)


def axe(tab):
    """What axe objects to, one line per place."""
    start_axe(tab)
    return read_axe(tab)


def start_axe(tab, **options):
    """Let axe begin as soon as this has returned: meanwhile the other processor may look at another tab."""
    tab.evaluate(
        "options => { window.found = new Promise(done => setTimeout(() => done(axe.run(options)))); }",
        AXE_OPTIONS | options,
    )


def read_axe(tab):
    return [
        f"{violation['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for violation in tab.evaluate("window.found")["violations"]
        for node in violation["nodes"]
    ]
