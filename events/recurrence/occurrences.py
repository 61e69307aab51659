"""When a series takes place, by its rule: pure functions over the columns of events.dates.rule.Recurring.

The rule is in wall time of Vilnius: a 19:00 class stays at 19:00 across both clock changes. Days are counted without
any clock; only a day and a time together become a moment.
"""

from datetime import UTC, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, weekday
from django.utils import timezone

from directory.public_holidays import is_public_holiday

# Dates of a repeated event are made so far ahead; listed ones all at once.
AHEAD = relativedelta(months=18)
WEEKDAY_CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
WEEKDAYS_OF_MONTH = {"weekday", "last"}
REPEATED = {"weekly": WEEKLY, "monthly": MONTHLY}


def is_repeated(series):
    return series.recurrence in REPEATED


def has_rule(series):
    """Everything is there that says when it takes place."""
    return (
        not series.is_date_to_be_announced
        and bool(series.dates if series.recurrence == "dates" else series.first_date)
        and bool(series.is_all_day or (series.start_time and series.end_time))
        and bool(series.repeats_until or not is_repeated(series))
        # Counting in steps of nothing would never end.
        and min(series.interval, series.lasts_days) >= 1
        and set(series.weekdays) <= set(range(7))
    )


def occurrence_days(series, until):
    """The first days of the dates in order: listed ones all, repeated ones up to ``until`` without days left out."""
    return [day for day in days_of_rule(series, until) if not is_left_out(series, day)]


def is_left_out(series, day):
    """A day of the rule on which there is nothing: in a break, or on a public holiday."""
    return day in series.breaks or (series.skips_public_holidays and is_public_holiday(day))


def days_of_rule(series, until):
    """The same with the days left out: what a rule says that knows no holidays."""
    if not has_rule(series):
        return []
    if series.recurrence == "dates":
        return sorted(set(series.dates))
    if not is_repeated(series):
        return [series.first_date]
    last = min(until, series.repeats_until)
    return [moment.date() for moment in rrule(until=datetime.combine(last, time.min), **_parts(series))]


def occurrence_starts(series, until):
    """The same as moments: list of (starts_at, ends_at), aware."""
    return [span(series, day) for day in occurrence_days(series, until)]


def starts_of_rule(series, until):
    """When the dates begin, with those left out."""
    return [span(series, day)[0] for day in days_of_rule(series, until)]


def span(series, day):
    """From when to when the date that begins on ``day`` lasts."""
    last_day = day + timedelta(days=series.lasts_days - 1)
    if series.is_all_day:
        return moment(day, time.min), moment(last_day + timedelta(days=1), time.min)
    starts_at, ends_at = moment(day, series.start_time), moment(last_day, series.end_time)
    if ends_at <= starts_at:
        # In the night when clocks go forward the hour between the two is missing: keep how long it lasts.
        ends_at = starts_at + (datetime.combine(last_day, series.end_time) - datetime.combine(day, series.start_time))
    return starts_at, ends_at


def moment(day, clock):
    """A wall time of Vilnius as an instant in UTC: two of them compare rightly also in the nights of a clock change."""
    return timezone.make_aware(datetime.combine(day, clock), timezone.get_default_timezone()).astimezone(UTC)


def local_day(instant):
    return timezone.localtime(instant, timezone.get_default_timezone()).date()


def week_of_month(day):
    """1 for the first such weekday of the month … 5 for the fifth, which some months lack."""
    return (day.day - 1) // 7 + 1


def place_in_month(series):
    """Which of the weekdays of a month: 1 to 5, or -1 for the last."""
    return -1 if series.monthly_by == "last" else week_of_month(series.first_date)


def skips_months(series):
    """Some months have no such day: the 29th to 31st, or a fifth weekday. They are left out."""
    if series.recurrence != "monthly" or not series.first_date:
        return False
    if series.monthly_by == "weekday":
        return week_of_month(series.first_date) == 5
    return series.monthly_by == "day" and series.first_date.day > 28


def is_last_of_month(day):
    """No later day of the month has its weekday."""
    return (day + timedelta(days=7)).month != day.month


def weekdays_of(series):
    return sorted(series.weekdays) or [series.first_date.weekday()]


def rrule_of(series):
    """The RRULE of a repeated series by its parts, as ``icalendar.vRecur`` takes them; None for listed dates.

    It counts from a DTSTART in the local zone; UNTIL is in UTC, or a day for an all-day event (RFC 5545).
    """
    if not has_rule(series) or not is_repeated(series):
        return None
    parts = {"FREQ": series.recurrence.upper(), "INTERVAL": series.interval, "UNTIL": _until(series)}
    if series.recurrence == "weekly":
        return {**parts, "BYDAY": [WEEKDAY_CODES[number] for number in weekdays_of(series)], "WKST": "MO"}
    first = series.first_date
    if series.monthly_by in WEEKDAYS_OF_MONTH:
        return {**parts, "BYDAY": f"{place_in_month(series)}{WEEKDAY_CODES[first.weekday()]}"}
    return {**parts, "BYMONTHDAY": first.day}


def _until(series):
    if series.is_all_day:
        return series.repeats_until
    return moment(series.repeats_until, time(23, 59, 59))


def _parts(series):
    first = series.first_date
    parts = {
        "freq": REPEATED[series.recurrence],
        "interval": series.interval,
        "dtstart": datetime.combine(first, time.min),
        "wkst": MO,
    }
    if series.recurrence == "weekly":
        return {**parts, "byweekday": weekdays_of(series)}
    if series.monthly_by in WEEKDAYS_OF_MONTH:
        return {**parts, "byweekday": weekday(first.weekday(), place_in_month(series))}
    return {**parts, "bymonthday": first.day}
