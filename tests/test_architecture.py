"""Who may import whom. The table below is the architecture; everything else here reads the files."""

import ast
import re

import pytest

from tests.tree import ROOT, application_files

SECTIONS = ["events", "services", "jobs", "networks", "guide"]
BASE = {"content", "directory"}
MAY_IMPORT = {
    "content": set(),
    "accounts": {"content"},
    "directory": {"content"},
    "feedback": {"content"},
    "portal.back_office": {"content", "directory", "accounts", "feedback", *SECTIONS},
    "portal.starter": {*BASE, *SECTIONS},
    "portal.leaflets": {*BASE, *SECTIONS},
    "portal.search": {*BASE, "feedback", *SECTIONS},
    **dict.fromkeys(SECTIONS, BASE),
}
PACKAGES = sorted(MAY_IMPORT, key=len, reverse=True)


def package_of(name):
    """The package of the table that a dotted name lies in, "portal" for the composition root, None for others'."""
    for package in PACKAGES:
        if name == package or name.startswith(f"{package}."):
            return package
    return "portal" if name.split(".")[0] == "portal" else None


def imports_of(source):
    """Every module a source imports, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden_imports(package, source):
    found = {package_of(name) for name in imports_of(source)} - {None, package}
    return found - MAY_IMPORT[package] if package in MAY_IMPORT else set()


@pytest.mark.parametrize("file", application_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_file_imports_only_what_its_package_may(file):
    package = package_of(".".join(file.relative_to(ROOT).with_suffix("").parts))
    assert forbidden_imports(package, file.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("events", "from jobs.models import JobPosting"),
        ("events", "def late():\n    import networks.models"),
        ("content", "import directory"),
        ("directory", "from services.models import Service"),
    ],
)
def test_the_check_finds_forbidden_imports(package, source):
    assert forbidden_imports(package, source) != set()


def test_no_junk_drawers():
    names = {file.stem for file in application_files()} | {file.parent.name for file in application_files()}
    assert names.isdisjoint({"utils", "helpers", "common", "core", "misc"})


def test_no_signals_for_business_rules():
    found = [
        file.name
        for file in application_files()
        if re.search(r"@receiver|(pre|post|request|got)_\w+\.connect\(", file.read_text(encoding="utf-8"))
    ]
    assert found == []


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("file", templates(), ids=lambda file: str(file.relative_to(ROOT)))
def test_template_has_nothing_inline_and_nothing_unescaped(file):
    source = file.read_text(encoding="utf-8")
    assert re.findall(r"\|safe\b|<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|autoescape off", source) == []
    assert "{% blocktranslate " not in source.replace("{% blocktranslate trimmed", "")
    assert len(source.splitlines()) <= 100
