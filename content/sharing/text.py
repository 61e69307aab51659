"""A record as a short text to send, and the ways to send it."""

import unicodedata
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from content.sharing.facts import labelled, only_in, same_language

LIMIT = 700
# Less than this says nothing: such a rest of a line is left out.
SHORTEST = 20
# Words beside a number that are longer go before the number does.
REMARK = 40
NUMBERS_KEPT = 3

# What is given up first when a text is too long. Lines of KEPT never go.
KEPT, NAME, MAIL, ADDRESS, PLACE, PRICE, REASON, MORE, BY, ALERT, CHECKED, DETAIL, SUMMARY = range(13)


@dataclass(frozen=True)
class Line:
    """One line of a text to send. A whole one is left out rather than cut: half a number is none."""

    text: str
    rank: int
    is_whole: bool = False


def share_text(facts, link):
    """All that is worth knowing in at most LIMIT characters: lines, each in its language, the last is the link.

    The summary is cut first, then details; dates, phone numbers and the link never.
    """
    found = [
        *_first(facts.states, REASON),
        *(Line(reason, REASON) for reason in facts.reasons),
        Line(facts.name, NAME),
        Line(only_in(facts.name) or only_in(facts.summary), MORE, True),
        Line(facts.by, BY),
        *_first(facts.when, MORE),
        *(line for number, place in enumerate(facts.where) for line in _where(place, number)),
        *(Line(price, DETAIL if number else PRICE) for number, price in enumerate(facts.price)),
        *_contacts(facts),
        Line(facts.alert, ALERT),
        Line(facts.summary, SUMMARY),
        *(Line(detail, DETAIL) for detail in facts.details),
        Line(facts.checked, CHECKED, True),
        Line(link, KEPT, True),
    ]
    lines = [replace(line, text=_tidy(line.text)) for line in found if line.text]
    return [line.text for line in shortened(lines, LIMIT)]


def _first(texts, rank):
    """The first line stays, those after it may go."""
    return [Line(text, rank if number else KEPT, not number) for number, text in enumerate(texts)]


def _where(place, number):
    yield Line(labelled(place.when, place.name) if place.when else place.name, MORE if number else PLACE)
    yield Line(place.address, MORE if number else ADDRESS)


def _contacts(facts):
    numbers = mails = 0
    owners = [(None, facts.contacts), *((person, person.contacts) for person in facts.people)]
    for owner, contacts in owners:
        if owner:
            yield from (Line(owner.name, PLACE), Line(owner.role, BY), Line(owner.state, REASON))
        for contact in contacts:
            rank = MORE
            if contact.is_number:
                numbers += 1
                rank = KEPT if numbers <= NUMBERS_KEPT else MORE
            elif contact.href.startswith("mailto:"):
                mails += 1
                rank = MAIL if mails == 1 else MORE
            remark = f" – {contact.remark}" if contact.remark and len(contact.remark) <= REMARK else ""
            yield Line(f"{contact.shown}{remark}", rank, True)


def _tidy(text):
    """One line, counted as readers count: composed letters, plain spaces (messengers find numbers only with those)."""
    return same_language(" ".join(unicodedata.normalize("NFC", text).split()), text)


def shortened(lines, limit):
    """Cut or leave out lines, the last of the highest rank first, until they fit with their line breaks."""
    lines = list(lines)
    order = sorted(range(len(lines)), key=lambda place: (-lines[place].rank, -place))
    for place in order:
        excess = sum(len(line.text) + 1 for line in lines if line.text) - 1 - limit
        if excess <= 0:
            break
        if lines[place].rank != KEPT:
            lines[place] = _cut(lines[place], excess)
    return [line for line in lines if line.text]


def _cut(line, excess):
    room = len(line.text) - excess
    if line.rank == NAME:
        room = max(room, SHORTEST)
    elif line.is_whole or room < SHORTEST:
        return replace(line, text="")
    return replace(line, text=same_language(ellipsis(line.text, room), line.text))


def ellipsis(text, room):
    """The text in at most ``room`` characters, whole words and "…" when some are left out."""
    if len(text) <= room:
        return text
    head = text[:room]
    words = head.rpartition(" ")[0] or head[:-1]
    return f"{words[: room - 1].rstrip(' ,.;:–-(')}…"


# --- The ways ---------------------------------------------------------------------------------------------------------


def channels(texts, subject):
    """(name, address) of every way to send the text; nothing of others is loaded, each is a plain link."""
    *rest, link = texts
    text = "\n".join(texts)
    ways = [
        ("Viber", "viber://forward", {"text": text}),
        ("WhatsApp", "https://wa.me/", {"text": text}),
        # Telegram writes the address first and the text below it.
        ("Telegram", "https://t.me/share/url", {"url": link, "text": "\n".join(rest)}),
        ("SMS", "sms:", {"body": text}),
        (_("E-mail"), "mailto:", {"subject": subject, "body": text.replace("\n", "\r\n")}),
    ]
    return [(name, f"{address}?{urlencode(asked, quote_via=quote)}") for name, address, asked in ways]
