"""The tools of these tests can fail: a bad page is found to be bad."""

import pytest

from tests.browser.test_pages import OVERFLOWS, SMALL_TARGETS
from tests.browser.visits import axe

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

BAD_PAGE = """<!doctype html>
<html lang="xx"><head><title></title></head><body>
  <div style="width: 900px">wide</div>
  <p style="width: 50px; overflow: hidden; white-space: nowrap">a text that is cut off at the edge of its box</p>
  <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
  <a href="/"></a> <input> <select><option>one</option></select> <button style="width: 9px; height: 9px"></button>
  <p style="color: #ccc; background: #fff">pale</p> <h4>level four</h4> <ul><p>no item</p></ul>
</body></html>"""


@pytest.fixture
def bad_tab(phones):
    # A page that was there before keeps its policy, and the policy refuses the styles of this one.
    phones["en"].goto("about:blank")
    phones["en"].set_content(BAD_PAGE)
    return phones["en"]


def test_bad_page_has_violations(bad_tab):
    rules = {line.partition(":")[0] for line in axe(bad_tab)}

    assert len(rules) >= 5
    assert {"document-title", "image-alt", "label", "link-name", "color-contrast"} <= rules


def test_bad_page_does_not_fit_a_narrow_phone(bad_tab):
    found = bad_tab.evaluate(OVERFLOWS, 360)

    assert any("the page is" in line for line in found)
    assert any("cut off" in line for line in found)


def test_bad_page_has_small_targets(bad_tab):
    found = bad_tab.evaluate(SMALL_TARGETS)

    assert any("<button" in line for line in found)
    assert any("<input" in line for line in found)
