"""Every template in every language on a phone: what a machine can see of accessibility, and nothing from elsewhere.

Each page is opened once; all tests of this file look at it before the next page is opened.
"""

from contextlib import ExitStack

import pytest
from django.conf import settings

from tests.browser.visits import PHONE, RULES_ABOUT_COLOURS, read_axe, start_axe, visit
from tests.site import AFTER_SIGNING_IN, PAGES

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

SCHEMES = ["light", "dark"]
# They have no navigation to skip: three links, or the last words of a broken server.
WITHOUT_SKIP_LINK = {"chooser", "broken", "in an outage", "too many attempts"}
# What somebody needs who widens letters, words and lines (WCAG 1.4.12).
TEXT_SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""
# Boxes that stick out of the page or that hide a part of their text.
OVERFLOWS = """width => {
    const found = [];
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth}`);
    for (const element of document.querySelectorAll("body *")) {
        if (!element.checkVisibility() || element.closest("svg, .vh, .skip, .scroll")) continue;
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const clips = style.overflowX !== "visible" && !["INPUT", "SELECT", "TEXTAREA"].includes(element.tagName);
        if (box.right > width + 1 || box.left < -1 || (clips && element.scrollWidth > element.clientWidth + 1))
            found.push(element.outerHTML.slice(0, 120));
    }
    return found;
}"""
# Boxes that are too small for a finger. A link within a sentence is as high as its line.
SMALL_TARGETS = """() => {
    const high = ".btn, .call, .mail, nav a, summary, select, input, textarea, button";
    const found = [];
    for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
        if (!element.checkVisibility() || element.closest("svg, .skip") || element.type === "hidden") continue;
        const row = ["checkbox", "radio"].includes(element.type) ? element.closest(".check, label") : element;
        const box = row.getBoundingClientRect();
        const inSentence = getComputedStyle(element).display === "inline" && !element.matches(high);
        const [width, height] = inSentence ? [0, 0] : element.matches(high) ? [24, 48] : [24, 24];
        if (box.width < width - 0.5 || box.height < height - 0.5)
            found.push(`${box.width.toFixed(1)} x ${box.height.toFixed(1)}: ${element.outerHTML.slice(0, 120)}`);
    }
    return found;
}"""


def every_page():
    for page in PAGES:
        for language in page.languages:
            yield pytest.param((page, language), id=f"{page.name}-{language}")


class Reader:
    """Holds one page open in all its languages. Together they take half the time they take one after the other."""

    def __init__(self, phones, site):
        self.phones, self.site = phones, site
        self.page, self.visits, self.stack = None, {}, ExitStack()

    def open(self, page):
        if page is not self.page:
            self.stack.close()
            self.page = page
            self.visits = {
                language: self.stack.enter_context(visit(self.phones[language], self.site, page, language))
                for language in page.languages
            }
            for scheme in SCHEMES:
                self.ask_axe(scheme)
        return self.visits

    def ask_axe(self, scheme):
        for found in self.visits.values():
            found.tab.emulate_media(color_scheme=scheme)
            start_axe(found.tab, **(RULES_ABOUT_COLOURS if scheme == "dark" else {}))
        for found in self.visits.values():
            found.violations[scheme] = read_axe(found.tab)


@pytest.fixture(scope="module")
def reader(phones, site):
    reader = Reader(phones, site)
    yield reader
    reader.stack.close()


@pytest.fixture(scope="module", params=every_page())
def seen(request, reader):
    """The visit to one page."""
    page, language = request.param
    return reader.open(page)[language]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_page_has_no_accessibility_violations(seen, scheme):
    assert seen.violations[scheme] == []


def test_page_answers_in_its_language(seen):
    assert seen.response.status == (200 if seen.page.is_error_state else seen.page.status)
    assert seen.tab.evaluate("document.documentElement.lang") == seen.language


def test_page_asks_nothing_of_others_and_keeps_nothing(seen, site):
    cookies = {cookie["name"] for cookie in seen.tab.context.cookies()}

    assert [address for address in seen.requests if not address.startswith(f"{site.url}/")] == []
    assert cookies <= ({settings.CSRF_COOKIE_NAME} if seen.page.sets_cookie else set())


def test_page_has_a_strict_policy_and_a_quiet_console(seen):
    policy = seen.response.headers.get("content-security-policy", "")

    assert seen.errors == []
    assert seen.page.is_rendered or "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("spacing", ["", TEXT_SPACING], ids=["as it is", "widened"])
def test_page_fits_a_narrow_phone(seen, spacing):
    width = 320
    seen.tab.set_viewport_size({"width": width, "height": 640})
    seen.tab.evaluate(
        """text => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(text);
            document.adoptedStyleSheets = [sheet];
        }""",
        spacing,
    )

    sticking_out = seen.tab.evaluate(OVERFLOWS, width)
    seen.tab.evaluate("document.adoptedStyleSheets = []")
    seen.tab.set_viewport_size(PHONE)

    assert sticking_out == []


def test_targets_are_big_enough_for_a_finger(seen):
    assert seen.tab.evaluate(SMALL_TARGETS) == []


def test_first_tab_skips_to_the_content(seen):
    if seen.page.name in WITHOUT_SKIP_LINK:
        pytest.skip("has nothing to skip")
    if seen.page.is_error_state:
        assert seen.tab.evaluate("document.activeElement.className") == "errs"
        return
    seen.tab.keyboard.press("Tab")
    assert seen.tab.evaluate("document.activeElement.className") == "skip"
    assert seen.tab.evaluate("document.activeElement.getBoundingClientRect().left") >= 0

    seen.tab.keyboard.press("Enter")

    assert seen.tab.evaluate("document.activeElement.id") == "main"


def test_every_template_is_looked_at():
    folder = settings.BASE_DIR / "templates"
    # Parts of the sign-in pages, and pages for staff.
    others = {"allauth", "admin", "unfold"}
    # A file to keep, looked at by tests/portal/offline/test_pack.py, and a letter: tests/content/test_letters.py.
    files = {"offline/pack.html", "content/letter.html"}
    templates = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if not path.name.startswith("_") and path.relative_to(folder).parts[0] not in others
    }

    # Pages that the roof makes of a section's own are looked at there.
    extended = {"base.html", "guide/detail.html"}

    assert templates - extended - files - AFTER_SIGNING_IN == {page.template for page in PAGES}
