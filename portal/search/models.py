"""The index: one row per record that is public or will be. PostgreSQL writes it (portal/search/sql.py), nobody else."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchRank, SearchVectorField
from django.db import connection, models, transaction
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.lookups import PostgresOperatorLookup
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from content.constraints import Once
from networks.models import Agreement
from portal.search import sql
from portal.search.sources import SOURCES, Section

# So many of the newest hits are weighed against each other and counted; ranking and counting all of them costs
# 50 ms with 20,000 records (docs/decisions/0024).
MOST_HITS = 500
# With a filter so many of the newest hits are asked whether they pass it.
MOST_TO_FILTER = 10 * MOST_HITS
MOST_WORDS = 8
# So many of the newest records that have a word which begins so are looked at.
MOST_BEGUN = 200
# What a whole title adds to the rank of a hit.
WHOLE_TITLE = 10
# What the weight of a hit adds: in a title, in the summary. {D, C, B, A} as ts_rank wants them.
WEIGHTS = [0.0, 0.0, 0.3, 1.0]


COLUMNS = ["model", "record_id", "section"]


class Row(NamedTuple):
    """A hit before its record is loaded."""

    model: str
    record_id: int
    section: str
    rank: float = 0

    @property
    def is_named(self):
        """The whole title was typed."""
        return self.rank >= WHOLE_TITLE

    @property
    def fit(self):
        return self.rank % WHOLE_TITLE


@SearchVectorField.register_lookup
class Matches(PostgresOperatorLookup):
    """``vector__matches=words_query(…)``: Django's own lookup knows only the queries that it makes itself."""

    lookup_name = "matches"
    postgres_operator = "@@"
    prepare_rhs = False


class SearchEntryQuerySet(models.QuerySet):
    def published(self):
        """The publishing rule of Content and of the sections, as far as the row knows it; tests tie the two."""
        now, today = timezone.now(), timezone.localdate()
        shown = Agreement.objects.published().values("pk")
        return self.filter(
            Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now),
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_through__isnull=True) | Q(valid_through__gte=today),
            # Whether an agreement is public is said by its parties too.
            ~Q(model=Agreement._meta.label_lower) | Q(record_id__in=shown),
            published_at__lte=now,
        )

    def newest_hits(self, words, is_any=False, most=MOST_HITS + 1, others=None):
        """The entries among the ``most`` newest ones that hold all of the words, or any of them, in any spelling.

        ``others``: what else is meant by a word, as lists of words.
        """
        call = "SELECT search_newest(search_asked(%s, %s, %s, %s), %s, %s, %s)"
        typed, codes, is_any = query_values(words, is_any)
        values = [typed, Jsonb(others or {}), codes, is_any, most, timezone.now(), timezone.localdate()]
        newest = RawSQL(call, values)  # noqa: S611 (a constant text; the values go apart)
        return self.filter(pk__in=newest).order_by("-tier", "-published_at", "-pk")

    def best_hits(self, words, is_any=False, most=MOST_HITS + 1, others=None):
        """(label, key, section, rank) of the newest hits, the best first; of ``most`` those that the filters leave."""
        in_head = SearchRank(F("head"), words_query(words, is_any, others), weights=WEIGHTS)
        whole = Func(Value(" ".join(words)), function="search_key", output_field=models.TextField())
        is_title = Case(When(keys__contains=[whole], then=Value(float(WHOLE_TITLE))), default=Value(0.0))
        newest = self.newest_hits(words, is_any, most, others)
        found = newest[: MOST_HITS + 1].values("pk")
        ranked = SearchEntry.objects.filter(pk__in=found) if most > MOST_HITS + 1 else newest
        return in_order(ranked.annotate(rank=in_head + is_title))

    def fitting_hits(self, words, others=None, most=MOST_HITS + 1):
        """The same rows for the records that have some of the words, those with the rare ones first.

        Their rank says how much of what was asked they have: 1 all of it in the title. A word that few records have
        weighs more than a common one.
        """
        typed, codes, _is_any = query_values(words, is_any=True)
        call = "SELECT entry_id, score FROM search_fitting(%s, %s, %s, %s, %s, %s)"
        with connection.cursor() as cursor:
            cursor.execute(call, [typed, Jsonb(others or {}), codes, most, timezone.now(), timezone.localdate()])
            scores = dict(cursor.fetchall())
        rows = self.filter(pk__in=scores).values_list("pk", *COLUMNS) if scores else []
        return sorted((Row(*row, scores[pk]) for pk, *row in rows), key=lambda row: -row.rank)

    def begun_hits(self, words, most):
        """The rows of records that have all of the words in title or summary, of the last one perhaps the beginning."""
        typed, codes, _is_any = query_values(words, is_any=False)
        values = Value(typed, ArrayField(models.TextField())), Value(codes, ArrayField(models.TextField()))
        begun = Func(*values, function="search_begun", output_field=SearchQueryField())
        call = "SELECT search_newest(search_begun(%s, %s), %s, %s, %s)"
        newest = RawSQL(call, [typed, codes, MOST_BEGUN, timezone.now(), timezone.localdate()])  # noqa: S611 (as above)
        found = self.filter(pk__in=newest, head__matches=begun)
        return in_order(found.annotate(rank=SearchRank(F("head"), begun, weights=WEIGHTS)))[:most]


