"""Events as iCalendar (RFC 5545, 7986). The dates in the database are the truth; the rule only says them shortly."""

import uuid
from collections import defaultdict
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Timezone, vCalAddress

from events.models import Event
from events.outlets import plain_text
from events.outlets.ical import TextEntry, file_of
from events.recurrence.occurrences import rrule_of, starts_of_rule

KEPT = timedelta(days=30)
AHEAD = timedelta(days=549)
# Dates that follow a rule cost little; each that does not is an entry of its own, and a calendar has its limits.
MOST_DATES = 5000
MOST_ENTRIES = 1000
ASKED_AGAIN = timedelta(hours=6)
# The rule of the European Union, which Lithuania has kept since 2003.
VILNIUS = Timezone.from_ical(
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Vilnius\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:20030330T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "TZNAME:EEST\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:20031026T040000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "TZNAME:EET\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n"
)


def calendar_file(series):
    """One event: its dates from the last month on, all of them when it is over, a note when no date is known yet."""
    dates = list(series.occurrences.between(timezone.now() - KEPT, None).select_related("place"))
    dates = dates or list(series.occurrences.select_related("place"))
    return file_of(empty_calendar(plain_text.title(series)), entries(series, dates) if dates else [undated(series)])


def date_file(series, event):
    """One date, for who has a place at it."""
    return file_of(empty_calendar(plain_text.title(series)), [entry_of(series, event, is_alone=True)])


def calendar_of(series, filters):
    """The calendar people subscribe to: dates of published ``series``, from the last month to 18 months ahead."""
    now = timezone.now()
    dates = filters.apply_to_calendar(Event.objects.of(series).between(now - KEPT, now + AHEAD))
    # Many events share few places, kinds and organisers: those are loaded once each.
    dates = list(dates.prefetch_related("place")[:MOST_DATES])
    found = list(series.filter(pk__in={event.series_id for event in dates}).for_calendar().order_by("pk"))
    calendar = empty_calendar(_("Events – Kartu"))
    calendar.add("source", f"{settings.SITE_URL.rstrip('/')}{reverse('events:calendar')}{filters.question}")
    if number_of_entries(found, dates) > MOST_ENTRIES:
        dates = dates[:MOST_ENTRIES]
    return file_of(
        calendar, (entry for record, own in with_their_dates(found, dates) for entry in entries(record, own))
    )


def with_their_dates(series, dates):
    """Each series beside its dates, without those that have none."""
    by_series = defaultdict(list)
    for event in dates:
        by_series[event.series_id].append(event)
    return [(record, by_series[record.pk]) for record in series if record.pk in by_series]


def number_of_entries(series, dates):
    patterns = [Pattern(record, own) for record, own in with_their_dates(series, dates)]
    return sum(1 + len(pattern.alone) + len((pattern.rule and pattern.differing) or []) for pattern in patterns)


