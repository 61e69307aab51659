from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm, SpokenLanguageField
from directory.forms import MunicipalityField, TermField
from directory.models import Term
from services.models import Service


class ServiceFilterForm(FilterForm):
    need = TermField(Term.Vocabulary.NEED, label=_("What do you need?"))
    topic = TermField(Term.Vocabulary.TOPIC, label=_("Topic"))
    municipality = MunicipalityField()
    language = SpokenLanguageField()
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Any")), ("grant", _("Money to apply for")), ("activity", _("Things to join"))],
        required=False,
    )
    open = forms.BooleanField(
        label=_("Open now"), required=False, help_text=_("Only places whose opening hours we know.")
    )

    def needs(self):
        """The needs in their order, each with the number of services that answer it today."""
        counts = Service.objects.published().counted_by_need()
        return [(need, counts.get(need.pk, 0)) for need in self.fields["need"].found.values()]

    def apply(self, services):
        """Narrow ``services`` to what was asked; those of the whole country belong to every municipality."""
        if text := self.asked("q"):
            services = services.matching(text)
        if need := self.asked("need"):
            services = services.filter(needs=need, is_example=False)
        if topic := self.asked("topic"):
            services = services.filter(topics=topic)
        if municipality := self.asked("municipality"):
            services = services.in_municipality(municipality)
        if language := self.asked("language"):
            services = services.filter(languages__contains=[language])
        if kind := self.asked("kind"):
            services = services.with_grants() if kind == "grant" else services.with_activities()
        if self.asked("open"):
            services = services.open_now()
        return services.newest_facts_first()
