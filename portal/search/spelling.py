"""The list of words that stand somewhere: the nearest to one that does not; what of a question staff are told."""

import re
from collections import defaultdict

from django.db import connection
from django.utils.translation import get_language

from directory.lookup import distance, fold
from feedback import searches
from portal.danger.matching import danger_in
from portal.questions.understanding import understand
from portal.search.marking import Marker, words_of

SHORTEST, LONGEST = 4, 30
CANDIDATES = 6
# (length of a word, how many slips of the finger it may hold)
SLIPS = [(4, 1), (6, 2), (10, 3)]
NEAREST = """
    SELECT typed.word, near.word FROM unnest(%s::text[]) AS typed(word), LATERAL (
        SELECT known.word FROM search_searchword AS known
        WHERE known.folded %% search_latin(search_lower(typed.word))
        ORDER BY similarity(known.folded, search_latin(search_lower(typed.word))) DESC, known.word LIMIT %s
    ) AS near
"""
WRITTEN = """
    SELECT lower(typed.word) FROM unnest(%s::text[]) AS typed(word)
    WHERE EXISTS (SELECT FROM search_searchword AS known WHERE known.folded = search_latin(search_lower(typed.word)))
"""
# What may lead to somebody: an address of mail or of the web, a number.
LEADS_TO_SOMEBODY = re.compile(r"[@/]|\d{4}")


def corrected(words):
    """The words, each that does not occur replaced by the nearest that does, if one is near enough; one query."""
    long = [word for word in words if SHORTEST <= len(word) <= LONGEST]
    if not long:
        return words
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [long, CANDIDATES])
        near = defaultdict(list)
        for word, candidate in cursor.fetchall():
            near[word].append(candidate)
    return [_nearest(word, near[word]) for word in words]


def _nearest(word, candidates):
    known = Marker([word])
    for candidate in candidates:
        if known.is_hit(candidate):
            return candidate  # another form of the word, or another way to write its sounds
    allowed = max((slips for length, slips in SLIPS if len(word) >= length), default=0)
    best = min(candidates, key=lambda candidate: distance(fold(word), fold(candidate)), default=word)
    return best if distance(fold(word), fold(best)) <= allowed else word


# --- For staff


def told_to_staff(text):
    """A few plain words as they were typed; of a whole question the words that say something, in order of the alphabet.

    Of a question only words that stand in the portal's own records are told: no name of somebody, no rare circumstance.
    Nothing of who is in danger.
    """
    if searches.folded(text):
        return text
    if LEADS_TO_SOMEBODY.search(text) or danger_in(text):
        return ""
    telling = understand(text, words_of(text), get_language()).words
    kept = written_somewhere([word for word in telling if word.isalpha()])[: searches.MOST_WORDS]
    while len(" ".join(kept)) > searches.LONGEST:
        kept.pop()
    return " ".join(sorted(kept))


def written_somewhere(words):
    """Those of the words that stand in some record, with or without diacritics."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [words])
        found = {word for (word,) in cursor.fetchall()}
    return [word for word in dict.fromkeys(word.lower() for word in words) if word in found]
