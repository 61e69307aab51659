"""Services: what an organisation offers and to whom (HSDS 3.0 terms)."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.constraints import Check
from content.freshness import is_stale
from content.languages import SPOKEN_LANGUAGES
from content.models import (
    Content,
    ContentQuerySet,
    Translatable,
    TranslatableQuerySet,
    orders_of_name,
    words_within,
)
from content.pagination import InTurn
from directory.models import (
    ContactPoint,
    Municipality,
    Organisation,
    OrganisationContact,
    Project,
    Term,
    ways_to_reach,
)
from services.catalogue.card import card_of, glance
from services.grants.models import Grant
from services.opening.models import ServiceAtLocation
from services.opening.state import service_in_words

# So long before the money of a service ends its staff are told.
WARNED_BEFORE = timedelta(days=90)


class ServiceQuerySet(ContentQuerySet):
    def in_municipality(self, municipality):
        """Services of that municipality and those of the whole country."""
        served = Service.area_served.through.objects.filter(municipality=municipality).values("service")
        return self.filter(Q(pk__in=served) | Q(is_nationwide=True))

    def belonging_to(self, municipalities):
        """Services of these municipalities and of no other, nor of the whole country."""
        served = Service.area_served.through.objects
        own = served.filter(municipality__in=municipalities).values("service")
        others = served.exclude(municipality__in=municipalities).values("service")
        return self.filter(pk__in=own, is_nationwide=False).exclude(pk__in=others)

    def given_before_over(self):
        """The same order as a list for pages: services whose facts hold, stale ones, those that are over; each by its
        index.
        """
        given, is_old = self.still_given(), is_stale(Service.decays_as)
        holding, old = given.exclude(is_old), given.filter(is_old)
        return InTurn(self, *(part.by_facts() for part in (holding, old, self.filter(self.is_over()))))

    def by_facts(self):
        """Real before examples, newer facts before older, then by name: what an index has in this order."""
        by_name = self.in_order_of_name()
        return by_name.order_by("is_example", F("source_as_of").desc(nulls_last=True), *by_name.query.order_by)

    def newest_facts_first(self):
        """Services whose facts hold, stale ones, ended ones; real before examples, newer facts first, then by name."""
        by_name = self.in_order_of_name()
        return by_name.order_by(
            Case(
                When(self.model.objects.is_over(), then=Value(2)),
                When(is_stale(Service.decays_as), then=Value(1)),
                default=Value(0),
            ),
            "is_example",
            F("source_as_of").desc(nulls_last=True),
            *by_name.query.order_by,
        )

    def near_first(self):
        """A municipality's own services before those of the whole country, each in the usual order."""
        usual = self.newest_facts_first()
        return usual.order_by("is_nationwide", *usual.query.order_by)

    def is_over(self):
        """The condition of Service.has_ended for the database."""
        return Q(status=Service.Status.DEFUNCT) | Q(valid_through__lt=timezone.localdate())

    def still_given(self):
        return self.exclude(self.is_over())

    def for_emergencies(self):
        """Help that cannot wait and is still given, with whom to call; those that speak the reader's language first."""
        found = self.still_given().filter(is_emergency=True, is_example=False).select_related("provider")
        by_name = found.prefetch_related("contacts", "provider__contacts").in_order_of_name()
        return by_name.order_by(self.speaks_to_reader(), *by_name.query.order_by)

    def speaks_to_reader(self):
        """The condition "speaks the reader's language" as an order: 0 yes, 1 nobody knows, 2 no.

        Whoever names no language answers in that of the country.
        """
        language = get_language()
        return Case(
            When(languages__contains=[language], then=Value(0)),
            When(languages=[], then=Value(0 if language == settings.LANGUAGE_CODE else 1)),
            default=Value(2),
        )

    def answers_to(self, need):
        """What helps in a need today; an invented example helps nobody, help lines stand apart."""
        return self.still_given().filter(needs=need, is_example=False, is_emergency=False)

    def best_first(self, municipality=None):
        """Ranked for the reader: what can be reached at all, then by language, by place, by fresh facts, by name."""
        by_name = self.with_reach().in_order_of_name()
        here = Service.area_served.through.objects.filter(municipality=municipality, service=OuterRef("pk"))
        return by_name.order_by(
            "-can_be_reached",
            Case(When(self.is_paused(), then=Value(1)), default=Value(0)),
            self.speaks_to_reader(),
            Case(When(Exists(here), then=Value(0)), When(is_nationwide=True, then=Value(1)), default=Value(2)),
            Case(When(is_stale(Service.decays_as), then=Value(1)), default=Value(0)),
            F("assured_on").desc(nulls_last=True),
            F("source_as_of").desc(nulls_last=True),
            *by_name.query.order_by,
        )

    def with_reach(self):
        """``can_be_reached``: a public number or e-mail address works, its own or, for want of any, its provider's."""
        answered = Q(is_public=True, is_valid=True, kind__in=[*ServiceContact.CALLS, ServiceContact.Kind.EMAIL])
        own = ServiceContact.objects.filter(service=OuterRef("pk"))
        provider = OrganisationContact.objects.filter(
            organisation=OuterRef("provider"), organisation__in=Organisation.objects.published()
        )
        has_own = Exists(own.filter(is_public=True))
        return self.annotate(
            can_be_reached=Case(
                When(Exists(own.filter(answered)), then=Value(True)),
                When(~has_own & Exists(provider.filter(answered)), then=Value(True)),
                default=Value(False),
            )
        )

    def counted_by_need(self):
        """How many services that are still given answer each need: {pk of the term: number}."""
        return dict(
            self.still_given()
            .filter(needs__isnull=False, is_example=False)
            .order_by()
            .values_list("needs")
            .annotate(Count("pk", distinct=True))
        )

    def ending_soon(self):
        """Still given, and paid for not longer than 90 days from today, the first to end first."""
        return (
            self.exclude(status=Service.Status.DEFUNCT)
            .filter(valid_through__range=(timezone.localdate(), timezone.localdate() + WARNED_BEFORE))
            .order_by("valid_through", "pk")
        )

    def to_warn_of(self):
        """Those of ending_soon() that staff were not told of; a later end than the one they know is told anew."""
        return self.ending_soon().filter(
            Q(end_warned_on__isnull=True) | Q(end_warned_on__lt=F("valid_through") - WARNED_BEFORE)
        )

    def with_grants(self):
        return self.filter(Exists(Grant.objects.filter(service=OuterRef("pk"))))

    def with_activities(self):
        return self.filter(Exists(ServiceActivity.objects.filter(service=OuterRef("pk"))))

    def is_paused(self):
        """The condition of Service.is_suspended for the database."""
        not_yet = Q(closed_until__isnull=True) | Q(closed_until__gt=timezone.localdate())
        return not_yet & Q(status=Service.Status.TEMPORARILY_CLOSED)

    def open_now(self):
        """Services with a door that is open at this moment; whether others are, or those of old hours, nobody knows."""
        open_doors = ServiceAtLocation.objects.services_open_at(timezone.now())
        found = self.still_given().exclude(self.is_paused()).exclude(is_stale("hours"))
        return found.filter(pk__in=open_doors)

    def for_cards(self):
        found = super().for_cards().select_related("provider").prefetch_related("area_served", "topics")
        return found.with_state()

    def with_ways(self):
        """Load what a card says, whom to call and what it costs."""
        return self.for_cards().prefetch_related("contacts", "provider__contacts", "costs")

    def with_state(self):
        """Load what ``at_a_glance`` asks: the doors with their hours, the grants with their windows."""
        doors = Prefetch("locations", queryset=ServiceAtLocation.objects.with_hours())
        return self.prefetch_related(doors, "grants__windows")

    def for_detail(self):
        return self.select_related("provider", "successor", "project__funder").prefetch_related(
            "contacts",
            "provider__contacts",
            "topics",
            "area_served",
            "activities",
            "needs",
            "costs",
            "required_documents",
            "mandatory_for",
            "grants__windows",
            Prefetch("locations", queryset=ServiceAtLocation.objects.with_hours()),
        )

    def for_open_data(self):
        """Load what services/outlets/hsds.py tells of them; examples are no data."""
        return self.filter(is_example=False).for_detail().order_by("pk")


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


class ServiceContact(ContactPoint):
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("service"))

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")


class ServiceActivity(Translatable):
    """One thing to join within a service: a choir, an instrument, a course, with who leads it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="activities", verbose_name=_("service"))
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
        Service, on_delete=models.CASCADE, related_name="required_documents", verbose_name=_("service")
    )
    name = models.CharField(_("document to bring"), max_length=200)
    url = models.URLField(_("form to fill in"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("document to bring")
        verbose_name_plural = _("documents to bring")


class CostOption(Translatable):
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="costs", verbose_name=_("service"))
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    name = models.CharField(_("for what"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")
