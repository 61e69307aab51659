from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from content.admin.filters import WaitingFilter


class UndeliveredLetterAdmin(ModelAdmin):
    """Letters that did not arrive, with their records; whoever found another way ticks them off."""

    list_display = ["created_at", "address", "subject", "record", "answer", "handled_at"]
    list_filter = [WaitingFilter, "record_type"]
    search_fields = ["address"]
    readonly_fields = ["address", "subject", "record", "code", "answer", "created_at", "handled_at"]
    exclude = ["record_type", "record_id"]
    actions = ["mark_handled"]

    @admin.display(description=_("record"))
    def record(self, letter):
        return format_html('<a href="{}">{}</a>', letter.admin_path, _("Open it")) if letter.admin_path else "–"

    @admin.action(description=_("Mark as handled"), permissions=["change"])
    def mark_handled(self, request, queryset):
        queryset.waiting().update(handled_at=timezone.now())

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
