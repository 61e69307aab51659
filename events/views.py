from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events.forms import EventFilterForm
from events.models import EventSeries
from portal.content.pagination import paginate
from portal.content.preview import is_preview, readable


@require_safe
def event_list(request):
    """Events to come, soonest first; past ones by the filter. Also says what kinds of events there are."""
    filters = EventFilterForm(request.GET)
    page = paginate(request, filters.apply(EventSeries.objects.published().for_cards()))
    kinds = filters.fields["kind"].found.values()
    return render(request, "events/list.html", {"filters": filters, "page": page, "kinds": kinds})


@require_safe
def event_detail(request, slug):
    event = get_object_or_404(readable(request, EventSeries.objects).for_detail(), slug=slug)
    return render(request, "events/detail.html", {"record": event, "is_preview": is_preview(request)})
