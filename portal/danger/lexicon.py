"""Phrases of danger, made ready to be asked: which places of which phrases a typed word can fill."""

from collections import defaultdict
from dataclasses import dataclass, field

from directory.lookup import distance, stems
from portal.danger.folding import key, keys, typed_keys

# A slip of the finger is forgiven in words so long; a phrase of one word must be longer.
SLIPPED, SLIPPED_ALONE = 5, 6
# Shorter words and stems say too little to stand for their other forms.
SHORTEST_STEM = 4


@dataclass(frozen=True)
class Phrase:
    """Words that together mean a danger; ``places`` are numbers of the lexicon, one for each word."""

    topic: str
    places: tuple
    is_sure: bool


@dataclass
class Lexicon:
    """All phrases, and for each written word the places it fills."""

    phrases: list = field(default_factory=list)
    # Place -> the phrases that begin with it, by their numbers in the list.
    begins: dict = field(default_factory=lambda: defaultdict(list))
    unless: dict = field(default_factory=lambda: defaultdict(list))
    exact: dict = field(default_factory=lambda: defaultdict(set))
    begun: dict = field(default_factory=lambda: defaultdict(set))
    bent: dict = field(default_factory=lambda: defaultdict(set))
    slips: dict = field(default_factory=lambda: defaultdict(set))
    numbers: dict = field(default_factory=dict)
    small: set = field(default_factory=set)
    # Beginnings of words in which no slip is forgiven.
    harmless: tuple = ()

    def add(self, topic, text, groups, is_sure):
        """Take up a phrase of the files: words, with * for any ending, / between ways to say it, @ before a group."""
        places = tuple(self._place(word, groups) for word in text.split())
        self._take_up(Phrase(topic, places, is_sure))

    def exclude(self, topic, text, groups):
        places = tuple(self._place(word, groups) for word in text.split())
        self.unless[topic].append(Phrase(topic, places, True))

    def add_plain(self, topic, words):
        """Take up a phrase of staff: plain words, each with any of its endings."""
        self._take_up(Phrase(topic, tuple(self._bent(word) for word in words), True))

    def _take_up(self, phrase):
        self.begins[phrase.places[0]].append(len(self.phrases))
        self.phrases.append(phrase)

    def spoken(self, filled):
        """The phrases each of whose words is among those that were typed, given as filled_by() has them."""
        typed = set().union(*(places | slips.keys() for places, slips in filled))
        begun = {number for place in typed for number in self.begins.get(place, ())}
        return [phrase for phrase in map(self.phrases.__getitem__, sorted(begun)) if typed.issuperset(phrase.places)]

    def _place(self, text, groups):
        text = "/".join(groups[part[1:]] if part.startswith("@") else part for part in text.split("/"))
        if text not in self.numbers:
            number = self.numbers[text] = len(self.numbers)
            for word in text.split("/"):
                for way in {word, word.replace("ё", "е")}:
                    self._learn(way, number)
        return self.numbers[text]

    def _learn(self, word, number):
        is_begun = word.endswith("*")
        for skeleton in keys(word.rstrip("*").replace("'", "").replace("-", "")):
            bare = skeleton.rstrip("i") if is_begun and len(skeleton) > SLIPPED else skeleton
            (self.begun if is_begun else self.exact)[bare].add(number)
            if is_begun and bare.endswith("t"):
                # "ts" is one letter in the one alphabet: "hurts" begins with "hurt" all the same.
                self.begun[f"{bare[:-1]}c"].add(number)
            self._learn_slips(bare, number, is_begun)

    def _learn_slips(self, skeleton, number, is_begun):
        if len(skeleton) >= SLIPPED:
            for way in shortened(skeleton):
                self.slips[way].add((skeleton, is_begun, number))

    def _bent(self, word):
        number = self.numbers[f"={word}"] = len(self.numbers)
        for skeleton in keys(word):
            self.exact[skeleton].add(number)
            self._learn_slips(skeleton, number, is_begun=False)
            for stem in roots(skeleton):
                self.bent[stem].add(number)
        return number

    def filled_by(self, word):
        """(The places that a word fills as it stands, those that it fills with one slip of the finger)."""
        found, typed = set(), typed_keys(word)
        for skeleton in typed:
            found |= self.exact.get(skeleton, set())
            for stem in roots(skeleton) if self.bent else ():
                found |= self.bent.get(stem, set())
            for end in range(2, len(skeleton) + 1):
                found |= self.begun.get(skeleton[:end], set())
        if found or any(skeleton.startswith(self.harmless) for skeleton in typed):
            return found, {}
        return set(), self._slipped(typed)

    def _slipped(self, typed):
        """Each place with the length of the word that was meant."""
        found = {}
        for skeleton in typed:
            for end in range(SLIPPED - 1, len(skeleton) + 1) if len(skeleton) >= SLIPPED else ():
                part, is_whole = skeleton[:end], end == len(skeleton)
                for wanted, is_begun, number in self._near(part):
                    if (is_begun or is_whole) and number not in found and distance(part, wanted) <= 1:
                        found[number] = len(wanted)
        return found

    def _near(self, part):
        for way in shortened(part):
            yield from self.slips.get(way, ())


def shortened(word):
    """The word, and the word without each of its letters: two words with one slip between them share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def roots(skeleton):
    """The skeleton without its endings, as far as enough is left."""
    return {stem for stem in stems(skeleton) if len(stem) >= SHORTEST_STEM and len(stem) * 2 >= len(skeleton)}


def harmless_keys(text):
    return {skeleton for word in text.split() for skeleton in keys(word)} | {key(word) for word in text.split()}
