"""Django's PostgreSQL backend, which does not let one request after the other wait for a database that is away."""

import time
from contextlib import contextmanager

from django.db.backends.postgresql import base

# An attempt that took so long was waiting for nobody; one that is refused at once costs nothing.
SLOW_SECONDS = 1
# After it nobody else tries for so long.
REST_SECONDS = 3


class Rest:
    """What the threads of a process tell each other: a moment ago nobody answered."""

    def __init__(self):
        self.until = 0.0

    @contextmanager
    def unless_away(self, error):
        """Raise ``error`` at once while the last slow failure is fresh; notice one of the block."""
        began = time.monotonic()
        if began < self.until:
            raise error("The database did not answer a moment ago.")
        try:
            yield
        except error:
            if time.monotonic() - began >= SLOW_SECONDS:
                self.until = time.monotonic() + REST_SECONDS
            raise
        self.until = 0.0


REST = Rest()


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        with REST.unless_away(self.Database.OperationalError):
            return super().get_new_connection(conn_params)
