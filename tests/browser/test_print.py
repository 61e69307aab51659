"""On paper: no navigation, every phone number, everything opened."""

import pytest

from tests.browser.test_without_scripts import address_of

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

NAVIGATION = [".menubtn", "#nav", ".langs", ".crumbs", ".filters", ".skip", ".pager", ".foot nav", ".btn"]
SHOWN = "element => element.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true })"


@pytest.fixture
def paper(phones):
    """A tab that shows pages as they are printed on A4."""
    tab = phones["en"]
    screen = tab.viewport_size
    tab.set_viewport_size({"width": 794, "height": 1123})
    tab.emulate_media(media="print", color_scheme="light")
    yield tab
    tab.emulate_media(media="screen")
    tab.set_viewport_size(screen)


PRINTED = ["guide page", "municipality with coordinator", "coordinators", "questions", "service"]


@pytest.mark.parametrize("name", PRINTED)
def test_print_leaves_the_navigation_out(paper, site, name):
    paper.goto(address_of(site, name))

    shown = [selector for selector in NAVIGATION for found in paper.locator(selector).all() if found.is_visible()]
    assert shown == []
    assert paper.locator("h1").is_visible()


@pytest.mark.parametrize("name", ["municipality with coordinator", "municipality without coordinator", "coordinators"])
def test_print_shows_every_number(paper, site, name):
    paper.goto(address_of(site, name))
    numbers = paper.locator("main a[href^='tel:']")

    assert numbers.count() > 0
    for number in numbers.all():
        assert number.is_visible()
        assert "+370" in number.inner_text()


def test_print_opens_closed_details(paper, site):
    paper.goto(address_of(site, "questions"))
    closed = paper.locator("main details:not([open]):not(.filters)")
    assert closed.count() > 0

    for text in closed.locator(".prose p").all():
        assert text.evaluate(SHOWN)
    paper.emulate_media(media="screen")
    # The control: on the screen they are closed.
    assert not closed.locator(".prose p").first.evaluate(SHOWN)


def test_print_is_a_document(paper, site):
    paper.goto(address_of(site, "guide page"))

    assert paper.pdf(format="A4").startswith(b"%PDF-")
