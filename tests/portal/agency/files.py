"""What an agency does with a file: every text translated, with its codes where they were."""

import copy
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from portal.agency.xliff import tag


def translated(data, change=str.upper, only=None):
    """The file as it comes back; ``only`` says for which units (by record and field)."""
    root = fromstring(data)
    for file in root.iter(tag("file")):
        for unit in file.iter(tag("unit")):
            if only is None or only(file.get("original"), unit.get("id")):
                _translate(unit, change)
    return ElementTree.tostring(root, encoding="utf-8")


def _translate(unit, change):
    for segment in unit.iter(tag("segment")):
        target = copy.deepcopy(segment.find(tag("source")))
        target.tag = tag("target")
        for node in target.iter():
            node.text = change(node.text) if node.text else node.text
            node.tail = change(node.tail) if node.tail else node.tail
        segment.append(target)


def units_of(data):
    """(original, field) of each text in a file."""
    root = fromstring(data)
    return [
        (file.get("original"), unit.get("id").partition("-")[0])
        for file in root.iter(tag("file"))
        for unit in file.iter(tag("unit"))
    ]
