from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action

from portal.starter.loading import remove_examples
from portal.starter.models import LoadedRecord
from portal.starter.rows import LoadError


@admin.register(LoadedRecord)
class LoadedRecordAdmin(ModelAdmin):
    """What the starter content brought and what of it people must look at; examples go with one action."""

    list_display = ["key", "record_link", "to_look_at", "is_example", "loaded_at"]
    list_filter = ["is_example"]
    search_fields = ["key"]
    # What must be looked at in words: a library would show it as code, with styles in the page.
    fields = ["key", "record_link", "to_look_at", "is_example", "loaded_at"]
    actions_list = ["remove_all_examples"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("record")

    @admin.display(description=_("record"))
    def record_link(self, loaded):
        return str(loaded.record) if loaded.record else _("deleted")

    @admin.display(description=_("to be looked at"))
    def to_look_at(self, loaded):
        return " ".join(loaded.flags)

    def get_urls(self):
        remove = path("remove-examples/", self.admin_site.admin_view(self.remove_view), name="starter_remove_examples")
        return [remove, *super().get_urls()]

    @action(description=_("Remove all examples"), url_path="ask-to-remove-examples", permissions=["remove_examples"])
    def remove_all_examples(self, request):
        return redirect("admin:starter_remove_examples")

    def has_remove_examples_permission(self, request):
        return request.user.is_superuser

    def remove_view(self, request):
        """Ask, then remove: a link alone changes nothing."""
        if not self.has_remove_examples_permission(request):
            return redirect("admin:starter_loadedrecord_changelist")
        if request.method == "POST":
            self._remove(request)
            return redirect("admin:starter_loadedrecord_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Remove all examples"),
            "amount": LoadedRecord.objects.examples().count(),
            "back": reverse("admin:starter_loadedrecord_changelist"),
        }
        return render(request, "admin/starter/remove_examples.html", context)

    def _remove(self, request):
        try:
            removed = remove_examples()
        except LoadError as error:
            messages.error(request, _("Nothing was removed: %(reason)s") % {"reason": error})
            return
        text = ngettext("%(count)d example was removed.", "%(count)d examples were removed.", removed)
        messages.success(request, text % {"count": removed})
