"""The report on the screen of the back office."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.pagination import paginate
from portal.funder_report.outputs import tables

# So many rows of an annex stand on the screen; the spreadsheet has them all.
MOST_ROWS = 50
ROWS_OF_RECORDS = 100
MOST_CORRECTIONS = 500
# Where the record of a key is worked on.
ADMIN = {
    "event": "events_event",
    "agreement": "networks_agreement",
    "member": "directory_organisation",
    "publicity": "publicity_publicityitem",
    "service": "services_service",
    "card": "networks_post",
}


def heading(report):
    return f"{tables.title(report)}, {tables.period(report)}"


def of_report(report):
    """All that the page of a report shows."""
    return {
        "report": report,
        "figures": tables.figures(report),
        "people": tables.people(report),
        "annexes": tables.annexes(report, MOST_ROWS),
        "texts": tables.texts(report),
        "funder": tables.funder_lines(report),
        "languages": settings.LANGUAGES,
    }


def records_page(request, report, row):
    """The records of a figure, page by page, each with the way to where it is worked on."""
    table = tables.records(report, row, with_all="all" in request.GET)
    page = paginate(request, table.written, ROWS_OF_RECORDS, most=None)
    kept = request.GET.copy()
    kept.pop("page", None)
    rows = [(admin_address(report, key), cells) for key, cells in page]
    total = tables.counted(row, row["reached"] if "all" in request.GET else row["value"])
    return {"table": table, "page": page, "rows": rows, "query": f"{kept.urlencode()}&", "total": tables.written(total)}


def admin_address(report, key):
    """The page of the back office for a record, or "": a page that was read has none."""
    record = report["records"][key]
    kind, _colon, number = record.get("event", key).partition(":")
    try:
        return reverse(f"admin:{ADMIN[kind]}_change", args=[int(number.partition(":")[0])])
    except (KeyError, NoReverseMatch, ValueError):
        return ""


def stamp(frozen):
    """When a report was frozen, by whom, and its hash: lines for paper and screen."""
    moment = timezone.localtime(frozen.frozen_at)
    words = {"date": f"{date_format(moment, 'DATE_FORMAT')} {moment:%H:%M}", "who": frozen.frozen_by}
    return [_("Frozen on %(date)s by %(who)s") % words, f"SHA-256: {frozen.sha256}"]
