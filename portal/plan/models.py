"""A task of the first 90 days, written by staff, loaded with the starter content. Ticks of readers are not stored."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from content.translatable.models import Translatable, TranslatableQuerySet
from directory.models import Organisation
from guide.models import GuidePage, Word


class PlanTaskQuerySet(TranslatableQuerySet):
    def in_order(self):
        """What the law wants first comes first; tasks of the same day stand as staff put them."""
        return self.order_by(F("days").asc(nulls_last=True), "position", "pk")

    def fitting(self, status=None, family=None, address=None, work=None):
        """Tasks for somebody who answered so; a question without an answer leaves all of its tasks."""
        found = self
        if status:
            found = found.filter(Q(statuses=[]) | Q(statuses__contains=[status]))
        if family == PlanTask.Family.ALONE:
            found = found.filter(with_children=False)
        if address == PlanTask.Address.HAS:
            found = found.exclude(address=PlanTask.Address.NONE)
        if address == PlanTask.Address.NONE:
            found = found.exclude(address=PlanTask.Address.HAS)
        return found.filter(Q(work="") | Q(work=work)) if work else found

    def for_page(self):
        """Load the doors, pages of the guide and words that readers may see."""
        doors = Organisation.objects.published().prefetch_related("contacts")
        return self.prefetch_related(
            Prefetch("door", doors),
            Prefetch("guide_page", GuidePage.objects.published().for_cards()),
            Prefetch("words", Word.objects.published().in_order()),
        )


class PlanTask(Translatable):
    """One thing to do: until when and by which law, at which door, with which papers, and what happens otherwise."""

    class Status(models.TextChoices):
        ASYLUM_SEEKER = "asylum_seeker", _("I asked for asylum and wait")
        PROTECTED = "protected", _("I have refugee status or subsidiary protection")
        TEMPORARY = "temporary_protection", _("I have temporary protection")
        RESIDENCE = "residence_permit", _("I have another residence permit")

    class Family(models.TextChoices):
        ALONE = "no_children", _("Without children")
        CHILDREN = "children", _("With children")

    class Address(models.TextChoices):
        HAS = "has", _("I have a home")
        NONE = "none", _("I look for a home")

    class Work(models.TextChoices):
        LOOKING = "looking", _("I look for work")
        WORKING = "working", _("I have work")
        NOT_NOW = "not_now", _("Not now")

    code = models.SlugField(_("code"), max_length=60, unique=True, help_text=_("Part of the task's web address."))
    name = models.CharField(_("task"), max_length=200)
    days = models.PositiveSmallIntegerField(
        _("within days"), null=True, blank=True, help_text=_("Counted from the arrival. Empty: no day is known.")
    )
    deadline = models.TextField(
        _("until when"), help_text=_("With the law that says so; else that it must be checked, and who knows it.")
    )
    papers = models.TextField(_("papers to take"), blank=True, help_text=_("One on each line."))
    door = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="plan_tasks",
        verbose_name=_("door"),
        help_text=_("Empty: the municipality."),
    )
    if_missed = models.TextField(_("if it is missed"), help_text=_("What happens then, or who must be asked."))
    guide_page = models.ForeignKey(
        GuidePage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="plan_tasks",
        verbose_name=_("page with more"),
    )
    words = models.ManyToManyField(Word, blank=True, related_name="plan_tasks", verbose_name=_("words to know"))
    statuses = ArrayField(
        models.CharField(max_length=20, choices=Status.choices),
        verbose_name=_("legal statuses"),
        default=list,
        blank=True,
        help_text=_("Empty: everybody."),
    )
    with_children = models.BooleanField(_("only with children"), default=False)
    address = models.CharField(_("only if"), max_length=4, choices=Address.choices, blank=True)
    work = models.CharField(_("only who"), max_length=8, choices=Work.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PlanTaskQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("task of the first 90 days")
        verbose_name_plural = _("tasks of the first 90 days")
