"""What the tests of the pages take for granted of our stylesheets."""

import re

import pytest

from tests.tree import ROOT, tracked

DARK = re.compile(r"@media[^{]*prefers-color-scheme:\s*dark[^{]*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}")
DECLARATION = re.compile(r"([-\w]+)\s*:\s*([^;{}]+);")
COLOUR = re.compile(r"#[0-9a-f]{3,8}")
# Custom properties that hold more than a colour cannot be named here: the dark scheme gives a colour only.
MAY_CHANGE = re.compile(r"--[\w-]+|color|background|background-color|border-color")


def sheets():
    return [file for file in tracked("*.css") if DARK.search(file.read_text())]


def test_dark_scheme_is_found():
    assert ROOT / "static/site.css" in sheets()


@pytest.mark.parametrize("sheet", sheets(), ids=lambda file: file.name)
def test_dark_scheme_changes_colours_and_nothing_else(sheet):
    """Sizes, places and what is shown are the same in both, so the tests of the pages look at them in one."""
    declarations = [found for block in DARK.findall(sheet.read_text()) for found in DECLARATION.findall(block)]

    assert declarations
    assert [
        found for found in declarations if not (MAY_CHANGE.fullmatch(found[0]) and COLOUR.fullmatch(found[1]))
    ] == []


def test_no_page_is_locked_to_an_orientation():
    """axe is not asked (tests/browser/visits.py): it would fetch every style sheet anew for this one rule."""
    files = tracked("*.css")

    assert files
    assert [file.name for file in files if "orientation" in file.read_text()] == []
