"""Words that nobody wrote anywhere, and the nearest that somebody did."""

from collections import defaultdict

from django.db import connection

from directory.lookup import distance, fold
from portal.search.marking import Marker

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
