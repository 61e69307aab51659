"""Bodies that people deal with."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Content, ContentQuerySet
from content.translatable.models import orders_of_name, words_within
from directory.models.areas import Municipality
from directory.models.contacts import ContactPoint

COMPANY_CODE = re.compile(r"\d{7}|\d{9}")


class OrganisationQuerySet(ContentQuerySet):
    def for_cards(self):
        return super().for_cards().prefetch_related("contacts")

    def for_detail(self):
        return self.select_related("parent", "municipality").prefetch_related("contacts", "area_served", "places")

    def employers(self):
        return self.filter(is_employer=True)

    def in_municipality(self, municipality):
        """Organisations that sit there or serve it."""
        serving = Organisation.area_served.through.objects.filter(municipality=municipality).values("organisation")
        return self.filter(Q(municipality=municipality) | Q(pk__in=serving))


class Organisation(Content):
    """A body people deal with (schema.org Organization, HSDS organization): authority, NGO, school, employer ..."""

    decays_as = "organisation"

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("public authority")
        NGO = "ngo", _("non-governmental organisation")
        INTERNATIONAL = "international", _("international organisation")
        AGENCY = "agency", _("development agency")
        CHAMBER = "chamber", _("chamber of commerce")
        EDUCATION = "education", _("education and culture")
        HEALTH = "health", _("health")
        SOCIAL = "social", _("social services")
        RESEARCH = "research", _("research")
        BUSINESS = "business", _("company")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.OTHER)
    legal_name = models.CharField(
        _("official name"), max_length=250, blank=True, help_text=_("In Lithuanian, as on the sign at the door.")
    )
    alternate_name = models.CharField(_("short name"), max_length=120, blank=True)
    identifier = models.CharField(_("company code"), max_length=9, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="departments", verbose_name=_("part of")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("municipality"),
        help_text=_("Where its seat is."),
    )
    area_served = models.ManyToManyField(
        Municipality, blank=True, related_name="served_by", verbose_name=_("municipalities served")
    )
    url = models.URLField(_("website"), blank=True)
    same_as = ArrayField(models.URLField(), verbose_name=_("other pages"), default=list, blank=True)
    logo = models.ImageField(_("logo"), upload_to="logos/", blank=True)
    is_employer = models.BooleanField(_("employer"), default=False)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )

    # It came with a job that an employer sent: ``unpublish_at`` follows the last day of its jobs, until staff decide.
    is_public_with_jobs = models.BooleanField(
        _("public while it has open jobs"),
        default=False,
        editable=False,
        help_text=_("If yes, it came with a job that an employer sent. Publish or verify it, and its page stays."),
    )
    # Whoever verified may leave; which office it was is said on.
    verifying_body = models.CharField(_("verified by the office"), max_length=200, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [*orders_of_name("organisation_name"), words_within("organisation_words", "name", "summary")]

    def get_absolute_url(self):
        return reverse("networks:organisation", kwargs={"slug": self.slug})

    def clean(self):
        super().clean()
        if self.identifier and not COMPANY_CODE.fullmatch(self.identifier):
            raise ValidationError({"identifier": _("A company code has 9 digits, an old one 7.")})

    def verify(self, user):
        """Write down that ``user`` made sure today that this organisation exists and is what it says.

        Where it is public with its jobs it then stays public without them; nothing hidden becomes public.
        """
        self.verified_at, self.verified_by, self.verifying_body = timezone.now(), user, user.body or "Kartu"
        written = ["verified_at", "verified_by", "verifying_body"]
        if self.is_public_with_jobs and self.is_published:
            self.is_public_with_jobs, self.unpublish_at = False, None
            written += ["is_public_with_jobs", "unpublish_at"]
        self.save(update_fields=written)

    verify.alters_data = True

    def publish(self):
        """Make it public for good: from now on it does not follow its jobs."""
        super().publish()
        self.leave_to_staff()

    publish.alters_data = True

    def unpublish(self):
        """Take it from the public for good: no new job brings it back."""
        super().unpublish()
        self.leave_to_staff()

    unpublish.alters_data = True

    def leave_to_staff(self):
        """Whether it is public is what staff have said, and follows nothing else any more."""
        if self.is_public_with_jobs:
            self.is_public_with_jobs = False
            self.save(update_fields=["is_public_with_jobs"])

    leave_to_staff.alters_data = True


class OrganisationContact(ContactPoint):
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("organisation")
    )

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
