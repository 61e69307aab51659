"""The two lists of packages: complete, so that nothing is resolved at install, and installed so wherever it is done."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.newer_releases import main as newer_releases
from tests.newer_releases import registry

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
DEV = PROJECT["dependency-groups"]["dev"]
LISTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-dev.txt")}
PIN = re.compile(r"(?P<requirement>[a-z0-9-]+==[\w.]+(?: ; [^#\n]+?)?)(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)")
FLAGS = {"--no-deps", "--require-hashes", "--only-binary"}
# Whatever installs, and whatever tells people how to.
INSTALLERS = [
    *(ROOT / name for name in ("Makefile", "Dockerfile", "compose.yaml")),
    *(file for folder in (".ci", "deploy", "docs") for file in ROOT.glob(f"{folder}/**/*") if file.is_file()),
    *ROOT.glob("*.md"),
]
# The machines that Kartu runs on. Their packages are judged by the metadata of what is installed here.
MACHINES = {
    f"{system} {python}": {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": {"linux": "Linux", "darwin": "Darwin"}[system],
    }
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system in ("linux", "darwin")
}

FETCH = (
    "import os, urllib.request\n"
    "address = os.environ['PIP_EXTRA_INDEX_URL'].split()[-1]\n"
    "urllib.request.urlopen(address.replace('simple', 'files/django-9999.0-py3-none-any.whl'))"
)


def logical_lines(text):
    """The lines of a list, a Makefile or a Dockerfile, with what a backslash continues joined, without comments."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [line.strip() for line in re.sub(r"\s*\\\n\s*", " ", kept).splitlines() if line.strip()]


def foreign_lines(text):
    """What is no pin with hashes: a range, an address, an option such as another index."""
    return [line for line in logical_lines(text) if not PIN.fullmatch(line)]


def pins_of(text):
    """Name → pinned requirement."""
    pins = [Requirement(PIN.fullmatch(line)["requirement"]) for line in logical_lines(text)]
    return {canonicalize_name(pin.name): pin for pin in pins}


def applies(requirement, machine, extras=()):
    marker = requirement.marker
    return not marker or any(marker.evaluate({**machine, "extra": extra}) for extra in ("", *extras))


def installed_requirements(name):
    """What the installed distribution asks for; nothing for one that is meant for other machines only."""
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        return []


def closure_faults(wanted, pins, machine, requires=installed_requirements):
    """Follow what is wanted through what it asks for: whatever the pins lack, contradict or hold in vain is a fault."""
    faults, seen, todo = set(), set(), [(Requirement(text), "pyproject.toml") for text in wanted]
    while todo:
        requirement, asker = todo.pop()
        name = canonicalize_name(requirement.name)
        pin = pins.get(name)
        if pin is None or not applies(pin, machine):
            faults.add(f"{asker} asks for {name}, which is not pinned")
            continue
        if not requirement.specifier.contains(next(iter(pin.specifier)).version, prereleases=True):
            faults.add(f"{asker} asks for {name}{requirement.specifier}, pinned is {pin}")
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                asked = [Requirement(text) for text in requires(name)]
                todo += [(each, name) for each in asked if applies(each, machine, [extra])]
    vain = {name for name, pin in pins.items() if applies(pin, machine)} - {name for name, _ in seen}
    return faults | {f"nothing asks for {name}" for name in vain}


def careless_installs(text):
    """Commands that install packages without what keeps pip from resolving, and such that no `pip check` follows."""
    faults = []
    for line in logical_lines(text):
        commands = [command.strip() for command in re.split(r"&&|\|\||[;{}`]", line)]
        for command, following in zip(commands, [*commands[1:], ""], strict=True):
            if re.search(r"\bpip3?\b.*\sinstall\b", command) and not set(command.split()) >= FLAGS:
                faults.append(command)
            is_installed = re.search(r"\bpip3?\b.*\sinstall\b.* -r |\$\(install\)", command)
            if is_installed and not re.search(r"\bpip\b\)? check$", following):
                faults.append(f"{command}: not checked")
    return faults


@pytest.mark.parametrize("name", LISTS)
def test_list_holds_pins_with_hashes_and_nothing_else(name):
    assert foreign_lines(LISTS[name]) == []
    assert "://" not in LISTS[name]


@pytest.mark.parametrize(
    "line",
    [
        "asgiref==3.13.0",
        f"asgiref>=3.13.0 --hash=sha256:{'a' * 64}",
        f"asgiref==3.13.0 --hash=md5:{'a' * 32}",
        f"coverage[toml]==7.17.3 --hash=sha256:{'a' * 64}",
        "asgiref @ https://files.example.org/asgiref-3.13.0-py3-none-any.whl",
        "--index" + "-url https://packages.example.org/simple",
        "--find-links wheels",
        "-e .",
    ],
)
def test_line_that_is_no_pin_with_hashes_is_found(line):
    good = f"six==1.17.0 ; python_version < '3.13' \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\n"
    assert foreign_lines(f"# why\n{good}{line}\n") == [line]


