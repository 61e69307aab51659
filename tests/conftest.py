import os
import threading
import time
from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.db import connection

from directory.alerts.board import board
from tests import databases
from tests.running import (  # noqa: F401 (pytest finds its hooks here)
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_runtest_call,
    pytest_runtest_makereport,
    pytest_runtest_setup,
    pytest_terminal_summary,
    pytest_xdist_make_scheduler,
)

if "FAKETIME" in os.environ:
    # libfaketime refuses the call that Python sleeps with (EINVAL); waiting for what never happens is as long.
    time.sleep = lambda seconds: threading.Event().wait(seconds)

# Playwright's own loop must not make Django refuse the database in browser tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues():
    """Texts come from the catalogues as they are now."""
    call_command("compile_catalogues", verbosity=0)


@pytest.fixture(autouse=True)
def board_without_notices():
    """This process has just looked and seen no notice on pages: whichever test comes first asks no query more."""
    board._known = (None, float("inf"), ())


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """A copy of the template with the tables for this process, instead of making all tables in each."""
    usual = connection.settings_dict["NAME"]
    # The settings of a run inside a run (tests/test_languages.py) name another one.
    name = connection.settings_dict["TEST"]["NAME"] or f"test_{usual}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(databases.own_database(name, databases.tables()))
            databases.use(name)
        yield
        with django_db_blocker.unblock():
            databases.use(usual)
            stack.close()


@pytest.fixture(scope="session")
def starter_database(django_db_setup, django_db_blocker):
    """The name of this process's copy of the template with the starter content and the examples."""
    name = f"{connection.settings_dict['NAME']}_starter"
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(databases.own_database(name, databases.starter_content()))
        yield name
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture(scope="module")
def starter(starter_database, django_db_blocker):
    """The starter content and the examples, for the rest of a file of tests; what a test changes is rolled back."""
    with django_db_blocker.unblock():
        usual = databases.use(starter_database)
    yield
    with django_db_blocker.unblock():
        databases.use(usual)
