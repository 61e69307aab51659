"""The layout of rich text inside XLIFF: a code for every piece of markup, which comes back by its number only.

What markup a code stands for is taken from our own source, never from the file that came back.
"""

import html
import re
from collections import namedtuple
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

PIECES = re.compile(r"(<[^<>]*>)")
NAME = re.compile(r"</?\s*(\w+)")
# Without an end.
EMPTY = {"br"}
# How deep elements may lie in each other: rich text of ours does not come near.
DEEPEST = 40
# kind: "pc" has a beginning and an end, "ph" stands alone.
Code = namedtuple("Code", ["kind", "opens", "closes"])


class DamagedError(ValueError):
    """A text came back without its codes, or with others; the message says so."""


def pieces(text):
    """("text", words), ("open", number, tag), ("close", number, tag) or ("alone", number, tag), in order."""
    found = [piece for piece in PIECES.split(text) if piece]
    ends = _ends(found)
    numbers, next_number = {}, 1
    for at, piece in enumerate(found):
        if not PIECES.fullmatch(piece):
            yield "text", 0, html.unescape(piece)
        elif at in ends.values():
            yield "close", numbers[at], piece
        else:
            if at in ends:
                numbers[ends[at]] = next_number
            yield "open" if at in ends else "alone", next_number, piece
            next_number += 1


def _ends(found):
    """Place of a beginning -> place of its end, of the pieces that lie properly in each other."""
    ends, open_ones = {}, []
    for at, piece in enumerate(found):
        name = NAME.match(piece)[1] if PIECES.fullmatch(piece) and NAME.match(piece) else ""
        if not name or name in EMPTY:
            continue
        if not piece.startswith("</"):
            open_ones.append((name, at))
        elif open_ones and open_ones[-1][0] == name:
            ends[open_ones.pop()[1]] = at
        else:
            return {}
    return {} if open_ones else ends


def codes(text):
    """Number -> Code of all markup in a rich text."""
    found = {}
    for verb, number, piece in pieces(text):
        if verb in {"open", "alone"}:
            found[str(number)] = Code("pc" if verb == "open" else "ph", piece, "")
        elif verb == "close":
            found[str(number)] = found[str(number)]._replace(closes=piece)
    return found


def encode(element, data, text, is_rich, tag):
    """Write a text into ``element``; the markup that its codes stand for is shown in ``data``."""
    stack, last = [element], None
    for verb, number, piece in pieces(text) if is_rich else [("text", 0, text)]:
        if verb == "text":
            if last is None:
                stack[-1].text = (stack[-1].text or "") + piece
            else:
                last.tail = (last.tail or "") + piece
            continue
        if verb == "close":
            last = stack.pop()
            last.set("dataRefEnd", _shown(data, f"e{number}", piece, tag))
            continue
        attributes = {"id": str(number), "canDelete": "no"}
        attributes["dataRefStart" if verb == "open" else "dataRef"] = _shown(data, f"d{number}", piece, tag)
        last = ElementTree.SubElement(stack[-1], tag("pc" if verb == "open" else "ph"), attributes)
        if verb == "open":
            stack.append(last)
            last = None


def _shown(data, name, piece, tag):
    ElementTree.SubElement(data, tag("data"), {"id": name}).text = piece
    return name


def decoded(elements, source, is_rich, namespace):
    """The text of those elements, with the markup of ``source`` in the place of its codes. Raises DamagedError."""
    known = codes(source) if is_rich else {}
    used, found = [], []
    for element in elements:
        _read(element, known, used, found, namespace, is_rich)
    openings = [number for verb, number in used if verb == "open"]
    closings = [number for verb, number in used if verb == "close"]
    paired = [number for number, code in known.items() if code.kind == "pc"]
    if sorted(openings) != sorted(known) or sorted(closings) != sorted(paired):
        raise DamagedError(_("Marks of the layout are missing, or stand there twice."))
    return "".join(found)


def _read(element, known, used, found, namespace, is_rich, depth=0):
    if depth > DEEPEST:
        raise DamagedError(_("It holds what no text of ours holds."))
    found.append(_words(element.text, is_rich))
    for child in element:
        name = child.tag.removeprefix(f"{{{namespace}}}")
        begins, ends = _ways(child, name)
        _write("open", begins, known, used, found)
        if name in {"pc", "mrk"}:
            _read(child, known, used, found, namespace, is_rich, depth + 1)
        _write("close", ends, known, used, found)
        found.append(_words(child.tail, is_rich))


def _ways(child, name):
    """The numbers of the codes that an element begins and ends; "" for none."""
    own = child.get("id", "")
    match name:
        case "pc":
            return own, own
        case "ph" | "sc":
            return own, ""
        case "ec":
            return "", child.get("startRef", own)
        case "mrk" | "sm" | "em":
            return "", ""
    raise DamagedError(_("It holds what no text of ours holds."))


def _write(verb, number, known, used, found):
    if not number:
        return
    if number not in known:
        raise DamagedError(_("It has marks of the layout that its source does not have."))
    used.append((verb, number))
    found.append(known[number].opens if verb == "open" else known[number].closes)


def _words(text, is_rich):
    return html.escape(text or "", quote=False) if is_rich else text or ""
