from django.db.models import Q

from content.search import Source
from events.models import EventSeries


def local(municipality):
    """Events with at least one date there."""
    return EventSeries.objects.filter(
        Q(place__municipality=municipality) | Q(occurrences__place__municipality=municipality)
    )


SOURCES = [
    Source(
        EventSeries,
        "events",
        body=("description", "alert", "interpretation", "price_note", "date_hint"),
        local=local,
    ),
]
