from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm
from directory.forms import MunicipalityField
from directory.lookup import Found, look_up
from directory.models import Organisation


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
    """One box for whatever a reader calls the place; ``municipality`` is for links from other pages."""

    q = forms.CharField(
        label=_("Your town, village or municipality"),
        help_text=_("In any letters, for example: Kaunas, Žiežmariai, Каунас."),
        required=False,
        max_length=100,
        # Offers come under the box while somebody types, as under the one of every page (static/suggest.js).
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "autocapitalize": "words", "data-offers": ""}
        ),
    )
    municipality = MunicipalityField(widget=forms.HiddenInput)

    @property
    def municipalities(self):
        """All sixty; the field has asked the database for them already."""
        return list(self.fields["municipality"].found.values())

    def look_up(self):
        """What the reader asked for, as Found; None when nothing was asked."""
        if text := self.asked("q"):
            return look_up(text, self.municipalities)
        if municipality := self.asked("municipality"):
            return Found((municipality,))
        return None
