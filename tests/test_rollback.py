"""One version back: the code from before the newest migration works on the tables of now, and nothing is lost."""

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO

import pytest
from django.db import connection

from directory.models import Organisation
from events.models import Registration
from feedback.models import Report
from tests import databases
from tests.tree import ROOT

NAME = "test_kartu_rollback"
# What the old code does: it reads what the new code wrote, writes, and says which columns it knows.
OLD_CODE = """
import json, sys, uuid
import django
django.setup()
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.test.utils import setup_test_environment
from events.models import Event
from feedback.models import Report
from tests import factories as make

setup_test_environment()
known = {model._meta.db_table: [field.column for field in model._meta.concrete_fields]
         for model in apps.get_models(include_auto_created=True)}
pages = ["/lt/", "/en/events/", "/ru/services/", "/lt/jobs/", "/lt/networks/", "/lt/networks/coordinators/",
         "/lt/networks/volunteering/", "/lt/guide/", "/lt/search/?q=darbas", "/lt/ask/", "/accounts/login/"]
admin.autodiscover()
client = Client()
answers = {page: client.get(page).status_code for page in pages}
client.force_login(make.make_staff(email="rollback@example.org"))
for model in admin.site._registry:
    if model._meta.app_label in {"events", "services", "jobs", "networks", "guide", "asking", "content", "feedback"}:
        page = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        answers[page] = client.get(page).status_code
date = make.make_event().occurrences.get()
made = [make.make_service(), make.make_job(), make.make_guide_page(), make.make_question(), make.make_initiative(),
        make.make_project(), make.make_submission(), make.make_post(make.make_municipality()),
        make.make_registration(date, name_called_by="Written by the old code"), make.make_agreement(),
        make.make_organisation(name_lt="Written by the old code"),
        Report.objects.create(page="/lt/", message="Written by the old code", language="lt")]
print("RESULT" + json.dumps({"known": known, "answers": answers, "made": len(made)}))
"""


def git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=False)


def commit_before_the_newest_migration():
    """The newest version whose tables are older: a tag where there is one, else the commit on the main line."""
    if git("status", "--porcelain", "--", "*/migrations/*.py").stdout.strip():
        return "HEAD"
    newest = git("log", "-1", "--first-parent", "--format=%H", "--", "*/migrations/*.py").stdout.decode().strip()
    tagged = git("describe", "--tags", "--abbrev=0", f"{newest}^").stdout.decode().strip()
    return tagged or f"{newest}^"


@pytest.fixture
def old_code(tmp_path):
    """The folder with the code of then."""
    archive = git("archive", commit_before_the_newest_migration())
    if archive.returncode:
        pytest.skip("needs the history of git")
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.fixture
def database(django_test_environment, django_db_setup, django_db_blocker):
    """A database as the new code has made and filled it; the test's own process works on it too."""
    with (
        django_db_blocker.unblock(),
        databases.own_database(NAME, databases.starter_content()),
        databases.connected_to(NAME),
    ):
        yield


def run_old_code(folder):
    connection.ensure_connection()
    server = connection.connection.info
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DATABASE_URL": f"postgres:///{NAME}",
        # Not in the address: the folder of a socket may have capitals.
        "PGHOST": server.host,
        "PGPORT": str(server.port),
        "PGUSER": server.user,
        "PGPASSWORD": server.password,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SECRET_KEY": "old",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "testserver",
        "PAGE_CACHE": "0",
    }
    process = subprocess.run(
        [sys.executable, "-c", OLD_CODE], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr[-3000:]
    return json.loads(process.stdout.partition("RESULT")[2])


def columns_now():
    """{table: {column: whether a row can be written without it}}."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name,"
            " is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES' OR is_generated = 'ALWAYS'"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        )
        found = {}
        for table, column, is_optional in cursor.fetchall():
            found.setdefault(table, {})[column] = is_optional
        return found


@pytest.mark.slow
def test_code_of_the_version_before_reads_and_writes_the_tables_of_today(old_code, database):
    organisations = Organisation.objects.count()

    then = run_old_code(old_code)

    assert {page: status for page, status in then["answers"].items() if status != 200} == {}
    now = columns_now()
    missing = {
        (table, column)
        for table, columns in then["known"].items()
        for column in columns
        if column not in now.get(table, {})
    }
    assert missing == set(), "the old code asks for these; leave them for one version more"
    needed = {
        (table, column)
        for table, columns in now.items()
        for column, is_optional in columns.items()
        if table in then["known"] and column not in then["known"][table] and not is_optional
    }
    assert needed == set(), "the old code cannot write a row without these; let them be empty or give them db_default"
    # What it wrote, the new code reads.
    assert Organisation.objects.count() > organisations
    assert Organisation.objects.filter(name_lt="Written by the old code").count() == 1
    assert Registration.objects.filter(name_called_by="Written by the old code").count() == 1
    assert Report.objects.filter(message="Written by the old code").count() == 1
