from dataclasses import asdict

from django.http import JsonResponse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.search.forms import SearchForm
from portal.suggestions.offers import offers_for


@never_cache
@require_safe
def suggest(request):
    """The offers for ``?q=``, with what a screen reader says of them."""
    offers = [asdict(offer) for offer in offers_for(SearchForm(request.GET).asked("q") or "")]
    said = ngettext("%(count)d suggestion below.", "%(count)d suggestions below.", len(offers))
    return JsonResponse({"said": said % {"count": len(offers)} if offers else "", "offers": offers})
