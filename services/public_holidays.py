"""The public holidays of Lithuania: one place for the dates and for what a library does not know yet."""

from functools import cache

from holidays.countries import Lithuania


class PublicHolidays(Lithuania):
    """The holidays of the Labour Code, article 123. A change of the law that the library lacks is added here."""


@cache
def holidays_of(year):
    return frozenset(PublicHolidays(years=year))


def is_public_holiday(day):
    return day in holidays_of(day.year)
