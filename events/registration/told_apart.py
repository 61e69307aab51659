"""Whom a head-count tells apart: the lines of the event's project, else the portal's own."""

from dataclasses import dataclass
from itertools import product

from directory.ages import finest, in_words
from directory.models import HeadCountLine
from events.registration.attendance import AttendanceTally

OWN = {
    HeadCountLine.Dimension.GROUP: AttendanceTally.Group,
    HeadCountLine.Dimension.SEX: AttendanceTally.Sex,
}


@dataclass
class ToldApart:
    """{code: name} of groups and sexes, and the age bands that people are counted by, none overlapping another."""

    groups: dict
    sexes: dict
    bands: list

    @property
    def cells(self):
        return list(product(self.groups, self.sexes, self.bands))

    def group_name(self, code):
        return self.groups.get(code) or dict(AttendanceTally.Group.choices).get(code, code)

    def cell_name(self, cell):
        """Sex and age of a cell in words, also of one that is counted no more."""
        sex = self.sexes.get(cell[1]) or dict(AttendanceTally.Sex.choices).get(cell[1], cell[1])
        return f"{sex}, {in_words(cell[2])}"


def told_apart(project):
    """What sheets of ``project`` (or of none) ask."""
    lines = list(project.head_count_lines.all()) if project else []
    asked = [line.code for line in lines if line.dimension == HeadCountLine.Dimension.AGE]
    return ToldApart(
        _named(lines, HeadCountLine.Dimension.GROUP),
        _named(lines, HeadCountLine.Dimension.SEX),
        finest(asked) if asked else list(AttendanceTally.AgeBand.values),
    )


def _named(lines, dimension):
    found = {line.code: str(line) for line in lines if line.dimension == dimension}
    return found or dict(OWN[dimension].choices)
