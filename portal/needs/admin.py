from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.admin.history import HistoryAdmin
from content.admin.records import TranslatableAdmin, TranslatedInline
from portal.needs.models import NeedAnswer, NeedStep


class StepInline(TranslatedInline):
    model = NeedStep
    autocomplete_fields = ["guide_page"]
    ordering_field = "position"
    hide_ordering_field = True


@admin.register(NeedAnswer)
class NeedAnswerAdmin(HistoryAdmin, TranslatableAdmin):
    """The texts of the pages of needs; help lines and services are found by the needs that they name."""

    list_display = ["need", "calls_112", "number_of_steps"]
    list_select_related = ["need"]
    autocomplete_fields = ["words"]
    inlines = [StepInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("steps")

    @admin.display(description=_("steps"))
    def number_of_steps(self, answer):
        return len(answer.steps.all())
