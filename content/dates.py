"""Dates in words where a format string alone is not enough."""

from django.utils.formats import date_format


def month_and_year(date):
    """ "November 2016", „2016 m. lapkritis“, «ноябрь 2016 г.»: Django writes Russian months large, Russians do not."""
    text = date_format(date, "YEAR_MONTH_FORMAT")
    is_written_large = date_format(date, "E")[:1].isupper()
    return text if is_written_large else text.lower()
