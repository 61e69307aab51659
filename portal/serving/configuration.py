"""How gunicorn serves: threads, so that a slow reader costs a thread and not a process; docs/decisions/0040."""

import os
from pathlib import Path

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))
# A process whose own loop says nothing for so long is ended; a slow page is not its loop.
timeout = 60
graceful_timeout = 20
# Longer than the proxy keeps its connections: else it may send a request into one that just closed.
keepalive = 150
max_requests, max_requests_jitter = 20_000, 2_000
loglevel = "warning"
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 (gunicorn's sign of life, not data)
    worker_tmp_dir = "/dev/shm"  # noqa: S108
