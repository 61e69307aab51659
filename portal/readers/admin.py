from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from portal.readers.models import FEWEST_SHOWN, ReaderCount, shown


def in_words(count):
    """The number, or that it is too small to be said."""
    if shown(count) is None:
        return _("fewer than %(number)d") % {"number": FEWEST_SHOWN}
    return str(count)


@admin.register(ReaderCount)
class ReaderCountAdmin(ModelAdmin):
    """Numbers that the portal counts itself; nobody writes them."""

    list_display = ["day", "kind", "record", "language", "read"]
    list_filter = ["kind", "language"]
    date_hierarchy = "day"
    search_fields = ["record"]
    fields = readonly_fields = ["day", "kind", "record", "language", "read"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("read"))
    def read(self, row):
        return in_words(row.count)
