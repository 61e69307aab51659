"""The search box: "/" leads to it when scripts are on, and Enter is enough without them."""

import pytest

from tests.browser.test_without_scripts import address_of

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser


def test_slash_focuses_the_box_and_is_a_letter_inside_it(phones, site):
    tab = phones["en"]
    tab.goto(address_of(site, "home"))

    tab.keyboard.press("/")
    tab.keyboard.type("leidimas / gyventi")

    assert tab.locator("header input[type=search]").input_value() == "leidimas / gyventi"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/en/search/?q=*")
    assert "leidimas gyventi" in tab.locator(".rows h3").first.inner_text()


def test_box_works_without_scripts(plain_phone, site):
    plain_phone.goto(address_of(site, "home"))
    plain_phone.locator("header .find").click()
    plain_phone.locator("header input[type=search]").fill("декларуоти")
    plain_phone.keyboard.press("Enter")

    plain_phone.wait_for_url("**/search/?q=*")
    assert plain_phone.locator(".rows h3").first.inner_text() == "deklaruoti"
