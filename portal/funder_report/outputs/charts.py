"""Simple pictures of how much of a target is reached: inline SVG, hatched so that nobody needs its colour."""

from dataclasses import dataclass
from decimal import Decimal

from portal.funder_report.outputs.tables import counted, text, written

WIDTH = 300


@dataclass
class Bar:
    """One indicator: ``width`` of WIDTH is reached; ``reached`` and ``target`` are the numbers in words."""

    name: str
    width: int
    reached: str
    target: str
    number: int


def bars(report):
    """A bar for each public indicator that has a target and a number to show."""
    found = []
    for row in report["figures"]:
        reached = counted(row, row["reached"])
        if row["is_public"] and row["target"] and isinstance(reached, int | float):
            share = min(Decimal(str(reached)) / Decimal(str(row["target"])), Decimal(1))
            width = int(share * WIDTH)
            found.append(Bar(text(row["names"]), width, written(reached), written(row["target"]), len(found) + 1))
    return found
