"""The page on which somebody translates."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.editing.admin import RESTORED
from content.editing.models import KeptForm
from content.languages import in_language
from content.models import Content
from portal.translating.forms import VERSION, form_class, version_of
from portal.translating.helps import earlier_translations, sentences, source_of_then, words_in
from portal.translating.marks import marked, plain
from portal.translating.rights import may_translate, next_to_translate


def translate_view(request, label, pk, language):
    """GET shows both sides; POST saves the right one, unless either side has moved since the page was opened."""
    model = _model(label)
    if model is None or language not in dict(settings.LANGUAGES):
        raise Http404
    with transaction.atomic():
        held = model.objects.select_for_update(of=("self",)) if request.method == "POST" else model.objects
        record = get_object_or_404(held, pk=pk)
        if not may_translate(request, record, language):
            raise PermissionDenied
        if request.method == "POST":
            return _save(request, record, language)
        return _page(request, record, _form(request, record, language, _kept(request)))


def _model(label):
    found = {model._meta.label_lower: model for model in apps.get_models() if issubclass(model, Content)}
    model = found.get(label)
    return model if model in admin.site._registry else None


def _form(request, record, language, typed=None):
    return form_class(request, record, language)(typed, instance=record, language=language)


def _kept(request):
    """What was typed when the session had ended, or None."""
    found = KeptForm.objects.filter(token=request.GET.get("kept", ""), path=request.path).first()
    if found is None or found.user not in {None, request.user}:
        return None
    messages.info(request, RESTORED)
    return found.typed


def _save(request, record, language):
    version, empty = version_of(record, language), _form(request, record, language)
    stored = {name: getattr(record, name) or "" for name in empty.columns}
    form = _form(request, record, language, request.POST)
    if request.POST.get(VERSION) != version:
        text = _(
            "The source or the translation was saved by somebody else meanwhile. Nothing of yours is saved yet: "
            "compare, then save again."
        )
        messages.warning(request, text)
        return _page(request, record, form, version, stored)
    if not form.is_valid():
        return _page(request, record, form, version)
    is_current = form.save_translation(request.user, "_unfinished" not in request.POST)
    unfinished = _("The texts are saved. The translation is not complete, or not finished.")
    messages.success(request, _("The translation is saved and current.") if is_current else unfinished)
    following = next_to_translate(request, record, language) if "_next" in request.POST else None
    return redirect(following or request.path)


def _page(request, record, form, version=None, stored=None):
    source, language, meta = record.source_language, form.language, record._meta
    then = source_of_then(record, language)
    texts = [record.written(field, source) for field in record.translated_fields()]
    codes = [code for code, _name in settings.LANGUAGES if code != language]
    context = {
        **admin.site.each_context(request),
        "title": _("Translate: %(name)s") % {"name": record.text("name", source)},
        "rows": list(_rows(record, form, then, stored or {})),
        "form": form,
        "version": version or version_of(record, language),
        "source": source,
        "language": language,
        "source_in": in_language(source),
        "language_in": in_language(language),
        "state": "" if form.is_bound else record.translation_state(language),
        "known": record.translations.get(language, {}),
        "is_known_source": then is not None,
        "words": words_in(texts, source, language),
        "next": next_to_translate(request, record, language),
        "others": [code for code in codes if may_translate(request, record, code)],
        "record_url": reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk]),
        "label": meta.label_lower,
        "record": record,
    }
    return TemplateResponse(request, "admin/translating/page.html", context)


def _rows(record, form, then, stored):
    """Field by field: the source with what changed in it, the field of the form, what is stored, what is offered."""
    source, earlier = record.source_language, earlier_translations(record, form.language)
    for name in form.columns:
        field = name.removesuffix(f"_{form.language}")
        text = record.written(field, source)
        yield {
            "label": capfirst(record._meta.get_field(field).verbose_name),
            "field": form[name],
            "pieces": marked(then.written(field, source) if then else None, text),
            "stored": plain(stored.get(name, "")),
            "offers": [(one, earlier[one]) for one in sentences(text) if one in earlier],
        }
