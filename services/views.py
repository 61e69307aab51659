from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.content.pagination import paginate
from portal.content.preview import is_preview, readable
from services.forms import ServiceFilterForm
from services.models import Service


@require_safe
def service_list(request):
    """Services in the order of their names; the bare page is entered by need."""
    filters = ServiceFilterForm(request.GET)
    page = paginate(request, filters.apply(Service.objects.published().for_cards()))
    needs = [] if filters.given else filters.fields["need"].found.values()
    return render(request, "services/list.html", {"filters": filters, "page": page, "needs": needs})


@require_safe
def service_detail(request, slug):
    service = get_object_or_404(readable(request, Service.objects).for_detail(), slug=slug)
    return render(request, "services/detail.html", {"record": service, "is_preview": is_preview(request)})
