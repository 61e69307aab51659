"""The numbers of readers. Nothing here could tell one reader from another."""

from django.db import connection, models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

# Smaller numbers are said only as "fewer than".
FEWEST_SHOWN = 5
ADD = """
    INSERT INTO readers_readercount (day, kind, record, language, count) VALUES {rows}
    ON CONFLICT (day, kind, record, language) DO UPDATE SET count = readers_readercount.count + EXCLUDED.count
"""
ROWS_AT_ONCE = 500


def shown(count):
    """The number, or None for one that is said only as "fewer than 5"; nobody is nobody."""
    return count if count >= FEWEST_SHOWN or count == 0 else None


class ReaderCountQuerySet(models.QuerySet):
    def add(self, counts):
        """Add {(day, kind, record, language): number} to what is there, whoever adds to the same rows meanwhile."""
        # In one order, so that two processes never wait for each other.
        rows = [(*key, number) for key, number in sorted(counts.items())]
        with connection.cursor() as cursor:
            for start in range(0, len(rows), ROWS_AT_ONCE):
                part = rows[start : start + ROWS_AT_ONCE]
                places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(part))
                cursor.execute(ADD.format(rows=places), [value for row in part for value in row])

    def by_page(self):
        return self.values("kind", "record").annotate(total=Sum("count")).order_by("kind", "record")


class ReaderCount(models.Model):
    """How often pages of one kind, or one record, were read on one day in one language."""

    day = models.DateField(_("day"))
    kind = models.CharField(_("kind of page"), max_length=60)
    record = models.CharField(_("record"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=8)
    count = models.PositiveIntegerField(_("read"))

    objects = ReaderCountQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "kind", "record", "language"]
        verbose_name = _("readers of a day")
        verbose_name_plural = _("readers")
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "record", "language"], name="readercount_once"),
        ]
        indexes = [models.Index(fields=["kind", "record", "day"], name="readercount_page")]

    def __str__(self):
        return f"{self.day} {self.kind} {self.record} {self.language}"
