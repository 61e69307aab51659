"""Whom a date invited: organisations, and groups that are none; and whether they came."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import NetworkMember, Organisation
from events.dates.models import Event


class InvitationQuerySet(models.QuerySet):
    def invite_network(self, dates):
        """Invite who is in the network of each date's project and was not invited yet; return how many."""
        made = 0
        for date in dates.select_related("series"):
            left = Q(left_on__isnull=False, left_on__lt=date.starts_on)
            members = NetworkMember.objects.filter(project=date.series.project_id).exclude(left)
            known = date.invitations.filter(organisation__isnull=False).values("organisation")
            for organisation in members.exclude(organisation__in=known).values_list("organisation", flat=True):
                self.create(event=date, organisation_id=organisation, invited_on=timezone.localdate())
                made += 1
        return made


class Invitation(models.Model):
    """An organisation, or a group that has no record of its own, invited to a date. No people."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("date"))
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="event_invitations",
        verbose_name=_("organisation"),
    )
    group_name = models.CharField(
        _("or a group"), max_length=200, blank=True, help_text=_("The name of a community or a group, of no person.")
    )
    invited_on = models.DateField(_("invited on"), null=True, blank=True)
    came = models.BooleanField(_("came"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation"],
                name="invitation_once",
                violation_error_message=_("This organisation is invited already."),
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, group_name="") | Q(organisation=None) & ~Q(group_name=""),
                name="invitation_of_one",
                violation_error_message=_("Choose an organisation or write the name of a group: one of the two."),
            ),
        ]

    def __str__(self):
        return self.group_name or str(self.organisation)

    def clean(self):
        """Nobody can have come before it began."""
        super().clean()
        if self.came is not None and self.event_id and self.event.starts_at > timezone.now():
            raise ValidationError({"came": _("The event has not begun yet.")})
