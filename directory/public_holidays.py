"""The public holidays of Lithuania: one place for the dates and for what a library does not know yet."""

from datetime import timedelta
from functools import cache

from holidays.countries import Lithuania

AHEAD = timedelta(days=90)


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
