"""Which words of a text are the ones that were typed, whatever their ending, alphabet or diacritics.

Only for what is shown: PostgreSQL decides what is found, with stemmers that know more.
"""

import re
from html import unescape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from directory.lookup import fold, stems
from portal.search.sql import UNSEEN

_UNSEEN = re.compile(f"[\0{UNSEEN}]+")
# A word as it stands in a text, with what nobody sees between its letters.
WORD = re.compile(rf"[^\W_](?:[{UNSEEN}]*[^\W_])*")
# A soft sign in Latin letters ("zhil'yo"), and the apostrophe of "driver's".
APOSTROPHE = re.compile(r"(?<=[a-zA-Z])['’ʼ`´ʹ]")
TAG = re.compile(r"<[^>]*>")
ENGLISH = ("s", "es", "ed", "ing", "er")
SHORTEST = 3
# Words before the first hit of a long text, and characters in all.
WORDS_BEFORE, LONGEST = 10, 240


def without_unseen(text):
    """The text without what nobody sees: joints of no width, soft hyphens, marks of direction."""
    return _UNSEEN.sub("", text)


def words_of(text):
    """The words of what a reader typed; marks and signs between them mean nothing."""
    return WORD.findall(APOSTROPHE.sub("", without_unseen(text)))


def plain(html):
    return " ".join(unescape(TAG.sub(" ", html)).split())


def _fold(word):
    """The skeleton, with "ts" and "kh" as they are written for ц and х."""
    return fold(without_unseen(word)).replace("ts", "c").replace("kh", "h")


def _as_typed(words):
    """The words, and what they are when j stands for ж and x for х, as search_query() in the database takes them."""
    return {*words, *(word.lower().replace("j", "zh").replace("x", "h") for word in words)}


def _forms(word):
    folded = _fold(word)
    english = {folded[: -len(end)] for end in ENGLISH if folded.endswith(end) and len(folded) - len(end) > SHORTEST}
    # A stem that is less than half of the word says too little.
    return {stem for stem in stems(folded) | english if len(stem) * 2 >= len(folded)}


class Marker:
    """Finds the typed words in texts."""

    def __init__(self, words):
        typed = _as_typed(words)
        self.forms = set().union(*(_forms(word) for word in typed))
        # No ending is cut before the third letter: most words need no closer look.
        self.beginnings = {_fold(word)[:SHORTEST] for word in typed}
        self.known = {}

    def is_hit(self, word):
        if word not in self.known:
            is_near = _fold(word)[:SHORTEST] in self.beginnings
            self.known[word] = is_near and not self.forms.isdisjoint(_forms(word))
        return self.known[word]

    def first(self, text):
        """The first of the typed words in the text, as the text has it, or None."""
        return next((found for found in WORD.finditer(text) if self.is_hit(found[0])), None)

    def marked(self, text):
        """The text, escaped, with the typed words in ``<mark>``."""
        pieces, at = [], 0
        for found in WORD.finditer(text):
            if self.is_hit(found[0]):
                pieces += [(text[at : found.start()], found[0])]
                at = found.end()
        marked = format_html_join("", "{}<mark>{}</mark>", pieces)
        return SafeString(marked + format_html("{}", text[at:]))

    def snippet(self, text):
        """The part of a text around the first of the typed words, marked; the beginning when it has none."""
        found = self.first(text)
        start = found.start() if found else 0
        if start + 20 > LONGEST:
            before = text[:start].split(" ")[-WORDS_BEFORE - 1 :]
            text = f"… {' '.join(before).lstrip()}{text[start:]}"
        if len(text) > LONGEST:
            text = f"{text[:LONGEST].rpartition(' ')[0]} …"
        return self.marked(text)
