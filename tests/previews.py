"""``make previews``: the pictures that stand beside a forwarded link, one for each section and kind of page.

Drawn here, without a word in them: a link is forwarded between people of different languages.
"""

import io
import sys

import typst
from PIL import Image

from tests.tree import ROOT

FOLDER = ROOT / "static/previews"
WIDTH, HEIGHT = 1200, 630
# Flat drawings: so few colours are enough, and a phone fetches a few kilobytes.
COLOURS = 24
PERSON = '<circle cx="12" cy="8" r="3.6"/><path d="M4.5 20.5c.6-4.4 3.6-6.7 7.5-6.7s6.9 2.3 7.5 6.7z"/>'
# Lines on a field of 24 × 24.
DRAWINGS = {
    "kartu": '<path d="M2 12 8.5 5.5 15 12l-6.5 6.5z"/><path d="M9 12l6.5-6.5L22 12l-6.5 6.5z" stroke="#fff"/>',
    "events": '<rect x="3.5" y="5" width="17" height="15" rx="2"/><path d="M3.5 10h17M8 2.5v4M16 2.5v4"/>'
    '<circle cx="12" cy="15" r="1.6" stroke="#fff"/>',
    "services": '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="3.7" stroke="#fff"/>'
    '<path d="M5.6 5.6l3.8 3.8M18.4 5.6l-3.8 3.8M5.6 18.4l3.8-3.8M18.4 18.4l-3.8-3.8"/>',
    "services-helplines": '<rect x="4" y="2.5" width="9.5" height="19" rx="2"/><path d="M7.5 18.5h2.5"/>'
    '<path d="M16 8.5c1.7 2 1.7 5 0 7M18.8 6c3 3.5 3 8.5 0 12" stroke="#fff"/>',
    "jobs": '<rect x="2.5" y="7.5" width="19" height="12.5" rx="2"/><path d="M8.5 7.5V5.3c0-1 .8-1.8 1.8-1.8h3.4'
    'c1 0 1.8.8 1.8 1.8v2.2"/>'
    '<path d="M2.5 13h7M14.5 13h7M10 11.5h4v3h-4z" stroke="#fff"/>',
    "networks": '<path d="M12 8v3.5l-5 4M12 11.5l5 4"/><circle cx="12" cy="5.5" r="2.6"/>'
    '<circle cx="5" cy="17.5" r="2.6" stroke="#fff"/><circle cx="19" cy="17.5" r="2.6" stroke="#fff"/>',
    "networks-coordinators": PERSON,
    "networks-coordinator": PERSON,
    "networks-volunteering": '<path d="M12 20.5C5.5 16 3 12.7 3 9.3 3 6.6 5 4.7 7.5 4.7c1.9 0 3.5 1 4.5 2.8 1-1.8'
    ' 2.6-2.8 4.5-2.8 2.5 0 4.5 1.9 4.5 4.6 0 3.4-2.5 6.7-9 11.2z"/>',
    "guide": '<path d="M12 6.5C9.5 4.8 6.5 4.3 2.5 4.5v13.7c4-.2 7 .3 9.5 2z"/>'
    '<path d="M12 6.5c2.5-1.7 5.5-2.2 9.5-2v13.7c-4-.2-7 .3-9.5 2z" stroke="#fff"/>',
    "guide-words": '<rect x="2.5" y="5" width="19" height="14" rx="1.5"/><path d="M3 6.5l9 7 9-7" stroke="#fff"/>',
    "guide-statistics": '<path d="M3 20.5h18"/><path d="M6 20V13.5h3V20M10.5 20V8.5h3V20"/>'
    '<path d="M15 20V4h3v16" stroke="#fff"/>',
    "leaflets": '<path d="M3 5l6-1.5v15L3 20z"/><path d="M9 3.5l6 1.5v15l-6-1.5z" stroke="#fff"/>'
    '<path d="M15 5l6-1.5v15L15 20z"/>',
}


def svg(drawing):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#123f3a"/>'
        # A floor of the portal's own shape, so that all pictures are known as one family.
        f'<path d="M0 {HEIGHT}V560L120 500 240 560 360 500 480 560 600 500 720 560 840 500 960 560 1080 500 1200 560'
        f'V{HEIGHT}z" fill="#0c2f2b"/>'
        '<g transform="translate(420 105) scale(15)" fill="none" stroke="#f2ae49" stroke-width="1.5"'
        f' stroke-linejoin="round" stroke-linecap="round">{drawing}</g></svg>'
    )


def png(drawing):
    """The picture as bytes."""
    page = f"#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt)\n"
    page += '#image(bytes(sys.inputs.at("svg")), width: 100%)'
    drawn = typst.compile(page.encode(), format="png", ppi=72, sys_inputs={"svg": svg(drawing)})
    picture, out = Image.open(io.BytesIO(drawn)).convert("RGB").quantize(COLOURS), io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, drawing in DRAWINGS.items():
        (FOLDER / f"{name}.png").write_bytes(png(drawing))
        sys.stdout.write(f"{name}.png {(FOLDER / f'{name}.png').stat().st_size} bytes\n")
