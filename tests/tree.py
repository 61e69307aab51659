"""The files of the application, as git knows them: a new folder is looked at before its first commit."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tracked(pattern):
    """Every file whose path fits ``pattern`` (git's own form, "*.py"), that is neither ignored nor deleted."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", pattern]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def application_files():
    """Python files outside the tests and the migrations."""
    folders = {file: file.relative_to(ROOT).parts for file in tracked("*.py")}
    return [file for file, parts in folders.items() if parts[0] != "tests" and "migrations" not in parts]
