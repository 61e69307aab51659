"""Agreements between organisations."""

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.content.models import Content, ContentQuerySet
from portal.directory.models import Organisation, Project


class AgreementQuerySet(ContentQuerySet):
    def published(self):
        """The public list shows agreements in force; the day after the last one they leave it."""
        today = timezone.localdate()
        return (
            super()
            .published()
            .filter(state=Agreement.State.IN_FORCE)
            .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
            .filter(Q(valid_through__isnull=True) | Q(valid_through__gte=today))
        )

    def for_cards(self):
        return super().for_cards().with_parties()

    def for_detail(self):
        return self.with_parties()

    def with_parties(self):
        """Load the parties who agreed to be shown, as ``shown_parties``."""
        shown = AgreementParty.objects.filter(is_shown=True).select_related("organisation")
        return self.prefetch_related(Prefetch("parties", queryset=shown, to_attr="shown_parties"))


class Agreement(Content):
    """An agreement between organisations; ``summary`` is its scope in public words, the signed file is private."""

    class Kind(models.TextChoices):
        COOPERATION = "cooperation", _("cooperation")
        INFORMATION = "information", _("information exchange")
        PARTNERSHIP = "partnership", _("partnership")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        AWAITING = "awaiting", _("awaiting signature")
        IN_FORCE = "in_force", _("in force")
        EXPIRED = "expired", _("expired")
        TERMINATED = "terminated", _("terminated")

    identifier = models.CharField(_("number"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("project")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_through = models.DateField(_("valid until"), null=True, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True, editable=False)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True)
    document = models.FileField(_("signed file"), upload_to="private/agreements/", blank=True, editable=False)
    renewal_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name=_("renews")
    )
    organisations = models.ManyToManyField(
        Organisation, through="AgreementParty", related_name="agreements", verbose_name=_("parties")
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_through__gte=F("valid_from")),
                name="agreement_ends_after_start",
            )
        ]

    def get_absolute_url(self):
        return f"{reverse('networks:list')}#{self.slug}"

    @property
    def own_address(self):
        return reverse("networks:agreement", kwargs={"slug": self.slug})

    @property
    def is_published(self):
        today = timezone.localdate()
        return (
            super().is_published
            and self.state == self.State.IN_FORCE
            and (self.valid_from is None or self.valid_from <= today)
            and (self.valid_through is None or self.valid_through >= today)
        )


class AgreementParty(models.Model):
    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="parties", verbose_name=_("agreement")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreement_parties", verbose_name=_("organisation")
    )
    signatory = models.CharField(_("signed by"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    is_shown = models.BooleanField(_("agreed to be shown"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [models.UniqueConstraint(fields=["agreement", "organisation"], name="agreementparty_once")]

    def __str__(self):
        return f"{self.agreement_id}: {self.organisation_id}"
