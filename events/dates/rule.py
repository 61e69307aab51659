"""The rule of a series: on which days, from when to when; and the dates that come of it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history

from content.wording import WEEKDAYS
from directory.public_holidays import is_public_holiday
from events.dates.letters import tell_of_change
from events.recurrence.checks import errors_of_rule
from events.recurrence.difference import compare
from events.recurrence.occurrences import AHEAD, is_repeated, local_day


class Recurring(models.Model):
    """When a series takes place, in wall time of Vilnius: a 19:00 class stays at 19:00 across clock changes."""

    class Recurrence(models.TextChoices):
        SINGLE = "single", _("once")
        DATES = "dates", _("on several dates")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")

    class MonthlyBy(models.TextChoices):
        DAY = "day", _("the same day of the month, for example the 15th")
        WEEKDAY = "weekday", _("the same weekday, for example the second Tuesday")
        LAST = "last", _("the last such weekday, for example the last Friday")

    is_date_to_be_announced = models.BooleanField(
        _("date to be announced"), default=False, help_text=_("The day is not known yet. The event has no dates.")
    )
    recurrence = models.CharField(_("how often"), max_length=8, choices=Recurrence.choices, default=Recurrence.SINGLE)
    first_date = models.DateField(_("first date"), null=True, blank=True)
    dates = ArrayField(models.DateField(), verbose_name=_("dates"), default=list, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS))),
        verbose_name=_("on these days"),
        default=list,
        blank=True,
    )
    monthly_by = models.CharField(_("day of the month"), max_length=7, choices=MonthlyBy.choices, default=MonthlyBy.DAY)
    interval = models.PositiveSmallIntegerField(
        _("every how many weeks or months"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("1: every one. 2: every second one."),
    )
    repeats_until = models.DateField(
        _("repeats until"), null=True, blank=True, help_text=_("There are no dates after this day.")
    )
    skips_public_holidays = models.BooleanField(
        _("not on public holidays"), default=False, help_text=_("Dates that fall on a public holiday are left out.")
    )
    breaks = ArrayField(models.DateField(), verbose_name=_("breaks"), default=list, blank=True)
    is_all_day = models.BooleanField(_("all day"), default=False, help_text=_("Then it has no hours."))
    start_time = models.TimeField(_("starts at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    lasts_days = models.PositiveSmallIntegerField(
        _("how many days it lasts"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("1: it ends on the same day. 2: it ends on the next day, also if it only goes past midnight."),
    )

    # A change of one of these changes the dates.
    RULE = (
        "is_date_to_be_announced",
        "recurrence",
        "first_date",
        "dates",
        "weekdays",
        "monthly_by",
        "interval",
        "repeats_until",
        "skips_public_holidays",
        "breaks",
        "is_all_day",
        "start_time",
        "end_time",
        "lasts_days",
    )

    class Meta:
        abstract = True

    def tidy_rule(self):
        """Drop what the chosen kind does not use; take the first date from a list, and a weekday from it."""
        kind = self.Recurrence
        if self.is_date_to_be_announced:
            self.first_date, self.dates, self.repeats_until = None, [], None
        self.dates = sorted(set(self.dates or [])) if self.recurrence == kind.DATES else []
        if self.dates:
            self.first_date = self.dates[0]
        if self.recurrence not in {kind.WEEKLY, kind.MONTHLY}:
            self.repeats_until, self.interval = None, 1
            self.skips_public_holidays, self.breaks = False, []
        self.breaks = sorted(set(self.breaks or []))
        self.weekdays = sorted(set(self.weekdays or [])) if self.recurrence == kind.WEEKLY else []
        if self.recurrence == kind.WEEKLY and self.first_date and not self.weekdays:
            self.weekdays = [self.first_date.weekday()]
        if self.is_all_day:
            self.start_time = self.end_time = None

    def rule_errors(self):
        """What is wrong with the rule: field -> text."""
        self.tidy_rule()
        return errors_of_rule(self)

    # --- Public holidays

    def dates_on_holidays(self):
        """Dates to come that the rule made for public holidays; what somebody changed by hand is meant to be there."""
        rows = self.occurrences.filter(starts_at__gt=timezone.now(), is_edited=False).exclude(status="cancelled")
        starts = rows.values_list("pk", "recurrence_id") if is_repeated(self) else []
        found = [pk for pk, start in starts if is_public_holiday(local_day(start))]
        return self.occurrences.filter(pk__in=found).order_by("starts_at")

    def leave_out_holidays(self):
        """Take the dates on public holidays out, those to be made later too; registered people are told."""
        self.skips_public_holidays = True
        self.save(update_fields=["skips_public_holidays", "updated_at"])
        return self.regenerate()

    leave_out_holidays.alters_data = True

    # --- Dates made by the rule

    def plan(self, lock=False):
        """What the rule makes of the dates there are. With ``lock`` nobody registers or changes a date meanwhile."""
        now = timezone.now()
        rows = self.occurrences.all()
        if lock:
            # Two questions: what is counted in the same one could be from before the lock.
            list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        until = timezone.localdate(now) + AHEAD
        return compare(self, list(rows.order_by("starts_at").with_people()), now, until)

    def regenerate(self):
        """Bring the dates in line with the rule; return the Plan that was carried out. Twice at once is once."""
        with transaction.atomic():
            series = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
            plan = series.plan(lock=True)
            series.carry_out(plan)
        self.ical_sequence = series.ical_sequence
        return plan

    regenerate.alters_data = True

    def make_dates_ahead(self):
        """Add the dates that time has brought within reach, touching no other; return how many."""
        with transaction.atomic():
            series = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
            added = series.plan().added
            series._add(added)
        return len(added)

    make_dates_ahead.alters_data = True

    @transaction.atomic
    def carry_out(self, plan):
        """Do what a plan made under lock in this transaction says. Registered people get a letter."""
        self.occurrences.filter(pk__in=[date.pk for date in plan.deleted]).delete()
        for date in plan.cancelled:
            date.follow_rule(status=date.Status.CANCELLED)
            tell_of_change(date, "cancelled")
        for date, slot in plan.renumbered:
            date.follow_rule(recurrence_id=slot[0])
        for date, slot in plan.restored:
            date.follow_rule(slot, status=date.Status.SCHEDULED)
            tell_of_change(date, "reinstated")
        for date, slot in plan.retimed:
            date.follow_rule(slot, **self._as_moved(date, slot[0]))
            tell_of_change(date, "moved")
        self._add(plan.added)
        if not (plan.is_empty or plan.is_first):
            self.ical_sequence += 1
            self.save(update_fields=["ical_sequence", "updated_at"])

    carry_out.alters_data = True

    def _as_moved(self, date, starts_at):
        """Readers who knew the old start are told of it; of a draft nobody knew."""
        known = date.previous_start_at or date.starts_at
        if self.published_at is None or known == starts_at:
            return {"previous_start_at": None, "status": date.Status.SCHEDULED}
        return {"previous_start_at": known, "status": date.Status.RESCHEDULED}

    def _add(self, slots):
        date = self.occurrences.model
        rows = [date(series=self, recurrence_id=slot[0], starts_at=slot[0], ends_at=slot[1]) for slot in slots]
        bulk_create_with_history(rows, date)
