"""Letters to those who look after a record: readers found a mistake. They hold no word of the readers."""

from collections import defaultdict

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from content.letters.message import Letter
from feedback.models import Report


@transaction.atomic
def tell_of_reports():
    """Write one letter to each person about all new reports of records that he or she may change."""
    reports = list(Report.objects.to_tell_of().select_for_update())
    by_user = defaultdict(list)
    for permission in sorted({report.permission for report in reports}):
        for user in get_user_model().objects.who_may(permission):
            by_user[user] += [report for report in reports if report.permission == permission]
    for user, found in by_user.items():
        with override(user.language):
            _write(user, found)
    told = {report.pk for found in by_user.values() for report in found}
    Report.objects.filter(pk__in=told).update(told_on=timezone.localdate())


def _write(user, reports):
    count = len(reports)
    subject = ngettext(
        "A reader found a mistake: %(count)d report", "Readers found mistakes: %(count)d reports", count
    ) % {"count": count}
    # Only addresses of records: anything else is what somebody typed.
    pages = sorted({report.page for report in reports if report.record_type})
    link = f"{settings.SITE_URL}{reverse('admin:feedback_report_changelist')}"
    text = render_to_string("feedback/letters/reports.txt", {"pages": pages, "site": settings.SITE_URL, "link": link})
    Letter(subject, text, [user.email], about=user, stop="reports").send()
