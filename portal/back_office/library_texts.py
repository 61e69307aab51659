"""Words of Unfold and Django that staff meet and that their own catalogues do not have in all our languages.

Nothing imports this: it puts the texts into our catalogues, which are asked first.
"""

from django.utils.translation import gettext_lazy as _

TEXTS = [
    _("General"),
    _("Type to search"),
    _("Hold down “Control”, or “Command” on a Mac, to select more than one."),
    _("Apply Filters"),
    _("Select value"),
    _("All applications"),
    _("Add another"),
    _("Add another %(verbose_name)s"),
    _("Select all rows"),
    _("Light"),
    _("Dark"),
    _("System"),
    _("Choose file to upload"),
    _("History"),
    _("Date from"),
    _("Date to"),
]
