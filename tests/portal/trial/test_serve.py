"""``manage.py serve`` as a person starts it: in a folder of its own, with a real database, site and worker."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

# What a copy of the project needs not have; the folders that come about by running it above all.
LEFT_OUT = {
    ".git",
    ".venv",
    ".data",
    ".ci",
    "docs",
    "tests",
    "staticfiles",
    "media",
    "screenshots",
    "htmlcov",
    "__pycache__",
}
# A space, a quote, letters that are not ASCII, and longer than the path of a socket may be.
FOLDER = "My 'Kartu' " + "ilgas kelias ąčę " * 6 + "galas"
LINUX = sys.platform == "linux"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project whose database is this module's own."""
    folder = tmp_path_factory.mktemp("serve") / FOLDER
    shutil.copytree(settings.BASE_DIR, folder, ignore=lambda _, names: LEFT_OUT.intersection(names))
    yield folder
    for process in processes_of(folder):  # only if a test failed
        os.kill(process, signal.SIGKILL)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**variables):
    ours = {
        "DATABASE_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DJANGO_SETTINGS_MODULE",
        "PORT",
        "HOST",
        "SITE_URL",
        "HTTPS",
    }
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.endswith("_FILE")}
    return kept | {name: str(value) for name, value in variables.items()}


class Serve:
    """A running ``serve`` and what it printed."""

    def __init__(self, folder, port):
        self.log = open(folder.parent / f"serve-{port}.log", "w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=folder,
            env=environment(PORT=port),
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    @property
    def output(self):
        self.log.seek(0)
        return self.log.read()

    def wait_until_it_runs(self):
        deadline = time.monotonic() + 240
        while "Ctrl-C stops it" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


@contextlib.contextmanager
def serving(folder, port):
    serve = Serve(folder, port)
    try:
        serve.wait_until_it_runs()
        yield serve
    finally:
        if serve.process.poll() is None:
            serve.end(signal.SIGTERM)
        serve.log.close()


def get(port, path):
    page = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        page.request("GET", path, headers={"Host": "localhost"})
        return page.getresponse().status
    finally:
        page.close()


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def processes_of(folder):
    """Return the living processes that work in the folder or serve a database in it: number -> command."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if command and (str(folder) in command or (entry / "cwd").readlink().is_relative_to(folder)):
                found[int(entry.name)] = command
    return found


def wait_until_gone(folder):
    deadline = time.monotonic() + 30
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    return processes_of(folder)


def run(folder, *arguments, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_first_start_makes_everything_and_ctrl_c_leaves_nothing(project, port):
    with serving(project, port) as serve:
        assert get(port, f"/{settings.LANGUAGE_CODE}/") == 200
        assert becomes_ready(port)
        assert f"http://localhost:{port}/admin/" in serve.output
        assert re.search(r"staff@example\.org\n +\S{12,}\n", serve.output)

        second = run(project, "serve", PORT=port + 1)
        assert second.returncode == 1
        assert f"Kartu already runs from this folder: http://localhost:{port}/" in second.stderr

        # A command beside it joins the same database and does not stop it when it ends.
        beside = run(
            project,
            "shell",
            "-v0",
            "-c",
            "from django.contrib.auth import get_user_model as g; print(g().objects.count())",
        )
        assert beside.stdout.strip() == "1", beside.stderr
        assert get(port, "/readyz") == 200
        assert serve.end(signal.SIGINT) == 0
    assert not LINUX or wait_until_gone(project) == {}
    assert is_free(port)
    assert (project / ".data" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not LINUX, reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_later_start_keeps_the_data_and_every_end_leaves_nothing(project, port, number):
    start = time.monotonic()
    with serving(project, port) as serve:
        assert time.monotonic() - start < 30
        assert "first staff login" not in serve.output
        assert get(port, f"/{settings.LANGUAGE_CODE}/") == 200
        assert serve.end(number) == (-number if number == signal.SIGKILL else 0)
    assert wait_until_gone(project) == {}
    assert is_free(port)


def becomes_ready(port):
    """Whether /readyz is green within half a minute: the worker says that it lives some moments after its start."""
    deadline = time.monotonic() + 30
    while (status := get(port, "/readyz")) != 200 and time.monotonic() < deadline:
        time.sleep(0.3)
    return status == 200


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_dead_site_ends_the_worker_and_says_so(project, port):
    with serving(project, port) as serve:
        victim = min(number for number, command in processes_of(project).items() if "gunicorn" in command)
        os.kill(victim, signal.SIGKILL)
        assert serve.process.wait(timeout=60) == 1
        assert "The site ended by itself" in serve.output
        assert "Traceback" not in serve.output
    assert wait_until_gone(project) == {}


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_dead_worker_is_started_again_and_readers_do_not_notice(project, port):
    def workers():
        return {number for number, command in processes_of(project).items() if "manage.py work" in command}

    with serving(project, port) as serve:
        assert becomes_ready(port)
        (victim,) = workers()
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while not workers() - {victim} and time.monotonic() < deadline:
            assert get(port, f"/{settings.LANGUAGE_CODE}/") == 200
            time.sleep(0.1)
        assert len(workers() - {victim}) == 1
        assert "The worker ended by itself" in serve.output
        assert "It starts again in 1 s." in serve.output
        assert serve.process.poll() is None
    assert wait_until_gone(project) == {}


@pytest.mark.skipif(not LINUX or os.geteuid() != 0, reason="only root can make a folder read-only for root")
@pytest.mark.parametrize("is_new", [True, False])
def test_read_only_folder_is_said_plainly(project, tmp_path, port, is_new):
    folder = project
    if is_new:
        folder = tmp_path / "kartu"
        shutil.copytree(project, folder, ignore=lambda _, names: {".data"}.intersection(names))
    closed = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" && exec "$2" manage.py serve'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", closed, "sh", str(folder), sys.executable],
        env=environment(PORT=port, PYTHONDONTWRITEBYTECODE=1),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "Kartu cannot write to its folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_killed_database_comes_back(project, port):
    with serving(project, port):
        server = int((project / ".data" / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(server, signal.SIGKILL)
        statuses = []
        for _ in range(40):
            statuses.append(get(port, "/readyz"))
            if statuses[-1] == 200 and len(statuses) > 2:
                break
            time.sleep(0.25)
        assert set(statuses) <= {200, 503}
        assert statuses[-1] == 200
    assert wait_until_gone(project) == {}


def test_taken_port_is_said_plainly(project):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(project, "serve", PORT=port)
    assert done.returncode == 1
    assert f"PORT={port + 1 if port < 65535 else 8001} make run" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["abc", "0", "70000", "-1", "٨"])
def test_port_that_is_no_port_is_said_plainly(project, text):
    done = run(project, "serve", PORT=text)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "PORT must be a number" in done.stderr
