"""How the portal is: what a probe may say aloud, and the figures for the town's own monitoring."""

import shutil
import time
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from content.letters.models import UndeliveredLetter
from content.letters.queue import QUEUES

# A worker says every ten seconds that it lives.
WORKER_SILENT_SECONDS = 60
# Below both the disk counts as full; PostgreSQL needs room to write down that something is deleted.
DISK_SHARE, DISK_BYTES = 0.05, 1_000_000_000
DISK_LEAST_BYTES = 100_000_000
# Whoever asks more often gets the same answer: a probe must not be a load.
KEPT_SECONDS = 3

HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
OLDEST_LETTER = """
    SELECT count(*), extract(epoch FROM now() - min(events.at))
    FROM procrastinate_jobs AS jobs
    LEFT JOIN procrastinate_events AS events ON events.job_id = jobs.id AND events.type = 'deferred'
    WHERE jobs.status IN ('todo', 'doing') AND jobs.queue_name = ANY(%s)
"""


@dataclass(frozen=True)
class State:
    """Seconds, bytes and counts; None: not known."""

    database: bool
    worker_silent: float | None = None
    letters_waiting: int | None = None
    oldest_letter: float | None = None
    letters_undelivered: int | None = None
    jobs_failed: int | None = None
    disk_free: int | None = None
    disk_total: int | None = None
    backup_age: float | None = None

    @property
    def worker_lives(self):
        return self.worker_silent is not None and self.worker_silent <= WORKER_SILENT_SECONDS

    @property
    def has_room(self):
        if self.disk_free is None:
            return True
        is_short = self.disk_free < self.disk_total * DISK_SHARE and self.disk_free < DISK_BYTES
        return not is_short and self.disk_free >= DISK_LEAST_BYTES

    def complaints(self):
        """What is wrong, in words for a log; nothing of it is a secret."""
        found = []
        if not self.database:
            return ["no database"]
        if not self.worker_lives:
            found.append("no worker")
        if not self.has_room:
            found.append("disk full")
        return found


def state_now():
    """The state, at most ``KEPT_SECONDS`` old."""
    return _state_of(int(time.monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=1)
def _state_of(_moment):
    outside = {"backup_age": backup_age(), **disk()}
    try:
        return State(database=True, **inside(), **outside)
    except DatabaseError:
        return State(database=False, **outside)


def inside():
    """What the database knows."""
    with connection.cursor() as cursor:
        cursor.execute(HEARTBEAT)
        (silent,) = cursor.fetchone()
        cursor.execute(OLDEST_LETTER, [list(QUEUES)])
        waiting, oldest = cursor.fetchone()
    return {
        "worker_silent": None if silent is None else float(silent),
        "letters_waiting": waiting,
        "oldest_letter": float(oldest or 0),
        "letters_undelivered": UndeliveredLetter.objects.waiting().count(),
        "jobs_failed": ProcrastinateJob.objects.filter(status="failed").count(),
    }


def disk():
    """The fullest of the places we write to."""
    places = [place for place in (settings.MEDIA_ROOT, settings.BASE_DIR / ".data") if place.exists()]
    if not places:
        return {}
    found = min((shutil.disk_usage(place) for place in places), key=lambda usage: usage.free)
    return {"disk_free": found.free, "disk_total": found.total}


def backup_age():
    try:
        return max(0.0, time.time() - settings.BACKUP_STAMP.stat().st_mtime)
    except OSError:
        return None


# --- Prometheus' text format ------------------------------------------------------------------------------------------

FIGURES = [
    ("database_up", "1 while the database answers", lambda state: int(state.database)),
    ("worker_heartbeat_age_seconds", "since a worker said that it lives", lambda state: state.worker_silent),
    ("letters_waiting", "letters in the queue, those to be tried again too", lambda state: state.letters_waiting),
    ("oldest_letter_age_seconds", "of the letter that waits longest; 0: none", lambda state: state.oldest_letter),
    ("letters_undelivered", "letters given up that staff have not looked at", lambda state: state.letters_undelivered),
    ("jobs_failed", "other work that failed in the last two weeks", lambda state: state.jobs_failed),
    ("disk_free_bytes", "where the portal writes", lambda state: state.disk_free),
    ("disk_total_bytes", "where the portal writes", lambda state: state.disk_total),
    ("backup_age_seconds", "of the newest backup; missing: none was made", lambda state: state.backup_age),
    ("ready", "1 while /readyz says ok", lambda state: int(not state.complaints())),
]


def as_metrics(state):
    """All figures that are known, as Prometheus reads them."""
    lines = []
    for name, meaning, value_of in FIGURES:
        if (value := value_of(state)) is not None:
            lines += [f"# HELP kartu_{name} {meaning}", f"# TYPE kartu_{name} gauge", f"kartu_{name} {value:g}"]
    return "\n".join(lines) + "\n"
