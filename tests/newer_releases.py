"""Run a command while a registry offers newer releases of everything: whatever is pinned must not care.

``python3 -m tests.newer_releases make check`` gives the command's status, or 1 if a newer release was
taken. It needs nothing but Python: it stands before the first installation.
"""

import contextlib
import hashlib
import io
import os
import re
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEWER = "9999.0"


def listed_names():
    lists = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-dev.txt"))
    return {*re.findall(r"^([a-z0-9-]+)==", lists, re.MULTILINE), "pip", "setuptools"}


def wheel(name):
    """The newer release: good enough to be chosen and installed, and empty."""
    info = f"{name.replace('-', '_')}-{NEWER}.dist-info"
    files = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {NEWER}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "".join(f"{info}/{part},,\n" for part in ("METADATA", "WHEEL", "RECORD")),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return stream.getvalue()


def answers():
    """Path → content, as PEP 503 lays an index out."""
    pages = {}
    for name in listed_names():
        content, file = wheel(name), f"{name.replace('-', '_')}-{NEWER}-py3-none-any.whl"
        link = f'<a href="/files/{file}#sha256={hashlib.sha256(content).hexdigest()}">{file}</a>'
        pages[f"/simple/{name}/"] = f"<!DOCTYPE html><html><body>{link}</body></html>".encode()
        pages[f"/files/{file}"] = content
    return pages


@contextlib.contextmanager
def registry():
    """A running registry; gives its address and the list of the paths it was asked for."""
    pages, asked = answers(), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            content = pages.get(self.path)
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", "application/zip" if self.path.endswith(".whl") else "text/html")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_arguments):
            """Keep quiet: what was asked for is told at the end."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple", asked
    finally:
        server.shutdown()
        server.server_close()


def indexes_so_far():
    """What pip is told already; the variable would hide what its configuration says."""
    if "PIP_EXTRA_INDEX_URL" in os.environ:
        return os.environ["PIP_EXTRA_INDEX_URL"]
    command = [sys.executable, "-m", "pip", "config", "get", "global.extra-index-url"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def main(command):
    with registry() as (address, asked):
        indexes = " ".join([*indexes_so_far().split(), address])
        status = subprocess.run(command, env=os.environ | {"PIP_EXTRA_INDEX_URL": indexes}, check=False).returncode
    packages = sum(path.startswith("/simple/") for path in asked)
    taken = [path for path in asked if path.startswith("/files/")]
    print(f"Newer releases were offered {packages} times, {len(taken)} taken.")  # noqa: T201
    return status or bool(taken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
