"""Money one can apply for, and when. What follows from it on a day: services/grants/windows.py."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from content.constraints import Check, Once
from content.translatable.models import Translatable, TranslatableQuerySet
from services.grants.windows import LEAP_YEAR, in_words, past_rule, rule, standing
from services.opening.wording import end_of_day

# Staff are told of a window that closes within these days.
CLOSES_SOON = timedelta(days=30)


class GrantQuerySet(TranslatableQuerySet):
    def ending_soon(self):
        """Those with a window that closes within 30 days, today included; "all year" never closes."""
        today = timezone.localdate()
        days = [today + timedelta(days=ahead) for ahead in range(CLOSES_SOON.days + 1)]
        closing = Q(pk__in=[])
        for month in {day.month for day in days}:
            closing |= Q(closes_month=month, closes_day__in=[day.day for day in days if day.month == month])
        return self.filter(pk__in=ApplicationWindow.objects.filter(closing).values("grant"))


class Grant(Translatable):
    """Money one can apply for (schema.org Grant)."""

    service = models.ForeignKey(
        "services.Service", on_delete=models.CASCADE, related_name="grants", verbose_name=_("service")
    )
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("for what"), blank=True)
    eligibility = models.TextField(_("who can apply"), blank=True)
    amount_max = models.DecimalField(_("amount up to"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            Once(
                fields=["service", "code"],
                name="grant_code_unique_in_its_service",
                says=_("Another grant of this service has this code."),
                beside="code",
            )
        ]


class ApplicationWindow(models.Model):
    """When applications are taken: all year, or from one day of the year to another, every year, both included."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="windows", verbose_name=_("grant"))
    all_year = models.BooleanField(_("all year"), default=False)
    opens_month = models.PositiveSmallIntegerField(_("from month"), null=True, blank=True, choices=MONTHS)
    opens_day = models.PositiveSmallIntegerField(_("from day"), null=True, blank=True)
    closes_month = models.PositiveSmallIntegerField(_("to month"), null=True, blank=True, choices=MONTHS)
    closes_day = models.PositiveSmallIntegerField(_("to day"), null=True, blank=True)
    url = models.URLField(_("where to apply"), blank=True)

    class Meta:
        ordering = ["opens_month", "opens_day", "pk"]
        verbose_name = _("application window")
        verbose_name_plural = _("application windows")
        constraints = [
            Check(
                condition=Q(all_year=True)
                | Q(
                    opens_month__range=(1, 12),
                    closes_month__range=(1, 12),
                    opens_day__range=(1, 31),
                    closes_day__range=(1, 31),
                ),
                name="applicationwindow_says_when",
                says=_("Give the first and the last day of the window, or tick “all year”."),
            )
        ]

    def clean(self):
        """Refuse days that no year has, such as 31 April, and a window that says two things."""
        days = [self.opens_month, self.opens_day, self.closes_month, self.closes_day]
        if self.all_year:
            if any(days):
                raise ValidationError(_("Either “all year”, or a first and a last day: not both."))
            return
        for month, day in [(self.opens_month, self.opens_day), (self.closes_month, self.closes_day)]:
            try:
                date(LEAP_YEAR, month, day)
            except (TypeError, ValueError) as error:
                raise ValidationError(
                    _("Give the first and the last day of the window, or tick “all year”.")
                ) from error

    @property
    def in_words(self):
        """ "all year round", "every year from 1 March to 31 May"; of old facts that nobody checked, what they said."""
        service = self.grant.service
        return past_rule(self, service.known_in_words) if self.is_stale else rule(self)

    @property
    def is_stale(self):
        """Nobody has checked for too long whether one can still apply."""
        return self.grant.service.is_stale("grant")

    @property
    def today_in_words(self):
        """Whether one can apply today, until when, or when again; nothing of a service that has ended."""
        today = timezone.localdate()
        return "" if self.is_stale or self.grant.service.has_ended_on(today) else in_words(self, today)

    @property
    def said_until(self):
        """The moment from which ``today_in_words`` may be wrong."""
        return end_of_day(timezone.now())

    @property
    def is_open(self):
        """One can apply today; never to a service that has ended, and of old facts nobody knows."""
        today = timezone.localdate()
        return standing(self, today).is_open and not self.is_stale and not self.grant.service.has_ended_on(today)

    def __str__(self):
        if self.all_year:
            return "01-01–12-31"
        return f"{self.opens_month:02}-{self.opens_day:02}–{self.closes_month:02}-{self.closes_day:02}"
