"""The nine dangers: what to do now, in each language, and which help lines fit. The texts are in data/topics.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.languages import resolution_order
from content.translatable.models import ShownText

DATA = Path(__file__).parent / "data"


class Danger(models.TextChoices):
    """In the order in which they are asked: of two that fit the first is answered."""

    SUICIDE = "suicide", _("suicide and self-harm")
    MEDICAL = "medical", _("medical emergency, overdose")
    SEXUAL = "sexual", _("sexual violence")
    CHILD = "child", _("a child in danger")
    HOME = "home", _("violence at home")
    THREAT = "threat", _("threat and stalking")
    TRAFFICKING = "trafficking", _("trafficking, forced work, passport or pay withheld")
    SLEEP = "sleep", _("nowhere to sleep, eviction")
    HUNGER = "hunger", _("hunger today")


@dataclass(frozen=True)
class Topic:
    """A danger, the need whose page leads on, and the slugs of the lines that fit; 112 first where life is at stake.

    ``asks_coordinator``: the person of the reader's municipality is named too.
    """

    danger: Danger
    need: str
    is_life: bool
    asks_coordinator: bool
    lines: tuple
    titles: dict
    advices: dict

    @property
    def title(self):
        return shown(self.titles)

    @property
    def advice(self):
        """What to do now: two sentences."""
        return shown(self.advices)


def shown(texts):
    """The text in the reader's language, or in the next that he or she reads."""
    wanted = get_language()
    code = next(code for code in resolution_order(wanted) if code in texts)
    return ShownText(texts[code], code, code != wanted)


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def phrase_files():
    """The phrases of each language as tables; all of them are asked, whatever the reader's language."""
    return [read(path) for path in sorted((DATA / "phrases").glob("*.toml"))]


@cache
def topics():
    """The topics by their danger."""
    found = {}
    for code, told in read(DATA / "topics.toml").items():
        texts = told["title"], told["advice"]
        facts = told["need"], told["is_life"], told["asks_coordinator"], tuple(told["lines"])
        found[Danger(code)] = Topic(Danger(code), *facts, *texts)
    return found
