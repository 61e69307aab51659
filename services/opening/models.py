"""Where a service is given, and when its door is open there. What follows from it now: services/opening/state.py."""

from collections import defaultdict
from datetime import time, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.constraints import Check, Once
from content.translatable.models import Translatable
from directory.models import Place
from directory.public_holidays import is_public_holiday
from services.opening.state import Mode, is_open_at, now_at, planned

# As the hour a door closes it is the end of the day: readers see 24:00. An hour before the door opens is that of the
# next day: 19:00–02:00. A night belongs to the day on which it begins, on holidays and in exceptions too.
MIDNIGHT = time(0)


class HoursMode(models.TextChoices):
    OPEN = Mode.OPEN, _("open")
    BY_APPOINTMENT = Mode.BY_APPOINTMENT, _("by appointment")
    CLOSED = Mode.CLOSED, _("closed")


class ServiceAtLocationQuerySet(models.QuerySet):
    def belonging_to(self, municipalities):
        """The doors of the services of these municipalities."""
        services = self.model._meta.get_field("service").remote_field.model
        return self.filter(service__in=services.objects.belonging_to(municipalities))

    def with_hours(self):
        """Load the places with the hours and the exceptions that hold or will hold."""
        # Yesterday's too: its night may not be over.
        first = timezone.localdate() - timedelta(days=1)
        hours = OpeningHours.objects.filter(Q(valid_through__isnull=True) | Q(valid_through__gte=first))
        exceptions = OpeningException.objects.filter(ends_on__gte=first)
        return self.select_related("place__municipality__county").prefetch_related(
            Prefetch("opening_hours", queryset=hours), Prefetch("exceptions", queryset=exceptions)
        )

    def services_open_at(self, moment):
        """The keys of the services with a door whose hours say "open" at ``moment``.

        The rule is in services/opening/state.py, not in the database: only bare hours are loaded for it.
        """
        today = timezone.localdate(moment)
        # A night that began yesterday may go on.
        days = [today - timedelta(days=1), today]
        weekly, dated = slots_of_days(days)
        found = set()
        for pk, service, open_on_holidays in self.values_list("pk", "service", "open_on_holidays").order_by():
            for day in days:
                is_holiday = is_public_holiday(day) and not open_on_holidays
                if is_open_at(planned(dated[pk, day], weekly[pk, day], is_holiday), day, moment):
                    found.add(service)
        return found


def slots_of_days(days):
    """The bare hours of the week and of the exceptions, of all doors: {(key of the door, day): [Slot]} of each."""
    weekly, dated = defaultdict(list), defaultdict(list)
    names = ("location", "day_of_week", "valid_from", "valid_through", *Slot._fields)
    of_week = OpeningHours.objects.filter(day_of_week__in=[day.weekday() for day in days]).exclude(
        mode=HoursMode.CLOSED
    )
    for door, weekday, first, last, *slot in of_week.values_list(*names).order_by():
        for day in days:
            if day.weekday() == weekday and (first or day) <= day <= (last or day):
                weekly[door, day].append(Slot(*slot))
    exceptions = OpeningException.objects.filter(starts_on__lte=max(days), ends_on__gte=min(days))
    for door, first, last, *slot in exceptions.values_list(
        "location", "starts_on", "ends_on", *Slot._fields
    ).order_by():
        for day in days:
            if first <= day <= last:
                dated[door, day].append(Slot(*slot))
    return weekly, dated


class Slot(NamedTuple):
    opens: time | None
    closes: time | None
    mode: str


