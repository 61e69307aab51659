"""Databases of the tests: made once, kept between runs, copied for each process in a moment.

One template has the tables, another also the starter content and the examples. Their names end in a fingerprint of what
they are made from; what the fingerprint no longer fits is dropped.
"""

import contextlib
import hashlib
from io import StringIO

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from content.models import Content
from tests.factories import LONG_AGO
from tests.tree import ROOT, application_files, tracked

PREFIX = "test_kartu_template"


def tables():
    """The name of a database with all tables and no record."""
    made_from = [*tracked("*/migrations/*.py"), *tracked("*search.py"), *tracked("portal/search/s*.py")]
    made_from += tracked("portal/page_cache/*.py")
    return _template("tables", _fingerprint([*made_from, ROOT / "requirements.txt"]), _make_tables)


def starter_content():
    """The name of a database with the starter content and the examples, which tell of days around today."""
    source = tables()
    files = [*application_files(), *tracked("portal/starter/*"), *tracked("tests/databases.py")]
    made_from = _fingerprint(files, source, str(timezone.localdate()))
    return _template("starter", made_from, load_starter, source)


def load_starter():
    """Starter content and examples, public since long ago: a test may move its clock to any day."""
    call_command("load_starter", examples=True, verbosity=0, stdout=StringIO())
    for model in apps.get_models():
        if issubclass(model, Content):
            model.objects.filter(published_at__isnull=False).update(published_at=LONG_AGO)


def _make_tables():
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _fingerprint(files, *words):
    found = hashlib.sha256(" ".join(words).encode())
    for file in sorted(set(files)):
        found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return found.hexdigest()[:12]


def _template(kind, fingerprint, fill, source="template0"):
    """The template of that kind; who comes first makes it, the other processes wait."""
    name = f"{PREFIX}_{kind}_{fingerprint}"
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        # Making one takes longer than a page may wait.
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"{PREFIX}_{kind}"])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{PREFIX}_{kind}_"])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            _make(cursor, name, fill, source)
    return name


def _make(cursor, name, fill, source):
    """Under another name until it is whole: what was left half made is no template."""
    draft = f"{PREFIX}_draft_{name.rpartition('_')[2]}"
    cursor.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{draft}" TEMPLATE "{source}"')
    with connected_to(draft):
        fill()
    cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


@contextlib.contextmanager
def own_database(name, template):
    """A copy of ``template`` called ``name``; gone at the end."""
    # A run that was killed may have left it.
    drop(name)
    run_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield
    finally:
        drop(name)


def drop(name):
    run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def use(name):
    """Let this process work on another database from now on; return the name of the one before."""
    usual = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = name
    # Django remembers the keys of content types; a test that empties its tables gives them other ones in its database.
    ContentType.objects.clear_cache()
    return usual


@contextlib.contextmanager
def connected_to(name):
    """The same for a while."""
    usual = use(name)
    try:
        yield
    finally:
        use(usual)


def run_sql(sql, *values):
    """Run it from outside all databases of ours: a database with a session on it can be neither copied nor dropped."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql, values or None)
