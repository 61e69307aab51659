"""What the list says of a course, whichever record it is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.wording import Card, facts_of, written
from events.dates.wording import happened, of_date


@dataclass(frozen=True)
class CourseCard(Card):
    """``lines``: what holds of it now; ``facts``: of the course, as sentences; ``is_free``: None when nobody knows."""

    provider: str
    places: tuple
    lines: tuple
    facts: tuple
    is_free: bool | None
    spoken: str


def card_of_service(service):
    """Of a Service from ``for_cards()`` with its course."""
    card = service.card
    places = (_("In all of Lithuania"),) if service.is_nationwide else card.areas
    return CourseCard(
        **facts_of(service),
        provider=card.provider,
        places=places,
        lines=tuple(line.text for line in card.lines),
        facts=tuple(str(fact) for fact in service.course.facts),
        is_free=service.is_free,
        spoken=", ".join(service.spoken),
    )


def card_of_event(series):
    """Of an EventSeries from ``for_cards()`` with its course."""
    place = series.place
    is_online = series.attendance_mode != series.Mode.OFFLINE
    here = (written(place), *([written(place.municipality)] if place.municipality else [])) if place else ()
    return CourseCard(
        **facts_of(series),
        provider=written(series.organiser) if series.organiser.is_published else "",
        places=(*here, *([_("Online")] if is_online else [])),
        lines=dates_of(series),
        facts=tuple(str(fact) for fact in series.course.facts),
        is_free=series.is_accessible_for_free,
        spoken=", ".join(series.spoken),
    )


def dates_of(series):
    """The next date in words, before it what happened to it; or that it is to be announced."""
    if date := series.next_occurrence:
        return tuple(filter(None, [happened(date), of_date(date)]))
    return tuple(filter(None, [_("Date to be announced"), str(series.text("date_hint"))]))
