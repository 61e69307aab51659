"""How many people came, without names."""

import hashlib

from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.constraints import Once
from events.dates.models import Event


class AttendanceTallyQuerySet(models.QuerySet):
    def cells(self):
        """What was counted at one date: {(group, sex, age band): count}; what was not counted is missing."""
        return {(tally.group, tally.sex, tally.age_band): tally.count for tally in self}

    def people(self):
        """How many people were counted, or None when nobody counted."""
        return self.aggregate(people=Sum("count"))["people"]

    def store(self, event, cells, seen):
        """Replace the counts of ``event`` by ``cells``, where None means "not counted". Returns True.

        Returns False and stores nothing when the counts are no longer those that ``seen`` is the fingerprint of:
        somebody else saved meanwhile, and must not be overwritten unseen.
        """
        with transaction.atomic():
            event.locked()
            if seen != fingerprint(event.tallies.cells()):
                return False
            # One by one: the history says who changed which number, and of the others nothing.
            kept = {(tally.group, tally.sex, tally.age_band): tally for tally in event.tallies.all()}
            for cell, count in cells.items():
                self._store_cell(event, cell, count, kept.get(cell))
            return True

    def _store_cell(self, event, cell, count, tally):
        if count is None and tally:
            tally.delete()
        elif count is not None and tally is None:
            group, sex, age = cell
            self.create(event=event, group=group, sex=sex, age_band=age, count=count)
        elif tally and tally.count != count:
            tally.count = count
            tally.save(update_fields=["count"])


class AttendanceTally(models.Model):
    """How many came to one date, without names: group × sex × age band.

    A project may tell others apart (directory.HeadCountLine); what was counted keeps the words it was counted by.
    """

    class Group(models.TextChoices):
        THIRD_COUNTRY = "third_country", gettext_lazy("non-EU citizens and stateless persons")
        PROTECTION = "protection", gettext_lazy("people with asylum or temporary protection")
        RESIDENT = "resident", gettext_lazy("local residents")
        STAFF = "staff", gettext_lazy("coordinators and staff")

    class Sex(models.TextChoices):
        FEMALE = "female", gettext_lazy("women")
        MALE = "male", gettext_lazy("men")
        UNKNOWN = "unknown", gettext_lazy("not told")

    class AgeBand(models.TextChoices):
        CHILD = "0-17", gettext_lazy("under 18")
        ADULT = "18-59", gettext_lazy("18 to 59")
        OLDER = "60+", gettext_lazy("60 and older")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="tallies", verbose_name=gettext_lazy("date")
    )
    group = models.CharField(gettext_lazy("group"), max_length=30)
    sex = models.CharField(gettext_lazy("sex"), max_length=30, default=Sex.UNKNOWN)
    age_band = models.CharField(gettext_lazy("age"), max_length=7)
    count = models.PositiveIntegerField(gettext_lazy("number of people"))

    objects = AttendanceTallyQuerySet.as_manager()

    class Meta:
        ordering = ["event", "group", "sex", "age_band"]
        verbose_name = gettext_lazy("head-count")
        verbose_name_plural = gettext_lazy("head-counts")
        constraints = [
            Once(
                fields=["event", "group", "sex", "age_band"],
                name="tally_once_per_cell",
                says=gettext_lazy("These people of this date are counted already."),
            )
        ]

    def __str__(self):
        return f"{self.event_id}: {self.count}"


def fingerprint(cells):
    """A short text that changes with the counts."""
    return hashlib.sha256(repr(sorted(cells.items())).encode()).hexdigest()[:16]


def reason_against_counting(event):
    """Why nobody can have come to this date yet, as a sentence, or ""."""
    if event.status in {Event.Status.CANCELLED, Event.Status.POSTPONED}:
        return _("This date did not take place: it was cancelled or postponed.")
    if timezone.localdate(event.starts_at) > timezone.localdate():
        return _("People can be counted from the day of the event on.")
    return ""
