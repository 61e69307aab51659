from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from content.pagination import paginate
from services.forms import ServiceFilterForm
from services.models import Service
from services.outlets.hsds import package, per_page
from services.outlets.structured_data import service_in_words_of_schema

# So many lines somebody in danger may have to look through.
MOST_LINES = 50


@require_safe
def service_list(request):
    """Services that are given before those that ended; the bare page is entered by need."""
    filters = ServiceFilterForm(request.GET)
    page = paginate(request, filters.apply(Service.objects.published().for_cards()).given_before_over())
    context = {"filters": filters, "page": page, "needs": [] if filters.given else filters.needs()}
    return render(request, "services/list.html", context)


@require_safe
def helplines(request):
    """Whom to call now: 112, then the lines that help in a crisis, with their numbers."""
    lines = Service.objects.published().for_emergencies().with_state()[:MOST_LINES]
    return render(request, "services/helplines.html", {"lines": lines})


@require_safe
def service_detail(request, slug):
    service = get_object_or_404(readable(request, Service.objects).for_detail(), slug=slug)
    context = {"record": service, "is_preview": is_preview(request)}
    if service.is_published:
        context["structured_data"] = service_in_words_of_schema(service)
    return render(request, "services/detail.html", context)


@require_safe
def open_data(request):
    """The public services as HSDS 3.0, in the language of the address, a page of its API after the other.

    Anybody may use it, from any page.
    """
    size = per_page(request.GET.get("per_page", ""))
    page = paginate(request, Service.objects.published().for_open_data(), size, most=None)
    headers = {"Access-Control-Allow-Origin": "*"}
    return JsonResponse(package(page), json_dumps_params={"ensure_ascii": False}, headers=headers)
