"""What a test makes stands in its own time: nothing is taken from the real clock before a test moves it."""

import ast

import pytest

from tests.factories import LONG_AGO, contents
from tests.tree import ROOT, tracked

CLOCK = {"now", "localdate", "today", "localtime", "utcnow"}
# The clock itself is their subject.
APART = {"tests/dates.py", "tests/running.py"}


def is_clock(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK


def early_readings(source):
    """Lines that read the clock when the file is read: beside functions, in decorators, in default values."""
    found = []

    def look(node, inside):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            early = [*getattr(node, "decorator_list", []), *node.args.defaults, *filter(None, node.args.kw_defaults)]
            for part in early:
                look(part, inside)
            body = node.body if isinstance(node.body, list) else [node.body]
            for part in body:
                look(part, True)
            return
        if is_clock(node) and not inside:
            found.append(node.lineno)
        for child in ast.iter_child_nodes(node):
            look(child, inside)

    look(ast.parse(source), False)
    return found


FILES = [file for file in tracked("tests/*.py") if str(file.relative_to(ROOT)) not in APART]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_moment_is_taken_before_a_test_begins(file):
    assert early_readings(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "TODAY = timezone.localdate()",
        "class A:\n    day = date.today()",
        "@parametrize('x', [timezone.now()])\ndef test(x):\n    pass",
        "def make(starts_at=timezone.now()):\n    pass",
        "def make(*, starts_at=timezone.now()):\n    pass",
        "DAYS = [datetime.now() for _ in range(3)]",
    ],
)
def test_the_check_finds_an_early_reading(source):
    assert len(early_readings(source)) == 1


@pytest.mark.parametrize(
    "source", ["TODAY = timezone.localdate", "def make():\n    return timezone.now()", "later = lambda: timezone.now()"]
)
def test_the_check_leaves_later_readings(source):
    assert early_readings(source) == []


def test_factories_make_records_that_are_public_at_any_time():
    """A record published "yesterday" by the real clock is not public yet where a test moves the clock back."""
    tree = ast.parse((ROOT / "tests/factories.py").read_text(encoding="utf-8"))
    content = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "content")

    assert [node for node in ast.walk(content) if is_clock(node)] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("starter")
def test_starter_content_of_the_tests_is_public_at_any_time():
    assert {record.published_at for record in contents() if record.published_at} == {LONG_AGO}
