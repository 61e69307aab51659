"""What somebody asks: the words that say something, what else they may be called, the pages that answer. Pure."""

from dataclasses import dataclass, field
from itertools import product

from portal.danger.folding import words_in
from portal.questions.phrases import book

MOST_WORDS = 14
MOST_WAYS = 100
# Answers that stand before the results.
MOST_LEADS = 3
# What a phrase that may mean something else is worth: less than any other of one word.
DOUBTFUL = 0.5
# A slip of the finger is forgiven in words so long; alone a word must be longer.
SLIPPED, SLIPPED_ALONE = 7, 8


@dataclass
class Understood:
    """The words to search for, others that mean the same by each of them, and records that answer, the best first.

    A word that has an entry in ``others`` is known: it is searched for as it is written, not by its sound.
    """

    words: list
    others: dict = field(default_factory=dict)
    leads: list = field(default_factory=list)
    is_question: bool = False
    # How many words the best phrase had that led there; less than one when it may mean something else.
    sureness: float = 0
    # It asks what a word means.
    is_of_meaning: bool = False


def understand(text, typed, language, hints=()):
    """Understand ``text``, whose words are ``typed``; ``hints`` are those of staff."""
    known = book(tuple(hints))
    telling = [word for word in typed if not known.is_small(word)]
    words = telling or list(typed)
    others = {word: known.meanings_of(word, language) for word in words}
    others = {word: meanings for word, meanings in others.items() if meanings or known.is_known(word)}
    subjects = subjects_in(known, text, language)
    return Understood(
        words,
        others,
        leads_of(known, subjects),
        is_question=len(words) > 1 or len(telling) < len(typed),
        sureness=max(subjects.values(), default=0),
        is_of_meaning=known.asks_for_meaning(text),
    )


def leads_of(known, subjects):
    """The records of the subjects; of two that fit alike the first of each first."""
    best = max(subjects.values(), default=0)
    first = [subject for subject, score in subjects.items() if score == best]
    rest = sorted((subject for subject in subjects if subject not in first), key=lambda name: -subjects[name])
    lists = [known.leads[subject] for subject in first]
    longest = max(map(len, lists), default=0)
    in_turn = [leads[at] for at in range(longest) for leads in lists if at < len(leads)]
    return list(dict.fromkeys([*in_turn, *(lead for subject in rest for lead in known.leads[subject])]))


def subjects_in(known, text, language):
    """{subject: how well its best phrase fits}, those whose words come first in the text first."""
    words = words_in(text)[:MOST_WORDS]
    found = {}
    for tongue, filled in _filled(known, words, language):
        for phrase in tongue.subjects.spoken(filled):
            if (where := _where(phrase.places, filled)) is not None:
                fit = (len(phrase.places) if phrase.is_sure else DOUBTFUL, -where)
                found[phrase.topic] = max(found.get(phrase.topic, (0, 0)), fit)
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], -item[1][1]))
    return {subject: score for subject, (score, _where) in ordered}


def _filled(known, words, language):
    """Each language with the places that each of the words fills in it; a word is of the likeliest one that has it."""
    filled = {id(tongue): [(set(), {})] * len(words) for tongue in known.tongues}
    for at, word in enumerate(words):
        for tongues in known.in_order(word, language):
            found = [(tongue, tongue.filled_by(word)) for tongue in tongues]
            for tongue, places in found:
                filled[id(tongue)][at] = places
            if any(tongue.has_small(word) for tongue in tongues) or any(places for _tongue, (places, _slips) in found):
                break
    return [(tongue, filled[id(tongue)]) for tongue in known.tongues]


def _where(places, filled):
    """Where the first word of a phrase stands, when each of its words is there and each another one; else None."""
    least = SLIPPED_ALONE if len(places) == 1 else SLIPPED
    ways = [[at for at, word in enumerate(filled) if _fills(place, *word, least)] for place in places]
    tried = zip(range(MOST_WAYS), product(*ways), strict=False)
    return next((min(way) for _try, way in tried if len({*way}) == len(way)), None)


def _fills(place, surely, slips, least):
    return place in surely or slips.get(place, 0) >= least
