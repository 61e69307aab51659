"""What staff fill in to cancel, move or postpone a date or to change its place."""

from datetime import time, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldAdminURLInputWidget

from directory.models import Place
from events.recurrence.forms import ClockField, DayField
from events.recurrence.occurrences import local_day, moment


class ChangeForm(forms.Form):
    """Base: ``dates`` are those that become different, ``carry_out()`` does it."""

    def __init__(self, data=None, *, dates, owner):
        self.dates, self.owner = dates, owner
        super().__init__(data, initial=self.initial_values(), use_required_attribute=False)

    def initial_values(self):
        return {}


class ReasonForm(ChangeForm):
    """A reason in one language or more; readers and letters show it."""

    method = "cancel"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"reason_{code}"] = forms.CharField(
                label=_("Reason: %(language)s") % {"language": name},
                max_length=200,
                required=False,
                widget=UnfoldAdminTextInputWidget(attrs={"lang": code}),
            )

    @property
    def reason(self):
        return {code: self.cleaned_data.get(f"reason_{code}", "") for code, _name in settings.LANGUAGES}

    def clean(self):
        super().clean()
        first = f"reason_{settings.LANGUAGES[0][0]}"
        if not any(self.reason.values()) and not any(name.startswith("reason_") for name in self.errors):
            self.add_error(first, _("Write the reason in at least one language."))

    def carry_out(self):
        for date in self.dates:
            getattr(date, self.method)(self.reason)


class PostponeForm(ReasonForm):
    method = "postpone"


class CancelSeriesForm(ReasonForm):
    def carry_out(self):
        self.owner.cancel(self.reason)


class LeaveOutForm(ChangeForm):
    """Nothing to be filled in: the dates on public holidays go, and so do those that the rule will make."""

    def carry_out(self):
        self.owner.leave_out_holidays()


class ReinstateForm(ChangeForm):
    def carry_out(self):
        for date in self.dates:
            date.reinstate()


class MoveForm(ReasonForm):
    """For one date. Without another last day it ends on the day it starts, or lasts as many days as before."""

    starts_on = DayField(label=capfirst(_("new day")), required=True)
    starts_time = ClockField(label=capfirst(_("starts at")), required=True)
    ends_time = ClockField(label=capfirst(_("ends at")), required=True)
    ends_on = DayField(label=capfirst(_("last day")), help_text=_("Only if it ends on another day than it starts."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.owner.series.is_all_day:
            del self.fields["starts_time"], self.fields["ends_time"]

    def initial_values(self):
        date = self.owner
        starts_at, ends_at = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
        return {
            "starts_on": starts_at.date(),
            "starts_time": starts_at.time(),
            "ends_time": ends_at.time(),
            "ends_on": date.last_day if date.is_on_several_days else None,
        }

    def clean(self):
        super().clean()
        if not self.errors:
            self.starts_at, self.ends_at = self._span()
            self._check()

    def _span(self):
        data = self.cleaned_data
        first, last = data["starts_on"], data.get("ends_on") or data["starts_on"]
        if self.owner.series.is_all_day:
            return moment(first, time.min), moment(last + timedelta(days=1), time.min)
        return moment(first, data["starts_time"]), moment(last, data["ends_time"])

    def _check(self):
        name = "ends_on" if "ends_time" not in self.fields or self.cleaned_data.get("ends_on") else "ends_time"
        if self.ends_at <= self.starts_at:
            self.add_error(name, _("The end must be after the start."))
        elif self.starts_at <= timezone.now():
            self.add_error("starts_on", _("This time is over already."))
        elif local_day(self.starts_at) > timezone.localdate() + timedelta(days=5 * 366):
            self.add_error("starts_on", _("Check the year: this date is too far away."))
        elif (self.starts_at, self.ends_at) == (self.owner.starts_at, self.owner.ends_at) and self.owner.takes_place:
            self.add_error("starts_on", _("This is the time it has now."))
        elif self._is_taken():
            self.add_error("starts_on", _("The event has another date at this time."))

    def _is_taken(self):
        others = self.owner.series.occurrences.exclude(pk=self.owner.pk).exclude(status="cancelled")
        return others.filter(starts_at=self.starts_at).exists()

    def carry_out(self):
        self.owner.move(self.starts_at, self.ends_at, self.reason)


class PlaceForm(ReasonForm):
    place = forms.ModelChoiceField(
        label=capfirst(_("other place")),
        queryset=Place.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
        empty_label=capfirst(_("the usual place")),
    )
    online_url = forms.URLField(
        label=capfirst(_("other address on the internet")),
        required=False,
        max_length=200,
        widget=UnfoldAdminURLInputWidget,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.in_order_of_name()

    def initial_values(self):
        return {"place": self.owner.place_id, "online_url": self.owner.online_url} if self.owner else {}

    def clean(self):
        super().clean()
        if self.owner and not self.errors and not {"place", "online_url"} & set(self.changed_data):
            raise ValidationError(_("This is the place it has now."))

    def carry_out(self):
        for date in self.dates:
            date.change_place(self.cleaned_data["place"], self.cleaned_data["online_url"], self.reason)


class SeriesPlaceForm(PlaceForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].label = capfirst(_("place"))
        self.fields["place"].empty_label = capfirst(_("no place, only on the internet"))
        self.fields["online_url"].label = capfirst(_("address on the internet"))

    def clean(self):
        super().clean()
        if not self.errors and not (self.cleaned_data.get("place") or self.cleaned_data.get("online_url")):
            self.add_error("place", _("Choose a place or write an address on the internet."))

    def carry_out(self):
        self.owner.change_place(self.cleaned_data["place"], self.cleaned_data["online_url"], self.reason)