def in_order(entries):
    found = entries.order_by("-rank", "-tier", "-published_at", "-pk").values_list(*COLUMNS, "rank")
    return [Row(*row) for row in found]


def words_query(words, is_any=False, others=None):
    typed, codes, is_any = query_values(words, is_any)
    texts = ArrayField(models.TextField())
    values = Value(typed, texts), Value(others or {}, models.JSONField()), Value(codes, texts), Value(is_any)
    return Func(*values, function="search_asked", output_field=SearchQueryField())


def query_values(words, is_any):
    return [list(words)[:MOST_WORDS], [code for code, _name in settings.LANGUAGES], is_any]


class SearchEntry(models.Model):
    """What is searched of one record, in all its languages, and what decides whether it is public."""

    model = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    section = models.CharField(max_length=12, choices=Section.choices)
    tier = models.SmallIntegerField()
    published_at = models.DateTimeField()
    unpublish_at = models.DateTimeField(null=True)
    valid_from = models.DateField(null=True)
    valid_through = models.DateField(null=True)
    # Whole titles, folded: who types one exactly wants that record.
    keys = ArrayField(models.TextField())
    # Titles and summaries with their weights, small enough to be read for ranking; and all there is, without.
    head = SearchVectorField()
    vector = SearchVectorField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            Once(
                fields=["model", "record_id"],
                name="searchentry_once",
                says=_("This record stands in the index already."),
            )
        ]
        indexes = [
            # Without a list of pending entries, which every search would have to read.
            GinIndex(fields=["vector"], name="searchentry_words", fastupdate=False),
            models.Index(F("tier").desc(), F("published_at").desc(), F("id").desc(), name="searchentry_newest"),
        ]

    def __str__(self):
        return f"{self.model} {self.record_id}"


class SearchWord(models.Model):
    """A word that occurs in some record, for readers who mistyped it."""

    word = models.CharField(max_length=30, primary_key=True)
    folded = models.CharField(max_length=60)

    def __str__(self):
        return self.word


@transaction.atomic
def rebuild():
    """Make the index and the list of words anew from the records; searching goes on meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchentry")
        cursor.execute("DELETE FROM search_searchword")
        for source in SOURCES:
            cursor.execute(sql.fill(source))


@transaction.atomic
def rebuild_words():
    """Make the list of words anew from what is in the index: words that nobody uses any more go."""
    with connection.cursor() as cursor:
        # Edits that come meanwhile leave their words to the next night.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search_learn'))")
        cursor.execute("DELETE FROM search_searchword")
        for source in SOURCES:
            cursor.execute(sql.learn(source))
