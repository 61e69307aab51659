from content.forms.filters import FilterForm
from directory.forms import MunicipalityField


class NeedForm(FilterForm):
    """Where the reader lives: the one question of the page of a need."""

    q = None
    municipality = MunicipalityField()
