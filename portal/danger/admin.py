from django.contrib import admin
from unfold.admin import ModelAdmin

from content.editing.admin import EditingMixin
from portal.danger.models import DangerPhrase


@admin.register(DangerPhrase)
class DangerPhraseAdmin(EditingMixin, ModelAdmin):
    """What staff add to the phrases of the files; it counts with the next search."""

    list_display = ["words", "danger", "language", "is_active", "note"]
    list_filter = ["danger", "language", "is_active"]
    search_fields = ["words", "note"]
