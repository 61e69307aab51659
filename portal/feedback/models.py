"""What readers report about a page. No account, no address of the sender unless he or she gives one."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.feedback.searches import EmptySearch

__all__ = ["EmptySearch", "Report"]

# A report with a contact in it is erased a year after it came, answered or not.
KEPT_FOR = timedelta(days=365)
# From all readers together, far above what people send: it keeps the disk from filling. One sender: see views.py.
MOST_AN_HOUR = 1000


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(handled_at__isnull=True)

    def due_for_erasure(self):
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR)

    def is_flooded(self):
        return self.filter(created_at__gte=timezone.now() - timedelta(hours=1)).count() >= MOST_AN_HOUR


class Report(models.Model):
    """A mistake somebody found on a page."""

    page = models.CharField(_("page"), max_length=300, blank=True)
    message = models.TextField(_("what is wrong"), max_length=2000)
    contact = models.CharField(_("e-mail or phone"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8)
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "page", "message", "contact", "language", "created_at", "handled_at"],
        "the row is deleted by erase_old_reports a year after it came",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("report of a mistake")
        verbose_name_plural = _("reports of mistakes")

    def __str__(self):
        return f"{self.page}: {self.message[:60]}"
