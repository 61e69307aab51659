"""What lists, calendars and feeds ask of events; the questions chain like words of a sentence."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Max, Min, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname

from content.models import ContentQuerySet

# How long a date lasts, as lists of dates ask for it and as its index has it.
LENGTH = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=models.DurationField())
# What a list shows of a series and of a place, apart from their texts.
CARD_FACTS = [
    "slug", "source_language", "is_example", "source_as_of", "source_as_of_precision", "source_read_on",
    "assured_on", "created_at", "is_accessible_for_free", "attendance_mode",
    "online_url", "is_all_day", "is_date_to_be_announced", "languages",
]  # fmt: skip
PLACE_FACTS = ["source_language", "street_address", "address_locality", "postal_code"]


def columns(*fields):
    """The columns of translated fields in all languages."""
    return [build_localized_fieldname(field, code) for field in fields for code, _name in settings.LANGUAGES]


class EventSeriesQuerySet(ContentQuerySet):
    def belonging_to(self, municipalities):
        """Those whose place is in one of the municipalities."""
        return self.filter(place__municipality__in=municipalities)

    def all_dates(self):
        """All dates of all series."""
        return self.model.all_dates()

    def upcoming(self):
        """Series with a date still to come, soonest first; those with a date to be announced stand last."""
        ahead = Q(occurrences__ends_at__gte=timezone.now())
        return (
            self.annotate(next_start=Min("occurrences__starts_at", filter=ahead))
            .filter(Q(next_start__isnull=False) | Q(is_date_to_be_announced=True))
            .order_by(F("next_start").asc(nulls_last=True), "pk")
        )

    def past(self):
        """Series whose last date is over, the most recent first."""
        return (
            self.annotate(last_end=Max("occurrences__ends_at"), last_start=Max("occurrences__starts_at"))
            .filter(last_end__lt=timezone.now(), is_date_to_be_announced=False)
            .order_by("-last_end", "pk")
        )

    def still_repeating(self):
        """Series whose rule may make more dates as time goes by."""
        repeated = [self.model.Recurrence.WEEKLY, self.model.Recurrence.MONTHLY]
        return self.filter(recurrence__in=repeated, repeats_until__gte=timezone.localdate()).order_by("pk")

    def to_be_announced(self):
        """Series that will take place, nobody knows yet when."""
        ahead = self.all_dates().filter(series=OuterRef("pk"), ends_at__gte=timezone.now())
        return self.filter(~Exists(ahead), is_date_to_be_announced=True)

    def for_cards(self):
        """With the next date of each, and without the dates after it."""
        ahead = self.all_dates().with_places().filter(ends_at__gte=timezone.now())
        return (
            super()
            .for_cards()
            .select_related("kind", "place__municipality", "organiser")
            .prefetch_related(Prefetch("occurrences", queryset=ahead[:1], to_attr="dates_ahead"))
        )

    def cards_without_dates(self, most):
        """The first of to_be_announced() for cards, no column more: that they have no date ahead is known already."""
        found = self.select_related("kind", "place").only(
            *CARD_FACTS,
            *columns("name", "summary", "date_hint"),
            *(f"kind__{name}" for name in ["source_language", *columns("name")]),
            *(f"place__{name}" for name in [*PLACE_FACTS, *columns("name")]),
        )
        found = list(found[:most])
        for series in found:
            series.dates_ahead = []
        return found

    def for_detail(self):
        near = self.select_related("kind", "place__municipality", "organiser", "project__funder", "course")
        return near.prefetch_related(
            "contacts",
            "organiser__contacts",
            "co_organisers",
            "audiences",
            Prefetch("occurrences", queryset=self.all_dates().with_places()),
        )

    def for_calendar(self):
        """With all that a calendar entry tells."""
        contacts = Prefetch("contacts", to_attr="own_contacts")
        return self.prefetch_related("kind", "place", "organiser__contacts", contacts)


class EventQuerySet(models.QuerySet):
    def published(self):
        """Dates of the series that are public now: the rule is theirs."""
        return self.of(self.model.public_series())

    def belonging_to(self, municipalities):
        """Dates of the events of these municipalities, also those that take place elsewhere."""
        return self.filter(series__place__municipality__in=municipalities)

    def of(self, series):
        """Dates of the series that a question found."""
        return self.filter(series__in=series)

    def with_people_waiting(self):
        """Dates ahead with a waiting list, or with seats that nobody confirmed in time."""
        waiting = Q(registrations__status="waiting")
        late = Q(
            registrations__status="confirmed",
            registrations__contact_confirmed_at__isnull=True,
            registrations__held_until__lte=timezone.now(),
        )
        found = self.filter(waiting | late).values("pk")
        return self.filter(pk__in=found, starts_at__gt=timezone.now())

    def taking_place(self):
        """Dates that have not been called off; Event.takes_place says the same of one."""
        return self.exclude(status__in=self.model.CALLED_OFF)

    def begun_by_today(self):
        """Dates that took place or are taking place today: what people can be counted at."""
        tomorrow = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return self.taking_place().filter(starts_at__lt=tomorrow)

    def with_people(self):
        """Each date with how many ``people`` are registered, and whether a registration or a count holds it."""
        itself = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        counts = ~Q(registrations__status__in=["cancelled", "lapsed"]) & Q(registrations__twin_of=None)
        seats = Sum("registrations__seats", filter=counts)
        held = itself.filter(Q(registrations__isnull=False) | Q(tallies__isnull=False))
        return self.annotate(
            people=Coalesce(Subquery(itself.values("pk").annotate(total=seats).values("total")), 0),
            is_held=Exists(held),
        )

    def with_places(self):
        return self.select_related("place__municipality").order_by("starts_at")

    def between(self, start, end):
        """Dates with a part after ``start`` and before ``end``; None leaves that side open."""
        dates = self if end is None else self.filter(starts_at__lt=end)
        if start is None:
            return dates
        # Lists walk the index of starts_at, and it must be entered somewhere: no date that still goes on at ``start``
        # began earlier than the longest of all dates lasts. That one is the last entry of the index of lengths.
        longest = self.model.objects.annotate(length=LENGTH).order_by("-length").values("length")[:1]
        earliest = Value(start, models.DateTimeField()) - Subquery(longest)
        return dates.filter(
            ends_at__gt=start, starts_at__gt=ExpressionWrapper(earliest, output_field=models.DateTimeField())
        )

    def ahead(self):
        """Dates that are not over, soonest first."""
        return self.between(timezone.now(), None).soonest_first()

    def over(self):
        """Dates that are over, the most recent first."""
        now = timezone.now()
        # The second condition follows from the first; it tells the index of starts_at where to begin.
        return self.filter(ends_at__lte=now, starts_at__lt=now).order_by("-starts_at", "-pk")

    def soonest_first(self):
        return self.order_by("starts_at", "pk")

    def in_municipality(self, municipality):
        """Dates that take place there: at a place of their own or at the usual one."""
        return self.filter(
            Q(place__municipality=municipality) | Q(place__isnull=True, series__place__municipality=municipality)
        )

    def one_per_series(self, most):
        """The first date of each series in the order of these dates, at most ``most`` of them, as a list of keys."""
        found = {}
        for key, series in self.values_list("pk", "series_id")[: most * 50]:
            found.setdefault(series, key)
            if len(found) == most:
                break
        return list(found.values())

    def for_cards(self):
        """With what a list shows of a date, its series and its place, and no column more."""
        own = [field.name for field in self.model._meta.concrete_fields]
        return self.select_related("series__kind", "series__place", "place").only(
            *own,
            *(f"series__{name}" for name in [*CARD_FACTS, *columns("name", "summary")]),
            *(f"series__kind__{name}" for name in ["source_language", *columns("name")]),
            *(f"series__place__{name}" for name in [*PLACE_FACTS, *columns("name")]),
            *(f"place__{name}" for name in [*PLACE_FACTS, *columns("name")]),
        )

    def for_feed(self):
        """With all that an entry of a feed tells."""
        return self.select_related("series__kind", "series__place", "series__organiser", "place").prefetch_related(
            "series__contacts", "series__organiser__contacts"
        )
