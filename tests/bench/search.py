"""How long PostgreSQL takes to search 20,000 and 200,000 records in three languages, at the median.

The records are made on the fly, in a database of its own.
"""

# What is measured is printed.
# ruff: noqa: T201
import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.search import spelling
from portal.search.models import SearchEntry
from tests import factories as make
from tests.databases import connected_to, own_database, tables

DATABASE = "test_kartu_bench"
RUNS = 15
VOCABULARY = 30_000
WORDS_A_TEXT, TEXTS = 60, 3_000
# Half of all records have the first word, one in a thousand the second.
COMMON, RARE = "dokumentas", "deklaracija"

MAKE_WORDS = """
CREATE TEMP TABLE some_words AS
SELECT number, (ARRAY['ka','le','mi','no','pu','sta','vil','dar','gy','sau','pra','tei'])[1 + hash %% 12]
    || (ARRAY['ri','to','vė','nu','li','ša','mo','ge','ki','bū','dy','žo'])[1 + hash / 12 %% 12]
    || (ARRAY['ma','ti','ro','ne','su','ly','va','do','kė','pi'])[1 + hash / 144 %% 10]
    || (ARRAY['nt','rb','lk','st','m',''])[1 + hash / 1440 %% 6]
   
    || (ARRAY['as','is','a','ė','us','imas','umas','ybė'])[1 + hash / 8640 %% 8] AS word
FROM (SELECT number, abs(hashint4(number)) AS hash FROM generate_series(0, %(vocabulary)s - 1) AS number) AS hashes
"""
# Few words are frequent and most are rare: the cube of an even chance picks them.
MAKE_TEXTS = """
CREATE TEMP TABLE some_texts AS
SELECT seed, strip(search_vector(jsonb_build_object(code, CASE code WHEN 'ru'
    THEN translate(words, 'abdegiklmnoprstuvyėūšž', 'абдегиклмнопрстувиеушж') ELSE words END))) AS vector
FROM (SELECT seed, (ARRAY['lt', 'en', 'ru'])[1 + seed %% 3] AS code,
        (SELECT string_agg(word, ' ') FROM (
            SELECT (pow((abs(hashint8(seed::bigint * 1000 + place)) %% 100000) / 100000.0, 3) * %(vocabulary)s)::int
                AS number FROM generate_series(1, %(length)s) AS place) AS chosen JOIN some_words USING (number))
        AS words
    FROM generate_series(0, %(texts)s - 1) AS seed) AS made
"""
MAKE_RECORDS = """
INSERT INTO search_searchentry (model, record_id, section, tier, published_at, keys, head, vector)
SELECT 'services.service', number, 'services', 1, now() - number * interval '1 minute', ARRAY['key ' || number],
    head, strip(head) || lt.vector || en.vector || ru.vector
FROM (SELECT number, number * 7919 AS chance, setweight(to_tsvector('simple', CASE WHEN number %% 2 = 0
        THEN %(common)s ELSE 'kita' END || CASE WHEN number %% 1000 = 0 THEN ' ' || %(rare)s ELSE '' END), 'A') AS head
    FROM generate_series(1, %(amount)s) AS number) AS records
JOIN some_texts AS lt ON lt.seed = chance %% 1000 * 3
JOIN some_texts AS en ON en.seed = chance / 1000 %% 1000 * 3 + 1
JOIN some_texts AS ru ON ru.seed = chance / 7 %% 1000 * 3 + 2
"""


