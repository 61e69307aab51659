from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.pagination import Part
from directory.models import Term
from networks.posts.who_helps import helper_for
from portal.needs.forms import NeedForm
from portal.needs.models import NeedAnswer
from services.models import Service

# So many services stand on the page; a link leads to all of them.
MOST_SERVICES = 12


@require_safe
def need_page(request, code):
    """What to do today, whom to call, the next steps, words to know, then services, the best for the reader first.

    ``?municipality=`` names the reader's: its person stands there by name, and services of other places do not.
    """
    need = get_object_or_404(Term.objects.of(Term.Vocabulary.NEED), code=code)
    filters = NeedForm(request.GET)
    municipality = filters.asked("municipality")
    services = Service.objects.published().answers_to(need)
    services = services.in_municipality(municipality) if municipality else services
    context = {
        "need": need,
        "answer": NeedAnswer.objects.for_page(municipality).filter(need=need).first(),
        "filters": filters,
        "municipality": municipality,
        "lines": Service.objects.published().for_emergencies().filter(needs=need).with_state(),
        "helper": helper_for(municipality),
        "services": Part(services.with_ways().best_first(municipality), MOST_SERVICES),
    }
    return render(request, "needs/need.html", context)
