"""Reads the project's Dockerfile, .dockerignore and compose.yaml; no more of Docker than they use."""

import json
import re
import shlex
from dataclasses import dataclass, field

KNOWN = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}


@dataclass
class Stage:
    base: str
    name: str
    steps: list = field(default_factory=list)


def stages_of(text):
    """The stages of a Dockerfile with their steps, each an (instruction, argument). Raises ValueError for others."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    stages = []
    for line in re.sub(r"\\\n", "", kept).splitlines():
        instruction, _, argument = line.strip().partition(" ")
        if not instruction:
            continue
        if instruction not in KNOWN:
            raise ValueError(f"Nobody taught tests/dockerfile.py what {instruction} does.")
        if instruction == "FROM":
            words = argument.split()
            stages.append(Stage(words[0], words[-1]))
        else:
            stages[-1].steps.append((instruction, argument.strip()))
    return stages


def variables_of(argument, known):
    """Return what ``ENV A=1 B="two words" PATH=/x:$PATH`` sets."""
    pairs = (word.partition("=") for word in shlex.split(argument))
    return {name: re.sub(r"\$\{?(\w+)\}?", lambda found: known.get(found[1], ""), value) for name, _, value in pairs}


def command_of(argument):
    """Return the words of ``CMD ["a", "b"]``, the options of a HEALTHCHECK left out."""
    return json.loads(argument[argument.index("[") :])


def is_ignored(path, patterns):
    """Return True if the lines of a .dockerignore leave the path out, itself or with a folder above it."""
    parts = path.split("/")
    above = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    return any(ignored_by(pattern).fullmatch(part) for pattern in patterns for part in above)


def ignored_by(pattern):
    if pattern.startswith("!"):
        raise ValueError("Nobody taught tests/dockerfile.py exceptions of .dockerignore.")
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile(
        "".join(words.get(word, re.escape(word)) for word in re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", pattern.strip("/")))
    )


def compose_variables(text, answers):
    """Return what compose.yaml sets for the portal, with the answers that people write into ``.env``."""
    block = re.search(r"environment: &environment\n((?: {4}.*\n)+)", text)[1]
    pairs = re.findall(r'^ {4}([A-Z_]+): "?(.*?)"?$', block, re.MULTILINE)
    return {name: substituted(value, answers) for name, value in pairs}


def substituted(value, answers):
    """Replace ``${NAME}``, ``${NAME:-default}`` and ``${NAME:?complaint}``, one inside the other too."""
    inner = re.compile(r"\$\{(\w+)(?::([-?])([^${}]*))?\}")
    while found := inner.search(value):
        name, kind, default = found.groups()
        if kind == "?" and name not in answers:
            raise ValueError(default)
        value = value[: found.start()] + answers.get(name, default if kind == "-" else "") + value[found.end() :]
    return value
