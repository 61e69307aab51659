"""The rule of a series as staff fill it in."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDateWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTimeWidget,
)

from content.admin.remarks import ContentForm
from content.wording import WEEKDAYS
from events.models import EventSeries
from events.recurrence.checks import errors_of_missing

# 2026-10-20, as Lithuanians write it, and 20.10.2026, as Russians do.
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%Y.%m.%d", "%d/%m/%Y"]
ONE_DAY = timedelta(days=1)
LONGEST_BREAK = timedelta(days=366)
CLOCK_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M", "%H"]


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        widget = UnfoldAdminDateWidget(format=DAY_FORMATS[0])
        super().__init__(input_formats=DAY_FORMATS, widget=widget, **{"required": False, **kwargs})


class ClockField(forms.TimeField):
    def __init__(self, **kwargs):
        widget = UnfoldAdminTimeWidget(format=CLOCK_FORMATS[0])
        super().__init__(input_formats=CLOCK_FORMATS, widget=widget, **{"required": False, **kwargs})


class DayListField(forms.CharField):
    """Dates typed one on each line, or with commas between; sorted, each once."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(f"{day:%Y-%m-%d}" for day in value or [])

    def to_python(self, value):
        if isinstance(value, list):
            return value
        return sorted({_day(word) for word in re.split(r"[\s,;]+", super().to_python(value)) if word})


class BreaksField(DayListField):
    """Days and spans of days, one on each line: 2027-02-16, or 2026-12-24 – 2027-01-03."""

    def prepare_value(self, value):
        if isinstance(value, str):
            return value
        lines = []
        for day in sorted(value or []):
            if lines and day - lines[-1][1] == ONE_DAY:
                lines[-1][1] = day
            else:
                lines.append([day, day])
        return "\n".join(" – ".join(dict.fromkeys(f"{day:%Y-%m-%d}" for day in line)) for line in lines)

    def to_python(self, value):
        if isinstance(value, list):
            return value
        text = re.sub(r"\s*(?:–|—|\s-\s|\.\.\.?|…)\s*", "–", forms.CharField.to_python(self, value))
        spans = [[_day(end) for end in word.split("–", 1)] for word in re.split(r"[\s,;]+", text) if word]
        found = set()
        for first, last in ((span[0], span[-1]) for span in spans):
            if last < first:
                raise ValidationError(_("The last day of a break cannot come before the first."))
            if last - first > LONGEST_BREAK:
                raise ValidationError(_("Check the year: this break is longer than a year."))
            found.update(first + ONE_DAY * number for number in range((last - first).days + 1))
        return sorted(found)


def _day(word):
    word = word.strip(".")
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(word, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValidationError(_("“%(word)s” is no date. Write 2026-10-20 or 20.10.2026."), params={"word": word[:40]})


class EventSeriesForm(ContentForm):
    first_date = DayField(
        label=capfirst(_("first date")), help_text=_("The day it takes place; if there are several, the first one.")
    )
    dates = DayListField(
        label=capfirst(_("dates")),
        required=False,
        help_text=_("One on each line, for example 2026-10-20 or 20.10.2026."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=capfirst(_("on these days")),
        coerce=int,
        choices=[(number, capfirst(name)) for number, name in enumerate(WEEKDAYS)],
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Nothing ticked: on the weekday of the first date."),
    )
    repeats_until = DayField(label=capfirst(_("repeats until")), help_text=_("There are no dates after this day."))
    breaks = BreaksField(
        label=capfirst(_("breaks")),
        required=False,
        help_text=_("Days without dates, one or a span on each line, for example 2026-12-24 – 2027-01-03."),
    )
    start_time = ClockField(label=capfirst(_("starts at")), help_text=_("In Lithuanian time, for example 19:00."))
    end_time = ClockField(label=capfirst(_("ends at")))

    class Meta:
        model = EventSeries
        fields = "__all__"
        widgets = {"recurrence": UnfoldAdminRadioSelectWidget, "monthly_by": UnfoldAdminRadioSelectWidget}

    def remarks(self, cleaned):
        yield from super().remarks(cleaned)
        mode = cleaned.get("attendance_mode")
        if mode and mode != EventSeries.Mode.ONLINE and not cleaned.get("place") and "place" not in self.errors:
            yield "place", _("Readers will not know where to come: choose the place.")
        if mode and mode != EventSeries.Mode.OFFLINE and not cleaned.get("online_url"):
            yield "online_url", _("Readers will not know where to join: write the address.")

    def is_valid(self):
        """Coming back from the preview of a changed rule, the form is shown as it was typed and nothing is saved."""
        return super().is_valid() and "_back" not in self.data

    def clean(self):
        super().clean()
        names = ("is_date_to_be_announced", "recurrence", "dates", "first_date")
        given = SimpleNamespace(**{name: self.cleaned_data.get(name) for name in names})
        for name, text in errors_of_missing(given).items():
            if name not in self.errors:
                self.add_error(name, text)
