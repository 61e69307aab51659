"""How long a fact may be told as what is so now. Older ones that nobody checked are told as of their time."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# For each kind of fact the days it holds without a check, and why so many. Nothing else decides it.
HOLDS_FOR = {
    "hours": timedelta(days=180),  # Doors change their hours with the season and with the people behind them.
    "post": timedelta(days=180),  # Keepers of cards are asked four times a year; two silences are too many.
    "job": timedelta(days=120),  # An open place is filled within a season.
    "grant": timedelta(days=365),  # Councils set sums and dates anew with each year's budget.
    "event": timedelta(days=365),  # A course is planned for one school year.
    "initiative": timedelta(days=365),  # Groups of volunteers come and go.
    "service": timedelta(days=2 * 365),  # What an office does outlives its hours, not two changes of the law.
    "organisation": timedelta(days=2 * 365),  # Names and doors of offices move about once in an election term.
    "guide": timedelta(days=2 * 365),  # Law on foreigners is changed every year; the way through it every other.
    "figure": timedelta(days=2 * 365),  # Statistics come out once a year, half a year late.
    "record": timedelta(days=3 * 365),  # History: projects, agreements, meanings of words.
}
# A time further back is told by its year, a nearer one by its month too.
TOLD_BY_YEAR = timedelta(days=2 * 365)


def limit_of(kind, today=None):
    """The first day whose facts of that kind still hold."""
    return (today or timezone.localdate()) - HOLDS_FOR[kind]


def is_stale(kind):
    """The condition of ``Decaying.is_stale`` for the database."""
    limit = limit_of(kind)
    unchecked = Q(assured_on__isnull=True) | Q(assured_on__lt=limit)
    read = Q(source_as_of__isnull=True, source_read_on__lt=limit)
    written = Q(source_as_of__isnull=True, source_read_on__isnull=True, created_at__date__lt=limit)
    return unchecked & (Q(source_as_of__lt=limit) | read | written)


def in_words(day, is_year_only=False):
    """What follows "since" or "of": "2021" for what is long ago, else "May 2026", in the case the language wants."""
    if is_year_only or day < timezone.localdate() - TOLD_BY_YEAR:
        return pgettext("since when", "%(year)d") % {"year": day.year}
    return pgettext("since when", "%(month)s %(year)d") % {"month": date_format(day, "E"), "year": day.year}


class Decaying:
    """A record that knows how old its facts are; ``decays_as`` is its line of HOLDS_FOR."""

    decays_as = "record"

    @property
    def known_on(self):
        """The day of which the facts are, or on which somebody last checked them; None of a record not yet saved."""
        told = self.source_as_of or self.source_read_on
        if told is None and self.created_at:
            told = timezone.localdate(self.created_at)
        return max((day for day in (told, self.assured_on) if day), default=None)

    def is_stale(self, kind=""):
        """What the record says of that kind of fact is too old to be told as what is so now."""
        known_on = self.known_on
        return known_on is not None and known_on < limit_of(kind or self.decays_as)

    @property
    def known_in_words(self):
        """ "2021" or "May 2026": the time of which the facts are."""
        is_year_only = self.source_as_of_precision == "year" and self.known_on == self.source_as_of
        return in_words(self.known_on, is_year_only)

    @property
    def unchecked_since(self):
        """The time since which nobody has checked facts that are too old by now, else ""."""
        return self.known_in_words if self.is_stale() else ""

    @property
    def doubt(self):
        """The same as a sentence, with what to do; "" of facts that hold."""
        since = self.unchecked_since
        return _("Not checked since %(since)s: ask whether it still holds.") % {"since": since} if since else ""


def with_doubt(text, record):
    """A text for machines, behind the warning that it needs."""
    return " ".join(part for part in (record.doubt, text) if part)
