import hashlib

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import Municipality, Project, Term
from portal.leaflets.contents import newcomers_sheet, topics_of
from portal.leaflets.forms import LeafletFilterForm
from portal.leaflets.public_contents import RESIDENTS, has_public_leaflet, public_sheet
from portal.leaflets.typesetting import BusyError, fingerprint, pdf_of
from portal.publicity.models import PublicityItem
from portal.readers.targets import is_robot

SOON = {"Retry-After": "30"}


@require_safe
def leaflet_list(request):
    """Choose a municipality and a topic; what has nothing to print is not offered."""
    filters = LeafletFilterForm(request.GET)
    return render(request, "leaflets/list.html", choice(filters))


@require_safe
def leaflet(request, slug):
    """A leaflet as PDF, made of the records as they are now; one that has nothing to print is not found."""
    sheet = sheet_of(slug)
    if sheet is None:
        context = {**choice(LeafletFilterForm({})), "is_missing": True}
        return render(request, "leaflets/list.html", context, status=404)
    key = fingerprint(sheet)
    etag = quote_etag(key)
    if unchanged := get_conditional_response(request, etag=etag):
        unchanged.headers["ETag"] = etag
        return unchanged
    try:
        found = pdf_of(sheet, key)
    except BusyError:
        text = _("Many people are asking for leaflets right now. Please try again in a minute.")
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8", headers=SOON)
    if not is_robot(request.headers.get("User-Agent", "")):
        note_in_register(sheet)
    headers = {"ETag": etag, "Content-Disposition": f'inline; filename="{slug}-{sheet.language}.pdf"'}
    return HttpResponse(found, content_type="application/pdf", headers=headers)


def note_in_register(sheet):
    """A leaflet that somebody took away is publicity of the projects on it; the same content counts once."""
    if not sheet.projects:
        return
    printed = sheet.printed
    PublicityItem.objects.note_leaflet(
        Project.objects.filter(pk__in=sheet.projects),
        f"{sheet.slug}/{sheet.language}/{hashlib.sha256(printed.encode()).hexdigest()[:16]}",
        printed,
        sheet.language,
        title=sheet.title[:250],
        medium="Kartu",
        has_emblem=sheet.has_emblem,
        has_disclaimer=bool(sheet.funders),
    )


def sheet_of(slug):
    """What an address asks for, in the active language, or None."""
    municipality, name = _parts(slug)
    if municipality is None:
        return None
    if name == RESIDENTS:
        return public_sheet(municipality)
    topic = Term.objects.of(Term.Vocabulary.TOPIC).filter(code=name).first()
    return newcomers_sheet(topic, municipality) if topic else None


def _parts(slug):
    """The municipality that an address ends with and what stands before it: both may have hyphens of their own."""
    words = slug.split("-")
    endings = {"-".join(words[start:]): "-".join(words[:start]) for start in range(1, len(words))}
    municipality = Municipality.objects.filter(slug__in=endings).first()
    return municipality, endings.get(municipality.slug) if municipality else None


def choice(filters):
    """What the list shows: for a municipality its leaflets, for a topic too this one with its size."""
    municipality, topic = filters.asked("municipality"), filters.asked("topic")
    context = {"filters": filters, "municipality": municipality, "topic": topic}
    if municipality and topic:
        context["sheet"] = sheet = newcomers_sheet(topic, municipality)
        context["size"] = size_of(sheet) if sheet else None
    if municipality:
        context["topics"] = topics_of(municipality)
        context["residents"] = RESIDENTS if has_public_leaflet() else ""
    return context


def size_of(sheet):
    """How large the file is, or None while that cannot be said."""
    try:
        return len(pdf_of(sheet))
    except BusyError:
        return None
