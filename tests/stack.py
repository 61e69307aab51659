"""The production stack on this machine's loopback: PostgreSQL over TCP, gunicorn as in the Dockerfile, worker, Caddy.

Everything is made anew in a folder of its own and gone at the end; only processes started here are ended. For
``make attack``. Caddy is used where there is one (in PATH, or named by the variable CADDY).
"""

import contextlib
import ctypes
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from portal.trial.embedded_postgres.server import PROGRAMS
from tests.dockerfile import command_of, stages_of
from tests.tree import ROOT

HOST = "127.0.0.1"
NAME, USER = "kartu", "kartu"


def end_with_us():
    """Have the system end this process when we are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_for(what, seconds, said=""):
    """Return what ``what`` returns once it is true; raise TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError, HTTPException):
            if found := what():
                return found
        time.sleep(0.1)
    raise TimeoutError(said or what.__name__)


class Database:
    """A server of its own, which can be stopped and started again."""

    def __init__(self, folder, port):
        self.data, self.port, self.log, self.process = folder / "postgres", port, folder / "postgres.log", None
        self.data.mkdir(mode=0o700)
        self.identity = {}
        if not os.geteuid():
            nobody = pwd.getpwnam("nobody")
            os.chown(self.data, nobody.pw_uid, nobody.pw_gid)
            self.identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        rules = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        self.run("initdb", "-D", self.data, "-U", USER, "--auth=trust", *rules, "--no-instructions")

    def popen(self, program, *words):
        with open(self.log, "ab") as log:
            command = [str(PROGRAMS / program), *map(str, words)]
            options = {"stdout": log, "stderr": log, "cwd": "/", "start_new_session": True}
            return subprocess.Popen(command, preexec_fn=end_with_us, **options, **self.identity)

    def run(self, program, *words):
        assert self.popen(program, *words).wait() == 0, self.log.read_text()[-2000:]

    def start(self):
        settings = {"listen_addresses": HOST, "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = self.popen("postgres", "-D", self.data, *words)
        wait_for(self.answers, 30)

    def answers(self):
        ready = [str(PROGRAMS / "pg_isready"), "-h", HOST, "-p", str(self.port), "-q"]
        return subprocess.run(ready, check=False).returncode == 0

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGQUIT)  # at once, as if the machine had gone
            self.process.wait(30)
            self.process = None


class Stack:
    def __init__(self, folder):
        self.folder, self.children = folder, {}
        self.ports = {name: free_port() for name in ("database", "site", "probes", "smtp", "proxy", "admin")}
        self.caddy = os.environ.get("CADDY") or shutil.which("caddy")
        self.media = folder / "media"
        self.media.mkdir()
        self.door = self.ports["proxy" if self.caddy else "site"]
        self.database = Database(folder, self.ports["database"])

    def variables(self):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "tests.site_settings",
            "DATABASE_URL": f"postgres://{USER}@{HOST}:{self.ports['database']}/{NAME}",
            "SITE_DATABASE": NAME,
            "SITE_STATIC_ROOT": str(self.folder / "static"),
            "MEDIA_ROOT": str(self.media),
            "SECRET_KEY": "only-for-attacks",
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"http://{HOST}:{self.door}",
            "DEBUG": "0",
            "HTTPS": "0",
            "TRUSTED_PROXIES": "1" if self.caddy else "0",
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(self.ports["smtp"]),
            "PROBE_PORT": str(self.ports["probes"]),
            "WEB_CONCURRENCY": "2",
        }

    def start(self):
        """Make the database and start everything; return once pages are there."""
        self.database.start()
        self.database.run("createdb", "-h", HOST, "-p", self.ports["database"], "-U", USER, NAME)
        for command in (["compile_catalogues"], ["migrate", "--noinput"], ["createcachetable"], ["sync_roles"]):
            self.manage(*command)
        self.manage("collectstatic", "--noinput")
        # What the Dockerfile starts, at an address of ours.
        _base, last = stages_of((ROOT / "Dockerfile").read_text(encoding="utf-8"))
        (command,) = [command_of(argument) for instruction, argument in last.steps if instruction == "CMD"]
        words = [f"{HOST}:{self.ports['site']}" if word == "0.0.0.0:8000" else word for word in command]
        assert words != command, "the Dockerfile binds to another address than this file knows"
        self.children["site"] = self.popen(sys.executable, "-m", *words)
        self.start_worker()
        if self.caddy:
            self.children["proxy"] = self.popen(
                self.caddy, "run", "--adapter", "caddyfile", "--config", self.caddyfile()
            )
        wait_for(lambda: self.get("/").status == 200, 60, "the first page")

    def caddyfile(self):
        """The project's own, with the names of containers as addresses here."""
        text = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
        names = {
            "{$DOMAIN}": f"http://{HOST}:{self.door}",
            "web:8000": f"{HOST}:{self.ports['site']}",
            "web:8001": f"{HOST}:{self.ports['probes']}",
            "root * /srv": f"root * {ROOT / 'deploy'}",
            "{\n\tservers": f"{{\n\tadmin {HOST}:{self.ports['admin']}\n\tservers",
        }
        for name, here in names.items():
            assert name in text, f"{name} is not in deploy/Caddyfile"
            text = text.replace(name, here)
        (self.folder / "Caddyfile").write_text(text)
        return self.folder / "Caddyfile"

    def start_worker(self):
        self.children["worker"] = self.popen(sys.executable, "manage.py", "work")

    def kill_worker(self):
        self.children["worker"].kill()
        self.children.pop("worker").wait()

    def popen(self, *command):
        with open(self.folder / "log", "ab") as log:
            environment = self.variables() | {"XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
            options = {"cwd": ROOT, "env": environment, "stdout": log, "stderr": log, "start_new_session": True}
            return subprocess.Popen([str(word) for word in command], preexec_fn=end_with_us, **options)

    def manage(self, *words):
        command = [sys.executable, "manage.py", *words, "--verbosity", "0"] if "sync_roles" not in words else None
        command = command or [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.variables(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def get(self, path, port=None, timeout=60):
        return Visitor(self, port=port, timeout=timeout).get(path)

    def stop(self):
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(25)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self.database.stop()


class Answer:
    def __init__(self, response, seconds):
        self.status, self.headers, self.text = (
            response.status,
            response.headers,
            response.read().decode(errors="replace"),
        )
        self.seconds, self.location = seconds, response.headers.get("Location", "")


class Visitor:
    """Somebody with a network address and a cookie of his or her own; the loopback has sixteen million addresses."""

    def __init__(self, stack, address=HOST, port=None, timeout=60):
        self.stack, self.address, self.port, self.timeout = stack, address, port or stack.door, timeout
        self.cookies = {}

    def ask(self, method, path, typed=None):
        began = time.monotonic()
        body = urlencode(typed) if typed is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        door = HTTPConnection(HOST, self.port, timeout=self.timeout, source_address=(self.address, 0))
        with contextlib.closing(door):
            door.request(method, path, body, headers)
            response = door.getresponse()
            answer = Answer(response, time.monotonic() - began)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path):
        return self.ask("GET", path)

    def open_form(self, path):
        """The hidden fields of the form on a page."""
        page = self.get(path).text
        found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page)
        return dict(found)

    def post(self, path, typed):
        return self.ask("POST", path, typed)
