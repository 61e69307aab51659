"""How staff enter opening hours: several days in one go, and nothing that contradicts itself."""

from itertools import combinations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from services.models import HoursMode, OpeningHours
from services.opening.models import MIDNIGHT


class HoursForm(forms.ModelForm):
    """One slot; ``also_on`` copies it to other days of the week."""

    also_on = forms.TypedMultipleChoiceField(
        label=capfirst(_("the same on")),
        choices=OpeningHours.Day.choices,
        coerce=int,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Copies these hours to the days you tick when you save."),
    )

    @property
    def days(self):
        """The weekdays this row stands for."""
        return {self.cleaned_data["day_of_week"], *self.cleaned_data.get("also_on", [])}

    def copy_to_other_days(self):
        """Store the copies of a saved slot."""
        slot = self.instance
        fields = [field.attname for field in slot._meta.concrete_fields if not field.primary_key]
        values = {name: getattr(slot, name) for name in fields}
        for day in sorted(self.days - {slot.day_of_week}):
            OpeningHours.objects.create(**{**values, "day_of_week": day})


class RowFormSet(forms.BaseInlineFormSet):
    """Rows of which some pairs cannot stand side by side; ``clash`` names what is wrong with two of them."""

    def clean(self):
        super().clean()
        rows = [form for form in self.forms if form.is_valid() and form.cleaned_data and not self._is_deleted(form)]
        for one, other in combinations(rows, 2):
            if problem := self.clash(one, other):
                raise ValidationError(problem)

    def _is_deleted(self, form):
        return self.can_delete and self._should_delete_form(form)


class HoursFormSet(RowFormSet):
    def saved_rows(self):
        return [form for form in self.forms if form.cleaned_data.get("also_on") and not self._is_deleted(form)]

    def clash(self, one, other):
        if not at_one_time(one.instance, other.instance):
            return None
        if days := one.days & other.days:
            day = {"day": OpeningHours.Day(min(days)).label}
            if HoursMode.CLOSED in {one.instance.mode, other.instance.mode}:
                return _("%(day)s is closed and has hours: remove one of the two rows.") % day
            if overlap(one.instance, other.instance):
                return _("%(day)s has two rows whose hours overlap.") % day
        for night, next_day in ((one, other), (other, one)):
            days = {(day + 1) % 7 for day in night.days} & next_day.days
            if days and reaches_into(night.instance, next_day.instance):
                return _("The hours of the night before overlap those of %(day)s.") % {
                    "day": OpeningHours.Day(min(days)).label
                }
        return None


class ExceptionFormSet(RowFormSet):
    def clash(self, one, other):
        first, second = one.instance, other.instance
        if first.starts_on > second.ends_on or second.starts_on > first.ends_on:
            return None
        modes = {first.mode, second.mode}
        if HoursMode.CLOSED in modes or first.opens is None or second.opens is None or overlap(first, second):
            return _("Two exceptions for %(date)s contradict each other.") % {
                "date": max(first.starts_on, second.starts_on)
            }
        return None


class WindowFormSet(RowFormSet):
    def clash(self, one, other):
        if one.instance.all_year or other.instance.all_year:
            return _("Applications are taken all year: remove the other windows.")
        return None


def at_one_time(one, other):
    """Both weeks hold on some day."""
    ends_before = one.valid_through and other.valid_from and one.valid_through < other.valid_from
    starts_after = one.valid_from and other.valid_through and other.valid_through < one.valid_from
    return not ends_before and not starts_after


def overlap(one, other):
    """A row without hours stands for the rest of the day; two of those say the same twice."""
    if one.opens is None or other.opens is None:
        return one.opens is other.opens
    return one.opens < end(other) and other.opens < end(one)


def end(slot):
    """The end within the day it begins on."""
    return slot.closes.max if slot.closes == MIDNIGHT or ends_next_day(slot) else slot.closes


def ends_next_day(slot):
    return slot.opens is not None and MIDNIGHT < slot.closes < slot.opens


def reaches_into(night, next_day):
    """The night ends after the next day has opened."""
    is_closed = HoursMode.CLOSED in {night.mode, next_day.mode}
    return not is_closed and ends_next_day(night) and next_day.opens is not None and next_day.opens < night.closes
