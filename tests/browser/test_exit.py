"""Leaving a sensitive page quickly: "back" does not return to it. Without scripts it is a plain link."""

import pytest

from tests.browser.test_without_scripts import address_of

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

SENSITIVE = "guide page, sensitive"
ELSEWHERE = "https://www.meteo.lt/"


def leave(tab, site):
    """Come from the home page to the sensitive one and press the button; the page it leads to is answered here."""
    tab.route(f"{ELSEWHERE}**", lambda route: route.fulfill(content_type="text/html", body="<h1>Weather</h1>"))
    tab.goto(address_of(site, "home"))
    tab.goto(address_of(site, SENSITIVE))
    tab.locator(".exit a").click()
    tab.wait_for_url(ELSEWHERE)
    assert tab.locator("h1").inner_text() == "Weather"


def test_back_does_not_return_to_the_page_that_was_left(phones, site):
    tab = phones["en"]
    leave(tab, site)

    tab.go_back()

    assert tab.url == address_of(site, "home")


def test_button_is_a_link_without_scripts(plain_phone, site):
    leave(plain_phone, site)

    # The control: a plain link leaves the page in the history.
    plain_phone.go_back()

    assert plain_phone.url == address_of(site, SENSITIVE)
