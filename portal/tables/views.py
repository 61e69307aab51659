"""The pages of tables: downloading a list as it is filtered, uploading one, looking at it, writing it."""

import secrets

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.territory.rule import territory_of
from portal.tables.columns import IN_AND_OUT, OUT, fields_of, label_of, resource_of
from portal.tables.files import MOST_BYTES, TYPES, NoTableError, read, written
from portal.tables.importing import preview, write

# How long an uploaded table waits for "write it".
KEPT_FOR = 60 * 60
MOST_SHOWN = 200


def links_of_list(request):
    """(words, address) of what stands above a list: the table of it, and the way in; nothing on other pages."""
    route = request.resolver_match.url_name if request.resolver_match else ""
    label = (route or "").removesuffix("_changelist").replace("_", ".", 1)
    model = OUT.get(label)
    if model is None or route == label or not admin.site._registry[model].has_view_permission(request):
        return []
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    found = [(_("Download as a table"), reverse("admin:tables_file", args=[label, "list", "xlsx"]) + query)]
    if label in IN_AND_OUT and may_import(request, model):
        found.append((_("Upload a table"), reverse("admin:tables", args=[label])))
    return found


def may_import(request, model):
    """Whoever adds and changes all records of the kind; not those who work for some municipalities only."""
    shown = admin.site._registry[model]
    may = shown.has_add_permission(request) and shown.has_change_permission(request)
    return may and not territory_of(request.user).is_bound


def file_view(request, label, what, form):
    """The list as it is filtered, or a table with the names of the columns only."""
    model = OUT.get(label)
    if model is None or what not in {"list", "template"} or form not in TYPES:
        raise Http404
    shown = admin.site._registry[model]
    if not shown.has_view_permission(request):
        raise PermissionDenied
    rows = [[label_of(field) for field in fields_of(model)]]
    if what == "list":
        rows += _cells(request, shown, model)
    answer = HttpResponse(written(form, rows), content_type=TYPES[form])
    name = f"{model._meta.model_name}-{timezone.localdate()}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _cells(request, shown, model):
    try:
        found = shown.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters as error:
        raise Http404 from error
    related = [field.name for field in fields_of(model) if field.many_to_one]
    several = [field.name for field in fields_of(model) if field.many_to_many]
    resource = resource_of(model)
    columns = [resource.fields[field.name] for field in fields_of(model)]
    for record in found.select_related(*related).prefetch_related(*several):
        yield [column.export(record) for column in columns]


def upload_view(request, label):
    """GET asks for a file; POST shows what it would do, or writes what was shown."""
    model = IN_AND_OUT.get(label)
    if model is None:
        raise Http404
    if not may_import(request, model):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, model)
    try:
        return _write(request, model) if "token" in request.POST else _preview(request, model)
    except NoTableError as error:
        return _page(request, model, refusal=str(error))


def _preview(request, model):
    if "file" not in request.FILES:
        raise NoTableError(_("Choose a file first."))
    rows = read(request.FILES["file"].read(MOST_BYTES + 1))
    outcome, token = preview(model, rows), secrets.token_urlsafe(16)
    cache.set(_place(request, model, token), rows, KEPT_FOR)
    return _page(request, model, outcome, token)


def _write(request, model):
    token = request.POST["token"][:40]
    rows = cache.get(_place(request, model, token))
    if rows is None:
        raise NoTableError(_("The table was kept for an hour only. Upload it once more. Nothing was changed."))
    outcome, is_written = write(model, rows, request.POST.get("digest", ""))
    if not is_written:
        messages.warning(request, _("Records have changed since you looked. Nothing was written: look once more."))
        return _page(request, model, outcome, token)
    cache.delete(_place(request, model, token))
    amount = len(outcome.shown)
    words = ngettext("%(count)s record is written.", "%(count)s records are written.", amount) % {"count": amount}
    messages.success(request, words)
    return redirect(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _place(request, model, token):
    return f"table:{request.user.pk}:{model._meta.label_lower}:{token}"


def _page(request, model, outcome=None, token="", refusal=""):
    meta, label = model._meta, model._meta.label_lower
    templates = [(form.upper(), reverse("admin:tables_file", args=[label, "template", form])) for form in TYPES]
    lists = [(form.upper(), reverse("admin:tables_file", args=[label, "list", form])) for form in TYPES]
    context = {
        **admin.site.each_context(request),
        "title": _("Upload a table: %(list)s") % {"list": capfirst(meta.verbose_name_plural)},
        "outcome": outcome,
        "mistakes": outcome.mistakes[:MOST_SHOWN] if outcome else [],
        "fates": outcome.shown[:MOST_SHOWN] if outcome else [],
        "token": token,
        "refusal": refusal,
        "templates": templates,
        "lists": lists,
        "back": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
    }
    return TemplateResponse(request, "admin/tables/page.html", context)
