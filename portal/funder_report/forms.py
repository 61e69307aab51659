from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Project
from events.recurrence.forms import DayField
from portal.funder_report.models import Counted, ReportPeriod

SENSIBLE = [
    MinValueValidator(date(2000, 1, 1), message=gettext_lazy("Write a day between 2000 and 2100.")),
    MaxValueValidator(date(2100, 12, 31), message=gettext_lazy("Write a day between 2000 and 2100.")),
]


class PeriodForm(forms.Form):
    """Which project, and from which day to which."""

    project = forms.ModelChoiceField(Project.objects.filter(is_example=False), label=gettext_lazy("Project"))
    first = DayField(label=gettext_lazy("From"), required=True, validators=SENSIBLE)
    last = DayField(label=gettext_lazy("Until"), required=True, validators=SENSIBLE)

    def clean(self):
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            raise ValidationError({"last": _("A period cannot end before it begins.")})
        return self.cleaned_data

    @property
    def is_outside(self):
        """No day of the period lies within the time of the project."""
        first, last, project = (self.cleaned_data[name] for name in ("first", "last", "project"))
        is_before = project.start_date and last < project.start_date
        return bool(is_before or (project.end_date and first > project.end_date))

    def get_period(self):
        """The row of the period, made when it is needed."""
        asked = self.cleaned_data
        known = {"project": asked["project"], "first_day": asked["first"], "last_day": asked["last"]}
        return ReportPeriod.objects.get_or_create(**known)[0]


class TextsForm(forms.ModelForm):
    """What staff write about a period."""

    class Meta:
        model = ReportPeriod
        fields = ReportPeriod.PARTS


class IndicatorForm(forms.ModelForm):
    """The form of the back office, which says which fields it has."""

    def clean_target(self):
        """Nobody promises less than one."""
        target = self.cleaned_data["target"]
        if target is not None and target <= 0:
            raise ValidationError(_("Write a number above zero, or nothing when no target is stated."))
        return target

    def clean(self):
        """Kinds and groups mean something for what is counted by them only."""
        cleaned = super().clean()
        counted = cleaned.get("counted")
        of_events = {Counted.EVENTS, Counted.HOURS, Counted.PARTICIPANTS}
        if cleaned.get("groups") and counted != Counted.PARTICIPANTS:
            self.add_error("groups", _("Groups belong to participants only."))
        if cleaned.get("event_kinds") and counted not in of_events:
            self.add_error("event_kinds", _("Kinds of events belong to events, their hours and participants only."))
        if cleaned.get("publicity_kinds") and counted != Counted.PUBLICITY:
            self.add_error("publicity_kinds", _("Kinds of publicity belong to publicity only."))
        return cleaned


def usual_periods(project):
    """(name, first day, last day) that staff ask for most: the last years, and all of the project until today."""
    today = timezone.localdate()
    start, end = project.start_date or today.replace(month=1, day=1), project.end_date or today
    until = max(min(end, today), start)
    years = range(until.year, max(start.year, until.year - 4) - 1, -1)
    found = [(str(year), max(start, date(year, 1, 1)), min(end, date(year, 12, 31))) for year in years]
    return [*found, (_("The whole project until now"), start, until)]
