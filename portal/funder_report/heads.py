"""People told apart as the fund wants it, from counts that may have been taken otherwise: nothing is guessed."""

from dataclasses import dataclass

from directory.ages import ages, in_words, is_within, overlaps
from directory.models import HeadCountLine
from events.models import AttendanceTally

GROUP, SEX, AGE = HeadCountLine.Dimension.values
PLACE = {GROUP: 0, SEX: 1, AGE: 2}
OWN = {
    GROUP: dict(AttendanceTally.Group.choices),
    SEX: dict(AttendanceTally.Sex.choices),
    AGE: dict.fromkeys(AttendanceTally.AgeBand.values),
}


@dataclass
class Line:
    """A line of the table: how many surely belong there, and how many more may, since they were counted otherwise."""

    code: str
    texts: dict
    people: int
    unclear: int = 0
    is_asked: bool = True


def lines_of(report, dimension):
    """What was asked in its own order, then what was counted under other words."""
    counted = {}
    for *cell, people in report["heads"]:
        code = cell[PLACE[dimension]]
        counted[code] = counted.get(code, 0) + people
    asked = {code: texts for found, code, texts in report["lines"] if found == dimension}
    asked = asked or {code: {} for code in OWN[dimension]}
    if dimension == AGE:
        return [_band(code, texts, counted) for code, texts in asked.items()]
    lines = [Line(code, texts, counted.get(code, 0)) for code, texts in asked.items()]
    return [*lines, *(Line(code, {}, counted[code], is_asked=False) for code in counted if code not in asked)]


def _band(asked, texts, counted):
    """Bands that lie inside are summed up; of those that reach out nobody knows how many belong here."""
    known = {code: people for code, people in counted.items() if ages(code)}
    inside = sum(people for code, people in known.items() if is_within(code, asked))
    across = sum(people for code, people in known.items() if overlaps(code, asked) and not is_within(code, asked))
    return Line(asked, texts, inside, across)


def word_of(line, dimension):
    """Its name where nobody gave it one."""
    if dimension == AGE:
        return in_words(line.code)
    return str(OWN[dimension].get(line.code) or line.code)
