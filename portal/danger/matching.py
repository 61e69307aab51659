"""Does somebody who searches need help now? Asked before spelling is corrected and before names of places.

Pure: the phrases of the files, and those of staff that are handed over. docs/decisions/0035 says why it is so.
"""

from functools import cache, lru_cache, partial
from itertools import product

from portal.danger.folding import typed_keys, words_in
from portal.danger.lexicon import SLIPPED_ALONE, Lexicon, harmless_keys
from portal.danger.topics import Danger, phrase_files, topics

MOST_WORDS = 12
# So many other words may stand between the words of a phrase; small ones are not counted.
MOST_BETWEEN = 2
# Ways to place the words of one phrase that are tried.
MOST_WAYS = 200


def danger_in(text, extra=()):
    """The topic that the words of a search speak of, or None. ``extra``: pairs of a danger and a phrase of staff."""
    found = danger_words(text, extra)
    return found[0] if found else None


def danger_words(text, extra=()):
    """(The topic, the words as they were typed that say so), or None."""
    return reader(extra)(text)


def reader(extra=()):
    """danger_words() for the parts of one text: each word of it is looked up once, and remembered no longer."""
    lexicon = prepared(tuple(extra))
    filled_by, is_small = cache(lexicon.filled_by), cache(partial(_is_small, lexicon=lexicon))
    return lambda text: _danger_words(lexicon, _telling(text, is_small), filled_by)


def _danger_words(lexicon, words, filled_by):
    filled = [filled_by(word) for word in words]
    hits = _hits(lexicon, filled)
    for danger in Danger:
        for phrase, places in hits.get(danger.value, ()):
            if phrase.is_sure or not _is_excluded(lexicon, danger.value, filled):
                return topics()[danger], [words[at] for at in places]
    return None


@lru_cache(maxsize=8)
def prepared(extra):
    """The phrases of the files and of staff. Those of staff seldom change."""
    lexicon = _of_files() if not extra else _read_files()
    for danger, text in extra:
        if words := words_in(text)[:MOST_WORDS]:
            lexicon.add_plain(str(danger), words)
    return lexicon


@cache
def _of_files():
    return _read_files()


def _read_files():
    lexicon = Lexicon()
    for told in phrase_files():
        groups = told.get("groups", {})
        lexicon.small |= harmless_keys(told["small"])
        lexicon.harmless += tuple(harmless_keys(told["harmless"]))
        for danger in Danger:
            part = told[danger.value]
            for text in part["sure"]:
                lexicon.add(danger.value, text, groups, is_sure=True)
            for text in part["phrases"]:
                lexicon.add(danger.value, text, groups, is_sure=False)
            for text in part["unless"]:
                lexicon.exclude(danger.value, text, groups)
    return lexicon


def _telling(text, is_small):
    """The first words of a search; small ones that no phrase asks for are left out."""
    kept = (word for word in words_in(text) if not is_small(word))
    return [word for _number, word in zip(range(MOST_WORDS), kept, strict=False)]


def _is_small(word, lexicon):
    typed = typed_keys(word)
    return not typed.isdisjoint(lexicon.small) and not any(key in lexicon.exact for key in typed)


def _hits(lexicon, filled):
    """{danger: [(phrase, where its words stand)]}."""
    found = {}
    for phrase in lexicon.spoken(filled):
        if (where := _where(phrase.places, filled)) is not None:
            found.setdefault(phrase.topic, []).append((phrase, where))
    return found


def _where(places, filled):
    """Where the words of a phrase stand near each other, each its own word; None where they do not."""
    is_alone = len(places) == 1
    ways = [[at for at, word in enumerate(filled) if _fills(place, *word, is_alone)] for place in places]
    for _try, way in zip(range(MOST_WAYS), product(*ways), strict=False):
        if len({*way}) == len(way) and max(way) - min(way) + 1 - len(way) <= MOST_BETWEEN:
            return sorted(way)
    return None


def _fills(place, surely, slips, is_alone):
    return place in surely or slips.get(place, 0) >= (SLIPPED_ALONE if is_alone else 1)


def _is_excluded(lexicon, danger, filled):
    """Words of a neighbouring meaning stand there; a slip of the finger makes none."""
    surely = set().union(*(places for places, _slips in filled))
    return any(surely.issuperset(phrase.places) for phrase in lexicon.unless[danger])
