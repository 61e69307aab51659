"""The people of a date as a table for a spreadsheet program."""

from io import BytesIO

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from content.text import legible


def registration_table(date):
    """Return the bytes of an XLSX file with everybody registered for ``date``, erased people left out."""
    book = Workbook()
    sheet = book.active
    sheet.title = f"{timezone.localdate(date.starts_at)}"
    write_row(sheet, 1, [date.series.text("name")], bold=True)
    titles = [
        _("No."),
        _("Name"),
        _("Status"),
        _("Seats"),
        _("E-mail or phone"),
        _("Language"),
        _("Needs"),
        _("To call"),
    ]
    write_row(sheet, 2, titles, bold=True)
    people = date.registrations.exclude(name_called_by="").order_by("pk")
    for number, person in enumerate(people, start=1):
        values = [
            number,
            person.name_called_by,
            capfirst(person.status_display),
            person.seats,
            person.contact,
            person.language_display,
            person.needs,
            ", ".join(person.call_about_display),
        ]
        write_row(sheet, number + 2, values)
    for column, width in zip("ABCDEFGH", (6, 24, 20, 8, 30, 14, 40, 24), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A3"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def write_row(sheet, row, values, bold=False):
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        if isinstance(value, int):
            cell.value = value
        else:
            write_text(cell, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if bold:
            cell.font = Font(bold=True)


def write_text(cell, text):
    """Put text into a cell as text: a name that begins with "=" or "+" is no formula, here or after an export."""
    cell.value = legible(str(text))
    cell.data_type = "s"
    cell.quotePrefix = True
