"""Danger in a question: the rule for searches, asked of every part of a longer text."""

from portal.danger.answers import Answer
from portal.danger.matching import MOST_WORDS, reader
from portal.danger.models import DangerPhrase
from portal.danger.topics import Danger

# Each part begins so many words after the one before: no phrase falls between two.
STEP = MOST_WORDS // 3


def danger_of(text):
    """The Answer to the gravest danger that a text speaks of, or None."""
    read = reader(DangerPhrase.objects.asked())
    hits = [found for part in parts_of(text) if (found := read(part))]
    gravest = list(Danger)
    return Answer(*min(hits, key=lambda hit: gravest.index(hit[0].danger))) if hits else None


def parts_of(text):
    """Overlapping parts of as many words as one search may have."""
    words = text.split()
    for start in range(0, max(len(words) - MOST_WORDS, 0) + STEP, STEP):
        yield " ".join(words[start : start + MOST_WORDS])
