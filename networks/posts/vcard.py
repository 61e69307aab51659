"""A post as a vCard 4.0 (RFC 6350), or 3.0 (RFC 2426) for phones that know no other; docs/decisions/0018.

The same facts as on the card of the page, and nothing more: the person who is in the post today, contacts that work.
"""

import re
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.sharing.facts import checked
from content.text import legible, tidy
from directory.models import ContactPoint, Place

LINE = 75
# A post keeps its UID in every language and on every host, so that a phone brings the card up to date.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "kartu:networks/coordinators/")
PHONES = {ContactPoint.Kind.PHONE: "voice", ContactPoint.Kind.MOBILE: "cell", ContactPoint.Kind.FAX: "fax"}


def write(post, absolute, version=4):
    """Return the card of a post from ``for_contact_card()``; ``absolute`` turns a path into a full address."""
    lines = ["PRODID:-//Kartu//Kartu//EN", f"UID:urn:uuid:{uid(post)}"]
    lines += [*_name(post), *_office(post), *_contacts(post), *_about(post, absolute)]
    if version == 3:
        lines = _as_3(lines)
    lines = ["BEGIN:VCARD", f"VERSION:{version}.0", *lines, "END:VCARD"]
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _as_3(lines):
    """The same facts in the words of version 3.0: one name of the office, numbers as text, a name in parts always."""
    found = []
    for line in lines:
        name = re.split("[;:]", line, maxsplit=1)[0]
        if name in {"KIND", "LANG"} or (name == "ORG" and any(other.startswith("ORG") for other in found)):
            continue
        line = line.replace(";ALTID=1", "") if name == "ORG" else line
        if name == "TEL":
            line = re.sub(r'^TEL;VALUE=uri;TYPE="([^"]*)":tel:', lambda types: f"TEL;TYPE={types[1].upper()}:", line)
        found.append(
            line.replace("EMAIL;TYPE=work", "EMAIL;TYPE=INTERNET,WORK").replace("ADR;TYPE=work", "ADR;TYPE=WORK")
        )
    if not any(line.startswith("N:") for line in found):
        shown = next(line.partition(":")[2] for line in found if line.startswith("FN"))
        found.insert(0, f"N:{shown};;;;")
    return found


def uid(post):
    return uuid.uuid5(NAMESPACE, f"{post.slug}.vcf")


def text(value):
    """A text value: what has a meaning in a vCard is escaped, what no line can hold is left out."""
    value = re.sub(r"([\\,;])", r"\\\1", legible(str(value)).strip())
    return value.replace("\n", r"\n")


def fold(line):
    """Break a line after at most 75 octets, never within a character."""
    parts, rest = [], line.encode()
    room = LINE
    while len(rest) > room:
        end = room
        while rest[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        parts.append(rest[:end])
        rest, room = rest[end:], LINE - 1
    return b"\r\n ".join([*parts, rest]).decode()


def _name(post):
    """The person in the post today; a vacant post is its office."""
    if not post.people:
        return ["KIND:org", f"FN:{text(_host(post) or post.text('name'))}"]
    names = [f"FN:{text(tidy(', '.join(map(str, post.people)), in_lines=False))}"]
    if len(post.people) == 1:
        person = post.people[0]
        parts = [person.family_name, person.given_name, "", person.honorific, ""]
        names.append(f"N:{';'.join(text(tidy(part, in_lines=False)) for part in parts)}")
    return ["KIND:individual", *names]


def _host(post):
    """The name of the host in Lithuanian, as it stands at the door, unless it is not public."""
    return post.organisation.text("name", settings.LANGUAGE_CODE) if post.organisation.is_published else ""


def _office(post):
    """Where the person works and as what, in Lithuanian and in the reader's language."""
    if post.organisation.is_published:
        names = {name.language: name for name in (_host(post), post.organisation.text("name"))}
        yield from (f"ORG;ALTID=1;LANGUAGE={language}:{text(name)}" for language, name in names.items())
        yield from _addresses(post)
    title = post.text("name")
    yield f"TITLE;LANGUAGE={title.language}:{text(title)}"
    yield f"ROLE;LANGUAGE={get_language()}:{text(post.get_role_display())}"


def _addresses(post):
    places = [place for place in post.organisation.places.all() if place.kind == Place.Kind.PHYSICAL]
    for place in places[:1]:
        if place.street_address:
            parts = ["", "", place.street_address, place.address_locality, "", place.postal_code, "Lietuva"]
            yield f"ADR;TYPE=work:{';'.join(map(text, parts))}"


def _contacts(post):
    """Numbers and addresses that work; of a vacant post, and of one on leave, only what an office reads."""
    contacts = post.contacts.all() if post.people and not post.is_on_leave else post.working_mailboxes
    for contact in contacts:
        if contact.is_public and contact.is_valid and contact.kind in PHONES:
            yield f'TEL;VALUE=uri;TYPE="work,{PHONES[contact.kind]}":tel:{contact.normalised}'
        elif contact.is_answered:
            yield f"EMAIL;TYPE=work:{text(contact.value)}"


def _about(post, absolute):
    """The page, the day of the check, the languages spoken, where the post helps."""
    municipalities = [coverage.municipality for coverage in post.coverages.all()]
    page = municipalities[0].get_absolute_url() if municipalities else reverse("networks:coordinators")
    yield f"URL:{absolute(page)}"
    languages = {code for contact in post.contacts.all() if contact.is_public for code in contact.available_languages}
    yield from (f"LANG:{code}" for code in sorted(languages or {settings.LANGUAGE_CODE}))
    yield f"CATEGORIES:{','.join(text(name) for name in ['Kartu', *municipalities])}"
    yield f"NOTE;LANGUAGE={get_language()}:{text(_note(post))}"
    if post.assured_on:
        yield f"REV:{post.assured_on:%Y%m%d}T000000Z"


def _note(post):
    """What the card of the page says of the post: vacant, on leave, the office, the day of the check."""
    said = []
    if not post.people:
        said.append(_("This post is vacant now."))
    elif post.is_on_leave and post.leave_until:
        said.append(_("On leave until %(date)s") % {"date": date_format(post.leave_until, "DATE_FORMAT")})
    elif post.is_on_leave:
        said.append(_("On leave"))
    said += [str(post.text("office")), str(post.text("office_hours"))]
    said.append(checked(post))
    return "\n".join(line for line in said if line)
