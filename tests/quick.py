"""``make quick``: within a minute, the tests nearest to what changed since main.

Nearest are a changed test file itself, and the files that import a changed module or the package it lies in; of
templates and other files those that name them. Always: architecture, languages, requirements.
"""

import re
import subprocess
import sys
from pathlib import Path

from tests.house import imports_of, name_of
from tests.tree import ROOT, tracked

SECONDS = 45
ALWAYS = ["tests/test_architecture.py", "tests/test_requirements.py"]
KINDS = "plain,database,starter"


def changed_files():
    """Paths that differ from main, or from the last commit on main itself, and those that git does not know yet."""
    branch = git("rev-parse", "--abbrev-ref", "HEAD")
    base = git("merge-base", "main", "HEAD") if branch != "main" and git("branch", "--list", "main") else "HEAD"
    return {*git("diff", "--name-only", base).split(), *git("ls-files", "--others", "--exclude-standard").split()}


def git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def nearest(changed):
    """Test files, the nearest first: how many of the changed files each names."""
    modules = {name_of(ROOT / path) for path in changed if path.endswith(".py")}
    packages = {module.rpartition(".")[0] for module in modules} - {"", "tests", "portal"}
    others = {Path(path).name for path in changed if not path.endswith((".py", ".po", ".md"))}
    weights = {}
    for file in tracked("tests/*test_*.py"):
        source = file.read_text(encoding="utf-8")
        imported = set(imports_of(source))
        path = str(file.relative_to(ROOT))
        weight = 100 * (path in changed) + 10 * len(imported & modules) + len(imported & packages)
        weight += 5 * sum(bool(re.search(rf"\b{re.escape(name)}\b", source)) for name in others)
        if weight:
            weights[path] = weight
    return sorted(weights, key=lambda path: (-weights[path], path))


def main():
    files = [path for path in ALWAYS if (ROOT / path).exists()] + nearest(changed_files())
    files = list(dict.fromkeys(files))
    sys.stdout.write("\n".join(files) + "\n")
    options = ["--kinds", KINDS, "--within", str(SECONDS), "-q", "-x", "-m", "not slow"]
    workers = ["--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *workers, *files], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
