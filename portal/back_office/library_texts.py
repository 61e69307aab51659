"""Words of Unfold and Django that staff meet and that their own catalogues do not have in all our languages.

Nothing imports this: it puts the texts into our catalogues, which are asked first.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

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
    _("Add row"),
    _("Cancel"),
    _("Clear all filters"),
    _("Reset filters"),
    _("Filter navigation items"),
    _("Go back"),
    _("Hide counts"),
    _("Show counts"),
    _("Loading more results..."),
    _("More actions"),
    _("No results found"),
    _("No results matching your query"),
    _("No recent searches"),
    _("Recent searches"),
    _("Return to site"),
    _("Run"),
    _("Search apps and models..."),
    _("This item will be deleted."),
    _("This object doesn’t have a change history. It probably wasn’t added via this admin site."),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("Yes, I’m sure"),
    _("You don’t have permission to view or edit anything."),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below.", "count"),
    _("Choose file to upload"),
    _("History"),
    _("Date from"),
    _("Date to"),
]
