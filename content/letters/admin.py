from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from content.letters.models import UndeliveredLetter


@admin.register(UndeliveredLetter)
class UndeliveredLetterAdmin(ModelAdmin):
    """Letters that did not arrive, with the record they belong to; whoever has found another way ticks them off."""

    list_display = ["created_at", "address", "subject", "record", "answer", "handled_at"]
    list_filter = ["record_type", ("handled_at", admin.EmptyFieldListFilter)]
    search_fields = ["address"]
    readonly_fields = ["address", "subject", "record", "code", "answer", "created_at", "handled_at"]
    exclude = ["record_type", "record_id"]
    actions = ["mark_handled"]

    @admin.display(description=_("record"))
    def record(self, letter):
        return format_html('<a href="{}">{}</a>', letter.admin_path, _("Open it")) if letter.admin_path else "–"

    @admin.action(description=_("Mark as handled"), permissions=["change"])
    def mark_handled(self, request, queryset):
        queryset.open().update(handled_at=timezone.now())

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
