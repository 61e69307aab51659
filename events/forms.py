from datetime import timedelta

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.content.forms import FilterForm, SpokenLanguageField
from portal.directory.forms import MunicipalityField, TermField
from portal.directory.models import Term


class EventFilterForm(FilterForm):
    class When(models.TextChoices):
        TODAY = "today", _("Today")
        WEEK = "week", _("This week")
        MONTH = "month", _("In the next 30 days")
        PAST = "past", _("Past events")

    when = forms.ChoiceField(label=_("When"), choices=[("", _("From today on")), *When.choices], required=False)
    municipality = MunicipalityField()
    language = SpokenLanguageField()
    kind = TermField(Term.Vocabulary.EVENT_KIND, label=_("Kind"))

    def apply(self, events):
        """Narrow ``events`` to what was asked and put them in the order of that question."""
        events = events.past() if self.asked("when") == self.When.PAST else self._ahead(events.upcoming())
        if text := self.asked("q"):
            events = events.matching(text)
        if municipality := self.asked("municipality"):
            events = events.filter(place__municipality=municipality)
        if language := self.asked("language"):
            events = events.filter(languages__contains=[language])
        if kind := self.asked("kind"):
            events = events.filter(kind=kind)
        return events

    def _ahead(self, events):
        today = timezone.localdate()
        last = {
            self.When.TODAY: today,
            self.When.WEEK: today + timedelta(days=6 - today.weekday()),
            self.When.MONTH: today + timedelta(days=30),
        }.get(self.asked("when"))
        return events if last is None else events.filter(next_start__date__lte=last)
