"""The same facts in the same words for calendars, feeds and search engines: plain text in the reader's language."""

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.wording import money
from events.dates.wording import happened, planned_start
from events.recurrence.wording import rhythm


def title(series, event=None):
    """The name of the event, after "Cancelled:" and the like."""
    said = happened(event) if event else ""
    return f"{said}: {series.text('name')}" if said else str(series.text("name"))


def change(event):
    """What happened to a date and why, in sentences, or ""."""
    sentences = [f"{said}." if (said := happened(event)) else ""]
    if event.status == event.Status.RESCHEDULED and event.previous_start_at:
        sentences.append(_("Before, it was: %(when)s.") % {"when": planned_start(event)})
    sentences.append(event.text("status_reason"))
    return " ".join(sentence for sentence in sentences if sentence)


def where(place):
    """The name of a place and its address on one line, or ""."""
    return ", ".join(part for part in [place.text("name"), place.address] if part) if place else ""


def price(series):
    """What it costs, and a note on it, or ""."""
    if series.is_accessible_for_free:
        return _("Free of charge"), series.text("price_note")
    return money(series.price) if series.price else _("Ask the organiser"), series.text("price_note")


def price_on_a_line(series):
    amount, note = price(series)
    return f"{amount} ({note})" if note and not series.is_accessible_for_free else amount


def contacts(series):
    """The public ways to reach somebody, one a line, those that work only."""
    found = [contact for contact in series.ways_to_reach if contact.href]
    return [": ".join(part for part in [contact.text("label"), contact.display] if part) for contact in found]


def description(series, event=None):
    """All that a reader needs who has the calendar entry only."""
    lines = [change(event) if event else "", series.doubt]
    if foreign := series.foreign_language_in:
        lines.append(capfirst(_("%(in_language)s only") % {"in_language": foreign}))
    lines += [series.text("summary"), rhythm(series)]
    if spoken := series.spoken:
        lines.append(f"{_('Languages spoken')}: {', '.join(spoken)}")
    lines += [series.text("interpretation"), f"{_('Price')}: {price_on_a_line(series)}", *contacts(series)]
    return "\n".join(line for line in lines if line)


def address(record):
    """The whole address of a page, for programs that have nothing but the text."""
    return f"{settings.SITE_URL.rstrip('/')}{record.get_absolute_url()}"
