"""Volunteer initiatives and offers of help."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.content.models import Content, ContentQuerySet
from portal.directory.models import Municipality, Organisation, Term


class InitiativeQuerySet(ContentQuerySet):
    def for_cards(self):
        """An initiative has no page of its own: its card shows the whole text."""
        return self.select_related("organiser").prefetch_related("topics", "audience_sizes")

    def for_detail(self):
        return self.for_cards()


class Initiative(Content):
    """A volunteer initiative or group."""

    organiser = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("organiser"),
    )
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    topics = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.VOLUNTEERING},
        related_name="initiatives",
        verbose_name=_("fields"),
    )
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="initiatives", verbose_name=_("municipalities")
    )
    url = models.URLField(_("website"), blank=True)
    same_as = ArrayField(models.URLField(), verbose_name=_("other pages"), default=list, blank=True)
    help_wanted = models.TextField(_("help wanted"), blank=True)
    needs_vetting = models.BooleanField(_("volunteers are vetted"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("volunteer initiative")
        verbose_name_plural = _("volunteer initiatives")

    def get_absolute_url(self):
        return f"{reverse('networks:volunteering')}#{self.slug}"

    @property
    def own_address(self):
        return reverse("networks:initiative", kwargs={"slug": self.slug})


class AudienceSize(models.Model):
    """How many people a group had on a day; "more than 800" is 800 with ``is_at_least``."""

    class Metric(models.TextChoices):
        MEMBERS = "members", _("members")
        LIKES = "likes", _("likes")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="audience_sizes", verbose_name=_("initiative")
    )
    count = models.PositiveIntegerField(pgettext_lazy("how many", "number"))
    is_at_least = models.BooleanField(_("or more"), default=False)
    metric = models.CharField(_("of what"), max_length=7, choices=Metric.choices, default=Metric.MEMBERS)
    as_of = models.DateField(_("as of"))

    class Meta:
        ordering = ["-as_of", "pk"]
        verbose_name = _("size")
        verbose_name_plural = _("sizes")

    def __str__(self):
        return f"{self.count} ({self.as_of})"


class VolunteerOffer(models.Model):
    """An offer of help sent by a visitor; passed on only after staff have vetted it, erased after 12 months."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        VETTED = "vetted", _("vetted")
        PASSED_ON = "passed_on", _("passed on")
        DECLINED = "declined", _("declined")

    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name=_("initiative"),
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipality")
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80, blank=True)
    contact = models.CharField(_("e-mail or phone"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("offer"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.NEW)
    consent_at = models.DateTimeField(_("consent given at"))
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    erase_after = models.DateField(_("erase after"), db_index=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        [
            "id",
            "initiative",
            "municipality",
            "name",
            "contact",
            "language",
            "text",
            "state",
            "consent_at",
            "created_at",
            "erase_after",
        ],
        "the row is deleted on erase_after, 12 months after the offer came",
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("offer of help")
        verbose_name_plural = _("offers of help")

    def __str__(self):
        return f"{self.pk} ({self.get_state_display()})"
