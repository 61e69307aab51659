from django import forms
from django.utils.translation import gettext_lazy as _

from portal.content.forms import FilterForm
from portal.directory.forms import MunicipalityField
from portal.directory.models import Organisation


class OrganisationFilterForm(FilterForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *Organisation.Kind.choices], required=False)
    municipality = MunicipalityField()

    def apply(self, organisations):
        if text := self.asked("q"):
            organisations = organisations.matching(text)
        if kind := self.asked("kind"):
            organisations = organisations.filter(kind=kind)
        if municipality := self.asked("municipality"):
            organisations = organisations.in_municipality(municipality)
        return organisations.in_order_of_name()


class CoordinatorFilterForm(FilterForm):
    q = None
    municipality = MunicipalityField(label=_("My municipality"), empty_label=_("Choose"))
