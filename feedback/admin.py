from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from content.admin.filters import WaitingFilter
from feedback.models import EmptySearch, Report


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    list_display = ["created_at", "page", "record", "message", "language", "handled_at"]
    list_filter = [WaitingFilter, "record_type", "language", ("handled_at", admin.EmptyFieldListFilter)]
    readonly_fields = ["page", "record", "message", "contact", "language", "created_at", "handled_at"]
    actions = ["mark_handled"]

    @admin.display(description=_("record"))
    def record(self, report):
        if not report.admin_path:
            return "–"
        return format_html('<a href="{}">{}</a>', report.admin_path, _("Correct it"))

    @admin.action(description=_("Mark as handled"), permissions=["change"])
    def mark_handled(self, request, queryset):
        queryset.open().update(handled_at=timezone.now())

    def has_add_permission(self, request):
        return False


class RecentFilter(admin.SimpleListFilter):
    title = _("time")
    parameter_name = "recent"

    def lookups(self, request, model_admin):
        return [("yes", _("this week and the last"))]

    def queryset(self, request, queryset):
        return queryset.recent() if self.value() == "yes" else queryset


@admin.register(EmptySearch)
class EmptySearchAdmin(ModelAdmin):
    """Read only: what readers miss, the newest week first."""

    list_display = ["query", "language", "week", "searches", "wanted"]
    list_filter = [RecentFilter, "language", "week"]
    search_fields = ["query"]
    date_hierarchy = "week"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
