"""The figures of a project's public page: counted once for each state of the records, however often it is asked for."""

import threading

from django.utils import timezone

from portal.funder_report.computing import compute
from portal.page_cache.models import Version
from portal.page_cache.tables import next_moment

# {project: (version, moment until which it is true, report)}, in each process.
_kept, _turn = {}, threading.Lock()


def public_report(project):
    """What is reached until today, without the records behind it and without what is not public.

    It is counted anew when a record changes, and when a moment passes at which something changes by itself. Readings,
    which are written twice a minute, are those of then.
    """
    # Read before anything is counted: whatever is committed from here on makes this version an old one.
    version = Version.objects.now()
    if report := _still_true(project, version):
        return report
    with _turn:
        return _still_true(project, version) or _count(project, version)


def _still_true(project, version):
    known, until, report = _kept.get(project.pk, (None, None, None))
    return report if known == version and timezone.now() < until else None


def _count(project, version):
    until, today = next_moment(timezone.now()), timezone.localdate()
    report = compute(project, project.start_date or today, today)
    figures = [{**row, "records": []} for row in report["figures"] if row["is_public"]]
    _kept[project.pk] = version, until, {"computed_on": report["computed_on"], "figures": figures}
    return _kept[project.pk][2]
