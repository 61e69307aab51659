"""What staff are told of a search that found no good answer; who asked cannot be read from it."""

import re

from django.db import connection
from django.utils.translation import get_language

from feedback.searches import LONGEST, MOST_WORDS, folded
from portal.danger.matching import danger_in
from portal.questions.understanding import understand
from portal.search.marking import words_of

WRITTEN = """
    SELECT lower(typed.word) FROM unnest(%s::text[]) AS typed(word)
    WHERE EXISTS (SELECT FROM search_searchword AS known WHERE known.folded = search_latin(search_lower(typed.word)))
"""
# What may lead to somebody: an address of mail or of the web, a number.
LEADS_TO_SOMEBODY = re.compile(r"[@/]|\d{4}")


def told_to_staff(text):
    """A few plain words as they were typed; of a whole question the words that say something, in order of the alphabet.

    Of a question only words that stand in the portal's own records are told: no name of somebody, no rare circumstance.
    Nothing of who is in danger.
    """
    if folded(text):
        return text
    if LEADS_TO_SOMEBODY.search(text) or danger_in(text):
        return ""
    telling = understand(text, words_of(text), get_language()).words
    kept = written_somewhere([word for word in telling if word.isalpha()])[:MOST_WORDS]
    while len(" ".join(kept)) > LONGEST:
        kept.pop()
    return " ".join(sorted(kept))


def written_somewhere(words):
    """Those of the words that stand in some record, with or without diacritics."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [words])
        found = {word for (word,) in cursor.fetchall()}
    return [word for word in dict.fromkeys(word.lower() for word in words) if word in found]
