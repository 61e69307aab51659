"""Dates as pages show them: day by day, and month by month."""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone

MONTHS_AROUND = 24
MONTH_LENGTH = 7


@dataclass
class Day:
    """One day with what takes place on it."""

    date: date
    dates: list = field(default_factory=list)
    is_in_month: bool = True

    @property
    def is_today(self):
        return self.date == timezone.localdate()

    @property
    def is_tomorrow(self):
        return self.date == timezone.localdate() + timedelta(days=1)


def by_day(dates, first=None):
    """Group ordered ``dates`` by the day they start; what began before the ``first`` day asked for stands there."""
    return [
        Day(day, list(found))
        for day, found in groupby(dates, key=lambda event: max(event.starts_on, first or event.starts_on))
    ]


@dataclass(frozen=True)
class Month:
    """A month of the calendar that can be looked at: from two years ago to two years ahead."""

    first: date

    @classmethod
    def asked(cls, text):
        """The month written as 2026-11, the nearest that can be looked at, or this month if ``text`` is none."""
        this = timezone.localdate().replace(day=1)
        try:
            wanted = date.fromisoformat(f"{text[:MONTH_LENGTH]}-01")
        except ValueError:
            return cls(this)
        return cls(min(max(wanted, shifted(this, -MONTHS_AROUND)), shifted(this, MONTHS_AROUND)))

    @property
    def end(self):
        """The first day of the month after it."""
        return shifted(self.first, 1)

    @property
    def code(self):
        return f"{self.first:%Y-%m}"

    @property
    def previous(self):
        return self.near(-1)

    @property
    def next(self):
        return self.near(1)

    def near(self, months):
        """The month so many months away, or None beyond what can be looked at."""
        month = Month(shifted(self.first, months))
        return month if Month.asked(month.code) == month else None

    def weeks(self, dates):
        """Rows of seven Days, Monday first; a date of several days stands on each of them."""
        weeks = [
            [Day(day, is_in_month=day.month == self.first.month) for day in week]
            for week in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]
        days = {day.date: day for week in weeks for day in week if day.is_in_month}
        for event in dates:
            last = event.last_day if event.is_of_several_days else event.starts_on
            on = max(event.starts_on, self.first)
            while on <= last and on in days:
                days[on].dates.append(event)
                on += timedelta(days=1)
        return weeks


def shifted(first, months):
    """The first day of the month that is so many months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
