"""The state of a door as a sentence."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from content.translatable.models import ShownText

VILNIUS = ZoneInfo(settings.TIME_ZONE)
# Days ahead that are called by their weekday; the eighth would have the name of today.
WEEK = 7
ON_WEEKDAY = [
    pgettext_lazy("a door opens ...", "on Monday"),
    pgettext_lazy("a door opens ...", "on Tuesday"),
    pgettext_lazy("a door opens ...", "on Wednesday"),
    pgettext_lazy("a door opens ...", "on Thursday"),
    pgettext_lazy("a door opens ...", "on Friday"),
    pgettext_lazy("a door opens ...", "on Saturday"),
    pgettext_lazy("a door opens ...", "on Sunday"),
]


@dataclass(frozen=True)
class Told:
    """A sentence in the reader's language; ``reason`` is what staff wrote, in the language they wrote it in.

    ``holds_until``: the moment from which it may be wrong; None while nobody changes the record.
    """

    text: str
    reason: ShownText | str = ""
    is_open: bool = False
    holds_until: datetime | None = None

    def __str__(self):
        return f"{self.text} {self.reason}".strip()


def in_words(state, now):
    """Tell ``state`` at ``now`` (in Vilnius time): "Open now, until 17:00.", "Closed now. Opens today at 09:00."."""
    tell = TELLERS[str(state.kind)]
    reason = state.cause.text("reason") if hasattr(state.cause, "text") else ""
    # A date may bring a full stop of its own: "7 d.", "2026 г.".
    text = tell(state, now).replace("..", ".")
    return Told(text, reason, is_open=str(state.kind) == "open", holds_until=holds_until(state, now))


def holds_until(state, now):
    """When the sentence ends to be true: at the next change, or at midnight, for "today" and "tomorrow" move then."""
    if str(state.kind) in {"ended", "stale"}:
        return None
    if str(state.kind) == "suspended":
        return state.until and datetime.combine(state.until, time(0), VILNIUS)
    changes = [state.until, state.next.starts if state.next else None, end_of_day(now)]
    return min(change for change in changes if change)


def end_of_day(now):
    """The midnight in Vilnius after ``now``."""
    return datetime.combine(now.astimezone(VILNIUS).date() + timedelta(days=1), time(0), VILNIUS)


def _ended(state, now):
    return _("This service has ended.")


def _suspended(state, now):
    if state.until is None:
        return _("Temporarily closed.")
    return _("Temporarily closed. Opens again on %(date)s.") % {"date": date_format(state.until, "DATE_FORMAT")}


def _open(state, now):
    if state.until is None:
        return _("Open now, day and night.")
    return _("Open now, until %(until)s.") % {"until": until(state.until, now)}


def _appointment(state, now):
    if state.until is None:
        return _("By appointment, day and night. Call or write first.")
    return _("Now by appointment only, until %(until)s. Call or write first.") % {"until": until(state.until, now)}


def _appointment_day(state, now):
    later = state.next
    if later and not later.whole_day and local(later.starts).date() == now.date():
        return _("Now by appointment only.") + f" {opens(later, now)}"
    return _("Today by appointment only. Call or write first.")


def _closed(state, now):
    return _("Closed now.") + (f" {opens(state.next, now)}" if state.next else "")


def _closed_until(state, now):
    if state.next is None:
        return _("Closed now.")
    return _("Closed until %(until)s.") % {"until": until(state.next.starts, now, state.next.whole_day)}


def _closed_for_holiday(state, now):
    return _("Public holiday.") + f" {_closed_until(state, now)}"


def _stale(state, now):
    return _("These hours are of %(since)s. Ask before you go.") % {"since": state.since}


TELLERS = {
    "ended": _ended,
    "suspended": _suspended,
    "open": _open,
    "appointment": _appointment,
    "appointment_day": _appointment_day,
    "closed": _closed,
    "closed_for_exception": _closed_until,
    "closed_for_holiday": _closed_for_holiday,
    "stale": _stale,
}


def opens(spell, now):
    """ "Opens tomorrow at 09:00.", "By appointment on Monday, from 10:00."."""
    starts = local(spell.starts)
    when = {"when": day_in_words(starts.date(), now.date()), "time": clock(starts)}
    if spell.mode == "open":
        return _("Opens %(when)s at %(time)s.") % when
    if spell.whole_day:
        return _("By appointment %(when)s.") % when
    return _("By appointment %(when)s, from %(time)s.") % when


def day_in_words(day: date, today: date):
    ahead = (day - today).days
    if ahead == 0:
        return pgettext("a door opens ...", "today")
    if ahead == 1:
        return pgettext("a door opens ...", "tomorrow")
    if ahead < WEEK:
        return str(ON_WEEKDAY[day.weekday()])
    return pgettext("a door opens ...", "on %(date)s") % {"date": date_format(day, "DATE_FORMAT")}


def until(moment, now, is_day=False):
    """What follows "until": "17:00", "24:00", "tomorrow, 08:00", "7 December 2026, 09:00"."""
    ends = local(moment)
    day, hour = ends.date(), clock(ends)
    if hour == "00:00" and not is_day:
        day, hour = day - timedelta(days=1), "24:00"
    if day == now.date():
        return hour
    if day - now.date() == timedelta(days=1):
        words = pgettext("until ...", "tomorrow")
    else:
        words = date_format(day, "DATE_FORMAT")
    return words if is_day else f"{words}, {hour}"


def local(moment):
    return moment.astimezone(VILNIUS)


def clock(moment):
    return date_format(moment, "H:i")
