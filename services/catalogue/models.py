"""Services: what an organisation offers and to whom (HSDS 3.0 terms)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.constraints import Check
from content.languages import SPOKEN_LANGUAGES
from content.models import Content
from content.translatable.models import orders_of_name, words_within
from directory.models import Municipality, Organisation, Project, Term, ways_to_reach
from services.catalogue.card import card_of, glance
from services.catalogue.querysets import ServiceQuerySet
from services.opening.state import service_in_words


class Service(Content):
    """Help that somebody gives to somebody, with what a person must know before going there."""

    decays_as = "service"

    class Status(models.TextChoices):
        ACTIVE = "active", _("available")
        TEMPORARILY_CLOSED = "temporarily_closed", _("temporarily closed")
        DEFUNCT = "defunct", _("ended")

    class LegalStatus(models.TextChoices):
        ASYLUM_SEEKER = "asylum_seeker", _("asylum seekers")
        REFUGEE = "refugee", _("people with refugee status")
        SUBSIDIARY = "subsidiary", _("people with subsidiary protection")
        TEMPORARY = "temporary_protection", _("people with temporary protection")
        RESIDENCE = "residence_permit", _("people with a residence permit")
        CITIZEN = "citizen", _("citizens of Lithuania")

    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services", verbose_name=_("provider")
    )
    alternate_name = models.CharField(_("also known as"), max_length=200, blank=True)
    topics = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TOPIC},
        related_name="services",
        verbose_name=_("topics"),
    )
    needs = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.NEED},
        related_name="services_needed",
        verbose_name=_("needs"),
    )
    eligibility_description = models.TextField(_("who can use it"), blank=True)
    legal_statuses = ArrayField(
        models.CharField(max_length=20, choices=LegalStatus.choices),
        verbose_name=_("legal statuses"),
        default=list,
        blank=True,
        help_text=_("Empty: everybody."),
    )
    minimum_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    languages = ArrayField(
        models.CharField(max_length=8, choices=SPOKEN_LANGUAGES),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    interpretation_services = models.CharField(_("interpretation"), max_length=200, blank=True)
    is_free = models.BooleanField(_("free of charge"), null=True, blank=True, help_text=_("Unknown: leave open."))
    fees_description = models.TextField(_("about the price"), blank=True)
    application_process = models.TextField(_("how to apply"), blank=True)
    wait_time = models.CharField(_("waiting time"), max_length=200, blank=True)
    area_served = models.ManyToManyField(
        Municipality, blank=True, related_name="services", verbose_name=_("municipalities served")
    )
    is_nationwide = models.BooleanField(_("in all of Lithuania"), default=False)
    is_emergency = models.BooleanField(_("emergency help"), default=False)

    status = models.CharField(_("status"), max_length=18, choices=Status.choices, default=Status.ACTIVE)
    closed_until = models.DateField(
        _("opens again on"),
        null=True,
        blank=True,
        help_text=_("While temporarily closed: the first day it is open again. Empty: nobody knows yet."),
    )
    # A service paid for by a project may end with it.
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("paid for by")
    )
    valid_through = models.DateField(
        _("paid for until"),
        null=True,
        blank=True,
        help_text=_("The last day. On the next day the page says that the service has ended. Empty: no end."),
    )
    end_warned_on = models.DateField(_("staff warned of the end on"), null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("replaced by"),
    )
    gives_training = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TRAINING},
        related_name="trained_by",
        verbose_name=_("gives the mandatory training"),
    )
    mandatory_for = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.OCCUPATION},
        related_name="mandatory_services",
        verbose_name=_("mandatory for"),
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [
            *orders_of_name("service_by_facts", "is_example", F("source_as_of").desc(nulls_last=True)),
            words_within("service_words", "name", "summary"),
            GinIndex(fields=["languages"], name="service_by_language"),
            models.Index(fields=["is_emergency"], condition=Q(is_emergency=True), name="service_for_emergencies"),
        ]
        constraints = [
            Check(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_in_order",
                says=_("“Age to” must not be less than “age from”."),
                beside="maximum_age",
            ),
        ]

    def clean(self):
        super().clean()
        if self.closed_until and self.status != self.Status.TEMPORARILY_CLOSED:
            raise ValidationError({"closed_until": _("Only a service that is temporarily closed opens again.")})
        if self.pk and self.successor_id == self.pk:
            raise ValidationError({"successor": _("A service cannot be replaced by itself.")})

    @property
    def has_ended(self):
        """The service is no longer given: closed for good, or the money that paid for it has run out."""
        return self.has_ended_on(timezone.localdate())

    def has_ended_on(self, day):
        return self.status == self.Status.DEFUNCT or (self.valid_through is not None and self.valid_through < day)

    @property
    def is_sensitive(self):
        """Somebody in danger may read its page: it can be left quickly."""
        return self.is_emergency or any(need.is_sensitive for need in self.needs.all())

    @property
    def is_suspended(self):
        """Temporarily closed, and the day it opens again has not come."""
        return self.is_suspended_on(timezone.localdate())

    def is_suspended_on(self, day):
        return self.status == self.Status.TEMPORARILY_CLOSED and (self.closed_until is None or day < self.closed_until)

    @property
    def state_in_words(self):
        """ "This service has ended.", "Temporarily closed. Opens again on …", or "" while it is given as usual."""
        return service_in_words(self)

    @property
    def at_a_glance(self):
        """What holds at this moment, for a card: GlanceLines of services/catalogue/card.py; none when nobody knows."""
        return glance(self, timezone.now())

    @property
    def card(self):
        return card_of(self)

    def note_end_warned(self):
        """Write down that staff were told today when the money ends."""
        self.end_warned_on = timezone.localdate()
        self.save(update_fields=["end_warned_on"])

    note_end_warned.alters_data = True

    @property
    def spoken(self):
        names = dict(SPOKEN_LANGUAGES)
        return [str(names.get(code, code)) for code in self.languages]

    @property
    def ages(self):
        """ "16–35", "18 and older", "up to 18", or "" for everybody."""
        if self.minimum_age is not None and self.maximum_age is not None:
            return f"{self.minimum_age}–{self.maximum_age}"
        if self.minimum_age is not None:
            return _("%(age)d and older") % {"age": self.minimum_age}
        return _("up to %(age)d") % {"age": self.maximum_age} if self.maximum_age is not None else ""

    @property
    def for_legal_statuses(self):
        names = dict(self.LegalStatus.choices)
        return [str(names.get(code, code)) for code in self.legal_statuses]

    @property
    def ways_to_reach(self):
        """The service's own contacts, else its provider's."""
        return ways_to_reach(self.contacts.all(), self.provider)
