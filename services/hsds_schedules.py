"""Opening hours as HSDS schedules (RFC 5545 rules)."""

from django.utils import timezone

from portal.directory.hsds import identified, join, text
from services.opening import Mode, moment_of
from services.sharing import times_in_words

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
EVERY_DAY = ",".join(DAYS)


def schedules(door, today):
    """The hours of the week that holds today, then the dates with other hours; a closed day has no hours at all.

    HSDS wants an offset from UTC with each hour. The clock on the wall is what holds: the offset is that of ``today``
    or, for an exception, of its first day.
    """
    weekly = [week_day(door, slot, today) for slot in door.hours_today]
    return [*weekly, *(exception(door, found) for found in door.exceptions.all())]


def week_day(door, slot, today):
    return text(
        {
            "id": identified(slot),
            "service_at_location_id": identified(door),
            "freq": "WEEKLY",
            "byday": DAYS[slot.day_of_week],
            "valid_to": slot.valid_through.isoformat() if slot.valid_through else "",
            **hours(slot, today),
            "description": join([str(slot.get_day_of_week_display()), times_in_words(slot)], ": "),
            "attending_type": attending_type(slot),
            "notes": slot.text("note"),
        }
    )


def exception(door, found):
    return text(
        {
            "id": identified(found),
            "service_at_location_id": identified(door),
            "freq": "WEEKLY",
            "byday": EVERY_DAY,
            "dtstart": found.starts_on.isoformat(),
            "until": found.ends_on.isoformat(),
            "valid_from": found.starts_on.isoformat(),
            "valid_to": found.ends_on.isoformat(),
            **hours(found, found.starts_on),
            "description": times_in_words(found),
            "attending_type": attending_type(found),
            "notes": found.text("reason"),
        }
    )


def hours(slot, day):
    """Nothing for a closed day: its description says so."""
    if slot.opens is None or slot.mode == Mode.CLOSED:
        return {}
    # At noon: both clock changes are at night.
    offset = timezone.localtime(moment_of(day, slot.opens.replace(hour=12))).utcoffset()
    sign = f"+{int(offset.total_seconds()) // 3600:02}:00"
    return {
        "timezone": offset.total_seconds() / 3600,
        "opens_at": f"{slot.opens:%H:%M}{sign}",
        "closes_at": f"{slot.closes:%H:%M}{sign}",
    }


def attending_type(slot):
    return str(slot.get_mode_display()) if slot.mode == Mode.BY_APPOINTMENT else ""
