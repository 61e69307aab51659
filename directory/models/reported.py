"""What a project owes its fund besides its plan: whom it counts, and who works with it nearby."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.translatable.models import Translatable, TranslatableQuerySet
from directory.ages import band
from directory.models.areas import Municipality
from directory.models.organisations import Organisation
from directory.models.projects import Project


class HeadCountLineQuerySet(TranslatableQuerySet):
    def of(self, dimension):
        return [line for line in self if line.dimension == dimension]


class HeadCountLine(Translatable):
    """A group, a sex or an age band that the fund of a project wants people counted by; bands may overlap.

    Where a project has no line of a dimension, the portal's own hold. Numbers already counted keep their words.
    """

    class Dimension(models.TextChoices):
        GROUP = "group", _("group")
        SEX = "sex", _("sex")
        AGE = "age", _("age")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="head_count_lines", verbose_name=_("project")
    )
    dimension = models.CharField(_("what is told apart"), max_length=5, choices=Dimension.choices)
    code = models.CharField(
        _("code"), max_length=30, blank=True, help_text=_("Stays as it is once people were counted. Ages need none.")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    from_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    to_age = models.PositiveSmallIntegerField(
        _("to age"), null=True, blank=True, help_text=_("This age is counted in. Empty: and older.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = HeadCountLineQuerySet.as_manager()

    class Meta:
        ordering = ["dimension", "position", "pk"]
        verbose_name = _("line of head-counts")
        verbose_name_plural = _("lines of head-counts")
        constraints = [
            models.UniqueConstraint(fields=["project", "dimension", "code"], name="headcountline_once"),
            models.CheckConstraint(
                condition=Q(to_age__isnull=True) | Q(from_age__isnull=True) | Q(to_age__gte=F("from_age")),
                name="headcountline_ages_in_order",
                violation_error_message=_("An age band cannot end before it begins."),
            ),
        ]

    def __str__(self):
        return str(self.text("name") or self.code)

    def clean(self):
        """Give an age band its code; refuse a group or a sex without one."""
        super().clean()
        if self.dimension == self.Dimension.AGE:
            self.code = band(self.from_age or 0, self.to_age)
        elif not re.fullmatch(r"[a-z][a-z0-9_]*", self.code):
            text = _("Write a code of small letters, digits and _: numbers are kept under it.")
            raise ValidationError({"code": text})


class NetworkMember(Translatable):
    """An organisation in the network of a project, with its role there and the territory it stands for."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="network_members", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role in the network"), max_length=200, blank=True)
    territory = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territory"),
    )
    joined_on = models.DateField(
        _("joined on"), null=True, blank=True, help_text=_("Empty: invited, not joined as far as we know.")
    )
    left_on = models.DateField(_("left on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("member of the network")
        verbose_name_plural = _("members of the network")
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="networkmember_once"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="networkmember_leaves_after_joining",
                violation_error_message=_("Nobody can leave before joining."),
            ),
        ]

    def __str__(self):
        return str(self.organisation)
