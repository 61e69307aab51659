"""Going through a page with the Tab key: one always sees where one is."""

import pytest

from tests.browser.test_without_scripts import address_of

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

# What is focused now: its name, whether it is marked in two colours, whether something covers it.
FOCUSED = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const style = getComputedStyle(element);
    const box = element.getClientRects()[0] || element.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const shape = element.namespaceURI.endsWith("svg") && element.querySelector("path");
    return {
        name: element.outerHTML.slice(0, 120),
        marked: shape ? parseFloat(getComputedStyle(shape).strokeWidth) >= 2
            : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.boxShadow !== "none",
        covered: !shape && !(top && (element.contains(top) || top.contains(element))),
    };
}"""


WALKED = ["home", "services, filtered", "guide page, sensitive", "report", "coordinators, one", "coordinators"]


@pytest.mark.parametrize("name", WALKED)
def test_focus_is_always_seen(phones, site, name):
    tab = phones["en"]
    tab.emulate_media(color_scheme="light")
    tab.goto(address_of(site, name))
    stops = []
    for _ in range(60):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)

    assert len(stops) >= 10
    assert [stop["name"] for stop in stops if not stop["marked"]] == []
    assert [stop["name"] for stop in stops if stop["covered"]] == []
