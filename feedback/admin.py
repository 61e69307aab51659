from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from feedback.models import EmptySearch, Report


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    list_display = ["created_at", "page", "record", "message", "language", "handled_at"]
    list_filter = ["came_in_flood", "record_type", "language", ("handled_at", admin.EmptyFieldListFilter)]
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


@admin.register(EmptySearch)
class EmptySearchAdmin(ModelAdmin):
    """Read only: what readers miss, the newest week first."""

    list_display = ["query", "language", "week", "searches", "wanted"]
    list_filter = ["language", "week"]
    search_fields = ["query"]
    date_hierarchy = "week"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
