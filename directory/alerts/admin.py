from django.conf import settings
from django.contrib import admin
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from content.admin.history import HistoryAdmin
from content.admin.records import TranslatableAdmin, WholeDateTimeWidget
from directory.alerts.board import board
from directory.alerts.models import Alert


@admin.register(Alert)
class AlertAdmin(HistoryAdmin, TranslatableAdmin):
    """Notices with their times; the languages of a text stand side by side."""

    list_display = ["heading", "level", "scope", "starts_at", "ends_at", "is_shown"]
    list_filter = ["level", "section", ("municipality", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["municipality", "topic"]
    autocomplete_fields = ["municipality"]
    search_fields = ["name", "message"]
    date_hierarchy = "starts_at"
    formfield_overrides = {models.DateTimeField: {"widget": WholeDateTimeWidget}}

    def get_fieldsets(self, request, obj=None):
        codes = [code for code, _name in settings.LANGUAGES]
        texts = [tuple(build_localized_fieldname(name, code) for code in codes) for name in ("name", "message")]
        facts = ["level", ("municipality", "topic", "section"), ("starts_at", "ends_at"), "source_language"]
        return [(None, {"fields": [*texts, *facts]})]

    @admin.display(description=_("heading"))
    def heading(self, alert):
        return alert.heading

    @admin.display(description=_("shown on"))
    def scope(self, alert):
        return alert.municipality or alert.topic or alert.get_section_display() or _("all pages")

    @admin.display(description=_("shown now"), boolean=True)
    def is_shown(self, alert):
        return alert.is_live

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(board.forget)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        transaction.on_commit(board.forget)

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        transaction.on_commit(board.forget)
