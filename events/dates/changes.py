"""Cancelled, moved, postponed, elsewhere: the only ways in which the state of a date changes."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from events.dates.letters import tell_of_change
from events.recurrence.occurrences import is_repeated, local_day


def reason_columns(reason, is_required=True):
    """The columns of a reason given as {language: text}. Raises ValidationError when no language has one."""
    texts = {code: str(reason.get(code) or "").strip() for code, _name in settings.LANGUAGES}
    if is_required and not any(texts.values()):
        raise ValidationError(_("Write the reason in at least one language."))
    columns = {build_localized_fieldname("status_reason", code): text for code, text in texts.items()}
    written = [code for code, text in texts.items() if text]
    return columns | ({"source_language": written[0]} if written else {})


class ChangeableDate:
    """Of an Event. Each change locks the row, as registering does; saying the same twice changes nothing."""

    @transaction.atomic
    def cancel(self, reason):
        """The date does not take place; it stays to be seen. Registered people get a letter."""
        self._lock()
        self._change("cancelled", reason, status=self.Status.CANCELLED)

    cancel.alters_data = True

    @transaction.atomic
    def postpone(self, reason):
        """The date does not take place then; the new one is not known yet. Registered people get a letter."""
        self._lock()
        self._change("postponed", reason, status=self.Status.POSTPONED)

    postpone.alters_data = True

    @transaction.atomic
    def move(self, starts_at, ends_at, reason):
        """The date takes place at another time. Moved again, it keeps the start people knew first; back is as planned.

        Raises ValidationError when it would end before it starts.
        """
        if ends_at <= starts_at:
            raise ValidationError(_("The end must be after the start."))
        self._lock()
        known = self.previous_start_at or self.starts_at
        state = {"previous_start_at": known, "status": self.Status.RESCHEDULED}
        if starts_at == known:
            state = {"previous_start_at": None, "status": self.Status.SCHEDULED}
        self._change("moved", reason, starts_at=starts_at, ends_at=ends_at, **state)

    move.alters_data = True

    @transaction.atomic
    def change_place(self, place, online_url, reason):
        """The date is elsewhere; without place and address it is at the usual place again."""
        self._lock()
        self._change("place", reason, place=place, online_url=online_url or "")

    change_place.alters_data = True

    @transaction.atomic
    def reinstate(self):
        """A cancelled or postponed date takes place after all, at the time it had."""
        self._lock()
        if self.takes_place:
            return
        state = self.Status.RESCHEDULED if self.previous_start_at else self.Status.SCHEDULED
        self._change("reinstated", {}, status=state)

    reinstate.alters_data = True

    def follow_rule(self, slot=None, **values):
        """Take over what the rule says now. The caller holds the lock and writes the letters."""
        if slot:
            values |= {"recurrence_id": slot[0], "starts_at": slot[0], "ends_at": slot[1]}
        self._store(values)

    follow_rule.alters_data = True

    def _lock(self):
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))

    def _change(self, change, reason, **values):
        texts = reason_columns(reason, is_required=change != "reinstated")
        is_new = self._differs(values)
        if not is_new and not self._differs(texts):
            return
        self._store({**values, **texts, "is_edited": True})
        if is_new and not self.is_past:
            tell_of_change(self, change)

    def _differs(self, values):
        return any(getattr(self, name) != value for name, value in values.items())

    def _store(self, values):
        for name, value in values.items():
            setattr(self, name, value)
        self.ical_sequence += 1
        self.save()


class ChangeableSeries:
    """Of an EventSeries: the same for all its dates to come."""

    @transaction.atomic
    def cancel(self, reason):
        """Cancel every date to come and make no new ones. Raises ValidationError when there is none to come."""
        dates = self._dates_under_lock()
        if is_repeated(self) and self.repeats_until:
            last = max(local_day(date.recurrence_id) for date in dates)
            self.repeats_until = max(min(self.repeats_until, last), self.first_date)
        self._save_as_newer("repeats_until")
        for date in dates:
            date.cancel(reason)

    cancel.alters_data = True

    @transaction.atomic
    def change_place(self, place, online_url, reason):
        """Another usual place. Dates that have a place of their own, or do not take place, stay as they are."""
        texts = reason_columns(reason)
        dates = self._dates_under_lock()
        if (self.place, self.online_url) == (place, online_url or ""):
            return
        self.place, self.online_url = place, online_url or ""
        self._save_as_newer("place", "online_url")
        for date in dates:
            if date.takes_place and not date.is_elsewhere:
                # Not marked as changed by hand: it still follows the rule.
                date.follow_rule(**texts)
                tell_of_change(date, "place")

    change_place.alters_data = True

    def _dates_under_lock(self):
        """Lock the series and its dates to come, in the order everybody locks them."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
        dates = list(self.occurrences.filter(ends_at__gt=timezone.now()).order_by("pk").select_for_update(of=("self",)))
        if not dates:
            raise ValidationError(_("This event has no dates to come."))
        return dates

    def _save_as_newer(self, *columns):
        self.ical_sequence += 1
        self.save(update_fields=[*columns, "ical_sequence", "updated_at"])
