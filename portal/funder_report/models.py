"""Indicators of projects, the periods that are reported, and what of them is frozen."""

import hashlib
import json

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.constraints import Check
from content.translatable.models import Translatable, TranslatableQuerySet
from directory.models import Project, Term
from portal.publicity.models import PublicityItem


class Counted(models.TextChoices):
    """How an indicator is counted: always from the records."""

    EVENTS = "events", _("events held")
    HOURS = "hours", _("hours of events held")
    PARTICIPANTS = "participants", _("participants, by head-counts")
    INVITED = "invited", _("organisations and groups invited to events")
    CAME = "came", _("organisations and groups that came to events")
    AGREEMENTS = "agreements", _("agreements signed")
    MEMBERS = "members", _("members of the network")
    PUBLICITY = "publicity", _("publicity items")
    SERVICES = "services", _("services described")
    CARDS = "cards", _("confirmations of coordinators’ cards")
    READERS = "readers", _("readings of the project’s pages")


class Indicator(Translatable):
    """A number that a project promised or that its fund asks for. Another fund is another set of these."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("project"))
    code = models.CharField(_("code"), max_length=30, help_text=_("As the fund calls it; it stays as it is."))
    name = models.CharField(_("name"), max_length=250)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    target = models.DecimalField(
        _("target"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Only a number that the contract or the fund states."),
    )
    since = models.DateField(_("counted from"), null=True, blank=True, help_text=_("Empty: from the project’s start."))
    until = models.DateField(_("counted until"), null=True, blank=True, help_text=_("Empty: until the project’s end."))
    counted = models.CharField(_("how it is counted"), max_length=12, choices=Counted.choices)
    event_kinds = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.EVENT_KIND},
        related_name="+",
        verbose_name=_("kinds of events"),
        help_text=_("None: events of every kind."),
    )
    groups = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("groups of participants"),
        default=list,
        blank=True,
        help_text=_("Codes of the head-count sheet, with commas. None: everybody."),
    )
    publicity_kinds = ArrayField(
        models.CharField(max_length=9, choices=PublicityItem.Kind.choices),
        verbose_name=_("kinds of publicity"),
        default=list,
        blank=True,
        help_text=_("None: items of every kind."),
    )
    is_public = models.BooleanField(_("on the project’s public page"), default=True)
    is_confirmed = models.BooleanField(
        _("confirmed by the fund"), default=False, help_text=_("Until then the report says that it is to be confirmed.")
    )
    source = models.CharField(_("source"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["project", "position", "pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code"],
                name="indicator_code_once",
                violation_error_message=_("The project has an indicator with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="indicator_ends_after_start",
                violation_error_message=_("A period cannot end before it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.text('name')}"

    @property
    def first_day(self):
        return self.since or self.project.start_date

    @property
    def last_day(self):
        return self.until or self.project.end_date


def named_to_freeze():
    """Whoever an administrator named: by a role that holds the right. That somebody holds every right names nobody."""
    right = {"codename": "freeze_reportperiod", "content_type__app_label": "funder_report"}
    named = Permission.objects.filter(**right)
    found = Q(groups__permissions__in=named) | Q(user_permissions__in=named)
    return get_user_model().objects.filter(found, is_active=True, is_staff=True).distinct().order_by("email")


class ReportPeriod(models.Model):
    """A period of a project with the texts that staff write about it, in the project's own language."""

    # Names of its texts, in the order of the report.
    PARTS = ("done", "differences", "outlook")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="periods", verbose_name=_("project"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    done = models.TextField(_("What was done"), blank=True)
    differences = models.TextField(_("What went differently than planned, and why"), blank=True)
    outlook = models.TextField(_("What comes next"), blank=True)

    class Meta:
        ordering = ["-last_day", "project", "-pk"]
        verbose_name = _("period of a report")
        verbose_name_plural = _("funder reports")
        permissions = [("freeze_reportperiod", "Can freeze the report of a period for ever")]
        constraints = [
            models.UniqueConstraint(fields=["project", "first_day", "last_day"], name="reportperiod_once"),
            Check(
                condition=Q(last_day__gte=F("first_day")),
                name="reportperiod_in_order",
                says=_("The last day cannot come before the first."),
                beside="last_day",
            ),
        ]

    def __str__(self):
        return f"{self.project}: {self.first_day} – {self.last_day}"

    @property
    def is_frozen(self):
        return FrozenReport.objects.filter(period=self.pk).exists()

    def write(self, texts):
        """Keep the texts. Raises ValidationError once the report is frozen."""
        with transaction.atomic():
            ReportPeriod.objects.select_for_update().get(pk=self.pk)
            if self.is_frozen:
                raise ValidationError(_("This report is frozen: its texts stay as they are."))
            for part in self.PARTS:
                setattr(self, part, texts.get(part, ""))
            self.save(update_fields=self.PARTS)

    write.alters_data = True

    def freeze(self, count, user):
        """Keep for ever what ``count()`` makes. Raises ValidationError while the period lasts or once it is frozen.

        Raises PermissionDenied for whoever is not named. Texts that are saved meanwhile wait: counted under the lock,
        the report holds all that were saved before it.
        """
        if not named_to_freeze().filter(pk=user.pk).exists():
            raise PermissionDenied
        if self.last_day >= timezone.localdate():
            raise ValidationError(_("This period is not over yet. It can be frozen from the next day on."))
        try:
            with transaction.atomic():
                ReportPeriod.objects.select_for_update().get(pk=self.pk)
                content = canonical(count())
                return FrozenReport.objects.create(
                    period=self, content=content, sha256=digest(content), frozen_by=str(user)
                )
        except IntegrityError as error:
            first = FrozenReport.objects.get(period=self.pk)
            told = _("%(who)s has frozen this report already. Nothing can be frozen twice; this is the one that holds.")
            raise ValidationError(told % {"who": first.frozen_by}) from error

    freeze.alters_data = True


def canonical(report):
    """The one way to write a report down: the same facts are the same bytes."""
    return json.dumps(report, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content):
    return hashlib.sha256(content.encode()).hexdigest()


class FrozenReport(models.Model):
    """A report as it was: figures, the records behind each, texts, and the hash of all that.

    Nothing changes it: a trigger of the database refuses (migrations), and there is no method that unfreezes.
    """

    period = models.OneToOneField(
        ReportPeriod, on_delete=models.PROTECT, related_name="frozen", verbose_name=_("period")
    )
    # Text, not JSON of the database: that would write the same facts with other bytes.
    content = models.TextField(_("report"))
    sha256 = models.CharField(_("hash"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"), default=timezone.now)
    frozen_by = models.CharField(_("frozen by"), max_length=254)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "period", "content", "sha256", "frozen_at", "frozen_by"],
        "part of the report: kept as long as the funder may ask for it; never shown to readers",
    )

    class Meta:
        ordering = ["-frozen_at"]
        verbose_name = _("frozen report")
        verbose_name_plural = _("frozen reports")

    def __str__(self):
        return f"{self.period_id}: {self.sha256}"

    @cached_property
    def report(self):
        return json.loads(self.content)

    @property
    def is_intact(self):
        """The hash still fits."""
        return digest(self.content) == self.sha256
