"""A door of its own for probes, in each process of the site: health is told however busy the pages are.

It listens on ``settings.PROBE_PORT`` and is for inside only: no proxy leads to ``/metrics``.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.conf import settings
from django.db import connection

from portal.serving.state import as_metrics, state_now

METRICS = "text/plain; version=0.0.4; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


def health():
    return 200, PLAIN, "ok"


def readiness():
    complaints = state_now().complaints()
    return (503, PLAIN, ", ".join(complaints)) if complaints else (200, PLAIN, "ok")


def metrics():
    return 200, METRICS, as_metrics(state_now())


ANSWERS = {"/healthz": health, "/readyz": readiness, "/metrics": metrics}


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        answer = ANSWERS.get(self.path.partition("?")[0])
        try:
            status, kind, text = answer() if answer else (404, PLAIN, "not here")
        finally:
            # The thread ends with the request; its connection would stay.
            connection.close()
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_HEAD = do_GET  # noqa: N815 (the library's name)

    def log_message(self, *arguments):
        """Nobody wants a line per probe."""


class Server(ThreadingHTTPServer):
    # Every process of the site listens; the system chooses one.
    allow_reuse_port = True
    daemon_threads = True


def open_probes(host="0.0.0.0"):  # noqa: S104 (inside a container; nothing leads there from outside)
    """Answer probes from now on in a thread; return the server, or None where no port is set."""
    if not settings.PROBE_PORT:
        return None
    server = Server((host, settings.PROBE_PORT), Handler)
    threading.Thread(target=server.serve_forever, name="probes", daemon=True).start()
    return server
