from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm, SpokenLanguageField
from directory.forms import MunicipalityField, TermField
from directory.models import Term
from events.calendar_grid import Month

NOT_A_DAY = _("This is not a day we know. Write it like this: 2026-11-05.")
TIMES = ("when", "from", "to", "month")


class Checkbox(forms.CheckboxInput):
    """Ticked by ``free=1``, as the address says it; anything odd is no tick."""

    def __init__(self):
        super().__init__(attrs={"value": "1"})

    def value_from_datadict(self, data, files, name):
        return data.get(name) in {"1", "on", "true"}


class DayField(forms.DateField):
    """A day typed as people here write it; years that no calendar of ours reaches are no days."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y"],
            error_messages={"invalid": NOT_A_DAY},
            validators=[
                MinValueValidator(date(2000, 1, 1), message=NOT_A_DAY),
                MaxValueValidator(date(2100, 12, 31), message=NOT_A_DAY),
            ],
            **kwargs,
        )


class EventFilterForm(FilterForm):
    """What a reader asks of the events: ``narrow()`` says which, ``apply()`` says when and where."""

    class When(models.TextChoices):
        TODAY = "today", _("Today")
        WEEK = "week", _("This week")
        MONTH = "month", _("In the next 30 days")
        PAST = "past", _("Past events")

    when = forms.ChoiceField(label=_("When"), choices=[("", _("From today on")), *When.choices], required=False)
    # A word of Python, and a name in the contract of addresses.
    locals()["from"] = DayField(label=_("From the day"))
    to = DayField(label=_("To the day"))
    municipality = MunicipalityField()
    language = SpokenLanguageField()
    kind = TermField(Term.Vocabulary.EVENT_KIND, label=_("Kind"))
    free = forms.BooleanField(label=_("Free of charge"), required=False, widget=Checkbox)
    children = forms.BooleanField(label=_("Suits children"), required=False, widget=Checkbox)

    def clean(self):
        """Read two days in the wrong order as they were meant."""
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first > last:
            self.cleaned_data |= {"from": last, "to": first}

    def narrow(self, series):
        """The ``series`` that were asked for, whenever they take place."""
        if text := self.asked("q"):
            series = series.matching(text)
        if language := self.asked("language"):
            series = series.filter(languages__contains=[language])
        if kind := self.asked("kind"):
            series = series.filter(kind=kind)
        if self.asked("free"):
            series = series.filter(is_accessible_for_free=True)
        if self.asked("children"):
            series = series.filter(suits_children=True)
        return series

    def apply(self, dates):
        """Narrow ``dates`` to the place and the time asked for, and put them in the order of that question."""
        dates = self.apply_place(dates)
        if self.is_about_the_past:
            return dates.between(*self.asked_span).over()
        return dates.between(*self.span).soonest_first()

    def apply_once(self, dates, all_dates):
        """The same with each series once: by its next date, or by its last where the past is asked for."""
        return self.apply(dates).one_of_each_series(self.apply(all_dates), latest=self.is_about_the_past)

    def apply_to_calendar(self, dates):
        """The same for a calendar, which keeps what was lately on unless a time is asked for."""
        if any(self.asked(name) for name in TIMES):
            return self.apply(dates)
        return self.apply_place(dates).soonest_first()

    def apply_place(self, dates):
        """Narrow ``dates`` to the place asked for, whenever they are."""
        municipality = self.asked("municipality")
        return dates.in_municipality(municipality) if municipality else dates

    def apply_to_undated(self, series):
        """Narrow ``series`` without a date to the place asked for; who asks for a time does not mean them."""
        if any(self.asked(name) for name in TIMES):
            return series.none()
        municipality = self.asked("municipality")
        return series.filter(place__municipality=municipality) if municipality else series

    @property
    def is_about_the_past(self):
        return self.asked("when") == self.When.PAST

    @property
    def asked_span(self):
        """The two moments between which the reader asks, each None where nothing was said."""
        first, last = self.asked("from"), self.asked("to")
        return first and midnight(first), last and midnight(last + timedelta(days=1))

    @property
    def span(self):
        """The two moments between which to look; without a first day it is now, unless the last one is over."""
        start, end = self.asked_span
        last = self._last_day()
        if last is not None:
            end = min(end or midnight(last), midnight(last))
            start = max(start or timezone.now(), timezone.now())
        elif start is None and (end is None or end > timezone.now()):
            start = timezone.now()
        return start, end

    def _last_day(self):
        today = timezone.localdate()
        after = {
            self.When.TODAY: today + timedelta(days=1),
            self.When.WEEK: today + timedelta(days=7 - today.weekday()),
            self.When.MONTH: today + timedelta(days=31),
        }
        return after.get(self.asked("when"))

    @property
    def first_day(self):
        """The day under which what has begun before it stands, or None for what is over."""
        start, _end = self.span
        return None if self.is_about_the_past or start is None else timezone.localdate(start)

    def is_week_empty(self, page):
        """Nothing is on this week, and the page begins with what comes after it."""
        if page.number > 1 or not page.object_list or any(self.asked(name) for name in TIMES):
            return False
        today = timezone.localdate()
        return page[0].starts_on > today + timedelta(days=6 - today.weekday())

    @property
    def notes(self):
        """What was typed as a day and is none, in words."""
        return [f"{self.fields[name].label}: {error}" for name in ("from", "to") for error in self.errors.get(name, [])]

    @property
    def facts(self):
        """The filters in use that do not speak of time, as they stand in the address."""
        return {name: value for name, value in self.given.items() if name not in TIMES}

    @property
    def facts_question(self):
        return f"?{urlencode(self.facts)}" if self.facts else ""

    @property
    def times(self):
        """The usual questions of time as (what it says, address of the list, whether it was asked)."""
        return [
            (label, f"?{urlencode({**self.facts, 'when': value})}#results", self.asked("when") == value)
            for value, label in self.When.choices
        ]


class MonthFilterForm(EventFilterForm):
    """The same questions about a month: the month is the time."""

    when = to = None
    locals()["from"] = None
    month = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    @property
    def shown(self):
        return Month.asked(self.asked("month") or "")

    @property
    def question(self):
        """A calendar or a feed is of what is asked for, not of a month."""
        return self.facts_question

    @property
    def active(self):
        return [said for name, said in zip(self.given, super().active, strict=True) if name != "month"]

    def near(self, month):
        """The address of another month with the same filters."""
        return f"?{urlencode({**self.facts, 'month': month.code})}"

    @property
    def previous(self):
        return self.shown.previous and self.near(self.shown.previous)

    @property
    def next(self):
        return self.shown.next and self.near(self.shown.next)


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