def fill(amount):
    with connection.cursor() as cursor:
        cursor.execute(MAKE_WORDS, {"vocabulary": VOCABULARY})
        cursor.execute("CREATE INDEX ON some_words (number)")
        cursor.execute("ANALYZE some_words")
        cursor.execute(MAKE_TEXTS, {"vocabulary": VOCABULARY, "length": WORDS_A_TEXT, "texts": TEXTS})
        cursor.execute("DROP INDEX searchentry_words")
        lexemes = {"common": "dokument", "rare": "deklaracij"}
        cursor.execute(MAKE_RECORDS, {"amount": amount, **lexemes})
        cursor.execute(
            "CREATE INDEX searchentry_words ON search_searchentry USING gin (vector) WITH (fastupdate = off)"
        )
        cursor.execute(
            "INSERT INTO search_searchword SELECT word, search_latin(word) FROM some_words"
            " WHERE length(word) BETWEEN 4 AND 30 UNION SELECT word, word FROM unnest(%s::text[]) AS word",
            [[COMMON, RARE]],
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def median(queries):
    """Milliseconds that PostgreSQL plans and works, without what Django does before and after."""
    times = []
    for _ in range(RUNS):
        with connection.cursor() as cursor:
            total = 0
            for query in queries:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query['sql']}")
                plan = cursor.fetchone()[0][0]
                total += plan["Planning Time"] + plan["Execution Time"]
        times.append(total)
    return statistics.median(times)


def newest(*words):
    return list(SearchEntry.objects.published().newest_hits(words, most=20).values_list("model", "record_id"))


def best(*words, is_any=False):
    return SearchEntry.objects.published().best_hits(words, is_any)


MEASURES = {
    "20 newest hits, common word": lambda: newest(COMMON),
    "20 newest hits, rare word": lambda: newest(RARE),
    "500 newest ranked, common word": lambda: best(COMMON),
    "500 newest ranked, rare word": lambda: best(RARE),
    "500 newest ranked, two words": lambda: best(COMMON, RARE),
    "500 newest ranked, either of two": lambda: best(COMMON, RARE, is_any=True),
    "whole question, rare word first": lambda: SearchEntry.objects.published().fitting_hits(
        [COMMON, RARE, "begemotas"]
    ),
    "words with others for them": lambda: SearchEntry.objects.published().best_hits(
        [RARE], others={RARE: [["begemotas"]]}
    ),
    "beginning of a word": lambda: SearchEntry.objects.published().begun_hits(["deklar"], 6),
    "typed in Cyrillic, common word": lambda: best("документас"),
    "nothing found": lambda: best("begemotas"),
    "typo, nearest word": lambda: spelling.corrected(["deklaruacija"]),
}

# A page like those of the guide: two paragraphs a language. Each time it has a new word, so that the index changes.
MAKE_PAGE = """
UPDATE guide_guidepage SET (description_lt, description_en, description_ru) = (SELECT words, words,
    translate(words, 'abdegiklmnoprstuvyėūšž', 'абдегиклмнопрстувиеушж')
    FROM (SELECT string_agg(word, ' ') AS words FROM some_words WHERE number BETWEEN 1 AND 120) AS text)
"""
SAVE_PAGE = "UPDATE guide_guidepage SET description_lt = left(md5(random()::text), 8) || substr(description_lt, 9)"


def saving():
    """Milliseconds that PostgreSQL takes to save a page, and those of them that the index costs."""
    whole, followed = [], []
    with connection.cursor() as cursor:
        cursor.execute(MAKE_PAGE)
        for _ in range(RUNS):
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {SAVE_PAGE}")
            plan = cursor.fetchone()[0][0]
            whole.append(plan["Execution Time"])
            followed.append(sum(row["Time"] for row in plan["Triggers"] if row["Trigger Name"] == "search_follow"))
    return statistics.median(whole), statistics.median(followed)


def measure(amount):
    print(f"\n{amount:,} records in three languages")
    with own_database(DATABASE, tables()), connected_to(DATABASE):
        start = time.perf_counter()
        fill(amount)
        print(f"  made in {time.perf_counter() - start:.0f} s")
        for name, act in MEASURES.items():
            with CaptureQueriesContext(connection) as queries:
                found = act()
            print(f"  {name:35}{median(queries.captured_queries):8.1f} ms {len(found):6} rows {len(queries)} query")
        make.make_guide_page()
        whole, followed = saving()
        print(f"  {'a page saved':35}{whole:8.1f} ms, {followed:.1f} of them for the index")
