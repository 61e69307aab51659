from django.contrib import admin

from content.admin.history import HistoryAdmin
from content.admin.records import TranslatableAdmin
from portal.plan.models import PlanTask


@admin.register(PlanTask)
class PlanTaskAdmin(HistoryAdmin, TranslatableAdmin):
    """The tasks that readers tick on their phones."""

    list_display = ["name", "days", "door", "with_children", "work"]
    list_select_related = ["door"]
    autocomplete_fields = ["door", "guide_page", "words"]
