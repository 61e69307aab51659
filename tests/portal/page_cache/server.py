"""A PostgreSQL server of its own that a test may stop, and gunicorn in front of it."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connection

from portal.trial.embedded_postgres import server as embedded

NAME = "kartu_outage"


class Database:
    """Stopped and started at will; what is in it stays."""

    def __init__(self, folder):
        self.folder, self.data, self.process = folder, folder / "data", None
        # As root everything belongs to the user that PostgreSQL runs as.
        embedded._initialise(self.data)
        identity = embedded._identity()
        if identity:
            os.chown(folder, identity["user"], identity["group"])

    @property
    def url(self):
        return f"postgres://{embedded.USER}@{quote(str(self.folder), safe='')}:5432/{NAME}"

    def start(self):
        options = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}")
        with open(self.folder / "log", "ab") as log:
            self.process = embedded._popen("postgres", "-D", self.data, *options, output=log)
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(psycopg.OperationalError), self.connected("postgres"):
                return
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self):
        """As an administrator does: sessions are ended, nothing is lost."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def connected(self, name=NAME):
        return psycopg.connect(
            host=str(self.folder), port=5432, user=embedded.USER, dbname=name, autocommit=True, connect_timeout=5
        )

    def fill(self, template):
        """With a copy of a database of the tests' own server."""
        source = connection.get_connection_params()
        dump = [embedded.PROGRAMS / "pg_dump", "-h", source["host"], "-p", "5432", "-U", source["user"], template]
        with self.connected("postgres") as session:
            session.execute(f"CREATE DATABASE {NAME}")
        restore = [embedded.PROGRAMS / "psql", "-q", "-h", self.folder, "-p", "5432", "-U", embedded.USER, NAME]
        text = subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run([*restore, "-v", "ON_ERROR_STOP=1"], input=text, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def own_server(template):
    # A path of small letters: it becomes the host of an address.
    with tempfile.TemporaryDirectory(prefix="kartu-outage-", dir="/tmp") as folder:
        database = Database(Path(folder))
        database.start()
        try:
            database.fill(template)
            yield database
        finally:
            if database.process.poll() is None:
                database.stop()
