"""Text as people paste it, made fit to be kept, and to be carried by every outlet: the one place that knows how."""

import html
import re
import unicodedata

# What some programs write for a new line: Word's own break is U+000B.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What nobody sees, what turns the order of letters round, and what some outlet cannot hold: controls, characters that
# are none, private ones of a font that the reader lacks. Line ends stay, tabs too.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 15))
    + "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# Joiners belong to words in Persian, Urdu or Hindi and to some emoji; beside letters of ours they are slips.
JOINERS = re.compile("(?:(?<=[\x00-\u058f])|^)[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\u058f]|$)", re.MULTILINE)
# The dots of Word's lists, in the private characters of its own font.
BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf02d": "–"})
# A piece of markup, or in the group what stands between two of them.
PIECES = re.compile(r"<[^<>]*>|([^<]+|<)")
# Around and without these, space in rich text means nothing; an empty one of them nothing at all.
BLOCKS = re.compile(r"\s*(</?(?:p|h2|h3|ul|ol|li|br)\b[^>]*>)\s*")
EMPTY_BLOCKS = re.compile(r"<(p|h2|h3|li|ul|ol)\b[^>]*>(?:<br\s*/?>)*</\1>")


def legible(text):
    """The text without what nobody sees and what feeds, calendars, tables or paper cannot hold; its lines stay."""
    if text.isascii() and text.isprintable():
        return text
    text = UNSEEN.sub("", LINE_ENDS.sub("\n", text.translate(BULLETS)))
    return JOINERS.sub("", text)


def composed(text):
    """The same, with each letter and its mark as one character (NFC): what is typed, however it was typed."""
    return unicodedata.normalize("NFC", legible(text))


def tidy(text, *, in_lines):
    """The text as a form keeps it: no unseen characters, no double spaces, at most one empty line."""
    if not in_lines:
        return " ".join(legible(text).split())
    lines = [" ".join(line.split()) for line in legible(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def has_words(text):
    """There is something to read: ``<p></p>``, ``&nbsp;`` and characters that nobody sees are nothing."""
    pieces = (found[1] for found in PIECES.finditer(text or "") if found[1])
    return any(legible(html.unescape(piece)).strip() for piece in pieces)


def gist(text):
    """What a text says, however its lines end, its spaces stand and its letters are composed: equal for equal texts."""
    text = html.unescape(composed(text)).replace("<b>", "<strong>").replace("</b>", "</strong>")
    text = BLOCKS.sub(r"\1", tidy(text, in_lines=True))
    while (shorter := EMPTY_BLOCKS.sub("", text)) != text:
        text = shorter
    return text
