"""Funded projects and their plans."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.constraints import Check
from content.models import Content, ContentQuerySet
from content.translatable.models import Translatable, TranslatableQuerySet
from directory.models.organisations import Organisation
from directory.models.terms import Term


class ProjectQuerySet(ContentQuerySet):
    def for_cards(self):
        return super().for_cards().select_related("applicant", "funder")

    def for_detail(self):
        return self.select_related("applicant", "funder").prefetch_related("partners", "activities__kind")


class Project(Content):
    """A funded project: what it wants, what it reached, who pays. Events and services of it show its funder."""

    class Emblem(models.TextChoices):
        NONE = "", _("none")
        EU = "eu", _("emblem of the European Union")

    identifier = models.CharField(_("project number"), max_length=60, blank=True)
    aim = models.TextField(_("aim"), blank=True)
    results = models.TextField(_("results"), blank=True)
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    funder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="funded", verbose_name=_("funder")
    )
    programme = models.CharField(_("programme"), max_length=250, blank=True)
    disclaimer = models.TextField(_("disclaimer"), blank=True)
    emblem_variant = models.CharField(
        _("emblem"), max_length=4, choices=Emblem.choices, default=Emblem.NONE, blank=True
    )
    applicant = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="led", verbose_name=_("applicant")
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="joined", verbose_name=_("partners"))

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-start_date", "pk"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes = [models.Index(fields=["-start_date", "id"], name="project_newest_first")]
        constraints = [
            Check(
                condition=Q(end_date__isnull=True)
                | Q(start_date__isnull=True)
                | Q(end_date__gte=models.F("start_date")),
                name="project_ends_after_start",
                says=_("The project ends before it begins."),
                beside="end_date",
            )
        ]

    def get_absolute_url(self):
        return reverse("networks:project", kwargs={"slug": self.slug})


class ProjectActivity(Translatable):
    """One line of a project's plan, with the number it promised, if it promised one, or one event that it promised."""

    class Outcome(models.TextChoices):
        UNKNOWN = "", _("not known")
        HELD = "held", _("held")
        REPLACED = "replaced", _("another event was held instead")
        NOT_HELD = "not_held", _("not held")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="activities", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    kind = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.EVENT_KIND},
        related_name="+",
        verbose_name=_("event kind"),
    )
    target = models.PositiveSmallIntegerField(_("promised number"), null=True, blank=True)
    is_promised_event = models.BooleanField(
        _("one promised event"), default=False, help_text=_("Events then say that they keep this promise.")
    )
    outcome = models.CharField(
        _("what became of it"),
        max_length=8,
        choices=Outcome.choices,
        default=Outcome.UNKNOWN,
        blank=True,
        help_text=_("Only if no event of the portal shows it."),
    )
    outcome_note = models.TextField(_("about what became of it"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("project activity")
        verbose_name_plural = _("project activities")
