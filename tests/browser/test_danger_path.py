"""From the home page to a number to call: one typing and two taps, in every danger, on a small phone."""

import pytest

from tests.browser.test_without_scripts import address_of, is_on_top
from tests.browser.visits import new_context

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

# Danger -> (language, what is typed, the number that is called first).
TYPED = {
    "suicide": ("ru", "не хочу жить", "tel:112"),
    "medical": ("en", "overdose", "tel:112"),
    "sexual": ("lt", "mane išprievartavo", "tel:112"),
    "child": ("ru", "ребёнка бьют", "tel:112"),
    "home": ("en", "my husband beats me", "tel:112"),
    "threat": ("lt", "man grasina", "tel:112"),
    "trafficking": ("ru", "хозяин забрал паспорт", "tel:112"),
    "sleep": ("lt", "neturiu kur nakvoti", "tel:+370"),
    "hunger": ("en", "nothing to eat", "tel:+370"),
}
# What a topic has besides 112.
SECOND = {"home": "tel:+37080066366", "medical": "tel:+37052362052", "child": "tel:116000", "sleep": "tel:112"}


@pytest.fixture(scope="module", params=[True, False], ids=["scripts", "no scripts"])
def small_phone(request, browser, site):
    context = new_context(browser, "en", java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("danger", TYPED)
def test_number_is_two_taps_and_one_typing_away(small_phone, site, danger):
    language, typed, number = TYPED[danger]
    small_phone.goto(address_of(site, "home", language))

    small_phone.locator("main form.searchbar input").fill(typed)
    with small_phone.expect_navigation():
        small_phone.locator("main form.searchbar button").tap()
    calls = small_phone.locator("#in-danger a.call")

    first = calls.first
    first.scroll_into_view_if_needed()
    assert first.get_attribute("href").startswith(number)
    assert first.is_visible()
    if SECOND.get(danger):
        assert SECOND[danger] in [call.get_attribute("href") for call in calls.all()]
    assert is_on_top(first)


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_home_page_calls_112_with_one_tap(small_phone, site, language):
    small_phone.goto(address_of(site, "home", language))

    assert small_phone.locator("main a.call[href='tel:112']").is_visible()


def test_municipality_is_chosen_and_its_person_is_called(small_phone, site):
    small_phone.goto(f"{site.url}/en/search/?q=nothing+to+eat")
    block = small_phone.locator("#in-danger")
    block.locator("select[name=municipality]").select_option("kaisiadoriu-r")
    with small_phone.expect_navigation():
        block.locator("form button").tap()

    assert "municipality=kaisiadoriu-r" in small_phone.url
    assert "q=nothing+to+eat" in small_phone.url
    assert "Kaišiadorys" in block.inner_text()
    assert block.locator("a.call").first.get_attribute("href").startswith("tel:+370")