def empty_calendar(name):
    calendar = Calendar()
    calendar.add("prodid", "-//Kartu//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add_component(VILNIUS)
    return calendar


# --- One series -------------------------------------------------------------------------------------------------------


def entries(series, dates):
    """The entries of some dates of a series.

    One that repeats for those that follow the rule, and one for each of them that differs; every other date has an
    entry of its own. A list of dates (RDATE) would be shorter, but many calendars show the first of it only.
    """
    if series.recurrence == series.Recurrence.SINGLE and len(dates) == 1:
        return [entry_of(series, dates[0])]
    pattern = Pattern(series, dates)
    alone = [entry_of(series, event, is_alone=True) for event in pattern.alone]
    if not pattern.rule:
        return alone
    return [repeating(series, pattern), *(exception(series, event) for event in pattern.differing), *alone]


class Pattern:
    """How to say many dates shortly: by the rule those that follow it, the others one by one.

    Calendars know a date by the start it was made for, so the pattern is made of those, moved dates or not.
    """

    def __init__(self, series, dates):
        self.series, self.dates = series, sorted(dates, key=lambda event: event.recurrence_id)
        self.rule, self.by_rule = None, set()
        self.follow_rule()
        self.following = [event for event in self.dates if event.recurrence_id in self.by_rule]
        self.alone = [event for event in self.dates if event.recurrence_id not in self.by_rule]

    @property
    def usual(self):
        """The date whose hours the repeating entry has."""
        as_usual = (event for event in self.following if event.takes_place and is_in_place(event))
        return next(as_usual, self.following[0])

    def follow_rule(self):
        """Find the dates that the rule says."""
        rule = rrule_of(self.series)
        if rule is None:
            return
        # Where it ends is said by the dates: they are made some months ahead only.
        rule = {name: value for name, value in rule.items() if name != "UNTIL"}
        last = timezone.localdate(self.dates[-1].recurrence_id)
        by_rule = set(starts_of_rule(self.series, last))
        following = [event.recurrence_id for event in self.dates if event.recurrence_id in by_rule]
        if following:
            self.start = following[0]
            self.by_rule = {start for start in by_rule if following[0] <= start <= following[-1]}
            self.rule = {**rule, "UNTIL": until(self.series, following[-1])}

    @property
    def left_out(self):
        """Starts of the rule at which there is nothing: a public holiday, a break."""
        return sorted(self.by_rule - {event.recurrence_id for event in self.dates})

    @property
    def differing(self):
        """Dates of the rule that need an entry beside the repeating one."""
        return [event for event in self.following if self.differs(event)]

    def differs(self, event):
        """The repeating entry does not say all of this date. One that was ever changed keeps its higher version."""
        return (
            not is_in_place(event)
            or event.status != event.Status.SCHEDULED
            or event.ical_sequence > 0
            or event.ends_at - event.starts_at != self.usual.ends_at - self.usual.starts_at
            or bool(event.place_id or event.online_url or event.text("status_reason"))
        )


def is_in_place(event):
    return event.starts_at == event.recurrence_id


def until(series, start):
    """The end of the rule: a day for days, a moment in UTC for moments, as the standard asks."""
    return timezone.localdate(start) if series.is_all_day else start.astimezone(UTC)


# --- Entries ----------------------------------------------------------------------------------------------------------


def repeating(series, pattern):
    usual, dates = pattern.usual, pattern.following
    end = pattern.start + (usual.ends_at - usual.starts_at)
    changed = max(event.updated_at for event in dates)
    entry = new_entry(series, pattern.start, end, changed, series.ical_sequence)
    if pattern.rule:
        entry.add("rrule", pattern.rule)
    if pattern.left_out:
        add_times(entry, "exdate", series, pattern.left_out)
    tell(entry, series)
    entry.add("status", "CONFIRMED" if any(event.takes_place for event in dates) else "CANCELLED")
    return entry


def exception(series, event):
    entry = entry_of(series, event)
    add_time(entry, "recurrence-id", series, event.recurrence_id)
    return entry


def entry_of(series, event, is_alone=False):
    event.series = series
    sequence = series.ical_sequence + event.ical_sequence
    identifier = own_identifier(series, event) if is_alone else series.ical_uid
    entry = new_entry(series, event.starts_at, event.ends_at, event.updated_at, sequence, identifier)
    tell(entry, series, event)
    # A postponed date has no new day yet; in a calendar it must not look as if it took place.
    entry.add("status", "CONFIRMED" if event.takes_place else "CANCELLED")
    return entry


def own_identifier(series, event):
    """The name of a date that stands alone, for ever the same. The first of listed dates has that of its event."""
    is_first = rrule_of(series) is None and timezone.localdate(event.recurrence_id) == series.first_date
    return series.ical_uid if is_first else uuid.uuid5(series.ical_uid, str(event.pk))


def new_entry(series, start, end, changed, sequence, identifier=None):
    entry = TextEntry()
    add_identity(entry, series, max(changed, series.updated_at), identifier or series.ical_uid)
    entry.add("sequence", sequence)
    add_time(entry, "dtstart", series, start)
    if series.is_all_day:
        # The end of an entry of whole days is the day after it.
        entry.add("dtend", timezone.localdate(end - timedelta(microseconds=1)) + timedelta(days=1))
    else:
        add_time(entry, "dtend", series, end)
    return entry


def undated(series):
    """An event whose day nobody knows yet: a note, which may stand without one."""
    entry = TextEntry("VJOURNAL")
    add_identity(entry, series, series.updated_at, series.ical_uid)
    entry.add("sequence", series.ical_sequence)
    add_text(entry, "summary", f"{plain_text.title(series)} – {_('Date to be announced')}", series.text("name"))
    hint = series.text("date_hint")
    entry.add("description", "\n".join(part for part in [hint, plain_text.description(series)] if part))
    entry.add("categories", [series.kind.text("name")])
    entry.add("url", plain_text.address(series))
    return entry


def add_identity(entry, series, changed, identifier):
    entry.add("uid", f"{identifier}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("created", series.created_at)


def add_time(entry, name, series, moment):
    entry.add(name, timezone.localdate(moment) if series.is_all_day else timezone.localtime(moment))


def add_times(entry, name, series, moments):
    if series.is_all_day:
        entry.add(name, [timezone.localdate(moment) for moment in moments], parameters={"VALUE": "DATE"})
    else:
        entry.add(name, [timezone.localtime(moment) for moment in moments])


def tell(entry, series, event=None):
    """What it is, where, and whom to ask; of one date, or of all of them."""
    add_text(entry, "summary", plain_text.title(series, event), series.text("name"))
    entry.add("description", plain_text.description(series, event))
    entry.add("categories", [series.kind.text("name")])
    entry.add("url", plain_text.address(series))
    add_where(entry, series, event)
    add_organiser(entry, series)


def add_text(entry, name, text, shown):
    entry.add(name, text, parameters={"LANGUAGE": shown.language} if shown.is_foreign else {})


def add_where(entry, series, event):
    place = event.place_or_usual if event else series.place
    url = event.public_url if event else series.public_url
    is_on_site = series.attendance_mode != series.Mode.ONLINE and place is not None
    if is_on_site:
        entry.add("location", plain_text.where(place))
        if place.latitude is not None and place.longitude is not None:
            entry.add("geo", (float(place.latitude), float(place.longitude)))
    elif url:
        entry.add("location", url)
    if url and series.attendance_mode != series.Mode.OFFLINE:
        entry.add("conference", url, parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": _("Online")})


def add_organiser(entry, series):
    """Who invites, if there is an address that a letter reaches."""
    ways = series.ways_to_reach
    mail = next((contact.normalised for contact in ways if contact.kind == contact.Kind.EMAIL and contact.is_valid), "")
    if mail:
        organiser = vCalAddress(f"mailto:{mail}")
        organiser.params["CN"] = str(series.organiser if series.organiser.is_published else series)
        entry.add("organizer", organiser)
