"""Which municipality does somebody mean? In Latin or Cyrillic letters, with endings, without diacritics, by town.

Pure: it asks no database. Every text is folded to one skeleton, whatever its alphabet ("Кайшядорис", "Kaišiadorys" and
"kaisiadoris" are one word), and words are compared without the endings of Lithuanian and Russian. Nothing but the names
of the records has to be stored; docs/decisions/0018 says why.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from content.sorting import sort_key

# How a Cyrillic letter sounds in Latin ones. The signs of hardness and softness sound like nothing.
_LATIN = "a b v g g d e io z z i i i i k l m n o p r s t u u f h c c s sc i e iu ia e"
_CYRILLIC = dict(
    zip(
        "абвгґдеёжзийіїклмнопрстуўфхцчшщыэюяє",
        _LATIN.split(),
        strict=True,
    )
)
_TABLE = str.maketrans({**_CYRILLIC, "ъ": "", "ь": "", "y": "i", "j": "i", "w": "v", "ł": "l"})
# How Lithuanian sounds are written by people who know them from English or Polish.
_DIGRAPHS = [("sch", "s"), ("sh", "s"), ("sz", "s"), ("ch", "c"), ("cz", "c"), ("zh", "z"), ("ck", "k")]

SHORTEST_STEM = 3
MOST_WORDS = 12
MOST_MISSPELT = 4
MOST_GUESSES = 6
# (length of a word, how many slips of the finger it may hold)
SLIPS = [(4, 1), (8, 2)]


@lru_cache(maxsize=20_000)
def fold(text):
    """The skeleton of a text: lower case, one alphabet, no diacritics, y and j as i, no doubled letters."""
    # Composed first: й is a letter of its own, not an и with a mark to be taken off.
    latin = unicodedata.normalize("NFC", text).lower().translate(_TABLE)
    latin = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))
    for digraph, letter in _DIGRAPHS:
        latin = latin.replace(digraph, letter)
    return re.sub(r"(.)\1+", r"\1", latin)


# Endings of nouns and adjectives, as they are written.
_LITHUANIAN = """
    as o ui ą u e is io iui į iu yje ys yj us aus um umi uje iaus iumi iuje ai ų ams ais uose iai ių iams ius iais iuose
    yse a os oje oj oms omis ose ė ės ei ę eje ėje ėj ėms ėmis ėse es ems emis ese ia ios iai ią ioje ioj iomis iose i y
"""
_RUSSIAN = """
    а у ом е ы ой и ю я ем ём ей ам ами ах ям ями ях ов ев ае яе ий ый ая ое ого ому ым ую ые ых
    ский ского скому ским ском ская ской скую ское ские ских скими
