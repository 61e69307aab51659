"""``make picture``: the floors of the house as they are, drawn from the imports of the code into docs/floors.svg.

A box is a package with its rooms; a line from a box to one below says how many modules import it.
"""

import sys
from collections import Counter
from html import escape

from tests.house import FLOORS, SECTIONS, floor_of, imports_of, name_of, room_of
from tests.tree import ROOT, application_files

PICTURE = ROOT / "docs/floors.svg"
# From the roof down.
ROWS = [["portal"], SECTIONS, ["directory", "feedback", "accounts"], ["content"]]
WIDTH, ROW, BOX, LINE, MARGIN = 1000, 170, 125, 17, 20


def arrows():
    """(importing floor, imported floor) -> how many modules of the one import the other."""
    found = Counter()
    for file in application_files():
        own = floor_of(name_of(file))
        imported = {floor_of(name) for name in imports_of(file.read_text(encoding="utf-8"))} - {None, own}
        found.update((own, other) for other in imported if own)
    return found


def modules():
    """Floor -> (modules in it, its rooms with the modules of each)."""
    found = {floor: (0, Counter()) for floor in FLOORS}
    for file in application_files():
        name = name_of(file)
        if floor := floor_of(name):
            amount, rooms = found[floor]
            if room := room_of(name):
                rooms[room[1]] += 1
            found[floor] = (amount + 1, rooms)
    return found


def places():
    """Floor -> (x, y, width, height) of its box."""
    found = {}
    for number, row in enumerate(ROWS):
        width = (WIDTH - MARGIN * (len(row) + 1)) / len(row)
        for place, floor in enumerate(row):
            found[floor] = (MARGIN + place * (width + MARGIN), MARGIN + number * ROW, width, BOX - 10)
    return found


def picture():
    boxes, height = places(), MARGIN + ROW * len(ROWS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif"'
        ' font-size="13">',
        "<title>Floors of the house: who imports whom</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for (above, below), amount in sorted(arrows().items()):
        (x, y, width, depth), (other_x, other_y, other_width, _depth) = boxes[above], boxes[below]
        # Spread out, so that lines of one box do not lie on each other.
        start = x + width * (0.2 + 0.6 * (other_x + other_width / 2) / WIDTH)
        end = other_x + other_width * (0.2 + 0.6 * (x + width / 2) / WIDTH)
        colour = "#b00020" if other_y <= y else "#7a8a88"
        parts.append(
            f'<line x1="{start:.0f}" y1="{y + depth:.0f}" x2="{end:.0f}" y2="{other_y:.0f}" stroke="{colour}"'
            f' stroke-width="{min(5, 1 + amount / 15):.1f}"/>'
        )
    for floor, (amount, rooms) in modules().items():
        parts += box(boxes[floor], floor, amount, rooms)
    return "\n".join([*parts, "</svg>\n"])


def box(place, floor, amount, rooms):
    x, y, width, depth = place
    yield (
        f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{depth}" rx="8" fill="#eef4f2" stroke="#123f3a"/>'
        f'<text x="{x + 10:.0f}" y="{y + 20}" font-weight="bold">{escape(floor)}</text>'
        f'<text x="{x + width - 10:.0f}" y="{y + 20}" text-anchor="end">{amount}</text>'
    )
    in_row = max(1, int(width // 180))
    for number, (room, size) in enumerate(sorted(rooms.items())):
        column, line = number % in_row, number // in_row
        yield f'<text x="{x + 10 + column * 180:.0f}" y="{y + 44 + line * LINE}">{escape(room)} · {size}</text>'


def arrows_upwards():
    """(floor, floor) that lead to the same row or one above: there are none."""
    row_of = {floor: number for number, row in enumerate(ROWS) for floor in row}
    return [pair for pair in arrows() if row_of[pair[1]] <= row_of[pair[0]]]


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}: {len(arrows())} ways, {len(arrows_upwards())} of them upwards\n")
