"""What must be known of a record by somebody who gets no page.

A section says it in ``Facts``; the text, the card and the tests of all sections read nothing else.
"""

import html
import re
from dataclasses import dataclass

import nh3
from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.languages import in_language
from content.translatable.models import ShownText


@dataclass(frozen=True)
class Contact:
    """One public way to reach somebody that works; ``shown`` is printed, ``href`` is what a tap does."""

    shown: str
    href: str = ""
    remark: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Person:
    name: str
    role: str = ""
    state: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Where:
    """A door: its name, and its address as on the sign. ``when`` only if other dates are elsewhere."""

    name: str
    address: str = ""
    when: str = ""


@dataclass(frozen=True)
class Facts:
    """What a reader needs who gets no page; texts are in the active language, or say in which they are.

    ``states`` come first because they change everything else: cancelled, moved, closed. ``request`` is what somebody
    says who shows the card.
    """

    name: str
    path: str
    states: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    by: str = ""
    when: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()
    price: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    people: tuple[Person, ...] = ()
    alert: str = ""
    details: tuple[str, ...] = ()
    checked: str = ""
    summary: str = ""
    request: str = ""

    @property
    def title(self):
        """The name and what tells it from others of that name: a municipality is an area and an organisation."""
        return ", ".join(filter(None, [self.name, self.by]))

    def on_half_of_card(self):
        """The texts that a card shows in each of its two languages, every one a line or more of its own."""
        yield from (self.request, *self.states, *self.reasons, self.name, self.by, *self.when[:2])
        for place in self.where:
            yield from (f"{place.when} {place.name}", place.address)
        for person in self.people:
            yield from (person.name, person.role, person.state)

    def below_card(self):
        """The ways to reach somebody, which stand there once."""
        for contact in (*self.contacts, *(contact for person in self.people for contact in person.contacts)):
            yield f"{contact.shown} {contact.remark}"

    @property
    def addresses(self):
        return tuple(place.address for place in self.where if place.address)


def facts_of(record, **more):
    """The Facts that every Content has, and ``more`` of its section."""
    states = more.pop("states", ())
    if record.is_example:
        states = (_("Example"), *states)
    if record.doubt:
        states = (*states, record.doubt)
    return Facts(
        **{
            "name": record.text("name"),
            "path": record.own_address,
            "alert": record.text("alert"),
            # A doubt stands among the states, where no outlet leaves it out.
            "checked": "" if record.doubt else checked(record),
            "summary": record.text("summary"),
            "request": _("Please tell me more about this."),
            **more,
            "states": states,
        }
    )


def with_description(record):
    """Summary and text as one, for records that are their text."""
    parts = [record.text("summary"), plain(record.text("description"))]
    return joined([part for part in parts if part], " ")


def joined(texts, separator):
    """Several texts as one; in another language than the reader's if one of them is."""
    whole = separator.join(texts)
    foreign = next((text for text in texts if getattr(text, "is_foreign", False)), None)
    return ShownText(whole, foreign.language, True) if foreign is not None else whole


def plain(text):
    """A rich text without its marks."""
    words = html.unescape(nh3.clean(re.sub(r"</(?:p|h\d|li)>|<br\s*/?>", " ", text), tags=set()))
    return same_language(" ".join(words.split()), text)


def same_language(text, original):
    if getattr(original, "is_foreign", False):
        return ShownText(text, original.language, True)
    return text


def labelled(label, text):
    """ "Label: text", or "" without a text."""
    return same_language(f"{label.rstrip(':')}: {text}", text) if text else ""


def as_on_the_sign(text):
    """A text that is Lithuanian in every language: an address, the name of a person."""
    return ShownText(text, settings.LANGUAGE_CODE, get_language() != settings.LANGUAGE_CODE)


def checked(record):
    """When it was checked; of a card whose keeper did not answer, since when nobody confirmed it."""
    if since := getattr(record, "unconfirmed_since", None):
        return _("Not confirmed since %(date)s") % {"date": date_format(since, "DATE_FORMAT")}
    if record.doubt:
        return record.doubt
    if record.assured_on:
        return _("Checked on %(date)s") % {"date": date_format(record.assured_on, "DATE_FORMAT")}
    return _("Not checked yet")


def only_in(text):
    """ "In Lithuanian only" for a text that is not in the reader's language, else ""."""
    if not getattr(text, "is_foreign", False):
        return ""
    return capfirst(_("%(in_language)s only") % {"in_language": in_language(text.language)})
