from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from content.pagination import paginate
from events.calendar_grid import by_day
from events.forms import EventFilterForm, MonthFilterForm, midnight
from events.models import Event, EventSeries
from events.outlets.calendar import calendar_file, calendar_of
from events.outlets.structured_data import events_in_words_of_schema

# How many dates a list, a month and a calendar hold; a reader who wants more asks more narrowly.
MOST_IN_MONTH = 300
MOST_UNDATED = 20
# Series on a page of the list, six screens of a phone in the longest language; and later dates of each, folded.
SERIES_A_PAGE = 9
MOST_FURTHER = 8


@require_safe
def event_list(request):
    """Each series once, under the day of its next date, soonest first; past ones by the filter."""
    filters = EventFilterForm(request.GET)
    series = filters.narrow(EventSeries.objects.published())
    found = filters.apply_once(Event.objects.of(series), Event.objects.all())
    page = paginate(request, found.for_cards(), SERIES_A_PAGE)
    add_further(page, filters.apply(Event.objects.all()).after(page.object_list, MOST_FURTHER))
    undated = filters.apply_to_undated(series.to_be_announced())
    context = {
        "filters": filters,
        "page": page,
        "days": by_day(page, filters.first_day),
        "is_week_empty": filters.is_week_empty(page),
        "undated": undated.cards_without_dates(MOST_UNDATED) if page.number == 1 else [],
        "kinds": filters.fields["kind"].found.values(),
        "addresses": calendar_addresses(request, filters),
    }
    return render(request, "events/list.html", context)


def add_further(page, further):
    for date in page:
        date.further = further.get(date.series_id, ())


@require_safe
def event_month(request):
    """A month as a table by week; on a phone it reads as a list by day."""
    filters = MonthFilterForm(request.GET)
    month = filters.shown
    series = filters.narrow(EventSeries.objects.published())
    dates = filters.apply_place(Event.objects.of(series)).between(midnight(month.first), midnight(month.end))
    found = list(dates.soonest_first().for_cards()[: MOST_IN_MONTH + 1])
    context = {
        "filters": filters,
        "month": month,
        "weeks": month.weeks(found[:MOST_IN_MONTH]),
        "found": found[:MOST_IN_MONTH],
        "is_cut": len(found) > MOST_IN_MONTH,
        "addresses": calendar_addresses(request, filters),
    }
    return render(request, "events/month.html", context)


@require_safe
def event_detail(request, slug):
    event = get_object_or_404(readable(request, EventSeries.objects).for_detail(), slug=slug)
    context = {"record": event, "is_preview": is_preview(request)}
    if event.is_published:
        context["structured_data"] = events_in_words_of_schema(event)
    return render(request, "events/detail.html", context)


@require_safe
def event_file(request, slug):
    """One event for a calendar: all of its dates that are ahead or were lately."""
    series = get_object_or_404(EventSeries.objects.published().for_calendar(), slug=slug)
    return answer(calendar_file(series), f"{slug}.ics")


@require_safe
def event_calendar(request):
    """The calendar people subscribe to: the dates their filters leave, asked for again and again."""
    filters = EventFilterForm(request.GET)
    series = filters.narrow(EventSeries.objects.published())
    return answer(calendar_of(series, filters), "kartu.ics")


def answer(calendar, name):
    # "inline": a phone opens it in its calendar instead of putting it among the downloads.
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=headers)


def calendar_addresses(request, filters):
    """Where the calendar and the feed of what the filters leave are, for links that other programs follow."""
    calendar = request.build_absolute_uri(reverse("events:calendar") + filters.question)
    return {
        "calendar": calendar,
        "webcal": f"webcal{calendar.removeprefix(request.scheme)}",
        "feed": request.build_absolute_uri(reverse("events:feed") + filters.question),
    }
