"""How long each kind of process may wait for the database: a lock held by one must not stop what all others do.

A process says what it is by the variable ``KARTU_ROLE``, which ``portal/wsgi.py`` and ``manage.py`` set.
"""

from dataclasses import dataclass

# In whole seconds; libpq gives up an address after it. More addresses of one name: so long for each.
CONNECT_SECONDS = 3


@dataclass(frozen=True)
class Limits:
    """In seconds; 0: none."""

    statement: float
    lock: float
    idle_in_transaction: float


LIMITS = {
    # A reader waits for a page; nothing of a page takes a second.
    "web": Limits(statement=8, lock=2, idle_in_transaction=15),
    "worker": Limits(statement=300, lock=10, idle_in_transaction=300),
    # While a migration waits for its lock, everybody else waits behind it: rather try again.
    "migration": Limits(statement=0, lock=3, idle_in_transaction=600),
    "command": Limits(statement=0, lock=60, idle_in_transaction=0),
}
# The names of commands, as ``manage.py`` is called with them.
COMMANDS = {"work": "worker", "procrastinate": "worker", "migrate": "migration"}


def role_of_command(words):
    """The role for the words after ``manage.py``."""
    return COMMANDS.get(words[0] if words else "", "command")


def connection_options(role):
    """The part of Django's database settings that holds the limits of the role.

    The last ones are for a server whose machine is gone: without them the operating system waits for a quarter of an
    hour.
    """
    limits = LIMITS[role]
    waits = {
        "statement_timeout": limits.statement,
        "lock_timeout": limits.lock,
        "idle_in_transaction_session_timeout": limits.idle_in_transaction,
    }
    return {
        "options": " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in waits.items()),
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
