"""The report as a workbook: sheets for the figures, for people, for each annex, and for all records counted."""

from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.funder_report.outputs import tables

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TITLE = 31
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def workbook(report, stamp=()):
    """The bytes of an XLSX file; ``stamp``: lines about when it was frozen."""
    # Row after row: a report of ten thousand events is a file of as many rows.
    book = Workbook(write_only=True)
    _front(_sheet(book, _("Indicators"), (14, 60, 14, 12, 16, 16, 16, 50)), report, stamp)
    people = _sheet(book, _("Participants"), (40, 12, 60))
    for table in tables.people(report):
        _write_table(people, table)
        _write(people, [])
    for table in tables.annexes(report):
        _write_table(_sheet(book, table.title, [30] * len(table.columns)), table)
    _records(_sheet(book, _("Records counted"), (14, 40, 20, 50, 16, 16)), report)
    return _bytes(book)


def corrections_workbook(report, table, stamp):
    """The annex to a frozen report: ``table`` of what is different by now."""
    book = Workbook(write_only=True)
    sheet = _sheet(book, _("Corrections"), (50, 50, 50, 50))
    _head(sheet, report, tables.title_of_corrections(report), [*stamp, tables.as_of(timezone.localdate())])
    _write_table(sheet, table)
    return _bytes(book)


def _bytes(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(book, title, widths):
    sheet = book.create_sheet(_title(title))
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def _head(sheet, report, title, stamp):
    _write(sheet, [title], bold=True)
    _write(sheet, [_("Period"), tables.period(report)])
    _write(sheet, [_("Project number"), report["project"]["identifier"]])
    for line in [*stamp, *tables.funder_lines(report)]:
        _write(sheet, [line])
    _write(sheet, [])


def _front(sheet, report, stamp):
    _head(sheet, report, tables.title(report), stamp)
    _write_table(sheet, tables.figures(report))
    for heading, text in tables.texts(report):
        _write(sheet, [])
        _write(sheet, [heading], bold=True)
        for line in text.splitlines():
            _write(sheet, [line])


def _records(sheet, report):
    columns = [_("Code"), _("Indicator"), _("Day"), _("Record"), _("In this period"), _("Reached so far")]
    _write(sheet, columns, bold=True)
    for row in report["figures"]:
        table = tables.records(report, row)
        for cells in table.rows:
            _write(sheet, [row["code"], table.title, *cells])


def _title(text):
    """A name that a sheet may have."""
    return "".join(sign for sign in str(text) if sign not in r"[]:*?/\'")[:LONGEST_TITLE]


def _write_table(sheet, table):
    _write(sheet, [table.title], bold=True)
    _write(sheet, table.columns, bold=True)
    for row in table.rows:
        _write(sheet, row)
    if table.note:
        _write(sheet, [table.note])


def _write(sheet, values, bold=False):
    """One row: numbers as numbers, texts as texts, a text that begins with "=" too."""
    sheet.append([_cell(sheet, value, bold) for value in values])


def _cell(sheet, value, bold):
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = WRAPPED
    else:
        cell.value = value
    if bold:
        cell.font = BOLD
    return cell
