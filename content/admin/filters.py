"""Filters that lists share. The desk counts by the same questions, so its counts are the lengths of the lists."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.admin.piles import pile, piles


class PileFilter(admin.SimpleListFilter):
    """Unchecked, due for review, not translated, outdated, scheduled, drafts."""

    title = _("what is to be done")
    parameter_name = "pile"

    def lookups(self, request, model_admin):
        return [(found.name, found.title) for found in piles()]

    def queryset(self, request, queryset):
        found = pile(self.value())
        return found.of(queryset) if found else queryset


class WaitingFilter(admin.SimpleListFilter):
    """What ``waiting()`` of the model's queryset finds."""

    title = _("waiting")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("yes", _("waits for us"))]

    def queryset(self, request, queryset):
        return queryset.waiting() if self.value() == "yes" else queryset


class SoonFilter(admin.SimpleListFilter):
    """What ``ending_soon()`` of the model's queryset finds."""

    title = _("end")
    parameter_name = "end"

    def lookups(self, request, model_admin):
        return [("soon", _("ends soon"))]

    def queryset(self, request, queryset):
        return queryset.ending_soon() if self.value() == "soon" else queryset
