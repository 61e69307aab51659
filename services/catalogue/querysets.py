"""What lists, needs and open data ask of services; the questions chain like words of a sentence."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone
from django.utils.translation import get_language

from content.freshness import is_stale
from content.models import ContentQuerySet
from content.pagination import InTurn
from directory.models import Organisation, OrganisationContact
from services.catalogue.parts import ServiceActivity, ServiceContact
from services.grants.models import Grant
from services.opening.models import ServiceAtLocation

# So long before the money of a service ends its staff are told.
WARNED_BEFORE = timedelta(days=90)


class ServiceQuerySet(ContentQuerySet):
    def in_municipality(self, municipality):
        """Services of that municipality and those of the whole country."""
        served = self.model.area_served.through.objects.filter(municipality=municipality).values("service")
        return self.filter(Q(pk__in=served) | Q(is_nationwide=True))

    def belonging_to(self, municipalities):
        """Services of these municipalities and of no other, nor of the whole country."""
        served = self.model.area_served.through.objects
        own = served.filter(municipality__in=municipalities).values("service")
        others = served.exclude(municipality__in=municipalities).values("service")
        return self.filter(pk__in=own, is_nationwide=False).exclude(pk__in=others)

    def given_before_over(self):
        """The same order as a list for pages: services whose facts hold, stale ones, those that are over; each by its
        index.
        """
        given, is_old = self.still_given(), is_stale(self.model.decays_as)
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
                When(is_stale(self.model.decays_as), then=Value(1)),
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
        return Q(status=self.model.Status.DEFUNCT) | Q(valid_through__lt=timezone.localdate())

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
        here = self.model.area_served.through.objects.filter(municipality=municipality, service=OuterRef("pk"))
        return by_name.order_by(
            "-can_be_reached",
            Case(When(self.is_paused(), then=Value(1)), default=Value(0)),
            self.speaks_to_reader(),
            Case(When(Exists(here), then=Value(0)), When(is_nationwide=True, then=Value(1)), default=Value(2)),
            Case(When(is_stale(self.model.decays_as), then=Value(1)), default=Value(0)),
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
            self.exclude(status=self.model.Status.DEFUNCT)
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
        return not_yet & Q(status=self.model.Status.TEMPORARILY_CLOSED)

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
        return self.select_related("provider", "successor", "project__funder", "course").prefetch_related(
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