def test_lists_agree_on_what_both_hold():
    runtime, dev = (pins_of(text) for text in LISTS.values())
    shared = runtime.keys() & dev.keys()
    assert {name: str(runtime[name].specifier) for name in shared} == {
        name: str(dev[name].specifier) for name in shared
    }


@pytest.mark.parametrize("machine", MACHINES)
def test_lists_are_complete_and_name_nothing_in_vain(machine):
    runtime, dev = (pins_of(text) for text in LISTS.values())
    assert closure_faults(RUNTIME, runtime, MACHINES[machine]) == set()
    assert closure_faults(DEV, dev, MACHINES[machine]) == set()


def test_what_is_installed_here_is_what_the_lists_pin():
    pins = pins_of(LISTS["requirements.txt"]) | pins_of(LISTS["requirements-dev.txt"])
    here = {name: pin for name, pin in pins.items() if applies(pin, default_environment())}
    assert {name: f"=={distribution(name).version}" for name in here} == {
        name: str(pin.specifier) for name, pin in here.items()
    }


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("django", "pyproject.toml asks for django, which is not pinned"),
        ("sqlparse", "django asks for sqlparse, which is not pinned"),
        ("brotli", "whitenoise asks for brotli, which is not pinned"),  # by an extra
        ("qrcode", "django-allauth asks for qrcode, which is not pinned"),  # by an extra
    ],
)
def test_name_that_a_list_forgot_is_found(name, fault):
    pins = pins_of(LISTS["requirements.txt"])
    del pins[name]
    assert fault in closure_faults(RUNTIME, pins, MACHINES["linux 3.11"])


@pytest.mark.parametrize(
    ("machine", "pin", "faults"),
    [
        ("linux 3.11", "b==1.5", set()),
        ("linux 3.11", "b==3.0", {"a asks for b<2,>=1, pinned is b==3.0"}),
        ("linux 3.11", "b==1.5 ; sys_platform == 'darwin'", {"a asks for b, which is not pinned"}),
        ("linux 3.13", "b==1.5", {"nothing asks for b"}),
        ("linux 3.13", "b==1.5 ; python_version < '3.13'", set()),
    ],
)
def test_markers_and_versions_are_followed(machine, pin, faults):
    requires = {"a": ["b<2,>=1; python_version < '3.13' and extra == 'more'"], "b": []}
    pins = {"a": Requirement("a==1"), "b": Requirement(pin)}
    assert closure_faults(["a[more]~=1.0"], pins, MACHINES[machine], requires.__getitem__) == faults


@pytest.mark.parametrize("file", INSTALLERS, ids=lambda file: str(file.relative_to(ROOT)))
def test_packages_are_installed_without_resolution(file):
    assert careless_installs(file.read_text(encoding="utf-8", errors="replace")) == []


def test_both_lists_are_installed_by_the_makefile_and_one_by_the_image():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"\$\(install\) -r (\S+)", makefile) == ["requirements.txt", "requirements-dev.txt"]
    assert set(re.search(r"^install := \$\(pip\) (.*)", makefile, re.M)[1].split()) >= FLAGS
    assert "--no-deps --require-hashes --only-binary :all: -r requirements.txt" in (ROOT / "Dockerfile").read_text()


def test_newer_releases_are_offered_to_pip_and_counted(tmp_path):
    """The command that CI installs with: without pins the newer release is taken, and told."""
    with registry() as (address, asked):
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(tmp_path), "django"]
        alone = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": address, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        subprocess.run(download, env={"PATH": os.environ["PATH"]} | alone, check=True)
    assert [file.name for file in tmp_path.iterdir()] == ["django-9999.0-py3-none-any.whl"]
    assert asked == ["/simple/django/", "/files/django-9999.0-py3-none-any.whl"]


@pytest.mark.parametrize(("command", "status"), [("pass", 0), ("raise SystemExit(3)", 3), (FETCH, 1)])
def test_command_that_takes_a_newer_release_fails(command, status):
    assert newer_releases([sys.executable, "-c", command]) == status


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RUN pip install -r requirements.txt && pip check", 1),
        ("RUN pip install --no-deps --require-hashes --only-binary :all: -r requirements.txt && pip check", 0),
        ("RUN pip install --no-deps --require-hashes --only-binary :all: -r requirements.txt && true", 1),
        ("RUN pip install --no-deps --require-hashes \\\n  -r requirements.txt \\\n && pip check", 1),
        ("\t.venv/bin/python -m pip install --quiet uv", 1),
        ("\t$(install) -r requirements.txt && $(pip) check && cp a b", 0),
        ("\t$(install) -r requirements.txt && cp a b", 1),
        ("Then `python3 -m pip install django` does it.", 1),
    ],
)
def test_careless_install_is_found(text, found):
    assert len(careless_installs(text)) == found
