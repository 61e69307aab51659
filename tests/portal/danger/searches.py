"""The frozen searches, and every word and name of the starter content."""

import json
import re
import tomllib
from pathlib import Path

from tests.tree import ROOT

FOLDER = Path(__file__).parent
STARTER = ROOT / "portal" / "starter" / "data"


def lines(name):
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def of_danger():
    """(danger, search) pairs."""
    danger, found = "", []
    for line in lines("danger.txt"):
        if line.startswith("["):
            danger = line.strip("[]")
        else:
            found += [(danger, text) for text in line.split(" | ")]
    return found


def harmless():
    return [text for line in lines("harmless.txt") for text in line.split(" | ")]


def starter_records():
    for file in sorted(STARTER.glob("*.toml")):
        for records in tomllib.loads(file.read_text(encoding="utf-8")).values():
            yield from records


def starter_names():
    """What records are called in each language; words of letters as they stand there and as people call them."""
    found = set()
    for record in starter_records():
        found.update(name for name in record.get("name", {}).values())
        found.update([record["term"]] if "term" in record else [])
        found.update(record.get("variants", []))
    return sorted(found)


def municipality_names():
    told = json.loads((STARTER / "municipalities.json").read_text(encoding="utf-8"))["municipalities"]
    return sorted(
        {str(value) for place in told for key, value in place.items() if key.startswith("name_") or key == "seat"}
    )


def starter_words():
    """Every single word of the starter content's texts."""
    text = " ".join(file.read_text(encoding="utf-8") for file in sorted(STARTER.glob("*.toml")))
    return sorted(set(re.findall(r"[^\W\d_]{3,}", text)))
