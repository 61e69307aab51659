"""What readers looked for and did not find, or found badly: words and numbers, and nothing about who typed them."""

import re
import unicodedata
from datetime import timedelta

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.constraints import Once

KEPT_FOR = timedelta(days=365)
# Different words of one week and language that are kept; programs type more.
MOST_A_WEEK = 500
LONGEST, MOST_WORDS = 40, 4
NOTE = """
    INSERT INTO feedback_emptysearch AS kept (query, language, week, searches, weak, wanted)
    SELECT %(query)s, %(language)s, %(week)s, %(searches)s, %(weak)s, %(wanted)s
    WHERE (SELECT count(*) FROM feedback_emptysearch WHERE week = %(week)s AND language = %(language)s) < %(most)s
        OR EXISTS (SELECT FROM feedback_emptysearch
            WHERE query = %(query)s AND week = %(week)s AND language = %(language)s)
    ON CONFLICT (query, language, week) DO UPDATE
        SET searches = kept.searches + excluded.searches, weak = kept.weak + excluded.weak,
            wanted = kept.wanted + excluded.wanted
"""


def folded(text):
    """The words without capitals, Latin diacritics and signs; "" for what may not be kept.

    Only a few words of letters are kept: a number, an address or a long text may say who somebody is.
    """
    if re.search(r"[\d@/]", text) or len(text) > LONGEST:
        return ""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower().replace("ё", "е"))
    if not words or len(words) > MOST_WORDS or len("".join(words)) < 3:
        return ""
    return " ".join(_without_marks(word) for word in words)[:LONGEST]


def _without_marks(word):
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    return bare if bare.isascii() else word


class EmptySearchQuerySet(models.QuerySet):
    def note(self, text, language, is_wanted=False, is_weak=False):
        """Count in this week one search that found nothing, or only weak answers, or one tap on "I need this"."""
        if query := folded(text):
            today = timezone.localdate()
            values = {"query": query, "language": language, "week": today - timedelta(days=today.weekday())}
            counts = {"searches": int(not is_wanted and not is_weak), "weak": int(is_weak), "wanted": int(is_wanted)}
            with connection.cursor() as cursor:
                cursor.execute(NOTE, {**values, **counts, "most": MOST_A_WEEK})

    note.alters_data = True

    def recent(self):
        """Of this week and the one before."""
        today = timezone.localdate()
        return self.filter(week__gte=today - timedelta(days=today.weekday() + 7))

    def due_for_erasure(self):
        return self.filter(week__lt=timezone.localdate() - KEPT_FOR)


class EmptySearch(models.Model):
    """Words without a good answer in one week: how often they found nothing or little, and how many readers need it."""

    query = models.CharField(_("words"), max_length=LONGEST)
    language = models.CharField(_("language"), max_length=8)
    week = models.DateField(_("week from"))
    searches = models.PositiveIntegerField(_("found nothing"), default=0)
    weak = models.PositiveIntegerField(_("found only weak answers"), default=0)
    wanted = models.PositiveIntegerField(_("“I need this”"), default=0)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "query", "language", "week", "searches", "weak", "wanted"],
        "nothing says who searched; the row is deleted by erase_old_searches after a year",
    )

    objects = EmptySearchQuerySet.as_manager()

    class Meta:
        ordering = ["-week", "-wanted", "-searches", "-weak", "query"]
        verbose_name = _("search without a good answer")
        verbose_name_plural = _("searches without a good answer")
        constraints = [
            Once(
                fields=["query", "language", "week"],
                name="emptysearch_once_a_week",
                says=_("These words stand in the list of this week already."),
            )
        ]

    def __str__(self):
        return self.query
