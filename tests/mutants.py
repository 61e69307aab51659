"""``make mutants``: one-line breaks of the code, each of which the nearest tests must find.

The breaks stand in mutants.toml; they are tried in copies of the project, two side by side, within a bounded time.
``python -m tests.mutants phones`` tries those whose file has the word in its path.
"""

import ast
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from pathlib import Path

from tests.tree import ROOT, tracked

SECONDS = 40 * 60
SECONDS_EACH = 180
SIDE_BY_SIDE = 2


def breaks(words=()):
    rows = tomllib.loads((ROOT / "tests/mutants.toml").read_text(encoding="utf-8"))["break"]
    return [row for row in rows if not words or any(word in row["file"] for word in words)]


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
    missing = [path for path in row["tests"] if not (ROOT / path).exists()]
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


def copy_of_project(folder):
    for file in tracked("*"):
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    # The files are listed by git there too.
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=folder, check=True)


def is_caught(folder, row):
    file = folder / row["file"]
    source = file.read_text(encoding="utf-8")
    file.write_text(broken(source, row), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", *row["tests"]]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        done = subprocess.run(
            command, cwd=folder, capture_output=True, env=environment, timeout=SECONDS_EACH, check=False
        )
        return done.returncode in {1, 2}
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(source, encoding="utf-8")


def try_all(rows, results):
    waiting, end = queue.Queue(), time.monotonic() + SECONDS
    for row in rows:
        waiting.put(row)

    def work(folder):
        copy_of_project(folder)
        while time.monotonic() < end:
            try:
                row = waiting.get_nowait()
            except queue.Empty:
                return
            results.append((row, "caught" if is_caught(folder, row) else "SURVIVED"))
            sys.stdout.write(f"{results[-1][1]:9} {row['file']}: {row['old'].strip()[:70]}\n")
            sys.stdout.flush()

    with tempfile.TemporaryDirectory(prefix="kartu-mutants-") as place:
        threads = [threading.Thread(target=work, args=(Path(place) / str(n),)) for n in range(SIDE_BY_SIDE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def main(words):
    rows, results = breaks(words), []
    if wrong := {f"{row['file']}: {row['old'].strip()}": reason for row in rows if (reason := unfit(row))}:
        sys.exit("\n".join(f"{line} ({reason})" for line, reason in wrong.items()))
    try_all(rows, results)
    caught = sum(result == "caught" for _row, result in results)
    sys.stdout.write(f"{caught} of {len(rows)} breaks are caught\n")
    return caught != len(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
