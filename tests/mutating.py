"""A pytest plugin (``-p tests.mutating``) of ``make mutants``: the tests run on code with one line broken.

No file is changed: the broken text is what Python imports. The environment says which break (BREAK, its number in
mutants.toml) and into which file the first test that fails is written (BREAK_CAUGHT); or, without a break, in which
file the tests stand that shall run (BREAK_TESTS).
"""

import os
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path

from tests.house import name_of
from tests.mutants import breaks, broken
from tests.tree import ROOT


class Finder:
    """Finds the one module that is broken, before Python finds the whole one."""

    def __init__(self, row):
        self.row, self.file = row, ROOT / row["file"]
        self.module = name_of(self.file)

    def find_spec(self, name, path=None, target=None):
        if name != self.module:
            return None
        source = broken(self.file.read_text(encoding="utf-8"), self.row)
        return spec_from_file_location(name, self.file, loader=Loader(name, str(self.file), source))


class Loader(SourceFileLoader):
    """Reads no compiled code and writes none."""

    def __init__(self, name, path, source):
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname):
        return self.source_to_code(self.source.encode(), self.path)


def pytest_collection_modifyitems(items):
    if file := os.environ.get("BREAK_TESTS"):
        wanted = set(Path(file).read_text(encoding="utf-8").split("\n"))
        items[:] = [item for item in items if item.nodeid in wanted]


def pytest_runtest_logreport(report):
    if report.failed and (file := os.environ.get("BREAK_CAUGHT")) and not Path(file).exists():
        Path(file).write_text(report.nodeid, encoding="utf-8")


if number := os.environ.get("BREAK"):
    sys.meta_path.insert(0, Finder(breaks()[int(number)]))
