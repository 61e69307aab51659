"""Events: a series says what happens, its occurrences say when (schema.org EventSeries and Event)."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.constraints import Check, Once
from content.languages import SPOKEN_LANGUAGES
from content.models import Content
from content.translatable.models import Translatable, words_within
from directory.models import (
    WHEELCHAIR,
    ContactPoint,
    Organisation,
    Place,
    Project,
    ProjectActivity,
    Term,
    ways_to_reach,
)
from events.dates.card import card_of
from events.dates.changes import ChangeableDate, ChangeableSeries
from events.dates.constraints import SERIES
from events.dates.querysets import LENGTH, EventQuerySet, EventSeriesQuerySet
from events.dates.rule import Recurring
from events.dates.seats import TakesRegistrations, TakesRegistrationsForDates
from events.recurrence.checks import errors_of_registration

DAY = timedelta(days=1)


class EventSeries(ChangeableSeries, Recurring, TakesRegistrationsForDates, Content):
    """Something people can come to, once or many times."""

    decays_as = "event"

    class Mode(models.TextChoices):
        OFFLINE = "offline", _("on site")
        ONLINE = "online", _("online")
        MIXED = "mixed", _("on site and online")

    class Registration(models.TextChoices):
        NONE = "none", _("not needed")
        FORM = "form", _("with the form on the page")
        EXTERNAL = "external", _("on another page")

    kind = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        limit_choices_to={"vocabulary": Term.Vocabulary.EVENT_KIND},
        related_name="events_of_kind",
        verbose_name=_("kind"),
    )
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="events", verbose_name=_("organiser")
    )
    co_organisers = models.ManyToManyField(
        Organisation, blank=True, related_name="co_organised", verbose_name=_("co-organisers")
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("project")
    )
    promise = models.ForeignKey(
        ProjectActivity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_promised_event": True},
        related_name="kept_by",
        verbose_name=_("keeps the promise"),
        help_text=_("The event that the project promised in its plan."),
    )
    gives_training = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TRAINING},
        related_name="trained_at",
        verbose_name=_("gives the mandatory training"),
        help_text=_("Jobs that need this training then lead to the next date."),
    )

    attendance_mode = models.CharField(_("where"), max_length=8, choices=Mode.choices, default=Mode.OFFLINE)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("place")
    )
    online_url = models.URLField(_("address on the internet"), blank=True)
    is_room_private = models.BooleanField(
        _("address only for those registered"),
        default=False,
        help_text=_("The address on the internet is told only to those who have a place: by letter and on their page."),
    )

    languages = ArrayField(
        models.CharField(max_length=8, choices=SPOKEN_LANGUAGES),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    interpretation = models.CharField(_("interpretation"), max_length=200, blank=True)
    audiences = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.AUDIENCE},
        related_name="events_for",
        verbose_name=_("for whom"),
    )
    minimum_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    suits_children = models.BooleanField(_("suits children"), default=False)
    is_accessible_for_free = models.BooleanField(_("free of charge"), default=True)
    price = models.DecimalField(_("price"), max_digits=7, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    price_note = models.CharField(_("about the price"), max_length=200, blank=True)
    wheelchair = models.CharField(_("step-free access"), max_length=7, choices=WHEELCHAIR, default="unknown")
    image = models.ImageField(_("image"), upload_to="events/", blank=True)
    image_alt = models.CharField(_("what the image shows"), max_length=200, blank=True)

    date_hint = models.CharField(_("about the date"), max_length=200, blank=True, help_text=_("For example: in spring"))

    registration_mode = models.CharField(
        _("registration"), max_length=8, choices=Registration.choices, default=Registration.NONE
    )
    registration_url = models.URLField(_("registration page"), blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    maximum_attendee_capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)

    ical_uid = models.UUIDField(_("calendar identifier"), default=uuid.uuid4, unique=True, editable=False)
    ical_sequence = models.PositiveIntegerField(_("calendar version"), default=0, editable=False)

    objects = EventSeriesQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["published_at", "kind"], name="eventseries_published_kind"),
            models.Index(fields=["-id"], condition=Q(is_date_to_be_announced=True), name="eventseries_to_be_announced"),
            words_within("eventseries_words", "name", "summary"),
        ]
        constraints = SERIES

    @classmethod
    def all_dates(cls):
        return Event.objects.all()

    def clean(self):
        """Refuse a rule or a window of registration that cannot be, each at its field."""
        super().clean()
        if errors := {**self.rule_errors(), **errors_of_registration(self), **self.promise_errors()}:
            raise ValidationError(errors)

    def promise_errors(self):
        if self.promise_id and self.promise.project_id != self.project_id:
            return {"promise": _("Another project promised this. Choose a promise of the event's own project.")}
        return {}

    def discard(self):
        """Delete a draft together with its dates. Raises ProtectedError when somebody is registered for one."""
        with transaction.atomic():
            self.occurrences.all().delete()
            self.delete()

    discard.alters_data = True

    def is_address_free(self):
        """Neither the page nor the calendar file of the event has an address that means something else."""
        file = resolve(reverse("events:file", kwargs={"slug": self.slug}))
        return super().is_address_free() and self.slug in file.kwargs.values()

    @cached_property
    def next_occurrence(self):
        """The next date still to come, or None. Cards have it loaded (``dates_ahead``)."""
        if hasattr(self, "dates_ahead"):
            return next(iter(self.dates_ahead), None)
        now = timezone.now()
        ahead = [event for event in self.occurrences.all() if event.ends_at >= now]
        return min(ahead, key=lambda event: event.starts_at, default=None)

    @property
    def is_cancelled(self):
        """It has dates to come and every one of them is cancelled."""
        coming = self.coming_occurrences
        return bool(coming) and all(date.is_cancelled for date in coming)

    @property
    def changed_dates(self):
        """Dates not held as people knew them, up to the next one that is: whoever comes next must read of these."""
        coming = self.coming_occurrences
        as_known = [date.starts_at for date in coming if date.status == Event.Status.SCHEDULED]
        until = min(as_known, default=None)
        changed = [date for date in coming if date.status != Event.Status.SCHEDULED]
        near = [date for date in changed if until is None or date.awaited_at <= until]
        return sorted(near, key=lambda date: date.awaited_at)[:3]

    @property
    def is_registration_open(self):
        """Somebody can register on another page now: the window, if there is one, is open."""
        now = timezone.now()
        return (
            self.registration_mode == self.Registration.EXTERNAL
            and bool(self.registration_url)
            and (self.registration_opens_at is None or self.registration_opens_at <= now)
            and (self.registration_closes_at is None or self.registration_closes_at > now)
        )

    @property
    def public_url(self):
        """The address on the internet that everybody may know, or ""."""
        return "" if self.is_room_private else self.online_url

    @cached_property
    def ways_to_reach(self):
        """The event's own contacts, else its organiser's. A calendar has them loaded (``own_contacts``)."""
        own = self.own_contacts if hasattr(self, "own_contacts") else self.contacts.all()
        return ways_to_reach(own, self.organiser)

    @property
    def coming_occurrences(self):
        return [date for date in self.occurrences.all() if not date.is_past]

    @property
    def past_occurrences(self):
        return [date for date in self.occurrences.all() if date.is_past]

    @property
    def spoken(self):
        names = dict(SPOKEN_LANGUAGES)
        return [str(names.get(code, code)) for code in self.languages]


class Event(ChangeableDate, TakesRegistrations, Translatable):
    """One date of a series. ``recurrence_id`` is the start it was made for; a move changes the rest."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("takes place")
        CANCELLED = "cancelled", _("cancelled")
        POSTPONED = "postponed", _("postponed")
        RESCHEDULED = "rescheduled", _("moved")

    series = models.ForeignKey(
        EventSeries, on_delete=models.PROTECT, related_name="occurrences", verbose_name=_("event")
    )
    recurrence_id = models.DateTimeField(_("original start"), editable=False)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    status = models.CharField(_("status"), max_length=11, choices=Status.choices, default=Status.SCHEDULED)
    previous_start_at = models.DateTimeField(_("start before the move"), null=True, blank=True, editable=False)
    status_reason = models.CharField(_("reason"), max_length=200, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("other place"),
        help_text=_("Only if this date is not at the usual place."),
    )
    online_url = models.URLField(_("other address on the internet"), blank=True)
    maximum_attendee_capacity = models.PositiveIntegerField(_("other number of seats"), null=True, blank=True)
    is_edited = models.BooleanField(_("changed by hand"), default=False, editable=False)
    ical_sequence = models.PositiveIntegerField(_("calendar version"), default=0, editable=False)
    # For machines only (calendars, conditional requests).
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    # Nobody who comes at the time shown meets others: every rule about what takes place asks this.
    CALLED_OFF = [Status.CANCELLED, Status.POSTPONED]

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        indexes = [
            models.Index(fields=["starts_at"]),
            models.Index(fields=["ends_at"]),
            models.Index(LENGTH, name="event_length"),
        ]
        constraints = [
            Check(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                says=_("The end must be after the start."),
                beside="ends_at",
            ),
            Once(
                fields=["series", "recurrence_id"],
                name="event_once_per_series_and_start",
                says=_("The event already has a date that was made for this start."),
                beside="starts_at",
            ),
        ]

    def __str__(self):
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    def clean(self):
        """Refuse a second date for a start that the series already has: calendars could not tell the two apart."""
        start = self.recurrence_id or self.starts_at
        others = Event.objects.filter(series=self.series_id, recurrence_id=start).exclude(pk=self.pk)
        if start and self.series_id and others.exists():
            raise ValidationError({"starts_at": _("The event already has a date that was made for this start.")})

    def save(self, *args, **kwargs):
        """Keep the start a new date was made for: calendars know it by that for ever."""
        self.recurrence_id = self.recurrence_id or self.starts_at
        super().save(*args, **kwargs)

    @classmethod
    def public_series(cls):
        return EventSeries.objects.published()

    @property
    def is_cancelled(self):
        return self.status == self.Status.CANCELLED

    @property
    def takes_place(self):
        """Somebody who goes there at the time shown meets others."""
        return self.status not in self.CALLED_OFF

    # Later dates of the same series, where a list folds them.
    further = ()

    @property
    def card(self):
        return card_of(self)

    @property
    def starts_on(self):
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self):
        """The day it ends on; midnight still belongs to the day before."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))

    @property
    def is_of_several_days(self):
        """A day or longer; an evening that ends after midnight is not."""
        return self.last_day > self.starts_on and (self.series.is_all_day or self.ends_at - self.starts_at >= DAY)

    @property
    def place_or_usual(self):
        return self.place if self.place_id else self.series.place

    @property
    def url_or_usual(self):
        return self.online_url or self.series.online_url

    @property
    def public_url(self):
        """The address on the internet of this date that everybody may know, or ""."""
        return "" if self.series.is_room_private else self.url_or_usual

    @property
    def is_past(self):
        return self.ends_at < timezone.now()

    @property
    def is_elsewhere(self):
        """This date has a place or an address of its own."""
        return bool(self.place_id or self.online_url)

    @property
    def awaited_at(self):
        """When people come who read nothing: at the start they knew, or at the new one once that is over."""
        known = self.previous_start_at
        return known if known and known > timezone.now() else self.starts_at

    @property
    def is_on_several_days(self):
        return self.last_day != self.starts_on


class EventContact(ContactPoint):
    series = models.ForeignKey(EventSeries, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("event"))

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
