"""One term stands for one thing in our Lithuanian and Russian texts (tests/terms.toml)."""

import re
import tomllib

import polib
import pytest

from tests.tree import ROOT

TERMS = tomllib.loads((ROOT / "tests/terms.toml").read_text())
LANGUAGES = sorted(TERMS)
DATA = sorted((ROOT / "portal/starter").rglob("*.toml"))


def told(language):
    """(where, text) for every text of ours in the language."""
    for entry in polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po")):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            yield "django.po", text
    for file in DATA:
        for text in texts(tomllib.loads(file.read_text()), language):
            yield file.name, text


def texts(value, language):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == language and isinstance(inner, str):
                yield inner
            else:
                yield from texts(inner, language)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_read(language):
    files = {where for where, _text in told(language)}

    assert files >= {"django.po", "guide.toml", "words.toml", "services.toml"}


@pytest.mark.parametrize(
    ("language", "term"),
    [
        pytest.param(language, term, id=f"{language}-{term['not'][:20]}")
        for language in LANGUAGES
        for term in TERMS[language]
    ],
)
def test_one_term_for_one_thing(language, term):
    found = [
        f"{where}: {text[:90]}"
        for where, text in told(language)
        if where != term.get("except") and re.search(term["not"], text)
    ]

    assert found == [], f"say: {term['but']}"
