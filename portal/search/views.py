from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from content.access.rate_limit import may_send
from content.pagination import paginate
from directory.models import Term
from feedback.models import EmptySearch
from portal.search.forms import SearchForm
from portal.search.results import Results
from portal.search.spelling import told_to_staff

# "I need this" of one sender.
LIMIT = "20/h"


@cache_control(private=True, no_cache=True)
@require_safe
def results(request):
    """What answers, then all that has the words, section by section; with ``?section=`` that section in pages."""
    filters = SearchForm(request.GET)
    found = Results(filters)
    context = {"filters": filters, "found": found}
    if not found.words:
        context["needs"] = Term.objects.of(Term.Vocabulary.NEED)
    elif found.section:
        context["page"] = paginate(request, found.in_section(), most=None)
        context["hits"] = found.load(context["page"].object_list)
    else:
        context["groups"] = found.groups()
    if found.is_missed and not filters.active and request.method == "GET":
        # The one thing that a GET writes: a number that no reader ever sees (docs/decisions/0024).
        EmptySearch.objects.note(told_to_staff(found.typed), get_language(), is_weak=not found.is_nothing)
    return render(request, "search/results.html", context)


@require_POST
def need(request):
    """Somebody taps "I need this" where a search found nothing."""
    if may_send(request, "need", LIMIT):
        EmptySearch.objects.note(
            told_to_staff(SearchForm(request.POST).asked("q") or ""), get_language(), is_wanted=True
        )
    return redirect("search:thanks")


@require_safe
def thanks(request):
    return render(request, "search/thanks.html")
