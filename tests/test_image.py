"""The Dockerfile can be followed: its settings hold, and what reads and runs it on CI finds what is broken."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import image
from tests.dockerfile import command_of, compose_variables, is_ignored, stages_of, variables_of

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
GOOD = """
FROM python:3.13-slim AS build
WORKDIR /kartu-made
COPY . .
RUN test -f kept.txt \\
 # Named in .dockerignore.
 && ! test -e left/out.txt && echo made > made.txt
FROM python:3.13-slim
RUN useradd kartu-made
COPY --from=build /kartu-made /kartu-made
WORKDIR /kartu-made
ENV PATH=/kartu-made/bin:$PATH
USER kartu-made
RUN test "$(cat made.txt)" = made && test -z "$EMAIL_HOST" && test "$(id -un)" = kartu-made
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/kept.txt')"]
CMD ["python", "-m", "http.server", "8000"]
"""


@pytest.fixture
def built(tmp_path):
    """A function that builds a small image of a Dockerfile and returns the ended process."""
    if not sys.platform.startswith("linux") or os.geteuid():
        pytest.skip("needs root on Linux")
    for name in ("kept.txt", "left/out.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".dockerignore").write_text("left\n")
    (tmp_path / "manage.py").write_text("import os\nprint('host', os.environ['EMAIL_HOST'])\n")
    shutil.copy(ROOT / "compose.yaml", tmp_path)

    def build(text):
        (tmp_path / "Dockerfile").write_text(text)
        for command in (["git", "init", "--quiet"], ["git", "add", "--all"]):
            subprocess.run(command, cwd=tmp_path, check=True)
        # A clock set from outside (tests/dates.py) stays outside: the image's own user may not open its memory.
        environment = {name: value for name, value in os.environ.items() if name not in {"LD_PRELOAD", "FAKETIME"}}
        return subprocess.run(
            [sys.executable, "-m", "tests.image", str(tmp_path)],
            cwd=ROOT,
            env=environment | {"EMAIL_HOST": "of.the.machine"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return build


def test_small_image_is_built_and_started_and_leaves_nothing(built):
    done = built(GOOD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "host mail.example.lt" in done.stdout
    assert not Path("/kartu-made").exists()
    assert "kartu-made" not in Path("/etc/passwd").read_text()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("&& echo made", "&& false && echo made", "FAILED: sh -c test -f kept.txt"),
        ("USER kartu-made", 'USER kartu-made\nRUN test -n "$EMAIL_HOST"', 'FAILED: sh -c test -n "$EMAIL_HOST"'),
        ("RUN useradd", "RUN test -e /kartu-made && useradd", "FAILED: sh -c test -e /kartu-made"),
        ('"http.server", "8000"', '"http.server", "nowhere"', "FAILED: python -m http.server nowhere"),
    ],
    ids=["line fails", "variable of the machine", "stages are apart", "does not start"],
)
def test_image_that_is_broken_is_found(built, before, after, told):
    done = built(GOOD.replace(before, after, 1))
    assert done.returncode == 1
    assert told in done.stderr


def test_image_that_is_not_healthy_is_found(monkeypatch):
    monkeypatch.setattr(image, "START_SECONDS", 0.1)
    commands = {"CMD": ["sleep", "60"], "HEALTHCHECK": ["false"]}
    with pytest.raises(image.ImageError, match="sleep 60"):
        image.start(SimpleNamespace(command=lambda words: words, commands=commands))


def test_settings_hold_with_the_variables_of_the_build_alone():
    (line,) = [argument for stage in stages_of(DOCKERFILE) for _, argument in stage.steps if "manage.py" in argument]
    variables = variables_of(re.match(r"export (.*?) &&", line)[1], {})
    done = subprocess.run(
        [sys.executable, "manage.py", "compile_catalogues"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_stages_and_their_steps_are_read():
    first, second = stages_of("FROM a:1 AS x\nRUN one \\\n  # why\n && two\n\n# RUN three\nFROM b\nUSER me\n")
    assert (first.base, first.name, first.steps) == ("a:1", "x", [("RUN", "one  && two")])
    assert (second.base, second.name, second.steps) == ("b", "b", [("USER", "me")])


def test_instruction_nobody_taught_is_told():
    with pytest.raises(ValueError, match="what ADD does"):
        stages_of("FROM a\nADD b c\n")


def test_variables_and_commands_are_read():
    assert variables_of('A=1 B="two words" PATH=/x:$PATH', {"PATH": "/y"}) == {
        "A": "1",
        "B": "two words",
        "PATH": "/x:/y",
    }
    assert command_of('--interval=30s CMD ["a", "b c"]') == ["a", "b c"]


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("docs/a/b.md", True),
        ("portal/docs/a.md", False),
        ("portal/x.pyc", True),
        ("x.pyc", True),
        ("portal/__pycache__/x", True),
        ("portal/x.py", False),
        ("manage.py", False),
    ],
)
def test_ignored_files_stay_outside(path, ignored):
    assert is_ignored(path, ["**/*.pyc", "**/__pycache__", "docs"]) is ignored


def test_variables_of_compose_are_those_of_a_server():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    variables = compose_variables(text, {"DOMAIN": "kartu.example.lt", "EMAIL_HOST": "mail.example.lt"})
    assert variables["SITE_URL"] == "https://kartu.example.lt"
    assert variables["DEFAULT_FROM_EMAIL"] == "Kartu <kartu@kartu.example.lt>"
    assert (variables["EMAIL_PORT"], variables["TRUSTED_PROXIES"]) == ("587", "1")
    assert variables["SECRET_KEY_FILE"] == "/run/secrets/secret_key"
    with pytest.raises(ValueError, match="write EMAIL_HOST="):
        compose_variables(text, {"DOMAIN": "kartu.example.lt"})
