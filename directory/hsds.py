"""Organisations, places and contacts as HSDS 3.0 objects; services/outlets/hsds.py makes the package of them."""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _

from content.sharing.facts import plain
from directory.models import WHEELCHAIR, ContactPoint

# RFC 6350 names of what a number is for.
PHONE_TYPES = {
    ContactPoint.Kind.PHONE: "voice",
    ContactPoint.Kind.MOBILE: "cell",
    ContactPoint.Kind.FAX: "fax",
    ContactPoint.Kind.WHATSAPP: "text",
    ContactPoint.Kind.VIBER: "text",
}
COUNTRY = "LT"


def identified(record, *parts):
    """The identifier of a record, or of what is derived from it: the same each time, on this site only."""
    name = [record._meta.label_lower, str(record.pk), *map(str, parts)]
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.SITE_URL}/{'/'.join(name)}"))


def text(values):
    """Without what nobody knows. HSDS fields are left out rather than empty."""
    return {
        name: str(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in ("", None, [])
    }


def join(parts, separator):
    return separator.join(str(part) for part in parts if part)


def organization(found):
    """An organisation that is public, with its own contacts."""
    key = identified(found)
    description = join([found.doubt, found.text("summary"), plain(found.text("description"))], "\n\n")
    return {
        **text(
            {
                "id": key,
                "name": found.text("name"),
                "alternate_name": found.alternate_name,
                "website": website(found),
                **contacts_of(found.contacts.all(), found.text("name"), {"organization_id": key}),
            }
        ),
        # Required, so it is there when it is empty.
        "description": description,
    }


def website(found):
    sites = (contact.href for contact in found.contacts.all() if contact.is_public and contact.kind == "website")
    return found.url or next((site for site in sites if site), "")


def contacts_of(contacts, name, owner):
    """email, phones and contacts of an owner: public ones that work. A number for reading aloud is on the page."""
    usable = [contact for contact in contacts if contact.is_public and contact.is_valid]
    mails = [contact for contact in usable if contact.kind == ContactPoint.Kind.EMAIL]
    return {
        "email": mails[0].normalised if mails else "",
        "phones": [phone(contact, owner) for contact in usable if contact.kind in PHONE_TYPES],
        "contacts": [
            text({"id": identified(mail), **owner, "name": mail.text("label") or name, "email": mail.normalised})
            for mail in mails
        ],
    }


def phone(contact, owner):
    domestic = _("You can call this number from Lithuania only.") if contact.domestic_only else ""
    return text(
        {
            "id": identified(contact),
            **owner,
            "number": contact.normalised,
            "type": PHONE_TYPES[contact.kind],
            "description": join([contact.text("label"), contact.text("available_hours"), domestic], ". "),
        }
    )


def location(place):
    """A place with its address as it stands on the sign."""
    key = identified(place)
    return text(
        {
            "id": key,
            "location_type": place.kind,
            "url": place.url,
            "name": place.text("name"),
            "transportation": place.text("transportation"),
            "latitude": None if place.latitude is None else float(place.latitude),
            "longitude": None if place.longitude is None else float(place.longitude),
            "addresses": [address(place, key)] if place.address else [],
            "accessibility": accessibility(place, key),
        }
    )


def address(place, key):
    """HSDS wants every line, so a line that nobody knows is there and empty."""
    county = place.municipality.county if place.municipality else None
    return {
        "id": identified(place, "address"),
        "location_id": key,
        "address_1": place.street_address,
        "city": place.address_locality,
        "state_province": str(county.text("name")) if county else "",
        "postal_code": place.postal_code,
        "country": COUNTRY,
        "address_type": "postal" if place.kind == place.Kind.POSTAL else "physical",
    }


def accessibility(place, key):
    words = dict(WHEELCHAIR)
    note = place.text("accessibility_note")
    if place.wheelchair == "unknown" and not note:
        return []
    step_free = "" if place.wheelchair == "unknown" else str(words[place.wheelchair])
    found = {"id": identified(place, "accessibility"), "location_id": key, "description": step_free, "details": note}
    return [text(found)]
