"""What a rule does to the dates that are there: compared first, so that staff see it before anything is saved."""

import hashlib
from dataclasses import dataclass, field

from events.recurrence.occurrences import has_rule, local_day, occurrence_starts

CANCELLED = "cancelled"


@dataclass
class Plan:
    """Dates to come, sorted by what becomes of them; a pair is (date, (starts_at, ends_at))."""

    added: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    # Another time on the same day, or another day of an event that takes place once: registered people stay registered.
    retimed: list = field(default_factory=list)
    # Cancelled by an earlier rule, and this one has them again.
    restored: list = field(default_factory=list)
    # Changed by hand, so nothing people see is touched; only calendars must know the start the rule has now.
    renumbered: list = field(default_factory=list)
    # Changed by hand and not in the rule.
    stray: list = field(default_factory=list)
    cancelled: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    # The series had no dates before.
    is_first: bool = False

    @property
    def touches_dates(self):
        """Something that people may know already becomes different."""
        return bool(self.retimed or self.restored or self.cancelled or self.deleted)

    @property
    def is_empty(self):
        return not (self.touches_dates or self.added or self.renumbered)

    @property
    def fingerprint(self):
        """What somebody agreed to: another plan, or other people registered, has another one."""
        pairs = [*self.retimed, *self.restored, *self.renumbered]
        told = [
            [start.isoformat() for pair in self.added for start in pair],
            [(date.pk, *(moment.isoformat() for moment in slot)) for date, slot in pairs],
            [(date.pk, date.people) for date in [*self.cancelled, *(date for date, _slot in self.retimed)]],
            [date.pk for date in [*self.deleted, *self.stray]],
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def compare(series, rows, now, until):
    """The Plan for ``rows``, all dates of ``series``; each says how many ``people`` come and whether it ``is_held``.

    What is past or changed by hand stays. Dates match by the day they were made for: a rule makes one a day at most.
    """
    coming = [row for row in rows if row.starts_at > now]
    if not (series.is_date_to_be_announced or has_rule(series)):
        return Plan(kept=coming)
    days = [until, *(local_day(row.recurrence_id) for row in rows)]
    free = {local_day(starts_at): (starts_at, ends_at) for starts_at, ends_at in occurrence_starts(series, max(days))}
    for row in rows:
        if row.starts_at <= now:
            free.pop(local_day(row.recurrence_id), None)
    plan, left = Plan(is_first=not rows), []
    exact = {slot[0] for slot in free.values()}
    for row in sorted(coming, key=lambda row: (row.recurrence_id not in exact, row.recurrence_id)):
        _place(plan, row, free.pop(local_day(row.recurrence_id), None), left)
    added = [slot for slot in free.values() if slot[0] > now or not rows]
    if series.recurrence == "single" and len(added) == 1 and len(left) == 1 and left[0].status != CANCELLED:
        plan.retimed.append((left.pop(), added.pop()))
    _part(plan, left, was_public=series.published_at is not None)
    plan.added = sorted(added)
    return plan


def _place(plan, row, slot, left):
    if row.is_edited:
        (plan.kept if slot else plan.stray).append(row)
        if slot and slot[0] != row.recurrence_id:
            plan.renumbered.append((row, slot))
    elif slot is None:
        left.append(row)
    elif row.status == CANCELLED:
        plan.restored.append((row, slot))
    elif (row.starts_at, row.ends_at) == slot:
        plan.kept.append(row)
    else:
        plan.retimed.append((row, slot))


def _part(plan, left, was_public):
    """People have public dates in their calendars: those are cancelled; what nobody has seen may go."""
    for row in left:
        if not (was_public or row.is_held):
            plan.deleted.append(row)
        elif row.status != CANCELLED:
            plan.cancelled.append(row)
