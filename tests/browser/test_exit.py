"""Leaving a page of danger quickly: covered at once, "back" does not return to it. Without scripts it is a link."""

import json

import pytest

from tests.browser.test_without_scripts import address_of
from tests.browser.visits import new_context

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

SENSITIVE = "guide page, sensitive"
# Every kind of page of danger.
DANGEROUS = [SENSITIVE, "need", "services, help lines", "search, in danger"]
ELSEWHERE = "https://www.meteo.lt/"
LINE = "/en/services/pagalbos-moterims-linija/"


def answer_elsewhere(tab):
    """The page that the button leads to is answered here."""
    tab.route(f"{ELSEWHERE}**", lambda route: route.fulfill(content_type="text/html", body="<h1>Weather</h1>"))


def come(tab, address, site):
    answer_elsewhere(tab)
    tab.goto(address_of(site, "home"))
    tab.goto(address)


def is_elsewhere(tab):
    tab.wait_for_url(ELSEWHERE)
    return tab.locator("h1").inner_text() == "Weather"


def press(tab, *keys):
    for key in keys:
        tab.keyboard.press(key)


def told(tab):
    return tab.locator("[data-exit-told]").inner_text()


@pytest.fixture
def tab(browser, site):
    """A new tab: what was left before is forgotten."""
    context = new_context(browser, "en")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", DANGEROUS)
def test_back_does_not_return_to_the_page_that_was_left(tab, site, name):
    come(tab, address_of(site, name), site)
    tab.locator(".exit a").click()
    assert is_elsewhere(tab)

    tab.go_back()

    assert tab.url == address_of(site, "home")


@pytest.mark.parametrize("path", [LINE, "/en/services/?need=feel-unsafe", f"{LINE}share/", f"{LINE}card/"])
def test_services_of_danger_have_the_button_too(plain_phone, site, path):
    plain_phone.goto(f"{site.url}{path}")

    assert plain_phone.locator(".exit a").is_visible()


def test_ordinary_pages_have_none(plain_phone, site):
    for name in ("home", "services", "guide", "coordinators", "events"):
        plain_phone.goto(address_of(site, name))
        assert plain_phone.locator("[data-exit]").count() == 0


@pytest.mark.parametrize("name", DANGEROUS)
def test_button_is_at_the_top_and_stays_there(tab, site, name):
    tab.goto(address_of(site, name))
    button = tab.locator(".exit a")
    assert button.bounding_box()["y"] < 200

    tab.evaluate("scrollTo(0, document.body.scrollHeight / 2)")

    assert 0 <= button.bounding_box()["y"] < 20
    assert button.evaluate("""link => {
        const box = link.getBoundingClientRect();
        return link.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }""")


def test_shift_three_times_leaves_and_each_press_is_read_out(tab, site):
    come(tab, address_of(site, "need"), site)
    tab.locator("[data-exit-keys]").wait_for()  # its script has come

    press(tab, "Shift")
    assert told(tab) == "Press Shift two more times to leave this page."
    press(tab, "Shift")
    assert told(tab) == "Press Shift once more to leave this page."
    press(tab, "Shift")
    assert is_elsewhere(tab)
    tab.go_back()
    assert tab.url == address_of(site, "home")


def test_shift_of_capital_letters_does_not_count(tab, site):
    come(tab, address_of(site, "search, in danger"), site)
    tab.locator("#q").focus()

    press(tab, "Shift+a", "Shift+b", "Shift+c", "Shift", "Shift", "d", "Shift")

    assert tab.url == address_of(site, "search, in danger")
    assert told(tab) == "Press Shift two more times to leave this page."


def test_page_is_covered_with_the_tap_before_the_other_one_has_come(tab, site):
    """A browser that is on its way answers no questions: what it showed then is asked of it afterwards."""
    come(tab, address_of(site, "need"), site)
    tab.locator("[data-exit-keys]").wait_for()
    tab.evaluate("""() => addEventListener("click", () => sessionStorage.setItem("seen", JSON.stringify(
        [document.title, [...document.body.children].map((part) => [part.className, part.textContent])])))""")

    tab.locator(".exit a").click()
    assert is_elsewhere(tab)

    tab.goto(address_of(site, "home"))
    seen = json.loads(tab.evaluate("sessionStorage.getItem('seen')"))
    # Read out, not seen.
    assert seen == ["…", [["vh", "You are leaving this page."]]]


def test_back_over_other_pages_of_danger_leaves_them_too_until_one_is_opened_anew(tab, site):
    answer_elsewhere(tab)
    search = address_of(site, "search, in danger")
    tab.goto(search)
    tab.goto(f"{site.url}{LINE}")
    tab.locator(".exit a").click()
    assert is_elsewhere(tab)

    with tab.expect_request(ELSEWHERE):  # asked for anew by the page that "back" led to
        tab.evaluate("history.back()")
    assert is_elsewhere(tab)

    tab.goto(search)
    assert tab.locator("#in-danger").is_visible()
    assert tab.evaluate("sessionStorage.length") == 0


def test_button_is_a_link_without_scripts_and_says_what_it_cannot_do(plain_phone, site):
    come(plain_phone, address_of(site, SENSITIVE), site)
    assert "close the page too" in plain_phone.locator(".exit-note").inner_text()
    assert not plain_phone.locator("[data-exit-keys]").is_visible()
    plain_phone.locator(".exit a").click()
    assert is_elsewhere(plain_phone)

    # The control: a plain link leaves the page in the history.
    plain_phone.go_back()

    assert plain_phone.url == address_of(site, SENSITIVE)
