"""Passing a record on in a browser: copied with one tap, printed on one sheet of A6."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.browser.test_without_scripts import address_of
from tests.browser.visits import new_context
from tests.site import LANGUAGES, PAGES

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

CARDS = [page.name for page in PAGES if page.template == "content/card.html"]


def test_text_is_copied_with_one_tap(browser, site):
    context = new_context(browser, "ru", permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(address_of(site, "event to send", "ru"))

    tab.click("[data-copy]")

    tab.wait_for_selector("[data-done]:not(:empty)")
    assert tab.text_content("[data-done]") == "Скопировано"
    assert tab.evaluate("navigator.clipboard.readText()") == tab.text_content("#text")
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CARDS)
def test_card_prints_on_one_sheet_of_a6(phones, site, name, language):
    tab = phones[language]
    tab.goto(address_of(site, name, language))
    sheets = PdfReader(BytesIO(tab.pdf(prefer_css_page_size=True))).pages

    assert [[round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] for sheet in sheets] == [[105, 148]]
