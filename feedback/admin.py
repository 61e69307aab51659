from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from feedback.models import Report


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    list_display = ["created_at", "page", "record", "message", "language", "handled_at"]
    list_filter = ["record_type", "language", ("handled_at", admin.EmptyFieldListFilter)]
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
