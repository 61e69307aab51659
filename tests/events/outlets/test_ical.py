"""Our text of an entry is the library's, byte for byte."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Event

from events.outlets.ical import TextEntry, folded

VILNIUS = ZoneInfo("Europe/Vilnius")
LONG = "Kalbėsimės lietuviškai, „lėtai“; su arbata ☕ ir \\ pyragu\n" * 4


@pytest.mark.parametrize(
    ("name", "value", "parameters"),
    [
        ("summary", "Class", None),
        ("summary", "Pamoka", {"LANGUAGE": "lt"}),
        ("description", LONG, None),
        ("description", "a\\Nb\\nc,d;e\r\nf", None),
        ("location", "Vilniaus g. 1, Kaišiadorys", None),
        ("status", "CONFIRMED", None),
        ("uid", "1@example.org", None),
        ("url", "https://example.org/" + "x" * 80, None),
        ("sequence", 3, None),
        ("categories", ["Kalbos, kursai"], None),
        ("dtstart", datetime(2026, 11, 5, 19, tzinfo=VILNIUS), None),
        ("dtend", date(2026, 11, 6), None),
        ("recurrence-id", datetime(2026, 7, 5, 19, tzinfo=VILNIUS), None),
        ("dtstamp", datetime(2026, 11, 5, 19, tzinfo=UTC), None),
        ("created", datetime(2026, 11, 5, 19, tzinfo=VILNIUS), None),
        ("rrule", {"FREQ": "WEEKLY", "BYDAY": ["MO"]}, None),
        ("exdate", [datetime(2026, 11, 5, 19, tzinfo=VILNIUS), datetime(2026, 11, 12, 19, tzinfo=VILNIUS)], None),
        ("geo", (54.8, 24.4), None),
        ("conference", "https://example.org/", {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Internetu"}),
    ],
)
def test_property_is_written_as_the_library_does(name, value, parameters):
    ours, theirs = TextEntry(), Event()
    for entry in (ours, theirs):
        entry.add("summary" if name != "summary" else "uid", "x")
        entry.add(name, value, parameters=parameters)

    assert b"".join(line + b"\r\n" for line in ours.lines()) == theirs.to_ical()


@pytest.mark.parametrize("length", range(70, 80))
@pytest.mark.parametrize("letter", ["a", "ė", "☕", "\\"])
def test_lines_are_folded_between_characters(length, letter):
    parts = folded(letter * length + "b" * 90).split(b"\r\n ")

    assert all(len(part) < 75 for part in parts)
    assert "".join(part.decode() for part in parts) == letter * length + "b" * 90
