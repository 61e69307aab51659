from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from content.editing.admin import EditingMixin
from portal.publicity.models import FOLDER, SHORTCOMINGS, PublicityItem


@admin.register(PublicityItem)
class PublicityItemAdmin(EditingMixin, SimpleHistoryAdmin, ModelAdmin):
    """What appeared about a project, with its proof; what the fund will miss is said in the list."""

    list_display = ["title", "kind", "project", "published_on", "language", "shortcomings"]
    list_filter = ["project", "kind", "language", ("published_on", admin.EmptyFieldListFilter)]
    list_select_related = ["project"]
    search_fields = ["title", "medium"]
    autocomplete_fields = ["project"]
    readonly_fields = ["shortcomings", "what_was_printed"]
    warn_unsaved_form = True

    def get_urls(self):
        view = self.admin_site.admin_view(self.proof_view)
        return [path("proof/<str:name>/", view, name="publicity_publicityitem_proof"), *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        """What the portal printed was printed."""
        return super().has_delete_permission(request, obj) and not (obj and obj.leaflet)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description=_("what is missing"))
    def shortcomings(self, item):
        if item.pk is None:
            return "–"
        return "; ".join(str(SHORTCOMINGS[code]) for code in item.shortcomings) or _("nothing")

    @admin.display(description=_("what was printed"))
    def what_was_printed(self, item):
        return item.printed or "–"

    def proof_view(self, request, name):
        """The file, to those who may see the register, to keep and never to run in the browser."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        item = get_object_or_404(PublicityItem.objects.exclude(proof=""), proof=f"{FOLDER}/{name}")
        if not item.proof.storage.exists(item.proof.name):
            raise Http404
        return FileResponse(item.proof.open("rb"), as_attachment=True, filename=name)
