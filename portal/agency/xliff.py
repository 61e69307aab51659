"""XLIFF 2 as a file: written from texts, and read with a sentence for everything that is no such file."""

import re
from collections import namedtuple
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from content.text import legible
from portal.agency.codes import DamagedError, decoded, encode

XLIFF = "urn:oasis:names:tc:xliff:document:2.0"
OLD = re.compile(r"\{urn:oasis:names:tc:xliff:document:1\.")
# What a file may weigh: all texts of the portal weigh less than two.
MOST_BYTES = 10_000_000
# A file that goes out: who it belongs to, and what its texts are called.
Sent = namedtuple("Sent", ["original", "title", "units"])
Unit = namedtuple("Unit", ["id", "label", "source", "is_rich", "earlier"])
# What came back of a text: where it belongs, and the element that holds it.
Returned = namedtuple("Returned", ["original", "id", "element"])

ElementTree.register_namespace("", XLIFF)


class NoXliffError(ValueError):
    """The file is not what we sent out; the message says in words what is wrong with it."""


def tag(name):
    return f"{{{XLIFF}}}{name}"


def written(source, target, files):
    """The bytes of a file with those texts."""
    root = ElementTree.Element(tag("xliff"), {"version": "2.0", "srcLang": source, "trgLang": target})
    for number, sent in enumerate(files, 1):
        file = ElementTree.SubElement(root, tag("file"), {"id": f"f{number}", "original": sent.original})
        _notes(file, [("record", sent.title)])
        for unit in sent.units:
            _unit(file, unit)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _unit(file, unit):
    found = ElementTree.SubElement(file, tag("unit"), {"id": unit.id, "name": unit.label})
    if unit.earlier:
        _notes(found, [("earlier translation, of an older source", unit.earlier)])
    data = ElementTree.SubElement(found, tag("originalData"))
    segment = ElementTree.SubElement(found, tag("segment"), {"state": "initial"})
    source = ElementTree.SubElement(segment, tag("source"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    encode(source, data, legible(unit.source), unit.is_rich, tag)
    if not len(data):
        found.remove(data)


def _notes(parent, found):
    notes = ElementTree.SubElement(parent, tag("notes"))
    for category, text in found:
        ElementTree.SubElement(notes, tag("note"), {"category": category}).text = legible(text)


# --- What comes back


def read(data):
    """(the language it is translated into, what came back); raises NoXliffError with a sentence."""
    if len(data) > MOST_BYTES:
        raise NoXliffError(_("The file is larger than 10 MB: no file of this portal is. Nothing was changed."))
    root = _parsed(data)
    if OLD.match(root.tag):
        raise NoXliffError(_("The file is XLIFF 1. Ask the agency for XLIFF 2, as it was sent. Nothing was changed."))
    if root.tag != tag("xliff"):
        raise NoXliffError(_("The file is no XLIFF 2. Choose the file that the agency returned. Nothing was changed."))
    found = [
        Returned(file.get("original", ""), unit.get("id", ""), unit)
        for file in root.iter(tag("file"))
        for unit in file.iter(tag("unit"))
    ]
    if not found:
        raise NoXliffError(_("There is no text in the file. Nothing was changed."))
    if len({(each.original, each.id.partition("-")[0]) for each in found}) < len(found):
        raise NoXliffError(_("The file holds the same text twice: which one counts? Nothing was changed."))
    return root.get("trgLang", "").lower().partition("-")[0], found


def _parsed(data):
    try:
        return fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        words = _("The file defines entities of its own, which translations never need. Nothing was changed.")
        raise NoXliffError(words) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        words = _("The file is no XML, or is cut off. Ask the agency to send it once more. Nothing was changed.")
        raise NoXliffError(words) from error


def target_of(unit, source, is_rich):
    """The translation in a unit, however many segments it was cut into; "" when it has none. Raises DamagedError."""
    parts = [part for part in unit if part.tag in {tag("segment"), tag("ignorable")}]
    found = []
    for part in parts:
        target, original = part.find(tag("target")), part.find(tag("source"))
        if target is None and part.tag == tag("segment"):
            return ""
        found.append(original if target is None else target)
    if any(part is None for part in found):
        raise DamagedError(_("Its source is missing."))
    if not any("".join(part.itertext()).strip() for part in found):
        return ""
    return decoded(found, source, is_rich, XLIFF)
