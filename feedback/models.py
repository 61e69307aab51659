"""What readers report about a page. No account, no address of the sender unless he or she gives one."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Content
from feedback.searches import EmptySearch

__all__ = ["EmptySearch", "Report"]

# A report with a contact in it is erased a year after it came, answered or not.
KEPT_FOR = timedelta(days=365)
# Far above what people send in an hour, from all readers together and about one page. Whatever comes beyond is taken
# too, but stands below the others and is erased sooner: a flood closes the form for nobody. One sender: see views.py.
MOST_AN_HOUR, MOST_OF_A_PAGE = 300, 30
FLOOD_KEPT_FOR = timedelta(days=14)


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(handled_at__isnull=True)

    def waiting(self):
        """What staff have still to handle."""
        return self.open()

    def to_tell_of(self):
        """Open ones that nobody was told of, the oldest first."""
        return self.open().filter(told_on__isnull=True).order_by("pk")

    def due_for_erasure(self):
        now = timezone.now()
        flood = models.Q(came_in_flood=True, created_at__lt=now - FLOOD_KEPT_FOR)
        return self.filter(flood | models.Q(created_at__lt=now - KEPT_FOR))

    def is_flooded(self, page):
        """So many came in the last hour, in all or about the page, that one more is part of a flood."""
        recent = self.filter(created_at__gte=timezone.now() - timedelta(hours=1))
        return recent.count() >= MOST_AN_HOUR or recent.filter(page=page).count() >= MOST_OF_A_PAGE


class Report(models.Model):
    """A mistake somebody found on a page."""

    page = models.CharField(_("page"), max_length=300, blank=True)
    message = models.TextField(_("what is wrong"), max_length=2000)
    contact = models.CharField(_("e-mail or phone"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8)
    # The record whose page it is, as "services.service" and its key; empty for lists and texts about the portal.
    record_type = models.CharField(_("kind of page"), max_length=60, blank=True, editable=False)
    record_id = models.BigIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    came_in_flood = models.BooleanField(
        _("came with very many others"), default=False, editable=False, help_text=_("Such reports stand below others.")
    )
    told_on = models.DateField(_("staff told on"), null=True, blank=True, editable=False)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("handled by"),
    )

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        [
            "id",
            "page",
            "message",
            "contact",
            "language",
            "record_type",
            "record_id",
            "created_at",
            "came_in_flood",
            "told_on",
            "handled_at",
            "handled_by",
        ],
        "the row is deleted by erase_old_reports a year after it came; 14 days after, if it came in a flood",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["came_in_flood", "-created_at", "-pk"]
        indexes = [models.Index(fields=["created_at", "page"], name="report_by_hour")]
        verbose_name = _("report of a mistake")
        verbose_name_plural = _("reports of mistakes")

    def __str__(self):
        return f"{self.page}: {self.message[:60]}"

    @property
    def state(self):
        return "handled" if self.handled_at else "open"

    def handle(self, by):
        """Write down who handled it, and when; who was first stays."""
        if self.handled_at is None:
            self.handled_at, self.handled_by = timezone.now(), by
            self.save(update_fields=["handled_at", "handled_by"])

    handle.alters_data = True

    def reopen(self):
        """It waits again."""
        self.handled_at = self.handled_by = None
        self.save(update_fields=["handled_at", "handled_by"])

    reopen.alters_data = True

    def find_record(self):
        """Write down, without saving, which record stands on the page, if it is the page of one."""
        record = record_at(self.page)
        self.record_type = record._meta.label_lower if record else ""
        self.record_id = record.pk if record else None

    @property
    def admin_path(self):
        """Where staff correct the record, or "" for a page without one."""
        if not self.record_type:
            return ""
        return reverse(f"admin:{self.record_type.replace('.', '_')}_change", args=[self.record_id])

    @property
    def permission(self):
        """Who may change the record owns the report; one of no record belongs to those who handle reports."""
        app, _dot, model = (self.record_type or "feedback.report").partition(".")
        return f"{app}.change_{model}"


def record_at(path):
    """The record whose own page ``path`` is, in any language, or None."""
    steps = [step for step in path.split("/") if step]
    for model in apps.get_models():
        if issubclass(model, Content):
            for record in model.objects.filter(slug__in=steps[1:]):
                if _without_language(record.get_absolute_url()) == _without_language(path):
                    return record
    return None


def _without_language(path):
    return path.lstrip("/").partition("/")[2]
