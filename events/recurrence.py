"""The rule of a series in the words of RFC 5545, always in the local time of Vilnius."""

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def rrule_of(series):
    """The parts of the rule (FREQ, INTERVAL, BYDAY, BYMONTHDAY), without its end; None for single dates and lists."""
    if series.recurrence == series.Recurrence.WEEKLY:
        days = sorted(series.weekdays) or [series.first_date.weekday()]
        return {"FREQ": "WEEKLY", "INTERVAL": series.interval, "BYDAY": [WEEKDAYS[day] for day in days]}
    if series.recurrence == series.Recurrence.MONTHLY:
        first = series.first_date
        rule = {"FREQ": "MONTHLY", "INTERVAL": series.interval}
        if series.monthly_by == series.MonthlyBy.WEEKDAY:
            return {**rule, "BYDAY": [f"{(first.day - 1) // 7 + 1}{WEEKDAYS[first.weekday()]}"]}
        return {**rule, "BYMONTHDAY": [first.day]}
    return None
