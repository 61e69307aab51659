"""Everything works in a browser that runs no scripts: the menu, every page, every filter, the form."""

from operator import attrgetter
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.site import PAGES

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

LISTS = ["services", "events", "jobs", "partners", "questions", "words", "coordinators"]


def address_of(site, name, language="en"):
    return site.address(next(page for page in PAGES if page.name == name), language)


def follow(tab, selector):
    """Click the first of these and wait for the page it leads to."""
    with tab.expect_navigation():
        tab.locator(selector).first.click()


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_menu_opens_and_closes_and_gives_the_focus_back(plain_phone, site, language):
    plain_phone.goto(address_of(site, "service", language))
    menu = plain_phone.locator("header .menubtn").first
    navigation = plain_phone.locator("#nav")
    close = navigation.locator("button")
    is_focused = "element => element === document.activeElement"
    assert not navigation.is_visible()

    for leave in (close.click, lambda: plain_phone.keyboard.press("Escape")):
        menu.click()
        assert navigation.is_visible()
        for target in (close, *navigation.locator("a").all()):
            assert is_on_top(target)
        leave()
        assert not navigation.is_visible()
        assert menu.evaluate(is_focused)


def is_on_top(target):
    """Nothing covers the middle of it."""
    return target.evaluate("""element => {
        const box = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }""")


def test_menu_leads_on(plain_phone, site):
    plain_phone.goto(address_of(site, "home"))
    plain_phone.locator("header .menubtn").first.click()
    follow(plain_phone, "#nav a")

    assert plain_phone.url == address_of(site, "guide")


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not (page.is_rendered or page.is_error_state)], ids=attrgetter("name")
)
def test_page_can_be_read(plain_phone, site, page):
    plain_phone.goto(site.address(page, "en"))

    assert plain_phone.locator("h1").is_visible()
    assert len(plain_phone.locator("main").inner_text()) > 30
    # What needs a script is not offered.
    for button in plain_phone.locator("[data-print], [data-save], [data-wipe], [data-share], [data-copy]").all():
        assert not button.is_visible()


@pytest.mark.parametrize("name", LISTS)
def test_every_filter_can_be_used(plain_phone, site, name):
    plain_phone.goto(address_of(site, name))
    if plain_phone.locator("details.filters:not([open])").count():
        plain_phone.locator("details.filters summary").click()
    fields = plain_phone.locator(".filters :is(select, input:not([type=hidden]))")
    given = {field.get_attribute("name"): fill(field) for field in fields.all()}
    assert given

    follow(plain_phone, ".filters button[type=submit]")

    found = urlsplit(plain_phone.url)
    assert parse_qs(found.query) == {field_name: [value] for field_name, value in given.items()}
    assert found.fragment == "results"
    assert plain_phone.locator("#results").is_visible()
    assert {field.get_attribute("name"): value_of(field) for field in fields.all()} == given
    # One tap takes one of them back, another tap all.
    if plain_phone.locator(".active a").count():
        assert plain_phone.locator(".active a").count() == len(given)
        follow(plain_phone, ".active a")
        assert len(parse_qs(urlsplit(plain_phone.url).query)) == len(given) - 1
    follow(plain_phone, ".filters .actions a")
    assert not parse_qs(urlsplit(plain_phone.url).query)


def fill(field):
    """Ask for something in one filter, as a reader does; return what was asked."""
    if field.evaluate("element => element.tagName") == "SELECT":
        field.select_option(field.locator("option:not([value=''])").first.get_attribute("value"))
    elif field.get_attribute("type") == "checkbox":
        field.check()
    elif field.get_attribute("type") == "date":
        field.fill("2026-12-01")
    else:
        field.fill("1" if field.get_attribute("inputmode") == "numeric" else "a")
    return value_of(field)


def value_of(field):
    if field.get_attribute("type") == "checkbox":
        return (field.get_attribute("value") or "on") if field.is_checked() else None
    return field.input_value()


def test_pager_keeps_the_filter(plain_phone, site):
    plain_phone.goto(f"{address_of(site, 'words')}?q=a")
    follow(plain_phone, ".pager a[rel=next]")

    assert parse_qs(urlsplit(plain_phone.url).query) == {"q": ["a"], "page": ["2"]}


def test_report_can_be_sent(plain_phone, site):
    plain_phone.goto(address_of(site, "report"))
    plain_phone.locator("textarea").fill("The number is wrong.")
    plain_phone.wait_for_timeout(2_000)  # nobody types faster; programs do
    follow(plain_phone, "main button[type=submit]")

    assert plain_phone.url == address_of(site, "report, thanks")