class ServiceAtLocation(models.Model):
    """A service at one door; opening hours belong here."""

    service = models.ForeignKey(
        "services.Service", on_delete=models.CASCADE, related_name="locations", verbose_name=_("service")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="service_locations", verbose_name=_("place")
    )
    open_on_holidays = models.BooleanField(
        _("open on public holidays"),
        default=False,
        help_text=_("Tick if the usual hours hold on public holidays too. Without it, the door is closed then."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ServiceAtLocationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("place of the service")
        verbose_name_plural = _("places and opening hours")
        constraints = [
            Once(
                fields=["service", "place"],
                name="service_once_per_place",
                says=_("The service has this place already."),
                beside="place",
            )
        ]

    def __str__(self):
        return f"{self.service} – {self.place}"

    @property
    def exceptions_ahead(self):
        """The exceptions that hold today or will hold."""
        today = timezone.localdate()
        return [exception for exception in self.exceptions.all() if exception.ends_on >= today]

    @property
    def hours_ahead(self):
        """The hours of the weeks that hold today or will hold."""
        today = timezone.localdate()
        return [slot for slot in self.opening_hours.all() if slot.valid_through is None or slot.valid_through >= today]

    @property
    def hours_today(self):
        """The hours of the week that holds today."""
        today = timezone.localdate()
        return [slot for slot in self.opening_hours.all() if slot.holds_on(today)]

    @property
    def now(self):
        """What a reader at the door is told now (Told of wording.py), or None when nobody knows the hours."""
        return now_at(self, timezone.now())


class OpeningHours(Translatable):
    """One slot of one weekday in Vilnius wall time; a lunch break is two slots."""

    class Day(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, related_name="opening_hours", verbose_name=_("place")
    )
    day_of_week = models.PositiveSmallIntegerField(_("day"), choices=Day.choices)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("00:00 is the end of the day. An hour before the opening is one of the next day: 19:00–02:00."),
    )
    mode = models.CharField(_("how"), max_length=14, choices=HoursMode.choices, default=HoursMode.OPEN)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_through = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["day_of_week", "opens", "pk"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            Check(
                condition=Q(mode=HoursMode.CLOSED) | Q(opens__isnull=True) | ~Q(closes=F("opens")) | Q(closes=MIDNIGHT),
                name="openinghours_close_after_opening",
                says=_("It opens and closes at the same time. Day and night is 00:00–00:00."),
                beside="closes",
            ),
            Check(
                condition=Q(valid_from__isnull=True)
                | Q(valid_through__isnull=True)
                | Q(valid_through__gte=F("valid_from")),
                name="openinghours_valid_in_order",
                says=_("These hours cannot end before they begin to hold."),
                beside="valid_through",
            ),
        ]

    def clean(self):
        refuse_wrong_times(self)
        if self.mode == HoursMode.OPEN and self.opens is None:
            raise ValidationError({"opens": _("Write from when to when it is open.")})
        if self.valid_from and self.valid_through and self.valid_through < self.valid_from:
            raise ValidationError({"valid_through": _("These hours cannot end before they begin to hold.")})

    def __str__(self):
        day = str(self.get_day_of_week_display())
        return f"{day} {self.opens:%H:%M}–{self.closes:%H:%M}" if self.opens and self.closes else day

    def holds_on(self, day):
        """Whether this slot belongs to the week that holds on ``day``; its weekday is another question."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_through is None or self.valid_through >= day
        )


class OpeningException(Translatable):
    """Dates on which the usual hours do not hold. Open without times: the usual hours hold, on a holiday too."""

    location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, related_name="exceptions", verbose_name=_("place")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    mode = models.CharField(_("how"), max_length=14, choices=HoursMode.choices, default=HoursMode.CLOSED)
    opens = models.TimeField(
        _("opens"), null=True, blank=True, help_text=_("Empty: open as on other days, also on a public holiday.")
    )
    closes = models.TimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("00:00 is the end of the day. An hour before the opening is one of the next day: 19:00–02:00."),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "opens", "pk"]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            Check(
                condition=Q(ends_on__gte=F("starts_on")),
                name="openingexception_ends_after_start",
                says=_("The last day cannot come before the first."),
                beside="ends_on",
            ),
            Check(
                condition=Q(opens__isnull=True) | ~Q(closes=F("opens")) | Q(closes=MIDNIGHT),
                name="openingexception_close_after_opening",
                says=_("It opens and closes at the same time. Day and night is 00:00–00:00."),
                beside="closes",
            ),
        ]

    def clean(self):
        refuse_wrong_times(self)
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day cannot come before the first.")})

    def __str__(self):
        return f"{self.starts_on}–{self.ends_on}"

    def holds_on(self, day):
        return self.starts_on <= day <= self.ends_on


def refuse_wrong_times(slot):
    """Both times or none, in their order; a closed door has none. Said at the field: staff see it beside the row."""
    if (slot.opens is None) != (slot.closes is None):
        missing = "closes" if slot.closes is None else "opens"
        raise ValidationError({missing: _("Write both times, or leave both empty.")})
    if slot.mode == HoursMode.CLOSED and slot.opens is not None:
        raise ValidationError({"mode": _("A closed door has no hours. Remove the times, or choose “open”.")})
    if slot.opens is not None and slot.closes == slot.opens != MIDNIGHT:
        raise ValidationError({"closes": _("It opens and closes at the same time. Day and night is 00:00–00:00.")})
