"""The rules by which the tests run hold: budgets, kinds, halves (tests/running.py)."""

import re
from importlib.util import module_from_spec

import pytest

from tests.house import FLOORS, ROOMS
from tests.mutants import breaks, broken, unfit
from tests.mutating import Finder
from tests.running import BUDGETS, HALVED, TOGETHER, Halving, over_budget, pytest_runtest_makereport
from tests.tree import ROOT, tracked


@pytest.fixture(autouse=True)
def a_machine_of_the_usual_speed(monkeypatch):
    monkeypatch.delenv("TEST_BUDGET_FACTOR", raising=False)  # CI sets it: there the budgets under test are others


@pytest.mark.parametrize("kind", BUDGETS)
def test_budget_of_a_kind_is_held(kind):
    assert over_budget(kind, BUDGETS[kind] - 0.1) == ""
    assert f"“{kind}” took {BUDGETS[kind] + 1:.1f} s" in over_budget(kind, BUDGETS[kind] + 1)


def test_slow_machine_says_how_slow(monkeypatch):
    monkeypatch.setenv("TEST_BUDGET_FACTOR", "2")

    assert over_budget("plain", BUDGETS["plain"] * 1.5) == ""
    assert over_budget("plain", BUDGETS["plain"] * 2.5) != ""


class Passed:
    when, passed, outcome, longrepr = "call", True, "passed", None


class Item:
    kind = "plain"

    def __init__(self, seconds):
        self.seconds = seconds


@pytest.mark.parametrize(("seconds", "outcome"), [(0.1, "passed"), (BUDGETS["plain"] + 1, "failed")])
def test_test_over_its_budget_fails_though_it_passed(seconds, outcome):
    report = Passed()
    hook = pytest_runtest_makereport(Item(seconds), report)
    next(hook)
    with pytest.raises(StopIteration):
        hook.send(Answer(report))

    assert report.outcome == outcome


class Answer:
    def __init__(self, report):
        self.report = report

    def get_result(self):
        return self.report


def test_kind_of_a_test_is_what_it_needs(request):
    assert request.node.kind == "plain"


@pytest.mark.django_db
def test_kind_of_a_test_with_the_database(request):
    assert request.node.kind == "database"


def test_page_stays_in_one_process_with_all_its_tests():
    split = Halving._split_scope
    page = [f"{HALVED}::{test}[services, filtered-{rest}]" for test, rest in [("test_a", "lt-light"), ("test_b", "ru")]]
    halves = {split(None, f"{HALVED}::test_a[page {number}-lt]") for number in range(20)}

    assert len({split(None, nodeid) for nodeid in page}) == 1
    assert halves == {f"{HALVED}::0", f"{HALVED}::1"}
    assert split(None, "tests/content/test_records.py::test_a[x-lt]") == "tests/content/test_records.py"


def test_files_that_need_all_pages_stay_in_one_process():
    scopes = {Halving._split_scope(None, f"{file}::test_a[x]") for file in TOGETHER}
    crawling = {str(file.relative_to(ROOT)) for file in tracked("tests/*test_*.py") if asks_for("crawled", file)}

    assert len(scopes) == 1
    assert crawling == TOGETHER


def asks_for(fixture, file):
    return re.search(rf"def \w+\(.*\b{fixture}\b", file.read_text(encoding="utf-8"))


PACKAGES = [*FLOORS, *(f"{section}/{room}" for section, rooms in ROOMS.items() for room in rooms)]


def test_breaks_of_make_mutants_fit_the_code():
    """A line that moved or changed is broken no more, and nobody would notice."""
    rows = breaks()

    assert len(rows) >= 60
    assert [package for package in PACKAGES if not any(row["file"].startswith(f"{package}/") for row in rows)] == []
    assert {row["old"]: reason for row in rows if (reason := unfit(row))} == {}


def test_break_keeps_its_place_and_is_python():
    row = {"old": "return a", "new": ""}

    assert broken("def f(a):\n    return a\n", row) == "def f(a):\n    pass\n"
    assert broken("x = [\n    a,\n]\n", {"old": "a,", "new": ""}) == "x = [\n\n]\n"
    with pytest.raises(ValueError, match="no Python"):
        broken("if a:\n    b()\n", {"old": "if a:", "new": ""})


def test_broken_module_is_found_before_the_whole_one():
    row = {"file": "content/text.py", "old": 'lines = [" ".join(line.split()) for line in legible(text).split("\\n")]'}
    finder = Finder({**row, "new": 'lines = ["broken"]'})
    spec = finder.find_spec("content.text")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)

    assert module.tidy("whole", in_lines=True) == "broken"
    assert finder.find_spec("content.sorting") is None
