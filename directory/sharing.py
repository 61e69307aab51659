"""Contacts and places in the words of ``content.sharing.facts``."""

from content.sharing.facts import Contact, Where, as_on_the_sign
from directory.models import ContactPoint

# Their names are written before the number or the address.
NAMED = {ContactPoint.Kind.WHATSAPP, ContactPoint.Kind.VIBER, ContactPoint.Kind.TELEGRAM, ContactPoint.Kind.FACEBOOK}


def contact_facts(contacts):
    """What may be passed on and works: no private, no broken and no fax number; numbers to call first."""
    found = [_contact(contact) for contact in contacts if contact.is_public and contact.href]
    return tuple(sorted(found, key=lambda contact: not contact.is_number))


def _contact(contact):
    kind = f"{contact.get_kind_display()}: " if contact.kind in NAMED else ""
    remark = contact.text("label") or contact.text("available_hours")
    return Contact(f"{kind}{contact.display}", contact.href, remark, contact.is_diallable)


def place_facts(place, when=""):
    return Where(place.text("name"), as_on_the_sign(place.address) if place.address else "", when)


def name_if_public(neighbour):
    """The name of a record that another one points at, or "" while it is not public itself."""
    return neighbour.text("name") if neighbour is not None and neighbour.is_published else ""
