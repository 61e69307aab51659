"""Entries of a calendar as text, many times quicker than the library, which still writes what is rare.

Byte for byte what ``icalendar`` would write: a test compares them.
"""

from datetime import UTC, date, datetime

from icalendar import Event, Journal

from content.text import legible

# RFC 5545: a line has at most 75 octets with the line end's first; what is longer goes on after a blank.
LONGEST = 74
TEXTS = {"summary", "uid", "description", "status", "location"}
ADDRESSES = {"url"}
MOMENTS = {"dtstart", "dtend", "recurrence-id"}
STAMPS = {"dtstamp", "last-modified", "created"}
KINDS = {"VEVENT": Event, "VJOURNAL": Journal}


class TextEntry:
    """An entry with the ``add()`` of the library; ``lines()`` gives its text."""

    def __init__(self, kind="VEVENT"):
        self.kind, self.found = kind, []
        self.order = KINDS[kind].canonical_order or ()

    def add(self, name, value, parameters=None):
        if parameters or not (line := written(name, value)):
            self.found += [(name.upper(), line) for line in by_library(self.kind, name, value, parameters)]
        else:
            self.found.append((name.upper(), line))

    def lines(self):
        known = {name: place for place, name in enumerate(self.order)}
        found = sorted(self.found, key=lambda pair: (known.get(pair[0], len(known)), pair[0]))
        return [f"BEGIN:{self.kind}".encode(), *(line for _name, line in found), f"END:{self.kind}".encode()]


def written(name, value):
    """The line of a usual property, folded; None of one that the library writes."""
    if name in TEXTS:
        return folded(f"{name.upper()}:{escaped(value)}")
    if name in ADDRESSES:
        return folded(f"{name.upper()}:{value}")
    if name in MOMENTS:
        return moment(name.upper(), value)
    if name in STAMPS:
        return f"{name.upper()}:{value.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode()
    if name == "sequence":
        return f"SEQUENCE:{value}".encode()
    if name == "categories":
        return folded(f"CATEGORIES:{','.join(map(escaped, value))}")
    return None


def by_library(kind, name, value, parameters):
    entry = KINDS[kind]()
    entry.add(name, value, parameters=parameters or {})
    return [
        folded(in_one_line(line)) for line in entry.content_lines() if line and not line.startswith(("BEGIN:", "END:"))
    ]


def in_one_line(text):
    """Without characters that programs take for the end of a line or cannot hold."""
    return legible(text).replace("\n", " ")


def moment(name, value):
    """A day, or a moment in the zone it is in, whose name stands in the file."""
    if isinstance(value, datetime):
        return f"{name};TZID={value.tzinfo}:{value:%Y%m%dT%H%M%S}".encode()
    return f"{name};VALUE=DATE:{value:%Y%m%d}".encode() if isinstance(value, date) else None


def escaped(text):
    text = legible(str(text)).replace(r"\N", "\n").replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return text.replace("\r\n", r"\n").replace("\n", r"\n").replace("\r", r"\n")


def folded(line):
    """Cut between characters, and not behind the sign that escapes the next one."""
    text = line.encode()
    if len(text) <= LONGEST:
        return text
    parts = []
    while len(text) > LONGEST:
        end = LONGEST
        while text[end] & 0xC0 == 0x80:
            end -= 1
        end -= text[end - 1] in b"\\^"
        parts.append(text[:end])
        text = text[end:]
    return b"\r\n ".join([*parts, text])


def file_of(calendar, entries):
    """The text of a calendar of the library with these TextEntries at its end."""
    head = "\r\n".join(map(in_one_line, calendar.to_ical().decode().split("\r\n"))).encode()
    head, _end, tail = head.rpartition(b"END:VCALENDAR")
    lines = [line for entry in entries for line in entry.lines()]
    return b"".join([head, *(line + b"\r\n" for line in lines), b"END:VCALENDAR", tail])
