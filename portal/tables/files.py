"""Tables as files: CSV of any kind that spreadsheets write, and XLSX; what goes out is never a formula."""

import csv
import io
import zipfile
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font

from content.text import legible

MOST_BYTES, MOST_UNPACKED = 5_000_000, 100_000_000
MOST_ROWS, MOST_COLUMNS = 2_000, 200
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class NoTableError(ValueError):
    """The file cannot be read; the message says why."""


def written(form, rows):
    """The bytes of a table as CSV or XLSX."""
    return _csv(rows) if form == "csv" else _xlsx(rows)


def _csv(rows):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text):
    return f"'{text}" if text.startswith(FORMULA) else text


def _xlsx(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet)
            cell.value, cell.data_type = legible(text), "s"
            cell.quotePrefix = text.startswith(FORMULA)
            cell.font = Font(bold=number == 0)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data):
    """The rows of a file, header first, every cell as text; raises NoTableError with a sentence."""
    if len(data) > MOST_BYTES:
        raise NoTableError(_("The file is larger than 5 MB. Nothing was changed."))
    rows = _read_xlsx(data) if data.startswith(b"PK") else _read_csv(data)
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise NoTableError(_("There are no rows below the names of the columns. Nothing was changed."))
    if len(rows) > MOST_ROWS + 1 or max(map(len, rows)) > MOST_COLUMNS:
        raise NoTableError(_("The table has more than 2,000 rows or 200 columns. Nothing was changed."))
    return rows


def _read_xlsx(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            is_bomb = sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED
        if is_bomb:
            raise NoTableError(_("The file is larger than 5 MB. Nothing was changed."))
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        found = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
        return [_trimmed([_text(cell) for cell in row]) for row in found]
    except NoTableError:
        raise
    except Exception as error:
        # A damaged file makes the library fail in a dozen ways.
        raise NoTableError(_("The file cannot be read. Save it once more as XLSX or CSV.")) from error


def _text(cell):
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell).strip()


def _trimmed(row):
    while row and not row[-1]:
        row.pop()
    return row


def _read_csv(data):
    if b"\x00" in data:
        raise NoTableError(_("The file cannot be read. Save it once more as XLSX or CSV."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1257", errors="replace")
    head = text.partition("\n")[0]
    delimiter = max((";", "\t", ","), key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise NoTableError(_("The file cannot be read. Save it once more as XLSX or CSV.")) from error
    return [_trimmed([_own(cell.strip()) for cell in row]) for row in rows]


def _own(cell):
    """Without the sign that keeps a spreadsheet from reading it as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
