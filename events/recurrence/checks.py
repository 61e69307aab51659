"""What can be wrong with the rule of a series, each said at the field where it can be put right."""

from itertools import pairwise

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.recurrence.occurrences import AHEAD, has_rule, is_last_of_month, is_repeated, occurrence_starts

FURTHEST = relativedelta(years=5)
MOST_DATES = 200


def errors_of_rule(series):
    """Field -> text. Nothing given at all is no mistake here: forms say what they need."""
    if series.is_date_to_be_announced or not (series.first_date or series.dates):
        return {}
    errors = {**_days(series), **_until(series), **_hours(series)}
    if not errors and has_rule(series):
        errors = _overlaps(series)
    return errors


def errors_of_missing(series):
    """What a form must be given, so that the event has at least one date or says that it has none yet."""
    if series.is_date_to_be_announced:
        return {}
    if series.recurrence == "dates":
        return {} if series.dates else {"dates": _("Write the dates, one on each line.")}
    if series.first_date:
        return {}
    return {"first_date": _("Write the date, or tick “date to be announced”.")}


def _days(series):
    today = timezone.localdate()
    days = series.dates if series.recurrence == "dates" else [series.first_date]
    name = "dates" if series.recurrence == "dates" else "first_date"
    if len(days) > MOST_DATES:
        text = ngettext("There can be %(most)d date at most.", "There can be %(most)d dates at most.", MOST_DATES)
        return {name: text % {"most": MOST_DATES}}
    if any(not today - 4 * FURTHEST <= day <= today + FURTHEST for day in days):
        return {name: _("Check the year: this date is too far away.")}
    if series.recurrence == "weekly" and series.first_date.weekday() not in series.weekdays:
        return {"first_date": _("The first date is on a day of the week that is not ticked below.")}
    if is_last_weekday(series) and not is_last_of_month(series.first_date):
        return {"first_date": _("The first date is not on the last such weekday of its month.")}
    return {}


def is_last_weekday(series):
    return series.recurrence == "monthly" and series.monthly_by == "last"


def _until(series):
    if not is_repeated(series):
        return {}
    if series.repeats_until is None:
        return {"repeats_until": _("Write until which day it repeats.")}
    if series.repeats_until <= series.first_date:
        return {"repeats_until": _("The last day must be after the first date.")}
    if series.repeats_until > max(series.first_date, timezone.localdate()) + FURTHEST:
        return {"repeats_until": _("Check the year: this date is too far away.")}
    return {}


def _hours(series):
    if series.is_all_day:
        return {}
    errors = {}
    if series.start_time is None:
        errors["start_time"] = _("Write when it starts, or tick “all day”.")
    if series.end_time is None:
        errors["end_time"] = _("Write when it ends, or tick “all day”.")
    if not errors and series.lasts_days == 1 and series.end_time <= series.start_time:
        errors["end_time"] = _("The end must be after the start. If it ends on the next day, it lasts 2 days.")
    return errors


def _overlaps(series):
    spans = occurrence_starts(series, series.first_date + AHEAD)
    if not spans:
        return {"breaks": _("Breaks and public holidays leave no date at all.")}
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        return {"lasts_days": _("It lasts so long that the next date begins before the end.")}
    return {}


def errors_of_registration(series):
    """The same for the window and the address of registration."""
    opens, closes = series.registration_opens_at, series.registration_closes_at
    if opens and closes and closes <= opens:
        return {"registration_closes_at": _("Registration must close after it opens.")}
    if series.registration_mode == series.Registration.EXTERNAL and not series.registration_url:
        return {"registration_url": _("Write the address of the page where people register.")}
    if series.is_room_private and series.registration_mode != series.Registration.FORM:
        return {"is_room_private": _("Nobody could be told: people must register with the form on the page.")}
    return {}
