"""Who may write which texts: the languages of the account, or the right to change the record."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse

from content.admin.translation_states import IsMissing, IsOutdated
from content.models import Content


def may_translate(request, record, language):
    """Whoever may change the record, and whoever sees it and has the language on the account."""
    shown = admin.site._registry[type(record)]
    if language == record.source_language:
        return False
    is_translator = language in request.user.translates and shown.has_view_permission(request, record)
    return is_translator or shown.has_change_permission(request, record)


def next_to_translate(request, record, language):
    """The page of the next public record whose text in the language is missing or outdated; None after the last."""
    models = [model for model in admin.site._registry if issubclass(model, Content)]
    at = models.index(type(record))
    for model in [*models[at:], *models[:at]]:
        shown = admin.site._registry[model]
        if shown.has_view_permission(request):
            waits = Q(IsMissing(model, language)) | Q(IsOutdated(model, language))
            found = model.objects.filter(pk__in=shown.get_queryset(request).values("pk")).published().filter(waits)
            if model is type(record):
                found = found.filter(pk__gt=record.pk)
            if pk := found.order_by("pk").values_list("pk", flat=True).first():
                return reverse("admin:translate", args=[model._meta.label_lower, pk, language])
    return None
