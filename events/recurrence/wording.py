"""The rule of a repeated event in words: a line for staff, a sentence for readers."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from content.wording import EVERY_WEEKDAY, WEEKDAYS, day
from events.recurrence.occurrences import (
    WEEKDAYS_OF_MONTH,
    has_rule,
    is_repeated,
    occurrence_days,
    place_in_month,
    skips_months,
    weekdays_of,
)

ONE_DAY = timedelta(days=1)
# Other languages bend the word by the gender of the weekday.
ORDINALS = [
    {
        1: pgettext_lazy("Monday, Tuesday or Thursday", "first"),
        2: pgettext_lazy("Monday, Tuesday or Thursday", "second"),
        3: pgettext_lazy("Monday, Tuesday or Thursday", "third"),
        4: pgettext_lazy("Monday, Tuesday or Thursday", "fourth"),
        5: pgettext_lazy("Monday, Tuesday or Thursday", "fifth"),
        -1: pgettext_lazy("Monday, Tuesday or Thursday", "last"),
    },
    {
        1: pgettext_lazy("Wednesday, Friday or Saturday", "first"),
        2: pgettext_lazy("Wednesday, Friday or Saturday", "second"),
        3: pgettext_lazy("Wednesday, Friday or Saturday", "third"),
        4: pgettext_lazy("Wednesday, Friday or Saturday", "fourth"),
        5: pgettext_lazy("Wednesday, Friday or Saturday", "fifth"),
        -1: pgettext_lazy("Wednesday, Friday or Saturday", "last"),
    },
    {
        1: pgettext_lazy("Sunday", "first"),
        2: pgettext_lazy("Sunday", "second"),
        3: pgettext_lazy("Sunday", "third"),
        4: pgettext_lazy("Sunday", "fourth"),
        5: pgettext_lazy("Sunday", "fifth"),
        -1: pgettext_lazy("Sunday", "last"),
    },
]
GENDER = [0, 0, 1, 0, 1, 1, 2]
# A rule that brings fewer dates is said by the dates.
FEWEST = 2


def rule_in_words(series):
    """The rule of a series in one line, for staff."""
    if series.is_date_to_be_announced:
        return _("Date to be announced")
    if not series.first_date:
        return ""
    parts = [_how_often(series)]
    if not is_repeated(series):
        amount = len(series.dates)
        dates = ngettext("%(count)d date", "%(count)d dates", amount) % {"count": amount}
        parts.append(dates if amount else day(series.first_date))
    if series.is_all_day:
        parts.append(_("all day"))
    elif series.start_time and series.end_time:
        parts.append(f"{series.start_time:%H:%M}–{series.end_time:%H:%M}")
    if series.repeats_until and is_repeated(series):
        parts.append(_("until %(day)s") % {"day": date_format(series.repeats_until, "DATE_FORMAT")})
    return capfirst(", ".join(parts))


def rhythm(series):
    """The rule of a series that goes on repeating, for readers: "Every Tuesday, 19:00–20:30, until 30 March 2027".

    What is left out is said too. "" for a series without a rule, or one that is about to end.
    """
    if not (is_repeated(series) and has_rule(series)):
        return ""
    today = timezone.localdate()
    ahead = [day for day in occurrence_days(series, series.repeats_until) if day >= today]
    if len(ahead) < FEWEST:
        return ""
    parts = [_every_week(series) if series.recurrence == "weekly" and series.interval == 1 else _how_often(series)]
    parts.append(_("all day") if series.is_all_day else f"{series.start_time:%H:%M}–{series.end_time:%H:%M}")
    parts.append(_("until %(day)s") % {"day": date_format(series.repeats_until, "DATE_FORMAT")})
    if series.skips_public_holidays:
        parts.append(_("not on public holidays"))
    if breaks := breaks_in_words([day for day in series.breaks if day >= today]):
        parts.append(_("not on: %(days)s") % {"days": breaks})
    return capfirst(", ".join(parts))


def breaks_in_words(days):
    """ "24 December 2026 – 3 January 2027, 9 March 2027": days that follow each other together."""
    runs = []
    for free in sorted(days):
        if runs and free - runs[-1][1] == ONE_DAY:
            runs[-1][1] = free
        else:
            runs.append([free, free])
    return ", ".join(" – ".join(dict.fromkeys(date_format(end, "DATE_FORMAT") for end in run)) for run in runs)


def _every_week(series):
    days = weekdays_of(series)
    if days == list(range(7)):
        return _("every day")
    if days == list(range(5)):
        return _("every day from Monday to Friday")
    *some, last = [str(EVERY_WEEKDAY[number]) for number in days]
    return _("%(some)s and %(last)s") % {"some": ", ".join(some), "last": last} if some else last


def _how_often(series):
    if series.recurrence == "weekly":
        often = ngettext("every %(count)d week", "every %(count)d weeks", series.interval)
        return f"{_every(series, often)}: {', '.join(str(WEEKDAYS[number]) for number in weekdays_of(series))}"
    if series.recurrence == "monthly":
        often = ngettext("every %(count)d month", "every %(count)d months", series.interval)
        return f"{_every(series, often)}: {_day_of_month(series)}"
    return str(series.get_recurrence_display())


def _every(series, often):
    return str(series.get_recurrence_display()) if series.interval == 1 else often % {"count": series.interval}


def _day_of_month(series):
    first = series.first_date
    if series.monthly_by in WEEKDAYS_OF_MONTH:
        which = ORDINALS[GENDER[first.weekday()]][place_in_month(series)]
        return f"{which} {WEEKDAYS[first.weekday()]}"
    return _("day %(number)d of the month") % {"number": first.day}


def note_on_skipped(series):
    """What staff must know of months that lack the day, or ""."""
    return _("Months that have no such day are left out.") if skips_months(series) else ""
