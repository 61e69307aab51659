"""The queue of questions, templates of answers, and where questions are taken."""

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from content.admin.filters import WaitingFilter
from content.admin.history import HistoryAdmin
from content.admin.records import TranslatableAdmin
from content.admin.steps import StepsMixin
from content.editing.admin import EditingMixin
from portal.asking.answering.steps import STEPS
from portal.asking.models import AnsweringPlace, AnswerTemplate, ReaderQuestion


@admin.register(ReaderQuestion)
class ReaderQuestionAdmin(StepsMixin, ModelAdmin):
    """Who may only look, as auditors do, sees how long questions wait, and nothing of what was written."""

    PERSONAL = ["conversation", "email", "phone"]
    list_display = ["number", "is_urgent", "state", "language", "municipality", "age", "record", "offices_now"]
    list_filter = [WaitingFilter, "is_urgent", "state", "language", "municipality", "record_type"]
    list_select_related = ["municipality"]
    readonly_fields = [
        *("conversation", "email", "phone", "language", "municipality", "record", "page", "state", "is_urgent"),
        *("offices_now", "created_at", "waiting_since", "supervisor_told_at", "project_told_at", "closed_at"),
    ]
    steps = STEPS

    def get_queryset(self, request):
        return super().get_queryset(request).in_order_of_waiting().prefetch_related("offices")

    def get_fields(self, request, obj=None):
        hidden = [] if request.user.has_perm(ReaderQuestion.ANSWER) else self.PERSONAL
        return [name for name in self.readonly_fields if name not in hidden]

    def makes_sense(self, step, record):
        return step.name != "to-guide" or record.messages.filter(is_from_reader=False, is_asked_back=False).exists()

    @admin.display(description=_("question"), ordering="pk")
    def number(self, question):
        return question.pk

    @admin.display(description=_("age"), ordering="waiting_since")
    def age(self, question):
        return question.age_in_words

    @admin.display(description=_("record"))
    def record(self, question):
        if question.admin_path:
            return format_html('<a href="{}">{}</a>', question.admin_path, question.page)
        return question.page or "–"

    @admin.display(description=_("who has it"))
    def offices_now(self, question):
        return ", ".join(link.name for link in question.offices.all() if link.ended_at is None) or "–"

    @admin.display(description=_("messages"))
    def conversation(self, question):
        rows = [
            (self._author(message), date_format(message.written_at, "SHORT_DATETIME_FORMAT"), message.text)
            for message in question.messages.select_related("office", "user")
        ]
        return format_html_join("", '<p><strong>{}</strong> · {}</p><p class="whitespace-pre-line mb-4">{}</p>', rows)

    def _author(self, message):
        return _("reader") if message.is_from_reader else message.office or message.user or "–"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """A question is what the reader wrote; the steps are all that can be done with it."""
        return False

    def has_delete_permission(self, request, obj=None):
        """It erases itself; whoever wants it gone earlier has a button behind the private link."""
        return False


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(HistoryAdmin, TranslatableAdmin):
    list_display = ["name", "position"]


@admin.register(AnsweringPlace)
class AnsweringPlaceAdmin(EditingMixin, HistoryAdmin, ModelAdmin):
    list_display = ["municipality", "is_open", "post"]
    list_filter = ["is_open"]
    autocomplete_fields = ["municipality", "post"]
