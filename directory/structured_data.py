"""Places and organisations in the words of schema.org; the sections' own structured_data.py build on them."""

from django.conf import settings

from content.freshness import with_doubt
from directory.models import ContactPoint, Organisation

COUNTRY = "LT"
TYPES = {
    Organisation.Kind.AUTHORITY: "GovernmentOrganization",
    Organisation.Kind.NGO: "NGO",
    Organisation.Kind.EDUCATION: "EducationalOrganization",
    Organisation.Kind.HEALTH: "MedicalOrganization",
    Organisation.Kind.RESEARCH: "ResearchOrganization",
    Organisation.Kind.BUSINESS: "Corporation",
}


def known(data):
    """Without what nobody knows."""
    return {name: value for name, value in data.items() if value not in ("", [], {}, None)}


def address_of(record):
    """The address of a record's page in the active language, as other sites know it."""
    return f"{settings.SITE_URL.rstrip('/')}{record.get_absolute_url()}"


def place_in_words_of_schema(place):
    data = {"@type": "Place", "name": place.text("name"), "address": postal_address(place)}
    if place.latitude is not None and place.longitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(place.latitude),
            "longitude": float(place.longitude),
        }
    return data


def postal_address(place):
    return known(
        {
            "@type": "PostalAddress",
            "streetAddress": place.street_address,
            "postalCode": place.postal_code,
            "addressLocality": place.address_locality,
            "addressCountry": COUNTRY,
        }
    )


def organisation_in_words_of_schema(organisation, places=()):
    """A public organisation with its contacts and ``places``; never asked of one that is not public."""
    contacts = [contact for contact in organisation.contacts.all() if contact.is_public and contact.is_valid]
    return known(
        {
            "@context": "https://schema.org",
            "@type": TYPES.get(organisation.kind, "Organization"),
            "@id": address_of(organisation),
            "url": address_of(organisation),
            "name": organisation.text("name"),
            "alternateName": organisation.alternate_name,
            "legalName": organisation.legal_name,
            "description": with_doubt(organisation.text("summary"), organisation),
            "sameAs": same_as(organisation, contacts),
            "contactPoint": contact_points(contacts),
            "parentOrganization": neighbour(organisation.parent),
            "location": [place_in_words_of_schema(place) for place in places],
        }
    )


def neighbour(organisation):
    """An organisation that something points at, by name and address, or None while it is not public."""
    if organisation is None or not organisation.is_published:
        return None
    return {
        "@type": TYPES.get(organisation.kind, "Organization"),
        "@id": address_of(organisation),
        "name": organisation.text("name"),
        "url": address_of(organisation),
    }


def same_as(organisation, contacts):
    sites = [contact.href for contact in contacts if contact.kind in ContactPoint.ADDRESSES]
    own = [organisation.url] if organisation.url else []
    return list(dict.fromkeys([*own, *organisation.same_as, *sites]))


def contact_points(contacts):
    """Numbers to call, fax numbers and mailboxes; what a tap opens elsewhere stands in sameAs."""
    return [point for contact in contacts if (point := contact_point(contact))]


def contact_point(contact):
    if contact.kind == ContactPoint.Kind.EMAIL:
        reach = {"email": contact.normalised}
    elif contact.kind == ContactPoint.Kind.FAX:
        reach = {"faxNumber": contact.normalised}
    elif contact.kind in ContactPoint.CALLS:
        reach = {"telephone": contact.normalised}
    else:
        return None
    return {"@type": "ContactPoint", **reach, **known({"description": contact.text("label")})}
