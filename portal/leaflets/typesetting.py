"""From a Sheet to a PDF: two pages of three panels, PDF/UA-1. The text is data to typst, never its markup."""

import hashlib
import json
import re
import threading
from dataclasses import asdict
from datetime import date, datetime, time
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import qrcode
import typst
from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

TEMPLATE = Path(__file__).with_name("leaflet.typ")
EMBLEM = settings.BASE_DIR / "static" / "eu-emblem.svg"
STANDARD = "ua-1"
# The smallest document, to try a sign in.
ONE_SIGN = b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#json(bytes(sys.inputs.data))'
# Letters of our languages and what stands between them: in the fonts, as tests/portal/leaflets know.
USUAL = re.compile("[ -~\u00a0-\u00ac\u00ae-\u017f\u0400-\u045f\u2010-\u2014\u2018-\u201e\u2022\u2026\u20ac\n\u200b]*")
# So long a reader waits while others have leaflets made; after that we ask to come back.
PATIENCE_SECONDS = 10
# One at a time in each process: a thousand questions at once take their turn and leave the rest of the portal alone.
_turn = threading.Lock()


class BusyError(Exception):
    """Too many leaflets are being made; this one was not."""


@lru_cache(maxsize=1)
def _making():
    """What besides the facts decides how a leaflet looks."""
    return hashlib.sha256(TEMPLATE.read_bytes() + EMBLEM.read_bytes() + typst.__version__.encode()).hexdigest()


def fingerprint(sheet):
    """The same for the same facts, another one as soon as any fact on the sheet changes."""
    facts = json.dumps(asdict(sheet), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_making()}{facts}".encode()).hexdigest()[:32]


def pdf_of(sheet, key=None):
    """The PDF of a sheet, kept by its fingerprint. Raises BusyError when too many others are being made."""
    key = key or fingerprint(sheet)
    kept = caches["leaflets"]
    if (found := kept.get(key)) is not None:
        return found
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        raise BusyError
    try:
        # Whoever was before us may have made the same one.
        if (found := kept.get(key)) is None:
            found = typeset(sheet)
            kept.set(key, found)
    finally:
        _turn.release()
    return found


def typeset(sheet, form="pdf"):
    """Make the pages; ``form`` "png" gives pictures of them, one a page."""
    data = asdict(sheet)
    for name in ("cover", "flap_code", "back_code"):
        data[name]["svg"] = code_to_scan(data[name]["address"])
        data[name]["shown"] = data[name]["address"].partition("://")[2]
    data["emblem"] = EMBLEM.read_text(encoding="utf-8")
    day = date.fromisoformat(sheet.issued_on)
    data["day"] = [day.year, day.month, day.day]
    options = {"pdf_standards": STANDARD, "timestamp": noon(day)} if form == "pdf" else {"ppi": 100}
    return set_in_type(TEMPLATE.read_bytes(), for_paper(data), format=form, **options)


def set_in_type(source, data, **options):
    # Nothing of this machine goes in: no fonts, and no file that the template could name.
    nothing_else = {"root": str(TEMPLATE.parent), "ignore_system_fonts": True}
    return typst.compile(source, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **nothing_else, **options)


def for_paper(data):
    """The same data with texts that the fonts have: what they lack of words is said by "…", a picture is left out."""
    if isinstance(data, str):
        return data if USUAL.fullmatch(data) else printable(data)
    if isinstance(data, dict):
        return {name: for_paper(value) for name, value in data.items()}
    return [for_paper(value) for value in data] if isinstance(data, list) else data


def printable(text):
    signs = [sign if is_in_fonts(sign) else "…" if sign.isalpha() else "" for sign in text]
    return re.sub(" {2,}", " ", re.sub("…+", "…", "".join(signs))).strip()


@lru_cache(maxsize=10_000)
def is_in_fonts(sign):
    """The fonts have the sign: asked of typst itself, for it makes no PDF at all with one that they lack."""
    if USUAL.fullmatch(sign):
        return True
    try:
        set_in_type(ONE_SIGN, sign, pdf_standards=STANDARD, timestamp=0)
    except typst.TypstError:
        return False
    return True


def noon(day):
    """A moment of the day of issue: the same facts give the same bytes."""
    return int(timezone.make_aware(datetime.combine(day, time(12))).timestamp())


def code_to_scan(address):
    """A QR code as SVG, readable with a seventh of it dirty, with the quiet margin that the standard wants."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(address)
    rows = code.get_matrix()
    path = "".join(strokes(y, row) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{len(rows)}" height="{len(rows)}">'
        f'<path stroke="#000" d="{path}"/></svg>'
    )


def strokes(y, row):
    """One row: strokes over dark squares, steps over light ones. A quarter of the bytes of a path per square."""
    runs = ((is_dark, len(list(squares))) for is_dark, squares in groupby(row))
    return f"M0 {y}.5" + "".join(f"h{length}" if is_dark else f"m{length} 0" for is_dark, length in runs)
