"""What is passed on of an event: the dates to come, and first of all what changed about them."""

from itertools import takewhile

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.sharing.facts import Contact, Where, facts_of, joined, labelled
from content.wording import day, day_in_sentence
from directory.sharing import contact_facts, name_if_public, place_facts
from events.dates import wording
from events.models import Event, EventSeries
from events.outlets.plain_text import price
from events.recurrence.wording import rhythm

DATES = 3
SCHEDULED = Event.Status.SCHEDULED


def event_facts(series):
    dates = dates_to_tell(series)
    changed = list(takewhile(lambda date: date.status != SCHEDULED, dates))
    return facts_of(
        series,
        states=tuple(state(series, date) for date in changed) or over(series, dates),
        reasons=tuple(reason for date in changed if (reason := date.text("status_reason"))),
        by=name_if_public(series.organiser),
        when=when(series, dates[len(changed) :]) or unknown(series, dates),
        where=places(series, dates),
        price=tuple(text for text in price(series) if text),
        contacts=(*contact_facts(series.ways_to_reach), *online_addresses(series, dates)),
        details=tuple(detail for detail in details(series) if detail),
        request=_("I am going to this event."),
    )


def dates_to_tell(series):
    """The next dates; if none of them takes place, the first one that does as well."""
    now = timezone.now()
    ahead = sorted((date for date in series.occurrences.all() if date.ends_at >= now), key=lambda date: date.starts_at)
    first, later = ahead[:DATES], ahead[DATES:]
    if first and not any(date.takes_place for date in first):
        first += [date for date in later if date.takes_place][:1]
    return first


def when(series, dates):
    """The dates; of a series that repeats its rule, the next date, and of those after it only what is changed."""
    rule = rhythm(series)
    lines = [told(series, date) for date in dates]
    if rule and dates:
        changed = [line for date, line in zip(dates, lines, strict=True) if date.status != SCHEDULED]
        following = next((line for date, line in zip(dates, lines, strict=True) if date.status == SCHEDULED), "")
        return (f"{rule}. {_('Next:')} {following}" if following else rule, *changed)
    later = len(series.coming_occurrences) - DATES
    if dates and later > 0:
        lines.append(ngettext("and %(count)d more date", "and %(count)d more dates", later) % {"count": later})
    return tuple(lines)


def over(series, dates):
    return () if dates or series.is_date_to_be_announced else (_("This event is over."),)


def unknown(series, dates):
    """No date yet, and what is known of it."""
    if dates or not series.is_date_to_be_announced:
        return ()
    hint = series.text("date_hint")
    return (labelled(_("Date to be announced"), hint) if hint else _("Date to be announced"),)


# --- Moments in words -------------------------------------------------------------------------------------------------


def told(series, date):
    return capfirst(moment(series, date)) if date.status == SCHEDULED else state(series, date)


def state(series, date):
    """What is no longer as it was announced, in capital letters first: people read no further."""
    when = moment(series, date)
    if date.status == Event.Status.CANCELLED:
        return _("CANCELLED: %(when)s") % {"when": when}
    if date.status == Event.Status.POSTPONED:
        return _("POSTPONED, new date to be announced: %(when)s") % {"when": when}
    if date.previous_start_at is None:
        return _("MOVED to %(when)s") % {"when": when}
    return _("MOVED from %(before)s to %(when)s") % {"before": start(series, date.previous_start_at), "when": when}


def start(series, starts_at):
    return wording.start(starts_at, series.is_all_day, day_in_sentence)


def moment(series, date):
    return wording.when(date.starts_at, date.ends_at, series.is_all_day, day_in_sentence)


# --- Where, what it costs, what else ----------------------------------------------------------------------------------


def places(series, dates):
    """The doors of the dates that take place; each with its day when they are not all the same."""
    usual = None if series.attendance_mode == EventSeries.Mode.ONLINE else series.place
    doors = [(date, date.place or usual) for date in dates if date.takes_place] or [(None, usual)]
    doors = [(date, place) for date, place in doors if place is not None]
    found = tuple(dict.fromkeys(place.pk for _date, place in doors))
    if len(found) > 1:
        return tuple(place_facts(place, day(date.starts_at)) for date, place in doors)
    if found:
        return (place_facts(doors[0][1]),)
    return (Where(_("Online")),) if series.attendance_mode == EventSeries.Mode.ONLINE else ()


def online_addresses(series, dates):
    """Where to go on the internet: of the next date that takes place, else of the series."""
    own = [date.online_url for date in dates if date.takes_place and date.online_url]
    url = own[0] if own and not series.is_room_private else series.public_url
    return (Contact(url, url, _("Online")),) if url else ()


def details(series):
    audiences = joined([audience.text("name") for audience in series.audiences.all()], ", ")
    yield labelled(_("For whom"), audiences)
    yield labelled(_("Languages spoken"), ", ".join(series.spoken))
    yield series.text("interpretation")
    if series.is_registration_open:
        yield labelled(_("Register here"), series.registration_url)
    if series.wheelchair != "unknown":
        yield labelled(_("Step-free access:"), series.get_wheelchair_display())
