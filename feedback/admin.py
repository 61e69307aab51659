from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from content.admin.filters import WaitingFilter
from content.admin.steps import Step, StepForm, StepsMixin
from feedback.models import Report

CHANGE = "feedback.change_report"


class HandleForm(StepForm):
    lead = _("What the reader reported is put right, or there is nothing to put right.")

    def perform(self):
        self.record.handle(self.user)
        return gettext("The report is handled.")


class ReopenForm(StepForm):
    lead = _("The report waits again.")

    def perform(self):
        self.record.reopen()
        return gettext("The report waits again.")


@admin.register(Report)
class ReportAdmin(StepsMixin, ModelAdmin):
    """A report is what the reader wrote: nothing of it can be edited, and one button says that it is handled."""

    list_display = ["created_at", "page", "record", "message", "language", "handled_at", "handled_by"]
    list_select_related = ["handled_by"]
    search_fields = ["page", "message"]
    steps = (
        Step("handle", _("Mark as handled"), HandleForm, frozenset({"open"}), CHANGE, frozenset({"open"})),
        Step("reopen", _("Not handled yet"), ReopenForm, frozenset({"handled"}), CHANGE),
    )
    list_filter = [
        WaitingFilter,
        "came_in_flood",
        "record_type",
        "language",
        ("handled_at", admin.EmptyFieldListFilter),
    ]
    readonly_fields = ["page", "record", "message", "contact", "language", "created_at", "handled_at", "handled_by"]
    actions = ["mark_handled"]

    @admin.display(description=_("record"))
    def record(self, report):
        if not report.admin_path:
            return "–"
        return format_html('<a href="{}">{}</a>', report.admin_path, _("Correct it"))

    @admin.action(description=_("Mark as handled"), permissions=["handle"])
    def mark_handled(self, request, queryset):
        handled = queryset.open().update(handled_at=timezone.now(), handled_by=request.user)
        text = ngettext("%(count)d report was handled.", "%(count)d reports were handled.", handled)
        messages.success(request, text % {"count": handled})

    def has_handle_permission(self, request):
        return request.user.has_perm(CHANGE)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
