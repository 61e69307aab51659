"""``make dates``: the tests on other days than today, each with a wall clock set from outside, which goes on.

What needs a browser or the running site is left out. ``python -m tests.dates "in 400 days"`` runs one clock.
Needs Debian's package faketime (libfaketime): it tells the time to every process that the tests start.
"""

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from tests.tree import ROOT

LIBRARIES = ["/usr/lib/*/faketime/libfaketimeMT.so.1", "/opt/homebrew/lib/faketime/libfaketimeMT.1.dylib"]
# One clock must not hold up the others for ever.
SECONDS = 30 * 60
COMMAND = [
    *(sys.executable, "-m", "pytest", "-q", "--kinds", "plain,database,starter", "-m", "not slow"),
    *("--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"),
]


def clocks():
    """Name -> local time in Vilnius to begin with."""
    today = datetime.now().replace(hour=11, minute=0, second=0, microsecond=0)  # noqa: DTZ005 (the machine's wall clock)
    sunday = today + timedelta(days=(6 - today.weekday()) % 7 or 7)
    return {
        "tomorrow": today + timedelta(days=1),
        "in 400 days": today + timedelta(days=400),
        "29 February 2028": datetime(2028, 2, 29, 11),  # noqa: DTZ001
        "31 December, 23:50": datetime(today.year, 12, 31, 23, 50),  # noqa: DTZ001
        # The hour before the clocks change in Lithuania: 03:00 becomes 04:00, and in autumn 04:00 becomes 03:00.
        "summer time begins": datetime(2027, 3, 28, 2, 55),  # noqa: DTZ001
        "summer time ends": datetime(2027, 10, 31, 2, 55),  # noqa: DTZ001
        "a Sunday": sunday,
    }


def library():
    """libfaketime, or None."""
    found = [file for pattern in LIBRARIES for file in Path("/").glob(pattern[1:])]
    return found[0] if found else None


def run(moment):
    """Run the tests with that clock; return the exit status."""
    environment = os.environ | {
        "LD_PRELOAD": str(library()),
        "FAKETIME": f"@{moment:%Y-%m-%d %H:%M:%S}",
        # Waiting is not measured by the wall clock.
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "Europe/Vilnius",
    }
    try:
        return subprocess.run(COMMAND, cwd=ROOT, env=environment, check=False, timeout=SECONDS).returncode
    except subprocess.TimeoutExpired:
        return f"not done in {SECONDS // 60} minutes"


def main(names):
    known = clocks()
    if library() is None:
        sys.exit("Install libfaketime first: apt-get install faketime")
    if unknown := set(names) - known.keys():
        sys.exit(f"No such clock: {', '.join(unknown)}. There are: {', '.join(known)}")
    results = {}
    for name in names or known:
        sys.stdout.write(f"\n=== {name}: {known[name]:%A, %d %B %Y %H:%M}\n")
        sys.stdout.flush()
        begun = time.monotonic()
        results[name] = run(known[name]), time.monotonic() - begun
    sys.stdout.write("\n")
    for name, (status, seconds) in results.items():
        sys.stdout.write(f"{name:24}{'passed' if status == 0 else f'FAILED ({status})':20}{seconds:6.0f} s\n")
    return any(status != 0 for status, _seconds in results.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
