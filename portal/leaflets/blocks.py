"""What stands on a leaflet, in the terms of ``leaflet.typ``: lines, blocks of lines, sections of blocks.

A block is never divided: it stands on the paper whole, in a shorter version of its own, or not at all.
"""

from dataclasses import dataclass, field

# Hardly a word is longer than this: it is an address, or a slip. It may be broken after so many signs.
LONGEST_WORD = 24
PIECE = 8


def breakable(text):
    """The text with places where a line may end inside words that no line could hold."""
    words = str(text).split()
    return " ".join(word if len(word) <= LONGEST_WORD else _in_pieces(word) for word in words)


def _in_pieces(word):
    return "\u200b".join(word[start : start + PIECE] for start in range(0, len(word), PIECE))


def line(text, style="", href=""):
    """``style``: "" | "name" | "strong" | "small" | "number"; ``href`` is what a tap does on a screen."""
    language = text.language if getattr(text, "is_foreign", False) else ""
    shown = str(text) if href else breakable(text)
    return {"text": shown, "lang": language, "style": style, "href": href}


def block(*versions):
    """One record: its lines, and shorter versions of them for when there is little room."""
    return [[row for row in version if row["text"]] for version in versions]


@dataclass
class Section:
    """``blocks`` under a heading; they may go as far as the inner panel ``last`` (0, 1 or 2)."""

    title: dict
    blocks: list
    last: int = 2
    tight: bool = False
    # What is not on paper although there is more of it: said even if all blocks have room.
    is_cut: bool = False

    def __post_init__(self):
        self.title = line(self.title)


@dataclass
class Code:
    """A code to scan, with what it leads to in words and the address for those who type."""

    address: str
    says: dict

    def __post_init__(self):
        self.says = line(self.says)


@dataclass
class Sheet:
    """A whole leaflet. Its fingerprint is made of nothing but this."""

    slug: str
    language: str
    title: str
    name: list
    place: list
    lead: list
    cover: Code
    flap: list
    flap_code: Code
    back: list
    back_code: Code
    inside: list
    funders: list = field(default_factory=list)
    has_emblem: bool = False
    words: dict = field(default_factory=dict)
    issued_on: str = ""
    # Keys of the projects that paid for something on it.
    projects: list = field(default_factory=list)

    @property
    def printed(self):
        """All it says, line by line, without the day it was made on and without the codes."""
        sections = [*self.flap, *self.inside, *self.back]
        blocks = [versions[0] for section in sections for versions in [[[section.title]], *section.blocks] if versions]
        rows = [*self.name, *self.place, *self.lead, *(row for block in blocks for row in block), *self.funders]
        return "\n".join(row["text"].replace("\u200b", "") for row in rows if row["text"])
