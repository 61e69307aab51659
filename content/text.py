"""Text as people paste it, made fit to be kept."""

import re

# What nobody sees, and what turns the order of letters round. Line ends stay, and what joins Persian and Urdu letters.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff0-\uffff]"
)


def tidy(text, *, in_lines):
    """The text as a form keeps it: no unseen characters, no double spaces, at most one empty line."""
    text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", ("\n" if in_lines else " ").join(lines)).strip()
