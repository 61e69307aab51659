"""``{% notices %}`` puts the notices of staff on top of a page, if there are any for it."""

from django import template

from directory.alerts.board import VERSION, About, board
from directory.models import Municipality

register = template.Library()

# They need no database and change with the program only: they stay readable while everything else is away.
WITHOUT = {"about", "accessibility", "privacy"}


@register.inclusion_tag("alerts/_notices.html", takes_context=True)
def notices(context):
    """Nothing is asked of the page, and nothing of the database, while no notice is pinned up."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None or match.view_name in WITHOUT:
        return {}
    version = request.environ.get(VERSION)
    return {"alerts": board.live(version) and board.on(about(context, match), version)}


def about(context, match):
    """What the page is about, read from what it shows: its record, or what was asked of a list."""
    filters, record = context.get("filters"), context.get("record")
    asked = [filters.asked("municipality"), filters.asked("topic")] if filters else [None, None]
    answer = context.get("answer")
    places = [asked[0], context.get("municipality"), getattr(answer, "municipality", None), *places_of(record)]
    return About(
        section=match.namespaces[0] if match.namespaces else "",
        municipalities=frozenset(place.pk for place in places if isinstance(place, Municipality)),
        topics=frozenset(term.pk for term in [asked[1], *topics_of(record)] if term),
    )


def places_of(record):
    """Municipalities of a record: its own, that of its place, and those that it serves."""
    yield record
    yield getattr(record, "municipality", None)
    yield getattr(getattr(record, "place", None), "municipality", None)
    yield from every(record, "area_served")


def topics_of(record):
    return every(record, "topics")


def every(record, name):
    """What a relation with many holds; other kinds of record have one thing of that name, or none."""
    many = getattr(record, name, None)
    return many.all() if hasattr(many, "all") else [many] if many else []
