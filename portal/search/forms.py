from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm
from directory.forms import MunicipalityField
from portal.search.marking import without_unseen
from portal.search.sources import Section

# A sentence of a letter fits; what is longer is cut.
LONGEST = 200


class SearchForm(FilterForm):
    """The box of every page, and the filters of the results."""

    q = forms.CharField(required=False, widget=forms.HiddenInput)
    section = forms.ChoiceField(
        label=_("Where to search"), choices=[("", _("Everywhere")), *Section.choices], required=False
    )
    municipality = MunicipalityField()

    def __init__(self, data):
        data = data.copy()
        data["q"] = " ".join(without_unseen(data.get("q", ""))[:LONGEST].split())
        super().__init__(data)

    @property
    def active(self):
        """The filters; the words themselves stand in the heading."""
        return [row for name, row in zip(self.given, super().active, strict=True) if name != "q"]
