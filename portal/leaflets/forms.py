from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm
from directory.forms import MunicipalityField, TermField
from directory.models import Term


class LeafletFilterForm(FilterForm):
    """Which leaflet: a municipality, and a topic."""

    q = None
    municipality = MunicipalityField(empty_label=_("Choose a municipality"))
    topic = TermField(Term.Vocabulary.TOPIC, label=_("Topic"))
