"""All that a municipality offers in one file that opens from the phone's own memory, without internet."""

import base64
from itertools import accumulate
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from directory.alerts.board import VERSION, About, board
from directory.models import Municipality
from events.models import Event, EventSeries
from events.outlets.sharing import event_facts
from networks.posts.who_helps import answers
from networks.sharing import answer_facts
from portal.leaflets.contents import services_of
from services.outlets.sharing import service_facts

STYLE = Path(__file__).with_name("pack.css")
# Bytes of the whole file. What does not fit is named as missing, with the address where it is.
LARGEST = 150_000
# The line that says that there is more, and its address.
SPARE = 1_000
MOST_SERVICES = 150
MOST_EVENTS = 20


@require_safe
def pack(request, slug):
    """The file of a municipality in the active language, made of the records as they are now."""
    municipality = get_object_or_404(Municipality.objects.select_related("county"), slug=slug)
    name = f"kartu-{municipality.slug}-{get_language()}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    alerts = board.on(About(municipalities=frozenset([municipality.pk])), request.environ.get(VERSION))
    return HttpResponse(page_of(municipality, alerts), headers=headers)


def page_of(municipality, alerts):
    """The text of the file: at most ``LARGEST`` bytes.

    When there is more, help lines have a third of the room, events a fifth, services the rest; who helps stays.
    """
    helpers = told(answer_facts(answers([municipality])[0]))
    help_lines, services = told_services(municipality)
    events = told_events(municipality)
    is_cut = len(help_lines) + len(services) > MOST_SERVICES or len(events) > MOST_EVENTS
    text = written(municipality, alerts, helpers, help_lines, services, events, is_cut=is_cut)
    if (size := len(text.encode())) > LARGEST:
        room = LARGEST - SPARE - size + weight_of(help_lines) + weight_of(services) + weight_of(events)
        help_lines, events = what_fits(help_lines, room // 3), what_fits(events, room // 5)
        services = what_fits(services, room - weight_of(help_lines) - weight_of(events))
        text = written(municipality, alerts, helpers, help_lines, services, events, is_cut=True)
    return text


def told(facts):
    """A record as it stands in the file."""
    return render_to_string("offline/_facts.html", {"facts": facts, "site": settings.SITE_URL})


def weight_of(texts):
    return sum(len(text.encode()) for text in texts)


def what_fits(texts, room):
    """The first of the texts, as many as have room together."""
    sizes = accumulate(len(text.encode()) for text in texts)
    return [text for text, size in zip(texts, sizes, strict=True) if size <= room]


def written(municipality, alerts, helpers, help_lines, services, events, is_cut):
    context = {
        "municipality": municipality,
        "language": get_language(),
        "site": settings.SITE_URL,
        "style": base64.b64encode(STYLE.read_bytes()).decode(),
        "made_on": timezone.localdate(),
        "alerts": alerts,
        "helpers": helpers,
        "help_lines": help_lines,
        "services": services,
        "events": events,
        "is_cut": is_cut,
    }
    return render_to_string("offline/pack.html", context)


def told_services(municipality):
    """Help lines, and apart from them services, the near ones first; one too many tells that there are more."""
    near_first = services_of(municipality).for_detail().near_first()
    help_first = near_first.order_by("-is_emergency", *near_first.query.order_by)[: MOST_SERVICES + 1]
    found = {True: [], False: []}
    for service in help_first:
        found[service.is_emergency].append(told(service_facts(service)))
    return found[True], found[False]


def told_events(municipality):
    """The next events there, soonest first, each with its next dates."""
    series = EventSeries.objects.published().filter(is_example=False)
    dates = Event.objects.of(series).in_municipality(municipality).ahead().one_per_series(MOST_EVENTS + 1)
    order = list(Event.objects.filter(pk__in=dates).soonest_first().values_list("series", flat=True))
    found = {record.pk: record for record in series.filter(pk__in=order).for_detail()}
    return [told(event_facts(found[pk])) for pk in order if pk in found]
