"""When a grant can be applied for: one rule, a pure function of the day, and how it is told."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FEBRUARY, LEAP_DAY = 2, 29
# A year in which every day of a yearly window exists.
LEAP_YEAR = 2024


@dataclass(frozen=True)
class Standing:
    """A window on a day: ``is_open`` until ``closes_on`` (None: without an end), else it opens on ``opens_on``."""

    is_open: bool
    closes_on: date | None = None
    opens_on: date | None = None


def standing(window, day):
    """The Standing of an application window on ``day``; both its days are included, a turn of the year too."""
    if window.all_year:
        return Standing(is_open=True)
    for year in (day.year - 1, day.year, day.year + 1):
        opens, closes = season(window, year)
        if day < opens:
            return Standing(is_open=False, opens_on=opens)
        if day <= closes:
            return Standing(is_open=True, closes_on=closes)
    raise AssertionError("Every year has a season.")


def season(window, year):
    """The first and the last day of the window that opens in ``year``."""
    opens = first_day(year, window.opens_month, window.opens_day)
    closes = last_day(year, window.closes_month, window.closes_day)
    if (window.closes_month, window.closes_day) < (window.opens_month, window.opens_day):
        closes = last_day(year + 1, window.closes_month, window.closes_day)
    return opens, closes


def first_day(year, month, day):
    """29 February of a year without one is 1 March as a beginning, and 28 February as an end."""
    return date(year, 3, 1) if is_missing(year, month, day) else date(year, month, day)


def last_day(year, month, day):
    return date(year, FEBRUARY, LEAP_DAY - 1) if is_missing(year, month, day) else date(year, month, day)


def is_missing(year, month, day):
    return (month, day) == (FEBRUARY, LEAP_DAY) and not isleap(year)


def days_of(window):
    """The first and the last day of the window, as every year has them."""
    first = date(LEAP_YEAR, window.opens_month, window.opens_day)
    last = date(LEAP_YEAR, window.closes_month, window.closes_day)
    return {"first": date_format(first, "MONTH_DAY_FORMAT"), "last": date_format(last, "MONTH_DAY_FORMAT")}


def rule(window):
    """ "All year round", "Every year from 1 March to 31 May"."""
    if window.all_year:
        return _("All year round")
    return _("Every year from %(first)s to %(last)s") % days_of(window)


def past_rule(window, since):
    """The same of facts that nobody has checked for too long: what a page of that time says."""
    if window.all_year:
        told = _("One could apply all year round, says a page of %(since)s. Ask before you go.")
        return told % {"since": since}
    told = _("One could apply from %(first)s to %(last)s, says a page of %(since)s. Ask before you go.")
    return told % {**days_of(window), "since": since}


def in_words(window, day):
    """ "You can apply now, until 31 May 2027.", "You cannot apply now. Applications open in …" """
    found = standing(window, day)
    if not found.is_open:
        days = (found.opens_on - day).days
        opens = ngettext(
            "Applications open in %(count)d day, on %(date)s.",
            "Applications open in %(count)d days, on %(date)s.",
            days,
        ) % {"count": days, "date": date_format(found.opens_on, "DATE_FORMAT")}
        return _("You cannot apply now.") + f" {opens}"
    if found.closes_on is None:
        return _("You can apply now.")
    if found.closes_on == day:
        return _("You can apply today: this is the last day.")
    if found.closes_on - day == timedelta(days=1):
        return _("You can apply today and tomorrow.")
    return _("You can apply now, until %(date)s.") % {"date": date_format(found.closes_on, "DATE_FORMAT")}
