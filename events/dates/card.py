"""What a list says of a date under the heading of its day."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from content.wording import Card, facts_of, written
from events.dates import wording


@dataclass(frozen=True)
class DateCard(Card):
    """``happened``, ``tone``, ``before``, ``reason``: of a date that does not take place as planned, else "".

    ``further``: later dates of the same series, each with what happened to it; ``more``: how many there are in all.
    """

    starts: str
    hours: str
    takes_place: bool
    happened: str
    tone: str
    before: str
    reason: str
    attendance_mode: str
    place: str
    address: str
    is_elsewhere: bool
    kind: str
    is_free: bool
    spoken: str
    icon: str
    further: tuple
    more: int


def card_of(date):
    """The card of an Event from ``for_cards()``."""
    series, place = date.series, date.place_or_usual
    return DateCard(
        **facts_of(series),
        **(as_planned() if date.status == "scheduled" else changed(date)),
        starts=timezone.localtime(date.starts_at).isoformat("T", "seconds"),
        hours=wording.hours(date),
        takes_place=date.takes_place,
        attendance_mode=series.attendance_mode,
        place=written(place),
        address=place.address if place else "",
        is_elsewhere=bool(date.place_id and date.place_id != series.place_id),
        kind=written(series.kind),
        is_free=series.is_accessible_for_free,
        spoken=", ".join(series.spoken),
        icon=series.kind.drawing or "calendar",
        further=tuple((wording.of_date(later, series), unlike(date, later)) for later in date.further),
        more=date.further[0].in_all if date.further else 0,
    )


def unlike(shown, later):
    """What somebody who has read of the date ``shown`` must know of a later one, or ""."""
    return wording.happened(later) or (_("Other place") if later.place_id != shown.place_id else "")


def as_planned():
    return {"happened": "", "tone": "", "before": "", "reason": ""}


def changed(date):
    """What happened to a date, and what people knew of it."""
    is_moved = date.status == date.Status.RESCHEDULED and date.previous_start_at
    return {
        "happened": wording.happened(date),
        "tone": "bad" if date.is_cancelled else "warn",
        "before": wording.planned_start(date) if is_moved else "",
        "reason": written(date, "status_reason"),
    }
