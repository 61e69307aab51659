"""The report as a file to take away, in the language that is asked for."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.funder_report.outputs.spreadsheet import TYPE, workbook
from portal.funder_report.outputs.typesetting import BusyError, pdf


def answer_with(request, report, stamp=None):
    """The file that the address ends with: ``in`` names its language, else it is that of whoever asks.

    ``stamp`` is a function of no argument: its lines must be in the file's language.
    """
    asked = request.GET.get("in", "")
    language = asked if asked in dict(settings.LANGUAGES) else get_language()
    ending = request.path.rpartition(".")[2]
    with override(language):
        lines = stamp() if stamp else ()
        if ending == "xlsx":
            content, kind = workbook(report, lines), TYPE
        else:
            try:
                content, kind = pdf(report, lines), "application/pdf"
            except BusyError:
                text = _("Many reports are being made right now. Please try again in a minute.")
                return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    name = f"report-{report['project']['pk']}-{report['first_day']}-{report['last_day']}-{language}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})