"""
LITHUANIAN, RUSSIAN = ({fold(ending) for ending in endings.split()} for endings in (_LITHUANIAN, _RUSSIAN))


@lru_cache(maxsize=20_000)
def stems(word):
    """What is left of a folded word without its endings; a Russian one may stand behind a Lithuanian one (Каунас-е)."""
    bare = {word, *_without(word, LITHUANIAN | RUSSIAN)}
    return frozenset(bare.union(*(_without(part, LITHUANIAN) for part in bare)))


def _without(word, endings):
    return {
        word[: -len(ending)] for ending in endings if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM
    }


CITY, DISTRICT = "city", "district"
# Words beside the name; folded. They choose between a city and the district around it, or say nothing.
_CITY = re.compile(r"^(miest\w*|m|siti|city|citi|tovn|gorod\w*|gor|misto|misti)$")
_DISTRICT = re.compile(r"^(raion\w*|rai|r|rn|district\w*|distrikt\w*|region\w*|rna|rne)$")
_EMPTY = re.compile(r"^(savivald\w*|sav|municipal\w*|samoupravlen\w*|seniun\w*|sen|kaim\w*|in|at|the|of|iz|vo|na|is)$")
_SHORT_DISTRICT = re.compile(r"\bр\s*[-‐–./]\s*н", re.IGNORECASE)
_SHORT_CITY = re.compile(r"\bг(?:ор)?\.|\bг\b", re.IGNORECASE)


def read(text):
    """The folded words of a text that may be names, and whether it speaks of a city, a district or neither."""
    text = _SHORT_DISTRICT.sub(" rajonas ", unicodedata.normalize("NFC", text))
    text = _SHORT_CITY.sub(" miestas ", text)
    words, kind = [], ""
    for word in re.findall(r"[^\W\d_]+", re.sub(r"['’`]", "", text)):
        folded = fold(word)
        if _DISTRICT.match(folded):
            kind = DISTRICT
        elif _CITY.match(folded):
            kind = kind or CITY
        elif len(folded) > 1 and not _EMPTY.match(folded):
            words.append(folded)
    return tuple(words[:MOST_WORDS]), kind


@dataclass(frozen=True, eq=False)
class Form:
    """One way to write a municipality: its words, their stems, and whether it is the name itself or a place in it."""

    words: tuple[str, ...]
    stems: tuple[frozenset, ...]
    is_own: bool

    def match(self, typed, at):
        """How well the form stands at a place of the typed words: 2 surely, 1 by its stem, 0 not at all."""
        part = typed[at : at + len(self.words)]
        if len(part) < len(self.words):
            return 0
        if part == self.words:
            return 2
        alike = all(own & stems(word) for own, word in zip(self.stems, part, strict=True))
        return (2 if self.is_own else 1) if alike else 0


@lru_cache(maxsize=512)
def forms(name, others):
    """The forms of a municipality; ``name`` is the one in its own language, ``others`` are the rest."""
    own_words, _kind = read(name)
    own = tuple(stems(word) for word in own_words)
    found = {own_words: Form(own_words, own, True)} if own else {}
    for text in others:
        words, _kind = read(text)
        if words and words not in found:
            parts = tuple(stems(word) for word in words)
            is_own = len(parts) == len(own) and all(a & b for a, b in zip(parts, own, strict=True))
            # Stems of the name alone: those of every other way to write it would meet those of other names.
            found[words] = Form(words, own if is_own else parts, is_own)
    return tuple(found.values())


@lru_cache(maxsize=512)
def beginnings(own_forms):
    """What the first words of the forms may be: a text that has none of them does not mean this municipality."""
    return frozenset().union(*({form.words[0]} | form.stems[0] for form in own_forms))


def forms_of(municipality):
    own, *others = (
        getattr(municipality, build_localized_fieldname("name", code)) or "" for code, _name in settings.LANGUAGES
    )
    return forms(own, (*others, municipality.seat, *municipality.alternate_names))


@dataclass(frozen=True)
class Found:
    """Municipalities, the likeliest first; ``is_guess`` when the typed words are only similar to their names."""

    municipalities: tuple = ()
    is_guess: bool = False

    def __bool__(self):
        return bool(self.municipalities)


def look_up(text, municipalities):
    """Return the municipalities that ``text`` may mean, as Found; nothing for a text that names none of them.

    A name that a city and its district share finds both, the city first; "raj", "р-н", "m.", "city" choose between
    them.
    """
    words, kind = read(text)
    if not words:
        return Found()
    for score, is_guess in ((_sure, False), (_begun, True), (_misspelt, True)):
        scores = {municipality: score(words, forms_of(municipality)) for municipality in municipalities}
        scores = _of_kind({municipality: points for municipality, points in scores.items() if points}, kind)
        if scores:
            best = max(scores.values())[:2]
            likely = [municipality for municipality, points in scores.items() if points[:2] == best]
            likely.sort(key=lambda municipality: _rank(municipality, scores[municipality]))
            return Found(tuple(likely[:MOST_GUESSES] if is_guess else likely), is_guess)
    return Found()


def _of_kind(scores, kind):
    """Only the cities or only the districts among them, if the reader said so and there are some."""
    chosen = {municipality: points for municipality, points in scores.items() if municipality.kind == kind}
    return chosen or scores


def _rank(municipality, points):
    return -points[2], municipality.kind != CITY, sort_key(str(municipality))


def _sure(typed, own_forms):
    """(how many words are its names, how many of them surely, is the name its own), or None."""
    if beginnings(own_forms).isdisjoint(stem for word in typed for stem in stems(word)):
        return None
    covered, surely, is_own = set(), set(), False
    for form in own_forms:
        for at in range(len(typed)):
            if quality := form.match(typed, at):
                place = range(at, at + len(form.words))
                covered.update(place)
                is_own = is_own or form.is_own
                if quality == 2:
                    surely.update(place)
    return (len(covered), len(surely), is_own) if covered else None


def _begun(typed, own_forms):
    """The same for the beginning of a name ("Kaiš") or one word of a longer one ("Naumiestis")."""
    found = 0
    is_own = False
    for word in typed:
        if len(word) >= SHORTEST_STEM:
            hits = [form for form in own_forms if any(_begins(form, index, word) for index in range(len(form.words)))]
            found += bool(hits)
            is_own = is_own or any(form.is_own for form in hits)
    return (found, is_own, is_own) if found and found * 2 >= len(typed) else None


def _begins(form, index, word):
    is_part = len(form.words) > 1 and bool(form.stems[index] & stems(word))
    return is_part or form.words[index].startswith(word)


def _misspelt(typed, own_forms):
    """The same for names with small slips; fewer slips are better."""
    named, slips, is_own = 0, 0, False
    for word in typed[:MOST_MISSPELT]:
        allowed = max((slips for length, slips in SLIPS if len(word) >= length), default=0)
        near = [(distance(word, name), not form.is_own) for form, name in _similar(word, own_forms, allowed)]
        fewest, is_other = min(near, default=(allowed + 1, True))
        if fewest <= allowed:
            named, slips, is_own = named + 1, slips + fewest, is_own or not is_other
    return (named, -slips, is_own) if named and named * 2 >= len(typed) else None


def _similar(word, own_forms, allowed):
    """The words of the names that are about as long and have about the same letters: cheap to say, few are left."""
    letters = set(word)
    for form in own_forms if allowed else ():
        for name in form.words:
            if abs(len(name) - len(word)) <= allowed and len(letters.symmetric_difference(name)) <= 2 * allowed:
                yield form, name


def distance(one, other):
    """How many letters to add, drop, change or swap with their neighbour to get from one word to the other."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
