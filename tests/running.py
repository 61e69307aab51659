"""How the tests run: what kind each is, what runs first, how long one may take, and which are traced for coverage.

tests/conftest.py hands pytest the hooks of this module.
"""

import os
import re
import time
from collections import Counter
from zlib import crc32

import pytest
from xdist.scheduler import LoadFileScheduling

# Processor seconds of a test's own process; a test of the site or in a browser mostly waits for others: real seconds.
BUDGETS = {"plain": 3, "database": 30, "starter": 30, "site": 60, "browser": 60, "slow": 300}
WAITING = {"site", "browser", "slow"}
# Files of these kinds take longest and are started first, so that no process waits for one file at the end.
FIRST = ["slow", "browser", "site", "starter", "database", "plain"]
# So many cases of one function are traced on CI; tracing costs three quarters of the time of a test, and the cases
# after these find no other lines.
TRACED_CASES = 6
# One page after the other in one file: its halves run side by side.
HALVED = "tests/browser/test_pages.py"
# They look at every page of the site: in one process, which fetches the pages once.
TOGETHER = {"tests/test_html.py", "tests/test_page_weight.py"}

began = time.monotonic()


def kind_of(item):
    """The first of the kinds that fits: what a test needs decides what it costs."""
    fixtures = set(item.fixturenames)
    if item.get_closest_marker("slow"):
        return "slow"
    if item.get_closest_marker("browser"):
        return "browser"
    if "site" in fixtures:
        return "site"
    if "starter_database" in fixtures:
        return "starter"
    uses_database = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "client_db"}
    return "database" if uses_database else "plain"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    cases, rank = Counter(), {}
    for item in items:
        item.kind = kind_of(item)
        place = FIRST.index(item.kind)
        rank[item.path] = min(place, rank.get(item.path, place))
        cases[item.path, item.originalname] += 1
        if item.kind in {"site", "browser"} or cases[item.path, item.originalname] > TRACED_CASES:
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=lambda item: rank[item.path])  # stable: within a file as they stand
    if wanted := config.getoption("--kinds"):
        left = [item for item in items if item.kind not in wanted.split(",")]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item.kind in wanted.split(",")]


def pytest_xdist_make_scheduler(config, log):
    return Halving(config, log)


class Halving(LoadFileScheduling):
    """A file to a process, the pages of HALVED to two, the files of TOGETHER to one."""

    def _split_scope(self, nodeid):
        file = nodeid.split("::", 1)[0]
        if file in TOGETHER:
            return "together"
        if file != HALVED:
            return file
        page = re.search(r"\[(.*?)-[a-z]{2}[]-]", nodeid)
        return f"{file}::{crc32(page[1].encode()) % 2 if page else 0}"


# --- Budgets ----------------------------------------------------------------------------------------------------------


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    cpu, wall = time.process_time(), time.monotonic()
    yield
    item.seconds = time.monotonic() - wall if item.kind in WAITING else time.process_time() - cpu


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if call.when == "call" and report.passed and (reason := over_budget(item.kind, item.seconds)):
        report.outcome, report.longrepr = "failed", reason


def over_budget(kind, seconds):
    """Why a test that passed fails all the same, or "". A slow machine says how slow: TEST_BUDGET_FACTOR."""
    budget = BUDGETS[kind] * float(os.environ.get("TEST_BUDGET_FACTOR", "1"))
    if seconds <= budget:
        return ""
    return (
        f"A test of the kind “{kind}” took {seconds:.1f} s, more than its budget of {budget:.0f} s (tests/running.py)"
    )


# --- A run with an end ------------------------------------------------------------------------------------------------


def pytest_addoption(parser):
    parser.addoption("--kinds", default="", help=f"run tests of these kinds only: {', '.join(BUDGETS)}")
    parser.addoption("--within", type=float, default=0, help="skip what has not begun after so many seconds")


def pytest_runtest_setup(item):
    within = item.config.getoption("--within")
    if within and time.monotonic() - began > within:
        pytest.skip("there was no time left for it")


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"in all {time.monotonic() - began:.0f} s")
