"""All that a municipality offers in one file that opens from the phone's own memory, without internet."""

import base64
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.models import Event, EventSeries
from events.sharing import event_facts
from networks.help import answers
from networks.sharing import answer_facts
from portal.directory.models import Municipality
from portal.leaflets.contents import services_of
from services.sharing import service_facts

STYLE = Path(__file__).with_name("pack.css")
# Bytes of the whole file: issue 4. What does not fit is named as missing, with the address where it is.
LARGEST = 150_000
MOST_SERVICES = 200
MOST_EVENTS = 20


@require_safe
def pack(request, slug):
    """The file of a municipality in the active language, made of the records as they are now."""
    municipality = get_object_or_404(Municipality.objects.select_related("county"), slug=slug)
    name = f"kartu-{municipality.slug}-{get_language()}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(page_of(municipality), headers=headers)


def page_of(municipality):
    """The text of the file: at most ``LARGEST`` bytes; events go first when it would be larger, then services."""
    services, events = facts_of_services(municipality), facts_of_events(municipality)
    text = written(municipality, services, events)
    while len(text.encode()) > LARGEST and (services or events):
        # A part at a time: exact enough, and few rounds.
        if events:
            events = events[: len(events) // 2]
        else:
            services = services[: len(services) * 9 // 10]
        text = written(municipality, services, events, is_cut=True)
    return text


def written(municipality, services, events, is_cut=False):
    context = {
        "municipality": municipality,
        "language": get_language(),
        "site": settings.SITE_URL,
        "style": base64.b64encode(STYLE.read_bytes()).decode(),
        "made_on": timezone.localdate(),
        "helpers": answer_facts(answers([municipality])[0]),
        "help_lines": [facts for facts, is_emergency in services if is_emergency],
        "services": [facts for facts, is_emergency in services if not is_emergency],
        "events": events,
        "is_cut": is_cut,
    }
    return render_to_string("offline/pack.html", context)


def facts_of_services(municipality):
    """Help lines and services, the near ones first, as (Facts, whether it is for emergencies)."""
    by_name = services_of(municipality).for_detail().in_order_of_name()
    near_first = by_name.order_by("is_nationwide", *by_name.query.order_by)[:MOST_SERVICES]
    return [(service_facts(service), service.is_emergency) for service in near_first]


def facts_of_events(municipality):
    """The next events there, soonest first, each with its next dates."""
    series = EventSeries.objects.published().filter(is_example=False)
    dates = Event.objects.of(series).in_municipality(municipality).ahead().one_per_series(MOST_EVENTS)
    order = list(Event.objects.filter(pk__in=dates).soonest_first().values_list("series", flat=True))
    found = {record.pk: record for record in series.filter(pk__in=order).for_detail()}
    return [event_facts(found[pk]) for pk in order if pk in found]
