"""What Ctrl+K finds: lists of the menu, records by their names while one types, and what the portal's search finds.

Only what this person may see; drafts and records that are public no more are among it.
"""

from functools import reduce
from operator import or_

from django.contrib import admin
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname
from unfold.dataclasses import SearchResult

from content.admin.records import name_columns
from content.languages import resolution_order
from content.models import Content
from directory.models import Municipality, Place
from networks.models import Person
from portal.back_office.desk import own_records, plain, seen_models
from portal.back_office.navigation import groups
from portal.search.marking import words_of
from portal.search.models import MOST_WORDS, SearchEntry

SHORTEST = 2
MOST = 40


def found(request, typed):
    """The menu's lists, then records whose name has the words, then records whose texts have them."""
    term = " ".join(typed.split())[:100]
    if len(term) < SHORTEST:
        return []
    lists = [
        SearchResult(title=str(item["title"]), description=str(group["title"]), link=item["link"], icon="list")
        for group in groups(request)
        for item in group["items"]
        if term.lower() in str(item["title"]).lower()
    ]
    by_name = _rows([_by_name(request, model, term) for model in _models(request)])
    known = {(label, pk) for label, pk, _name in by_name}
    by_text = [row for row in _by_text(request, term) if row[:2] not in known]
    models = {model._meta.label: model for model in _models(request)}
    return [*lists, *(_result(models[label], pk, name) for label, pk, name in [*by_name, *by_text][:MOST])]


def _models(request):
    others = [Person, Place, Municipality]
    site = admin.site._registry
    return [*seen_models(request), *(model for model in others if site[model].has_view_permission(request))]


def _rows(asked):
    return list(asked[0].union(*asked[1:], all=True).order_by("lookup_name")[:MOST]) if asked else []


def _by_name(request, model, term):
    """Records that have each of the words in one of their names, in whatever language and with or without marks."""
    columns = ["given_name__unaccent", "family_name__unaccent"] if model is Person else name_columns()
    has_all = Q()
    for word in term.split():
        has_all &= reduce(or_, (Q(**{f"{column}__icontains": word}) for column in columns))
    return _named(own_records(request, model).filter(has_all))


def _by_text(request, term):
    """What readers would find, of the kinds this person may see."""
    labels = {model._meta.label_lower: model for model in seen_models(request)}
    words = words_of(term)[:MOST_WORDS]
    hits = SearchEntry.objects.filter(model__in=labels).best_hits(words)[:MOST] if words else []
    keys = {}
    for hit in hits:
        keys.setdefault(labels[hit.model], []).append(hit.record_id)
    return _rows([_named(own_records(request, model).filter(pk__in=pks)) for model, pks in keys.items()])


def _named(queryset):
    model = queryset.model
    if issubclass(model, Content) or model is not Person:
        columns = [build_localized_fieldname("name", code) for code in resolution_order(get_language())]
        name = Coalesce(*(NullIf(column, Value("")) for column in columns), Value(""))
    else:
        name = Concat(F("given_name"), Value(" "), F("family_name"))
    kind = Value(model._meta.label, output_field=CharField())
    named = plain(queryset).annotate(lookup_kind=kind, lookup_name=Cast(name, CharField()))
    return named.values_list("lookup_kind", "pk", "lookup_name")


def _result(model, pk, name):
    meta = model._meta
    link = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk])
    return SearchResult(title=name or "–", description=str(capfirst(meta.verbose_name)), link=link, icon="description")
