"""The public holidays of Lithuania: one place for the dates and for what a library does not know yet."""

from datetime import datetime, time, timedelta
from functools import cache

from django.utils import timezone
from holidays.countries import Lithuania

AHEAD = timedelta(days=90)
SATURDAY = 5


class PublicHolidays(Lithuania):
    """The holidays of the Labour Code, article 123. A change of the law that the library lacks is added here."""


@cache
def holidays_of(year):
    return frozenset(PublicHolidays(years=year))


def is_public_holiday(day):
    return day in holidays_of(day.year)


def holidays_ahead(today):
    """The public holidays of the next 90 days, in their order; today's too."""
    days = holidays_of(today.year) | holidays_of(today.year + 1)
    return sorted(day for day in days if today <= day < today + AHEAD)


def is_working_day(day):
    return day.weekday() < SATURDAY and not is_public_holiday(day)


def after_working_days(moment, days):
    """The moment that lies so many working days later; what begins on a free day begins with the next working day."""
    local = timezone.localtime(moment)
    day, clock = local.date(), local.time()
    if not is_working_day(day):
        clock = time.min
        while not is_working_day(day):
            day += timedelta(days=1)
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return timezone.make_aware(datetime.combine(day, clock))
