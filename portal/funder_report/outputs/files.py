"""The report as a file to take away, in the language that is asked for."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.funder_report.corrections import table
from portal.funder_report.outputs.spreadsheet import TYPE, corrections_workbook, workbook
from portal.funder_report.outputs.typesetting import MOST_ROWS, BusyError, corrections_pdf, pdf


def answer_with(request, report, stamp=None, corrections=None):
    """The file that the address ends with: ``in`` names its language, else it is that of whoever asks.

    ``stamp`` is a function of no argument: its lines must be in the file's language. So is ``corrections``; with it the
    file is the annex of what is different by now, beside the frozen report.
    """
    asked = request.GET.get("in", "")
    language = asked if asked in dict(settings.LANGUAGES) else get_language()
    ending = request.path.rpartition(".")[2]
    with override(language):
        try:
            content = _made(ending, report, stamp() if stamp else (), corrections)
        except BusyError:
            text = _("Many reports are being made right now. Please try again in a minute.")
            return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    what = "corrections" if corrections else "report"
    name = f"{what}-{report['project']['pk']}-{report['first_day']}-{report['last_day']}-{language}.{ending}"
    kind = {"xlsx": TYPE, "pdf": "application/pdf"}[ending]
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


def _made(ending, report, lines, corrections):
    if not corrections:
        return workbook(report, lines) if ending == "xlsx" else pdf(report, lines)
    if ending == "xlsx":
        return corrections_workbook(report, table(corrections()), lines)
    return corrections_pdf(report, table(corrections(), MOST_ROWS), lines)
