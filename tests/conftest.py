import os
from io import StringIO

import pytest
from django.core.management import call_command

# Playwright's own loop must not make Django refuse the database in browser tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues():
    """Texts come from the catalogues as they are now."""
    call_command("compile_catalogues", verbosity=0)


@pytest.fixture
def starter(db):
    """A database with the starter content and the examples."""
    call_command("load_starter", examples=True, verbosity=0, stdout=StringIO())
