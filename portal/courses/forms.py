"""What a learner asks of the courses. Services and events are asked the same, each by its own columns."""

from django import forms
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm, SpokenLanguageField
from content.freshness import is_stale
from directory.courses.models import Level
from directory.forms import MunicipalityField
from events.forms import Checkbox
from events.models import EventCourse, EventSeries
from services.models import Service, ServiceCourse


class CourseFilterForm(FilterForm):
    """``events()``, ``services()`` and ``earlier()`` are the courses, for cards; an invented example is none."""

    level = forms.ChoiceField(label=_("Level"), choices=[("", _("Any")), *Level.choices], required=False)
    municipality = MunicipalityField()
    language = SpokenLanguageField(label=_("Language of the teacher"))
    online = forms.BooleanField(label=_("Online"), required=False, widget=Checkbox)
    free = forms.BooleanField(label=_("Free of charge"), required=False, widget=Checkbox)
    childcare = forms.BooleanField(label=_("Children are looked after"), required=False, widget=Checkbox)
    certificate = forms.BooleanField(label=_("With a certificate"), required=False, widget=Checkbox)

    def events(self):
        """Series with a date ahead or to be announced, soonest first."""
        found = self.narrow_events(EventSeries.objects.published()).upcoming()
        return found.for_cards().select_related("course")

    def services(self):
        """Courses to join, as far as the facts hold: those with a day of their next start first, soonest first."""
        found = self.narrow_services(Service.objects.published())
        ahead = When(course__start_date__gte=timezone.localdate(), then=F("course__start_date"))
        usual = found.still_given().exclude(is_stale(Service.decays_as)).newest_facts_first()
        found = usual.order_by(Case(ahead).asc(nulls_last=True), *usual.query.order_by)
        return found.for_cards().select_related("course")

    def earlier(self):
        """Courses that are over, and those of which nobody knows whether they are: somebody there may know the next."""
        found = self.narrow_services(Service.objects.published())
        found = found.filter(found.is_over() | is_stale(Service.decays_as)).newest_facts_first()
        return found.for_cards().select_related("course")

    def narrow_services(self, services):
        found = services.filter(course__in=self.fitting(ServiceCourse), is_example=False)
        is_online = Q(course__mode__in=[ServiceCourse.Mode.ONLINE, ServiceCourse.Mode.BLENDED])
        if municipality := self.asked("municipality"):
            found = found.filter(Q(pk__in=services.in_municipality(municipality).values("pk")) | is_online)
        if self.asked("free"):
            found = found.filter(is_free=True)
        return self.narrow(found, is_online)

    def narrow_events(self, series):
        found = series.filter(course__in=self.fitting(EventCourse), is_example=False)
        is_online = Q(attendance_mode__in=[EventSeries.Mode.ONLINE, EventSeries.Mode.MIXED])
        if municipality := self.asked("municipality"):
            found = found.filter(Q(place__municipality=municipality) | is_online)
        if self.asked("free"):
            found = found.filter(is_accessible_for_free=True)
        return self.narrow(found, is_online)

    def fitting(self, courses):
        return courses.objects.with_facts(
            self.asked("level") or "", bool(self.asked("childcare")), bool(self.asked("certificate"))
        )

    def narrow(self, found, is_online):
        """What both kinds answer alike."""
        if text := self.asked("q"):
            found = found.matching(text)
        if language := self.asked("language"):
            found = found.filter(languages__contains=[language])
        return found.filter(is_online) if self.asked("online") else found
