"""The commands of the server: upgrade, back again, restore drill. Docker is played, PostgreSQL's tools are real."""

import os
import shutil
import subprocess

import pytest
from django.db import connection

from directory.models import Organisation
from portal.trial.embedded_postgres.server import PROGRAMS
from tests import databases
from tests import factories as make
from tests.tree import ROOT

# Writes down what it is asked for; runs the tools of the database here, as the container would there.
DOCKER = """#!/bin/sh
echo "$KARTU_VERSION: $*" >>"$PLAYED"
if [ "$1 $2 $3 $4" = "compose exec -T database" ]; then
    shift 4
    tool="$1"; shift
    exec "$PROGRAMS/$tool" "$@"
fi
case "$*" in *"build"*) [ ! -e "$BROKEN" ] || exit 1;; esac
"""


@pytest.fixture
def server(tmp_path):
    """A server with the project from a repository, with a docker that is played; (run, repository, log)."""
    origin, here, tools = tmp_path / "origin", tmp_path / "kartu", tmp_path / "tools"
    (origin / "deploy").mkdir(parents=True)
    tools.mkdir()
    for name in ("upgrade", "rollback", "restore-drill"):
        shutil.copy(ROOT / "deploy" / name, origin / "deploy")
    (tools / "docker").write_text(DOCKER)
    (tools / "backup").write_text("#!/bin/sh\necho backup >>$PLAYED\n")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    git(origin, "init", "--quiet", "--initial-branch=main")
    release(origin, "1.0")
    git(tmp_path, "clone", "--quiet", str(origin), str(here))
    (here / ".env").write_text("DOMAIN=kartu.example.lt\n")
    (here / ".git/info/exclude").write_text(".env\n")
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PLAYED": str(tmp_path / "played"),
        "BROKEN": str(tmp_path / "broken"),
        "PROGRAMS": str(PROGRAMS),
        "KARTU_BACKUP": str(tools / "backup"),
    }

    def run(name, *words, **more):
        command = [f"deploy/{name}", *map(str, words)]
        return subprocess.run(
            command, cwd=here, env=environment | more, capture_output=True, text=True, check=False, timeout=100
        )

    return run, origin, tmp_path


def git(folder, *words):
    who = ["-c", "user.name=x", "-c", "user.email=x@example.lt", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def release(origin, version):
    (origin / "version").write_text(version)
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", version)
    git(origin, "tag", version)


def test_upgrade_makes_an_image_of_the_version_and_rollback_starts_the_one_before(server):
    run, origin, folder = server
    assert run("rollback").returncode == 1, "there is nothing before the first"
    for version in ("1.0", "1.1", "1.2"):
        if version != "1.0":
            release(origin, version)
        answer = run("upgrade")
        assert answer.returncode == 0, answer.stderr
    played = (folder / "played").read_text().splitlines()
    assert played[-3:] == ["backup", "1.2: compose build --pull", "1.2: compose up --detach --wait"]

    (folder / "played").unlink()
    assert run("rollback").returncode == 0
    assert (folder / "played").read_text().splitlines() == [
        ": image inspect kartu:1.1",
        "1.1: compose up --detach --no-build --wait",
    ]
    assert (folder / "kartu/.env").read_text() == "DOMAIN=kartu.example.lt\nKARTU_VERSION=1.1\nKARTU_BEFORE=1.2\n"


def test_upgrade_that_cannot_be_built_or_has_no_backup_changes_nothing(server):
    run, origin, folder = server
    run("upgrade")
    before = (folder / "kartu/.env").read_text()
    release(origin, "1.1")

    assert run("upgrade", KARTU_BACKUP="/nowhere").returncode == 1
    (folder / "broken").touch()
    assert run("upgrade").returncode == 1

    assert (folder / "kartu/.env").read_text() == before
    assert "1.1: compose up" not in (folder / "played").read_text()


@pytest.fixture
def kartu(django_test_environment, django_db_setup, django_db_blocker):
    """A database called as on a server, with one organisation; how the tools of PostgreSQL reach it."""
    with (
        django_db_blocker.unblock(),
        databases.own_database("kartu", databases.tables()),
        databases.connected_to("kartu"),
    ):
        databases.run_sql("DROP ROLE IF EXISTS kartu")
        databases.run_sql("CREATE ROLE kartu SUPERUSER LOGIN")
        make.make_organisation()
        server = connection.connection.info
        yield {"PGHOST": server.host, "PGPORT": str(server.port), "PGPASSWORD": server.password, "PGUSER": server.user}
        databases.run_sql("DROP ROLE kartu")


def test_restore_drill_restores_beside_and_ends_with_the_rows_of_each_table(server, kartu):
    run, _origin, folder = server
    copy = folder / "2027-01-31.dump"
    with open(copy, "wb") as file:
        dump = [PROGRAMS / "pg_dump", "--format=custom", "kartu"]
        subprocess.run(dump, stdout=file, env=os.environ | kartu, check=True)
    make.make_organisation()

    answer = run("restore-drill", copy, **kartu)

    assert answer.returncode == 0, answer.stderr
    rows = {words[0]: words[1:] for line in answer.stdout.splitlines() if len(words := line.split()) == 3}
    assert rows["directory_organisation"] == ["1", "2"]
    assert f"{len(connection.introspection.table_names())} tables" in answer.stdout.splitlines()[-1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'kartu_drill'")
        assert cursor.fetchone() == (0,)
    assert Organisation.objects.count() == 2, "the database in use is left alone"

    copy.write_bytes(copy.read_bytes()[:2000])
    assert run("restore-drill", copy, **kartu).returncode != 0
