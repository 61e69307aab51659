"""The reader chooses the municipality once: links to people lead there, on this phone; without scripts by address."""

import pytest

from tests.browser.test_without_scripts import follow
from tests.browser.visits import new_context

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser
SLUG = "kaisiadoriu-r"


def hrefs(tab, selector):
    return tab.eval_on_selector_all(selector, "links => links.map(link => link.href)")


def test_municipality_is_remembered_on_the_phone_and_forgotten(browser, site):
    context = new_context(browser, "en")
    tab = context.new_page()
    sent = []
    tab.on("request", lambda request: sent.append((request.method, request.headers.get("cookie"))))
    tab.goto(f"{site.url}/en/networks/coordinators/{SLUG}/")
    tab.get_by_role("button", name="This is my municipality").click()
    tab.get_by_role("button", name="forget it").wait_for()

    tab.goto(f"{site.url}/en/services/?q=qqqq")
    tab.wait_for_function(f"document.querySelector('.foot nav a').href.endsWith('/{SLUG}/')")
    name = tab.locator(".foot nav a").first.inner_text()
    assert name.startswith("Find your coordinator: Kai")
    assert len(hrefs(tab, "a[href*='/ask/']")) > 1
    assert all(f"municipality={SLUG}" in href for href in hrefs(tab, "a[href*='/ask/']"))
    follow(tab, ".empty a[href*='/ask/']")
    assert f"municipality={SLUG}" in tab.url
    tab.goto(f"{site.url}/ru/events/")
    tab.wait_for_function(f"document.querySelector('.foot nav a').href.endsWith('/ru/networks/coordinators/{SLUG}/')")

    tab.goto(f"{site.url}/en/networks/coordinators/{SLUG}/")
    tab.get_by_role("button", name="forget it").click()
    tab.get_by_role("button", name="This is my municipality").wait_for()
    assert tab.evaluate("localStorage.length") == 0
    assert {method for method, _cookie in sent} == {"GET"}
    context.close()


def test_without_scripts_the_address_says_it(plain_phone, site):
    plain_phone.goto(f"{site.url}/en/networks/coordinators/{SLUG}/")
    assert not plain_phone.locator("[data-mine]").is_visible()
    plain_phone.goto(f"{site.url}/en/services/?q=qqqq&municipality={SLUG}")
    follow(plain_phone, ".empty a:has-text('Ask a person')")
    assert f"municipality={SLUG}" in plain_phone.url
    assert plain_phone.locator(f"select option[value={SLUG}]").get_attribute("selected") is not None
