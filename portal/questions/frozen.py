"""Whole questions with the records that answer them, frozen: what a change of words must not make worse."""

from dataclasses import dataclass
from functools import cache

from portal.questions.phrases import DATA, LANGUAGES


@dataclass(frozen=True)
class Frozen:
    """A question as somebody types it; ``answers`` are leads (portal/questions/leads.py), each of them right."""

    language: str
    text: str
    answers: frozenset


@cache
def frozen_questions():
    found = []
    for language in LANGUAGES:
        for line in (DATA / "frozen" / f"{language}.txt").read_text(encoding="utf-8").splitlines():
            text, _bar, answers = line.partition("|")
            if answers and not line.startswith("#"):
                found.append(Frozen(language, text.strip(), frozenset(answers.split())))
    return found
