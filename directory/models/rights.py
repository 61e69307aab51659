"""For which municipalities somebody works in the back office, and what waits for the word of staff."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.constraints import Once
from directory.models.areas import Municipality


class MunicipalityRight(models.Model):
    """One person, one municipality. Whoever has the permission ``own`` works on nothing else."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="municipality_rights",
        verbose_name=_("coordinator"),
    )
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name=_("municipality"))
    publishes_at_once = models.BooleanField(
        _("publishes at once"),
        default=False,
        help_text=_("Otherwise staff publish what this coordinator writes; then only staff change it."),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("municipality of a coordinator")
        verbose_name_plural = _("municipalities of coordinators")
        permissions = [("own_municipalityright", "works for the own municipalities only")]
        constraints = [
            Once(
                "user",
                "municipality",
                name="municipality_right_once",
                says=_("This coordinator works for this municipality already."),
                beside="municipality",
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.municipality}"


class ApprovalRequest(models.Model):
    """A draft whose author may not publish it asks staff to do so."""

    label = models.CharField(_("kind"), max_length=60)
    record = models.BigIntegerField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now=True)

    class Meta:
        verbose_name = _("request to publish")
        verbose_name_plural = _("requests to publish")
        constraints = [
            Once(
                "label",
                "record",
                name="approval_request_once",
                says=_("Staff have been asked already."),
                beside="record",
            )
        ]

    def __str__(self):
        return f"{self.label} {self.record}"

    @classmethod
    def ask(cls, record, user):
        """Ask once; asking again says that it was changed since."""
        cls.objects.update_or_create(label=record._meta.label_lower, record=record.pk, defaults={"asked_by": user})

    @classmethod
    def awaiting(cls, queryset):
        """Those drafts of a section that wait for staff to publish them."""
        asked = cls.objects.filter(label=queryset.model._meta.label_lower).values("record")
        return queryset.filter(published_at__isnull=True, pk__in=asked)
