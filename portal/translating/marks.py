"""What changed in a source text, word by word."""

import html
import re
from difflib import SequenceMatcher

# How rich text is read beside its translation: lines, with a dot before what stands in a list.
ITEM = re.compile(r"<li[^>]*>\s*(?:<p[^>]*>)?")
LINE = re.compile(r"</(?:p|li|h2|h3)>|<br ?/?>")
LINK = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
TOKEN = re.compile(r"\s+|[^\s]+")
SAME, ADDED, REMOVED = "same", "added", "removed"


def plain(text):
    """The words of a text, line by line; addresses of links stand behind them."""
    text = LINK.sub(r"\2 (\1)", text or "")
    text = TAG.sub("", LINE.sub("\n", ITEM.sub("• ", text)))
    return re.sub(r"\n{2,}", "\n", html.unescape(text)).strip()


def marked(before, now):
    """Pieces (kind, text) of ``now`` with what was taken out of ``before``; without ``before`` nothing is marked."""
    new = TOKEN.findall(plain(now))
    if before is None:
        return [(SAME, "".join(new))] if new else []
    old = TOKEN.findall(plain(before))
    found = []
    for verb, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            found.append((SAME, "".join(new[first:last])))
            continue
        found += [(REMOVED, "".join(old[start:end]))] if end > start else []
        found += [(ADDED, "".join(new[first:last]))] if last > first else []
    return found
