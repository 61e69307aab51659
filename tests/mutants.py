"""``make mutants``: one-line breaks of the code, each of which the nearest tests must find.

The breaks stand in mutants.toml. Each is tried in a process of its own, two side by side, within a bounded time; no
file is changed (tests/mutating.py). In the end the tests that found one run on the whole code and must pass there: what
fails anyway finds nothing. ``python -m tests.mutants phones`` tries those whose file has the word in its path.
"""

import ast
import contextlib
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from pathlib import Path

from tests.tree import ROOT

SECONDS = 40 * 60
SECONDS_EACH = 180
SIDE_BY_SIDE = 2
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
READY = "from tests.databases import starter_content; starter_content(); print('ready', flush=True); input()"
TESTS_FAILED = 1


def breaks():
    return tomllib.loads((ROOT / "tests/mutants.toml").read_text(encoding="utf-8"))["break"]


def unfit(row):
    """Why a break cannot be tried, or "": the line stands in the file once, and the tests are there."""
    file = ROOT / row["file"]
    if not file.exists():
        return "no such file"
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    if lines.count(row["old"].strip()) != 1:
        return f"the line stands there {lines.count(row['old'].strip())} times"
    try:
        broken(file.read_text(encoding="utf-8"), row)
    except ValueError as error:
        return str(error)
    missing = [path for path in row["tests"] if not (ROOT / path.partition("::")[0]).exists()]
    return f"no such tests: {missing}" if missing else ""


def broken(source, row):
    """The source with its line exchanged, indented as it was; without a new one the line is gone."""
    lines = source.split("\n")
    place = next(n for n, line in enumerate(lines) if line.strip() == row["old"].strip())
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    for new in [row["new"].strip()] if row["new"].strip() else ["", "pass"]:
        lines[place] = f"{indent}{new}".rstrip()
        if is_python("\n".join(lines)):
            return "\n".join(lines)
    raise ValueError("no Python without that line")


def is_python(source):
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


@contextlib.contextmanager
def databases():
    """The databases that all copy, made by the whole code before any is broken; their server runs until the end."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", READY]
    environment = environ(DJANGO_SETTINGS_MODULE="tests.settings")
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        if process.stdout.readline() != "ready\n":
            sys.exit("The databases of the tests could not be made.")
        yield
    finally:
        process.communicate("\n")


def environ(**variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return kept | variables


def caught_by(number, row, worker):
    """The test that found the break, "" when none did, and how pytest ended; ``worker`` names its own databases."""
    with tempfile.TemporaryDirectory() as folder:
        caught = Path(folder) / "caught"
        environment = environ(BREAK=str(number), BREAK_CAUGHT=str(caught), PYTEST_XDIST_WORKER=worker)
        command = [*PYTEST, "-p", "tests.mutating", "-x", "-m", "not browser", *row["tests"]]
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS_EACH, check=False
            )
        except subprocess.TimeoutExpired:
            return "", f"no end within {SECONDS_EACH} s"
        # Any other end, code that cannot be imported above all, says nothing about the tests.
        if done.returncode == TESTS_FAILED and caught.exists():
            return caught.read_text(encoding="utf-8"), ""
        return "", f"{done.stdout}{done.stderr}".strip().rpartition("\n")[2]


def try_all(rows, results):
    waiting, end = queue.Queue(), time.monotonic() + SECONDS
    for pair in rows:
        waiting.put(pair)

    def work(worker):
        while time.monotonic() < end:
            try:
                number, row = waiting.get_nowait()
            except queue.Empty:
                return
            start = time.monotonic()
            test, ended = caught_by(number, row, worker)
            results.append(test)
            sys.stdout.write(
                f"{'caught' if test else 'SURVIVED':8} {time.monotonic() - start:3.0f} s  {row['file']}: "
                f"{row['old'].strip()[:70]}\n{'':16}{test or ended}\n"
            )
            sys.stdout.flush()

    threads = [threading.Thread(target=work, args=(f"break{number}",)) for number in range(SIDE_BY_SIDE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def fails_anyway(tests):
    """What pytest says of these tests on the whole code, in the order of their files; "" when they pass."""
    if not tests:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted"
        wanted.write_text("\n".join(tests), encoding="utf-8")
        command = [*PYTEST, "-p", "tests.mutating", *sorted({test.partition("::")[0] for test in tests})]
        environment = environ(BREAK_TESTS=str(wanted))
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout[-3000:] if done.returncode else ""


def main(words):
    rows, results = list(enumerate(breaks())), []
    rows = [(number, row) for number, row in rows if not words or any(word in row["file"] for word in words)]
    if wrong := {f"{row['file']}: {row['old'].strip()}": reason for _, row in rows if (reason := unfit(row))}:
        sys.exit("\n".join(f"{line} ({reason})" for line, reason in wrong.items()))
    with databases():
        try_all(rows, results)
        failure = fails_anyway(set(results) - {""})
    caught = sum(bool(test) for test in results)
    sys.stdout.write(f"{failure}\n{caught} of {len(rows)} breaks are caught\n")
    return bool(failure) or caught != len(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
