"""Who comes to a date, and how many came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.series import Event


class Registration(models.Model):
    """A place at one date for somebody to be called by a name; erased 30 days after the date."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("date"))
    name_called_by = models.CharField(_("name to be called by"), max_length=80, blank=True)
    channel = models.CharField(_("reached by"), max_length=5, choices=Channel.choices)
    contact = models.CharField(_("e-mail or phone"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=8)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    needs = models.TextField(_("needs"), blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    # Null once erased: many erased rows, one fingerprint each before.
    token_hash = models.CharField(  # noqa: DJ001
        _("fingerprint of the private link"), max_length=64, unique=True, null=True, editable=False
    )
    created_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    consent_at = models.DateTimeField(_("consent given at"), null=True)
    erase_after = models.DateField(_("erase after"), db_index=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = {
        **dict.fromkeys(
            ["name_called_by", "channel", "contact", "language", "needs", "token_hash", "consent_at"],
            "erased on erase_after, 30 days after the date",
        ),
        **dict.fromkeys(
            ["id", "event", "seats", "status", "created_at", "erase_after"], "kept: a count of seats, nobody's name"
        ),
    }

    class Meta:
        ordering = ["event", "created_at", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [models.Index(fields=["event", "status", "created_at"], name="registration_queue")]

    def __str__(self):
        return f"{self.event_id}/{self.pk}"


class AttendanceTally(models.Model):
    """How many came to one date, without names: group × sex × age band."""

    class Group(models.TextChoices):
        THIRD_COUNTRY = "third_country", _("non-EU citizens and stateless persons")
        PROTECTION = "protection", _("people with asylum or temporary protection")
        RESIDENT = "resident", _("local residents")
        STAFF = "staff", _("coordinators and staff")

    class Sex(models.TextChoices):
        FEMALE = "female", _("women")
        MALE = "male", _("men")
        UNKNOWN = "unknown", _("not told")

    class AgeBand(models.TextChoices):
        CHILD = "0-17", _("under 18")
        ADULT = "18-59", _("18 to 59")
        OLDER = "60+", _("60 and older")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="tallies", verbose_name=_("date"))
    group = models.CharField(_("group"), max_length=13, choices=Group.choices)
    sex = models.CharField(_("sex"), max_length=7, choices=Sex.choices, default=Sex.UNKNOWN)
    age_band = models.CharField(_("age"), max_length=5, choices=AgeBand.choices)
    count = models.PositiveIntegerField(_("number of people"))

    class Meta:
        ordering = ["event", "group", "sex", "age_band"]
        verbose_name = _("head-count")
        verbose_name_plural = _("head-counts")
        constraints = [
            models.UniqueConstraint(fields=["event", "group", "sex", "age_band"], name="tally_once_per_cell")
        ]

    def __str__(self):
        return f"{self.event_id}: {self.count}"
