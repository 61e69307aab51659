"""``manage.py serve``: the whole portal on one's own computer, by one command and for as long as it runs."""

import contextlib
import ctypes
import fcntl
import hashlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from portal.trial.defaults import NoPlaceError, told_plainly

FIRST_LOGIN = "staff@example.org"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_SECONDS = 60
STOP_SECONDS = 15
# A worker that ended is started again after a second, then two, four … at most:
LONGEST_PAUSE = 60
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (what to ask when bound to all)


class Stopped(BaseException):
    """Somebody asked us to stop."""


class Command(BaseCommand):
    help = "Prepares the database and the static files, then runs the site and the worker until Ctrl-C."
    # The system checks cost a second; make check runs them.
    requires_system_checks = ()

    def handle(self, **options):
        host, port = address()
        url = f"http://{'localhost' if host in {'127.0.0.1', *ANY_ADDRESS} else host}:{port}"
        stop_on_signals()
        try:
            with told_plainly(), only_one_here(url):
                require_free_port(host, port)
                self.prepare()
                self.run_site(host, port, url)
        except Stopped:
            self.say("Stopped.")
        except NoPlaceError as reason:
            raise CommandError(str(reason)) from reason
        finally:
            # The embedded database is stopped after this, at the end of the process:
            # a second Ctrl-C must not prevent that.
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)

    def say(self, text):
        # The terminal may be gone; stopping matters more than saying so.
        with contextlib.suppress(OSError):
            self.stdout.write(text)
            self.stdout.flush()

    def prepare(self):
        self.say("Preparing the database …")
        try:
            executor = MigrationExecutor(connection)
        except OperationalError as error:
            raise CommandError(f"The database cannot be reached: {error}") from error
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        call_command("compile_catalogues", verbosity=0)
        collect_static_files()
        call_command("createcachetable", verbosity=0)
        call_command("sync_roles")
        call_command("load_starter", if_empty=True, **({} if settings.DATABASE_URL else {"examples": True}))
        users = get_user_model().objects
        if not users.exists():
            password = secrets.token_urlsafe(12)
            users.create_superuser(email=FIRST_LOGIN, password=password)
            self.say(
                f"\nThe first staff login (shown only this once):\n\n    {FIRST_LOGIN}\n    {password}\n\n"
                "Change it after the first login.\n"
            )
        connection.close()

    def run_site(self, host, port, url):
        self.say("Starting the site …")
        children = {}
        try:
            children["site"] = start_child(
                *("-m", "gunicorn", "portal.wsgi:application", "--config", "python:portal.serving.configuration"),
                *("--bind", f"{f'[{host}]' if ':' in host else host}:{port}", "--graceful-timeout", "5"),
            )
            children["worker"] = start_worker()
            wait_for_answer(host, port, children)
            self.say(f"\nKartu runs:      {url}/\nThe back office: {url}/admin/\n\nCtrl-C stops it.")
            self.watch(children)
        finally:
            stop_children(children.values())

    def watch(self, children):
        """Start a worker that ended again: pages are read all the same. Raise CommandError once the site has ended."""
        pause, began = 1, time.monotonic()
        while not (dead := first_dead({"site": children["site"]})):
            time.sleep(0.2)
            if children["worker"].poll() is not None:
                if time.monotonic() - began > LONGEST_PAUSE:
                    pause = 1
                self.say(f"{first_dead({'worker': children['worker']})} It starts again in {pause} s.")
                time.sleep(pause)
                children["worker"], began = start_worker(), time.monotonic()
                pause = min(pause * 2, LONGEST_PAUSE)
        raise CommandError(dead)


def address():
    """Return HOST and PORT from the environment, or raise CommandError with what is wrong."""
    text = os.environ.get("PORT", "8000")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return os.environ.get("HOST") or "127.0.0.1", int(text)


def require_free_port(host, port):
    """Raise CommandError unless a server can be bound to the address."""
    try:
        family, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
            # Another server may be bound and listening on the same port under SO_REUSEADDR; listening tells.
            probe.listen(1)
    except OSError as error:
        raise CommandError(
            f"Cannot use {host}:{port}: {error.strerror or error}. Choose another port: PORT={next_port(port)} make run"
        ) from error


def next_port(port):
    return 8001 if port < 1024 or port == 65535 else port + 1


@contextlib.contextmanager
def only_one_here(url):
    """Hold the lock that allows one ``serve`` in this folder, or raise CommandError with the other one's address."""
    path = settings.BASE_DIR / ".data" / "serve.lock"
    path.parent.mkdir(mode=0o711, exist_ok=True)
    with open(path, "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(f"Kartu already runs from this folder: {lock.read() or 'it is starting'}") from None
        lock.truncate(0)
        lock.write(f"{url}/")
        lock.flush()
        yield


def stop_on_signals():
    def stop(number, frame):
        raise Stopped

    for number in STOP_SIGNALS:
        # nohup: the terminal may close without ending us.
        if not (number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN):
            signal.signal(number, stop)


def collect_static_files():
    """Run collectstatic unless nothing it reads has changed since the last time."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = os.stat(storage.path(path))
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def start_child(*arguments):
    """Start Python with ``arguments`` where Ctrl-C in our terminal does not reach it: we end it in good order."""
    end_with_us = None
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl

        def end_with_us():
            prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: nothing stays behind when we are killed

    return subprocess.Popen(  # noqa: S603 (our own programs)
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=end_with_us,
    )


def start_worker():
    return start_child("manage.py", "work")


def first_dead(children):
    """Return a sentence about a child that ended, or None."""
    for name, child in children.items():
        if child.poll() is not None:
            return f"The {name} ended by itself (exit code {child.returncode})."
    return None


def wait_for_answer(host, port, children):
    """Return once the first page is there; raise CommandError when a child ends or it takes too long."""
    host = ANY_ADDRESS.get(host, host)
    deadline = time.monotonic() + START_SECONDS
    status = None
    while time.monotonic() < deadline:
        if dead := first_dead(children):
            raise CommandError(dead)
        page = http.client.HTTPConnection(host, port, timeout=START_SECONDS)
        try:
            page.request("GET", "/", headers={"Host": f"localhost:{port}"})
            status = page.getresponse().status
            if status < 500:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            page.close()
        time.sleep(0.1)
    raise CommandError(f"The site gave no page within {START_SECONDS} seconds (last status: {status}).")


def stop_children(children):
    """End the children and everything they started; kill what does not end in time."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        # Its own session, so its process group is its own number; what is left in it dies with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
