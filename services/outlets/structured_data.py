"""Services in the words of schema.org, for search engines: the same facts as on the page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from content.freshness import with_doubt
from directory.models import Organisation
from directory.public_holidays import holidays_ahead
from directory.structured_data import (
    address_of,
    contact_points,
    known,
    neighbour,
    place_in_words_of_schema,
)
from services.opening.state import Mode

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def service_in_words_of_schema(service):
    """The service, or None once it has ended: nobody should be sent there."""
    if service.has_ended:
        return None
    is_public_body = service.provider.kind == Organisation.Kind.AUTHORITY
    return known(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentService" if is_public_body else "Service",
            "@id": address_of(service),
            "url": address_of(service),
            "name": service.text("name"),
            "alternateName": service.text("alternate_name"),
            "description": with_doubt(service.text("summary"), service),
            "provider": neighbour(service.provider),
            "areaServed": areas(service),
            "audience": audience(service),
            "offers": list(offers(service)),
            "availableChannel": channels(service),
        }
    )


def areas(service):
    if service.is_nationwide:
        return [{"@type": "Country", "name": _("Lithuania")}]
    return [{"@type": "AdministrativeArea", "name": place.text("name")} for place in service.area_served.all()]


def audience(service):
    told = service.text("eligibility_description") or ", ".join(service.for_legal_statuses)
    return {"@type": "Audience", "audienceType": told} if told else None


def offers(service):
    if service.is_free:
        yield {"@type": "Offer", "price": "0", "priceCurrency": "EUR"}
    for cost in service.costs.all():
        price = {"price": str(cost.amount), "priceCurrency": cost.currency}
        yield {"@type": "Offer", "name": cost.text("name"), **price}


def channels(service):
    """One channel for each door, with the contacts; without a door one channel of contacts and languages."""
    contacts = [contact for contact in service.ways_to_reach if contact.is_valid]
    common = known({"availableLanguage": list(service.languages), "servicePhone": contact_points(contacts)})
    doors = [{"serviceLocation": door_in_words_of_schema(door)} for door in service.locations.all()]
    return [{"@type": "ServiceChannel", **door, **common} for door in doors or [{}] if door or common]


def door_in_words_of_schema(door):
    """A place with its week and its exceptions.

    schema.org has no word for "by appointment": hours are open or closed. Whoever reads them as open would stand at a
    closed door, so hours by appointment are left out, and a date with appointments only is closed for who walks in.
    """
    data = place_in_words_of_schema(door.place)
    if door.service.is_suspended or door.service.is_stale("hours"):
        return data
    slots = [slot for slot in door.hours_ahead if slot.mode == Mode.OPEN and slot.opens is not None]
    data["openingHoursSpecification"] = [hours(slot, dayOfWeek=DAYS[slot.day_of_week]) for slot in slots]
    data["specialOpeningHoursSpecification"] = list(special_hours(door))
    return known(data)


def special_hours(door):
    today = timezone.localdate()
    for exception in door.exceptions_ahead:
        if exception.mode != Mode.OPEN:
            yield closed(exception.starts_on, exception.ends_on)
        elif exception.opens is not None:
            yield hours(exception)
    if door.hours_ahead and not door.open_on_holidays:
        for day in holidays_ahead(today):
            if not any(exception.holds_on(day) for exception in door.exceptions.all()):
                yield closed(day, day)


def hours(slot, **more):
    """From ``valid_from`` to ``valid_through`` for a week, from the first to the last day for an exception."""
    first = getattr(slot, "valid_from", None) or getattr(slot, "starts_on", None)
    last = getattr(slot, "valid_through", None) or getattr(slot, "ends_on", None)
    closes = "23:59" if f"{slot.closes:%H:%M}" == "00:00" else f"{slot.closes:%H:%M}"
    return known(
        {
            "@type": "OpeningHoursSpecification",
            **more,
            "opens": f"{slot.opens:%H:%M}",
            "closes": closes,
            "validFrom": first and first.isoformat(),
            "validThrough": last and last.isoformat(),
        }
    )


def closed(first, last):
    """Search engines read the same hour twice as a closed day."""
    times = {"opens": "00:00", "closes": "00:00"}
    days = {"validFrom": first.isoformat(), "validThrough": last.isoformat()}
    return {"@type": "OpeningHoursSpecification", **times, **days}
