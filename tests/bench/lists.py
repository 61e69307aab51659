"""How many pages a second: the portal beside an empty Django view and a plain list, under the same server, in rounds.

All servers run at once and are asked one after the other, again and again: on a busy machine only ratios within one run
count, and of those the medians.
"""

# What is measured is printed.
# ruff: noqa: T201
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tests import site
from tests.bench import records
from tests.databases import connected_to, own_database, starter_content

DATABASE = "test_kartu_bench"
ROUNDS, SECONDS, WORKERS, CONNECTIONS = 5, 3, 2, 8
BARE, PLAIN = "bare Django view", "plain Django list"
PORTAL, CACHED = "portal, not cached", "portal, from the page cache"
SERVERS = {
    BARE: {"DJANGO_SETTINGS_MODULE": "tests.bench.plain_settings", "BENCH_BARE": "1"},
    PLAIN: {"DJANGO_SETTINGS_MODULE": "tests.bench.plain_settings"},
    PORTAL: {"PAGE_CACHE": "0"},
    CACHED: {"PAGE_CACHE": "1"},
}
LISTS = {"events": "/en/events/", "services": "/en/services/", "jobs": "/en/jobs/", "partners": "/en/networks/"}
OTHERS = {"coordinators": "/en/networks/coordinators/", "home": "/en/", "open data": "/en/data/services.json"}
CALENDAR = {"calendar": "/en/events/calendar.ics"}
PATHS = {
    BARE: {"constant": "/bare/"},
    PLAIN: {"events": "/list/"},
    PORTAL: {**LISTS, **OTHERS, **CALENDAR},
    CACHED: LISTS,
}


def measure(amount):
    """Print a table and JSON: requests a second, and how many times a plain list and a bare view that is."""
    if not shutil.which("wrk"):
        sys.exit("Lists are measured with wrk (apt install wrk).")
    with ExitStack() as stack:
        stack.enter_context(own_database(DATABASE, starter_content()))
        with connected_to(DATABASE):
            records.fill(amount)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {name: stack.enter_context(server(extra, folder)) for name, extra in SERVERS.items()}
        found = {}
        for _ in range(ROUNDS):
            for name, paths in PATHS.items():
                for label, path in paths.items():
                    found.setdefault((name, label), []).append(requests_a_second(urls[name] + path))
    report(amount, {key: statistics.median(values) for key, values in found.items()})


@contextmanager
def server(extra, folder):
    url = f"http://127.0.0.1:{free_port()}"
    environment = {**site.server_environment(url, folder / "static"), "SITE_DATABASE": DATABASE, **extra}
    if not (folder / "static").exists():
        site.collect_static({**environment, "DJANGO_SETTINGS_MODULE": "tests.site_settings"})
    application = "portal.wsgi:application" if "PAGE_CACHE" in extra else "tests.bench.plain_wsgi:application"
    options = ["--bind", url.partition("://")[2], "--workers", str(WORKERS), "--log-level", "warning"]
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, *options, "--no-control-socket"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        time.sleep(15)
        yield url
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def requests_a_second(url):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--timeout", "30s", "-H", "Accept-Encoding: br"]
    subprocess.run([*command, "-d1s", url], check=True, capture_output=True)
    text = subprocess.run([*command, f"-d{SECONDS}s", url], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text:
        raise RuntimeError(f"{url} does not answer as it should:\n{text}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def report(amount, medians):
    bare, plain = medians[BARE, "constant"], medians[PLAIN, "events"]
    print(
        f"\n{timezone.localdate()}, {os.cpu_count()} processors, {amount:,} records of each kind, {WORKERS} workers\n"
    )
    print("| what | page | requests a second | against the plain list | against the bare view |")
    print("| --- | --- | --: | --: | --: |")
    for (name, label), value in medians.items():
        print(f"| {name} | {label} | {value:,.1f} | {value / plain:.2f} × | {value / bare:.3f} × |")
    print(json.dumps({f"{name}: {label}": round(value, 1) for (name, label), value in medians.items()}))
