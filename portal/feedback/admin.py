from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from portal.feedback.models import Report


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    list_display = ["created_at", "page", "message", "language", "handled_at"]
    list_filter = ["language", ("handled_at", admin.EmptyFieldListFilter)]
    readonly_fields = ["page", "message", "contact", "language", "created_at", "handled_at"]
    actions = ["mark_handled"]

    @admin.action(description=_("Mark as handled"), permissions=["change"])
    def mark_handled(self, request, queryset):
        queryset.open().update(handled_at=timezone.now())

    def has_add_permission(self, request):
        return False
