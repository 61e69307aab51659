import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

# Playwright's own loop must not make Django refuse the database in browser tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues():
    """Texts come from the catalogues as they are now."""
    call_command("compile_catalogues", verbosity=0)


@pytest.fixture(scope="module")
def starter(django_db_setup, django_db_blocker):
    """The starter content and the examples, loaded once for a file of tests and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_starter", examples=True, verbosity=0, stdout=StringIO())
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)
