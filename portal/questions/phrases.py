"""The phrases of subjects and the everyday words, as they stand in data/ and as staff add to them."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from portal.danger.folding import keys, typed_keys, words_in
from portal.danger.lexicon import Lexicon, roots

DATA = Path(__file__).parent / "data"
# Each language with a file of its own.
LANGUAGES = tuple(sorted(file.stem for file in DATA.glob("??.toml")))
# So many letters at the end of a word of staff may change, if so many are left.
ENDING, SHORTEST = 2, 2
# So many letters must sound alike in another alphabet.
HEARD = 5
CYRILLIC = re.compile("[Ѐ-ӿ]")


@dataclass(frozen=True)
class Hint:
    """What staff added: words, with other words that mean the same, or the record that answers them."""

    language: str
    words: str
    means: str = ""
    lead: str = ""


@dataclass
class Tongue:
    """What is known of the words of one language."""

    is_cyrillic: bool
    small: set = field(default_factory=set)
    subjects: Lexicon = field(default_factory=Lexicon)
    synonyms: Lexicon = field(default_factory=Lexicon)
    # How one asks what a word means.
    meaning: tuple = ()
    # Words and beginnings of words as they are written, to tell "школа" from "скола", which sounds alike.
    whole: set = field(default_factory=set)
    begun: set = field(default_factory=set)
    # Other ways to say what fills a place of ``synonyms``, each a list of words.
    meanings: dict = field(default_factory=dict)

    def learn_synonym(self, words, meanings, *, is_plain=False):
        """Each of the words means the same as what stands in ``meanings``; a plain one with any ending."""
        for word in words:
            self.note_written(_any_ending(word) if is_plain else word)
            ways = keys(word) | keys(word.replace("ё", "е"))
            for key in ways.union(*map(roots, ways)) if is_plain else ways:
                self.meanings.setdefault(key, []).extend(meanings)

    def has_small(self, word):
        """The word only makes a sentence of the others, as it is typed."""
        return plain(word) in self.small

    def note_written(self, text):
        for part in plain(text).replace("/", " ").split():
            (self.begun if part.endswith("*") else self.whole).add(part.rstrip("*"))

    def knows(self, word):
        """The word is one of the language as it is written, not only by its sound."""
        written = plain(word)
        return written in self.whole or written.startswith(tuple(self.begun))

    def may_have(self, word):
        return not (self.is_cyrillic and CYRILLIC.search(word)) or self.knows(word)

    def filled_by(self, word):
        """The places that a word fills in phrases of subjects; a small one only those that name it."""
        if bool(CYRILLIC.search(word)) != self.is_cyrillic:
            return self.heard_in(word)
        if self.has_small(word):
            return set().union(*(self.subjects.exact.get(key, set()) for key in typed_keys(word))), {}
        places, slips = self.subjects.filled_by(word)
        return (places if self.may_have(word) else set()), slips

    def heard_in(self, word):
        """The places that a word written in another alphabet fills by its sound; short beginnings sound too alike."""
        found = set()
        for key in typed_keys(word):
            found |= self.subjects.exact.get(key, set()) if len(key) >= HEARD else set()
            for end in range(HEARD, len(key) + 1):
                found |= self.subjects.begun.get(key[:end], set())
        return found, {}

    def meanings_of(self, word):
        """Other ways to say the word, each a list of words."""
        ways = typed_keys(word) if self.may_have(word) else set()
        ways = ways.union(*map(roots, ways))
        found = [meaning for key in sorted(ways) for meaning in self.meanings.get(key, ())]
        return [meaning for at, meaning in enumerate(found) if meaning not in found[:at]]


@dataclass
class Book:
    """The languages, some of them twice: by the files and by staff; and the records that answer a subject."""

    languages: list
    leads: dict

    @property
    def tongues(self):
        return [tongue for _language, tongue in self.languages]

    def is_known(self, word):
        """A word in Cyrillic that is known as it is written: what only sounds like it is another word."""
        return any(tongue.is_cyrillic and tongue.knows(word) for tongue in self.tongues)

    def is_small(self, word):
        return any(tongue.has_small(word) for tongue in self.tongues)

    def asks_for_meaning(self, text):
        padded = f" {' '.join(words_in(text.lower()))} "
        return any(f" {form} " in padded for tongue in self.tongues for form in tongue.meaning)

    def meanings_of(self, word, language):
        """Other ways to say a word: in the reader's language, else in one that is written alike, else in any."""
        for tongues in self.in_order(word, language):
            found = [meaning for tongue in tongues for meaning in tongue.meanings_of(word)]
            if found or any(tongue.filled_by(word)[0] for tongue in tongues):
                return found
        return []

    def in_order(self, word, language):
        """The languages that a word may be of, the likeliest first."""
        is_cyrillic = bool(CYRILLIC.search(word))
        alike = [(code, tongue) for code, tongue in self.languages if tongue.is_cyrillic == is_cyrillic]
        own = [tongue for code, tongue in alike if code == language]
        others = [tongue for code, tongue in alike if code != language]
        rest = [tongue for tongue in self.tongues if tongue.is_cyrillic != is_cyrillic]
        return [tongues for tongues in (own, others, rest) if tongues]


def plain(text):
    return text.lower().replace("ё", "е")


def _any_ending(word):
    return f"{word[:-ENDING]}*" if len(word) > SHORTEST + ENDING else word


@lru_cache(maxsize=8)
def book(hints=()):
    """The files and what staff added; that seldom changes."""
    files = _of_files()
    added = {language: Tongue(tongue.is_cyrillic) for language, tongue in files.languages}
    leads = dict(files.leads)
    for hint in hints:
        tongue, words = added.get(hint.language), words_in(hint.words)
        if tongue and words and hint.means:
            tongue.learn_synonym(words[:1], [words_in(hint.means)], is_plain=True)
        if tongue and words and hint.lead:
            leads[f"={hint.lead}"] = [hint.lead]
            tongue.note_written(" ".join(map(_any_ending, words)))
            tongue.subjects.add_plain(f"={hint.lead}", words)
            begun = " ".join(f"{word}*" if len(word) > SHORTEST + 1 else word for word in words)
            tongue.subjects.add(f"={hint.lead}", begun, {}, is_sure=True)
    return Book([*files.languages, *added.items()], leads) if hints else files


@cache
def _of_files():
    return Book([(language, _tongue(_read(language))) for language in LANGUAGES], dict(_read("answers")))


def _read(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _tongue(told):
    found = Tongue(is_cyrillic=bool(CYRILLIC.search(told["small"])))
    found.small = set(plain(told["small"]).split())
    found.meaning = tuple(told["meaning"])
    for group in told["groups"].values():
        found.note_written(group)
    for subject, phrases in told["subjects"].items():
        for phrase in phrases:
            found.note_written(phrase)
            found.subjects.add(subject, phrase.lstrip("~ "), told["groups"], is_sure=not phrase.startswith("~"))
    for row in told["synonyms"]:
        words, _equals, meanings = row.partition("=")
        found.learn_synonym(words.split(), [meaning.split() for meaning in meanings.split("|")])
    for row in told["forms"]:
        for word in row.split():
            found.learn_synonym([word], [[other] for other in row.split() if other != word])
    return found
