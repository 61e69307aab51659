"""The forms of the back office: each carries its version, and what was typed into it outlives whatever happens."""

from urllib.parse import urlencode

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from content.access.rate_limit import may_send
from content.editing.models import KeptForm
from content.editing.versions import NEW, VERSION, Version

# Forms of one address that may arrive after the session has ended.
LIMIT = "30/h"
SOMEBODY_ELSE = _(
    "Somebody else has saved this record since you opened it. Nothing of yours is saved yet, and nothing is lost: "
    "compare below, then save again."
)
RESTORED = _("This is what you had typed. It is not saved yet: look at it, then save.")


class Refusing:
    """A form that is shown as it was typed and not saved."""

    refusal = ""

    def clean(self):
        super().clean()
        self.add_error(None, self.refusal)


class EditingMixin:
    """For every admin whose forms people type into."""

    change_form_before_template = "admin/content/form_top.html"
    # What an admin shows above its own fields besides.
    own_top_template = ""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        self._show_kept(request)
        with transaction.atomic():
            shown = self._compare(request, object_id) if object_id else {"version": NEW}
            answer = super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})
        own = KeptForm.objects.filter(user=request.user, path=request.path)
        if request.method == "POST" and answer.status_code == 302:
            own.delete()
            KeptForm.objects.filter(token=request.GET.get("kept", ""), user=None).delete()
        elif request.method == "GET" and hasattr(answer, "context_data"):
            answer.context_data["kept"] = own.first()
        return answer

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", "")
        return type(form)(form.__name__, (Refusing, form), {"refusal": refusal}) if refusal else form

    def _show_kept(self, request):
        """Turn a look at what was kept into the form as it was sent, without saving it."""
        if request.method != "GET" or "kept" not in request.GET:
            return
        found = KeptForm.objects.filter(token=request.GET["kept"], path=request.path).first()
        if found is None or found.user not in {None, request.user}:
            return
        request.FILES  # noqa: B018 - read before the method changes: there are none
        request.method, request.POST, request.refusal = "POST", found.typed, RESTORED

    def _compare(self, request, object_id):
        """Lock the record; refuse a form that began with another version, and say what both people wrote."""
        if request.method == "POST":
            self.model._default_manager.select_for_update(of=("self",)).filter(pk=unquote(object_id)).first()
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_change_permission(request, record):
            return {}
        version = self._version(request, record)
        began = request.POST.get(VERSION, "")
        if request.method != "POST" or not version.differs_from(began):
            return {"version": version}
        typed = request.POST.copy()
        shown = {"version": version, "differences": version.differences(began, typed)}
        typed[VERSION] = str(version)
        request.POST, request.refusal = typed, SOMEBODY_ELSE
        return shown

    def _version(self, request, record):
        fields = flatten_fieldsets(self.get_fieldsets(request, record))
        form = self.get_form(request, record, change=True, fields=fields)
        formsets = [
            formset(instance=record, queryset=inline.get_queryset(request))
            for formset, inline in self.get_formsets_with_inlines(request, record)
        ]
        return Version(record, form, formsets)


def keep_of_somebody_signed_out(request):
    """The way to sign in and back to the form that arrived after its session had ended; None for anything else."""
    if request.method != "POST" or VERSION not in request.POST or request.user.is_authenticated:
        return None
    kept = KeptForm.objects.keep(request.path, request.POST) if may_send(request, "kept_form", LIMIT) else None
    query = f"?{urlencode({'kept': kept.token})}" if kept else ""
    return redirect_to_login(f"{request.path}{query}")


def may_save_at(request, path):
    """Whether a form stands at the path that whoever asks may save."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    admin = getattr(found.func, "model_admin", None)
    if not isinstance(admin, EditingMixin):
        return False
    return admin.has_change_permission(request) if found.kwargs else admin.has_add_permission(request)


@require_POST
def keep(request):
    """Keep what somebody is typing; the page sends it by itself while it changes. Of other pages nothing is kept."""
    path = request.GET.get("path", "")
    if VERSION in request.POST and may_save_at(request, path):
        KeptForm.objects.keep(path, request.POST, request.user)
    return HttpResponse(status=204)
