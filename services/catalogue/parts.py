"""What belongs to one service: contacts, activities, papers to bring, prices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.translatable.models import Translatable, TranslatableQuerySet
from directory.models import ContactPoint


class ServiceContact(ContactPoint):
    service = models.ForeignKey(
        "services.Service", on_delete=models.CASCADE, related_name="contacts", verbose_name=_("service")
    )

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")


class ServiceActivity(Translatable):
    """One thing to join within a service: a choir, an instrument, a course, with who leads it."""

    service = models.ForeignKey(
        "services.Service", on_delete=models.CASCADE, related_name="activities", verbose_name=_("service")
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.CharField(_("description"), max_length=300, blank=True)
    leader = models.CharField(_("leader"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")


class RequiredDocument(Translatable):
    service = models.ForeignKey(
        "services.Service", on_delete=models.CASCADE, related_name="required_documents", verbose_name=_("service")
    )
    name = models.CharField(_("document to bring"), max_length=200)
    url = models.URLField(_("form to fill in"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("document to bring")
        verbose_name_plural = _("documents to bring")


class CostOption(Translatable):
    service = models.ForeignKey(
        "services.Service", on_delete=models.CASCADE, related_name="costs", verbose_name=_("service")
    )
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    name = models.CharField(_("for what"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")
