"""Who concludes an agreement, and who signed for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.constraints import Once
from directory.models import Organisation

# Days before the end on which staff are told that an agreement ends.
REMINDED_BEFORE = (60, 30, 0)
FEWEST_PARTIES = 2


class AgreementPartyQuerySet(models.QuerySet):
    def shown(self):
        """Parties that readers may see: they agreed, and their own page is public."""
        return self.filter(is_shown=True, organisation__in=Organisation.objects.published())

    def signed(self):
        return self.filter(signed_on__isnull=False)

    def unsigned(self):
        return self.filter(signed_on__isnull=True)


class AgreementParty(models.Model):
    """An organisation that concludes an agreement, and who signed for it."""

    agreement = models.ForeignKey(
        "networks.Agreement", on_delete=models.CASCADE, related_name="parties", verbose_name=_("agreement")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreement_parties", verbose_name=_("organisation")
    )
    signatory = models.CharField(_("signed by"), max_length=120, blank=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)
    is_shown = models.BooleanField(
        _("agreed to be shown"), default=False, help_text=_("Readers see only parties who agreed.")
    )

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "agreement", "organisation", "signatory", "signed_on", "is_shown"],
        "part of the agreement: kept as long as the funder may ask for it; never shown to readers",
    )

    objects = AgreementPartyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            Once(
                fields=["agreement", "organisation"],
                name="agreementparty_once",
                says=_("This organisation is a party already."),
                beside="organisation",
            )
        ]

    def __str__(self):
        return f"{self.agreement_id}: {self.organisation_id}"
