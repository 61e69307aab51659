"""The page on which texts go out to an agency and come back."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.languages import SPOKEN_LANGUAGES
from portal.agency.forms import ReturnedForm
from portal.agency.texts import languages_of, places_of, sent, take_back, waiting_records
from portal.agency.xliff import NoXliffError, written
from portal.translating.marks import plain


def agency_view(request):
    """GET shows what waits; POST takes a file back and says what became of every text."""
    languages = languages_of(request)
    if not languages:
        raise PermissionDenied
    form = ReturnedForm(request.POST or None, request.FILES or None, languages=languages)
    result = _taken(request, form) if request.method == "POST" and form.is_valid() else None
    context = {
        **admin.site.each_context(request),
        "title": _("Translations by an agency"),
        "form": form,
        "result": result,
        "bundles": list(_bundles(request, languages)),
    }
    return TemplateResponse(request, "admin/agency/page.html", context)


def agency_file_view(request, source, target):
    """The texts that wait, as XLIFF 2."""
    codes = [code for code, _name in settings.LANGUAGES]
    if target not in languages_of(request):
        raise PermissionDenied
    if source not in codes or source == target:
        raise Http404
    files = [found for record in waiting_records(request, source, target) if (found := sent(record, target))]
    answer = HttpResponse(written(source, target, files), content_type="application/xliff+xml")
    name = f"kartu-{source}-{target}-{timezone.localdate()}.xlf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _bundles(request, languages):
    """One line for each pair of languages in which something waits."""
    names = dict(SPOKEN_LANGUAGES)
    for target in languages:
        for source, _name in settings.LANGUAGES:
            records = list(waiting_records(request, source, target)) if source != target else []
            units = [unit for record in records if (found := sent(record, target)) for unit in found.units]
            if units:
                words = sum(len(plain(unit.source).split()) for unit in units)
                yield {
                    "source": names[source],
                    "target": names[target],
                    "texts": len(units),
                    "words": words,
                    "address": reverse("admin:agency_file", args=[source, target]),
                }


def _taken(request, form):
    """How much was written, and what was not, with the reason; a refusal of the whole file stands at its field."""
    try:
        places = places_of(form.returned)
    except NoXliffError as error:
        form.add_error("file", str(error))
        return None
    texts, complete, left = 0, 0, []
    for place in sorted(places, key=lambda place: place[:2]):
        written_texts, is_current, why = take_back(
            request, place, places[place], form.language, form.cleaned_data["by_machine"]
        )
        texts, complete, left = texts + written_texts, complete + is_current, left + why
    return {"texts": texts, "complete": complete, "left": left}
