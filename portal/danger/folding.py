"""The sound of a word in one alphabet, so that every way to type it is one word."""

import re
import unicodedata

from directory.lookup import fold

# Longer texts are cut: a search is a few words.
MOST_LETTERS, MOST_IN_WORD = 600, 30
APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´ʹʺ‘](?=\w)|(?<=[a-zA-Z])['’ʼ`´ʹ]")
WORD = re.compile(r"[^\W_]+")
_SOFT = re.compile(r"i(?=[aeou])")
SHORTEST_SOFT = 4
# Letters that look alike: phones and keyboards mix them into a word of the other alphabet.
_LATIN, _CYRILLIC = "aceiopxyABCEHIKMOPTXYkmt", "асеіорхуАВСЕНІКМОРТХУкмт"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)


def visible(text):
    """The text without what nobody sees: marks of direction, joints of no width, soft hyphens, control characters."""
    text = unicodedata.normalize("NFKC", text[:MOST_LETTERS])
    kept = (" " if sign.isspace() else sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return "".join(kept)


def words_in(text):
    """The words of a text, with an apostrophe inside a word as a part of it: "don't" is "dont"."""
    return [word[:MOST_IN_WORD] for word in WORD.findall(APOSTROPHE.sub("", visible(text)))]


def key(word):
    """The skeleton of a word, with "ts" and "kh" as they are written for ц and х."""
    return fold(fold(word).replace("ts", "c").replace("kh", "h"))


def keys(word):
    """The skeletons that a word may have: as it stands, and without the softness that everybody writes differently."""
    hard = key(word)
    soft = _SOFT.sub("", hard)
    return {hard, soft} if len(soft) >= SHORTEST_SOFT else {hard}


def readings(word):
    """The word, and of a word in two alphabets what it is in each: letters that look alike become one alphabet's."""
    is_mixed = any("a" <= sign <= "z" for sign in word.lower()) and any("а" <= sign <= "ӿ" for sign in word.lower())
    return {word, word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)} if is_mixed else {word}


def typed_keys(word):
    """The same for what a reader typed, also with j for ж and x for х, and with letters of the other alphabet."""
    lowers = {reading.lower() for reading in readings(word)}
    return set().union(*(keys(lower) | keys(lower.replace("j", "zh").replace("x", "h")) for lower in lowers))
