"""The report as PDF/UA-1. The text is data to typst, never its markup."""

import json
import re
import threading
import unicodedata
from datetime import date
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.funder_report.outputs import tables

TEMPLATE = Path(__file__).with_name("report.typ")
EMBLEM = settings.BASE_DIR / "static" / "eu-emblem.svg"
STANDARD = "ua-1"
# More rows nobody reads on paper; the spreadsheet has them all, and the paper says so.
MOST_ROWS = 1500
PATIENCE_SECONDS = 20
# Hardly a word is longer; an address may be broken after so many signs.
LONGEST_WORD, PIECE = 22, 10
SIGNS = "–—‘’‚“”„…‰€№\u2011"
LETTERS = [("!", "\u0370"), ("\u0384", "\u0484"), ("\u048a", "\u0500"), ("\u1e00", "\u1f00")]
# Of these typst itself is asked; they are few enough for that.
PERHAPS = [("\u0590", "\u0600"), ("\u2000", "\u2c00")]
# The smallest document, to try a sign in.
ONE_SIGN = b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#json(bytes(sys.inputs.data))'
# Stands for signs that cannot be printed; the paper says so wherever it stands.
MISSING = "[?]"
_turn = threading.Lock()


class BusyError(Exception):
    """Too many reports are being made; this one was not."""


def pdf(report, stamp=()):
    """The PDF of a report in the active language. Raises BusyError when too many others are being made."""
    return _typeset(
        {
            **_frame(report, stamp or [made(report)]),
            "tables": [_table(table) for table in [tables.figures(report), *tables.people(report)]],
            "texts": [
                [heading, [clean(line) for line in text.splitlines() if line.strip()]]
                for heading, text in tables.texts(report)
            ],
            "annexes": [_table(table) for table in tables.annexes(report, MOST_ROWS)],
        }
    )


def corrections_pdf(report, table, stamp):
    """The annex to a frozen report: ``table`` of what is different by now. Raises BusyError as ``pdf`` does."""
    today = timezone.localdate()
    frame = _frame(report, [*stamp, tables.as_of(today)])
    title = clean(tables.title_of_corrections(report))
    day = [today.year, today.month, today.day]
    return _typeset({**frame, "title": title, "day": day, "tables": [_table(table)], "texts": [], "annexes": []})


def _typeset(data):
    if MISSING in json.dumps(data, ensure_ascii=False):
        data = {**data, "lead": [*data["lead"], _told(MISSING)]}
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        raise BusyError
    try:
        return _compile(TEMPLATE.read_bytes(), data)
    finally:
        _turn.release()


def _told(mark):
    return _("%(mark)s stands for signs that cannot be printed; the portal and the spreadsheet show them.") % {
        "mark": mark
    }


def _compile(source, data):
    return typst.compile(
        source,
        # Nothing of this machine goes in: no fonts, and no file that the template could name.
        root=str(TEMPLATE.parent),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARD,
    )


def _frame(report, lines):
    """What stands around the tables: whose report it is, and what the fund wants said."""
    made_on = date.fromisoformat(report["computed_on"])
    lead = [f"{_('Period')}: {tables.period(report)}"]
    if report["project"]["identifier"]:
        lead.append(f"{_('Project number')}: {report['project']['identifier']}")
    return {
        "title": clean(tables.title(report)),
        "language": get_language(),
        "day": [made_on.year, made_on.month, made_on.day],
        "lead": [clean(line) for line in [*lead, *lines]],
        "funder": [clean(line) for line in tables.funder_lines(report)],
        "has_emblem": report["project"]["emblem"] == "eu",
        "emblem": EMBLEM.read_text(encoding="utf-8"),
        "words": {"annexes": _("Annexes"), "emblem": _("Emblem of the European Union")},
    }


def made(report):
    """On which day the figures were counted."""
    return _("Counted from the records on %(date)s") % {"date": tables.day(report["computed_on"])}


def _table(table):
    rows = [cells for _key, cells in table.written]
    # Columns are as wide as what stands in them, within reason.
    widths = [
        min(40, max(8, *(len(str(cell)) for cell in column))) for column in zip(table.columns, *rows[:200], strict=True)
    ]
    numbers = [all(isinstance(row[at], int | float) or not row[at] for row in table.rows) for at in range(len(widths))]
    return {
        "title": clean(table.title),
        "columns": [clean(str(column)) for column in table.columns],
        "widths": widths,
        "numbers": [is_number and bool(rows) for is_number in numbers],
        "items": [[clean(cell) for cell in cells] for cells in rows],
        "note": clean(table.note),
    }


def clean(text):
    """What the fonts have of a text, and a mark for what they lack; long words can be broken."""
    printed = "".join(_printed(sign) for sign in unicodedata.normalize("NFC", str(text)))
    printed = re.sub(r"\[\?\](\s*\[\?\])+", MISSING, printed)
    return " ".join(word if len(word) <= LONGEST_WORD else _in_pieces(word) for word in printed.split())


def _printed(sign):
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in ("Cc", "Cf"):
        return ""  # nobody sees these anywhere
    return sign if _is_known(sign) else MISSING


def _is_known(sign):
    """Letters, digits and signs that our languages are written with, and what else the fonts have."""
    if unicodedata.category(sign)[0] == "C":
        return False
    return sign in SIGNS or _is_in(LETTERS, sign) or (_is_in(PERHAPS, sign) and _is_in_fonts(sign))


def _is_in(ranges, sign):
    return any(first <= sign < end for first, end in ranges)


@lru_cache(maxsize=4096)
def _is_in_fonts(sign):
    """Asked of typst, which makes no PDF of this standard with a sign that its fonts lack."""
    try:
        _compile(ONE_SIGN, sign)
    except typst.TypstError:
        return False
    return True


def _in_pieces(word):
    return "\u200b".join(word[start : start + PIECE] for start in range(0, len(word), PIECE))
