"""Which word from a letter does somebody mean? Typed in Latin or Cyrillic letters, with endings, without diacritics.

A letter is held in one hand and typed with the other: the same folding as for names of municipalities (decision 0018).
"""

import re
from math import ceil

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from directory.lookup import distance, fold, stems

MOST_TYPED = 8
SHORTEST_BEGINNING = 3
# A word so long may hold one slip of the finger.
LONG_ENOUGH_TO_SLIP = 5
# Two words are forms of one verb when so much of the longer one is the same ("deklaruoti", "deklaruokite").
ALIKE = 0.65
TEXTS = [build_localized_fieldname(field, code) for field in ("name", "summary") for code, _name in settings.LANGUAGES]

SAME, OWN, NAMED, EXPLAINED, MISSPELT = range(5)


def folded_words(text):
    return [fold(word) for word in re.findall(r"[^\W\d_]+", text)[:200]]


def as_typed(text):
    """Folded words in which a Russian ё is the е that nearly everybody types; in a Lithuanian word it is "io"."""
    return folded_words(text.replace("ё", "е").replace("Ё", "Е"))


def rank_words(text, words):
    """Key → rank of the words that the text means; the lower, the likelier. Slips count if nothing else fits."""
    typed, typed_plain = folded_words(text)[:MOST_TYPED], as_typed(text)[:MOST_TYPED]
    rows = list(words.order_by().values_list("pk", "term", "variants", *TEXTS)) if typed else []
    ranks = {pk: _rank(typed, typed_plain, [term, *variants], texts) for pk, term, variants, *texts in rows}
    found = {pk: rank for pk, rank in ranks.items() if rank is not None}
    if found:
        return found
    return {pk: MISSPELT for pk, term, variants, *_texts in rows if _is_misspelt(typed, [term, *variants])}


def _rank(typed, typed_plain, spellings, texts):
    own = [folded_words(spelling) for spelling in spellings]
    if typed in own:
        return SAME
    if _has_all(typed, {word for words in own for word in words}):
        return OWN
    found = (number for number, text in enumerate(texts) if _has_all(typed_plain, set(as_typed(text or ""))))
    first = next(found, None)
    # Names come before summaries in TEXTS.
    return None if first is None else NAMED if first < len(settings.LANGUAGES) else EXPLAINED


def _has_all(typed, words):
    return all(any(_means(asked, word) for word in words) for asked in typed)


def _means(asked, word):
    """The same word with another ending, or the beginning of it."""
    is_begun = len(asked) >= SHORTEST_BEGINNING and word.startswith(asked)
    return is_begun or asked == word or bool(stems(asked) & stems(word))


def _is_misspelt(typed, spellings):
    words = {word for spelling in spellings for word in folded_words(spelling)}
    return all(any(_is_near(asked, word) for word in words) for asked in typed)


def _is_near(asked, word):
    """One slip of the finger, or a verb in another form: the same for most of its length."""
    if min(len(asked), len(word)) < LONG_ENOUGH_TO_SLIP:
        return False
    is_same_verb = word.startswith(asked[: ceil(ALIKE * max(len(asked), len(word)))])
    return is_same_verb or (abs(len(asked) - len(word)) <= 1 and distance(asked, word) <= 1)
