"""Events in the words of schema.org, for search engines: the same facts as on the page."""

from django.utils import timezone

from content.freshness import with_doubt
from directory.structured_data import place_in_words_of_schema
from events.models import Event, EventSeries
from events.outlets import plain_text

# A page names the next dates; search engines come again.
MOST_DATES = 10
STATUS = {
    Event.Status.SCHEDULED: "EventScheduled",
    Event.Status.CANCELLED: "EventCancelled",
    Event.Status.POSTPONED: "EventPostponed",
    Event.Status.RESCHEDULED: "EventRescheduled",
}
MODE = {
    EventSeries.Mode.OFFLINE: "OfflineEventAttendanceMode",
    EventSeries.Mode.ONLINE: "OnlineEventAttendanceMode",
    EventSeries.Mode.MIXED: "MixedEventAttendanceMode",
}


def events_in_words_of_schema(series):
    """One Event for each of the next dates; None when there is none, or nowhere to go to."""
    ahead = [event for event in series.occurrences.all() if not event.is_past]
    found = [event_in_words_of_schema(series, event) for event in ahead[:MOST_DATES] if location(series, event)]
    return {"@context": "https://schema.org", "@graph": found} if found else None


def event_in_words_of_schema(series, event):
    data = {
        "@type": "Event",
        "@id": f"{plain_text.address(series)}#{event.pk}",
        "name": series.text("name"),
        "description": with_doubt(series.text("summary"), series),
        "url": plain_text.address(series),
        "startDate": moment(series, event.starts_at),
        "endDate": event.last_day.isoformat() if series.is_all_day else moment(series, event.ends_at),
        "eventStatus": f"https://schema.org/{STATUS[event.status]}",
        "eventAttendanceMode": f"https://schema.org/{MODE[series.attendance_mode]}",
        "location": location(series, event),
        "inLanguage": series.languages,
        "isAccessibleForFree": series.is_accessible_for_free,
        "offers": offers(series),
        "organizer": organiser(series),
    }
    if event.status == Event.Status.RESCHEDULED and event.previous_start_at:
        data["previousStartDate"] = moment(series, event.previous_start_at)
    return {name: value for name, value in data.items() if value not in ("", [], None)}


def moment(series, at):
    """A day for days; else the moment with the hour of Vilnius and its distance from UTC."""
    return timezone.localdate(at).isoformat() if series.is_all_day else timezone.localtime(at).isoformat("T", "seconds")


def location(series, event):
    """Where it is: a Place, a VirtualLocation, both, or None when nobody said."""
    found = []
    place, url = event.place_or_usual, event.public_url
    if place and series.attendance_mode != series.Mode.ONLINE:
        found.append(place_in_words_of_schema(place))
    if series.attendance_mode != series.Mode.OFFLINE:
        found.append({"@type": "VirtualLocation", "url": url or plain_text.address(series)})
    return found[0] if len(found) == 1 else found or None


def offers(series):
    """The price, if it is known; a free event costs nothing."""
    amount = 0 if series.is_accessible_for_free else series.price
    if amount is None:
        return None
    return {"@type": "Offer", "price": str(amount), "priceCurrency": series.currency, "url": plain_text.address(series)}


def organiser(series):
    if not series.organiser.is_published:
        return None
    name = series.organiser.text("name")
    return {"@type": "Organization", "name": name, "url": plain_text.address(series.organiser)}
