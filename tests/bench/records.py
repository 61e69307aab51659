"""Many records of each kind in a moment: copies of those of the starter content and the examples, made by PostgreSQL.

They differ in address, name, day and municipality, so that filters and orders have something to choose from.
"""

from django.db import connection

from directory.models import Organisation, Project
from events.models import Event, EventSeries
from guide.models import GuidePage, Question, Statistic, Word
from jobs.models import JobPosting
from networks.models import Initiative
from services.models import Service

# SQL of the columns in which the copy number ``n`` differs from its model.
NAMES = {f"name_{code}": f"left(coalesce(name_{code}, name_lt), 150) || ' ' || n" for code in ("lt", "en", "ru")}
# Pages are cut: a list shows none of them, and the disk of a small machine is no part of the question.
SHORT = {f"description_{code}": f"left(description_{code}, 300)" for code in ("lt", "en", "ru")}
CONTENT = {
    **NAMES,
    **SHORT,
    "slug": "left(slug, 60) || '-copy-' || n",
    "published_at": "now() - n * interval '1 minute'",
    "unpublish_at": "NULL",
}
SOMEWHERE = {"municipality_id": "1 + n %% 60"}
COPIES = {
    Organisation: {**CONTENT, **SOMEWHERE},
    Project: CONTENT,
    Service: {**CONTENT, "source_as_of": "current_date - (n %% 700)::int", "valid_through": "NULL"},
    JobPosting: {**CONTENT, **SOMEWHERE, "valid_through": "current_date + (1 + n %% 60)::int"},
    Initiative: CONTENT,
    GuidePage: {**CONTENT, "municipality_id": "CASE WHEN n %% 2 = 0 THEN 1 + n %% 60 END"},
    Question: CONTENT,
    Statistic: CONTENT,
    Word: {**CONTENT, "term": "left(term, 60) || ' ' || n"},
    EventSeries: {
        **CONTENT,
        "ical_uid": "gen_random_uuid()",
        "is_date_to_be_announced": "n %% 1000 = 0",
        "first_date": "CASE WHEN n %% 1000 > 0 THEN first_date END",
        "recurrence": "'single'",
        "is_example": "false",
    },
}
RELATED = """
INSERT INTO {table} ({own}, {other})
SELECT id, (SELECT array_agg(id ORDER BY id) FROM {others} WHERE {where})[1 + id %% {among}] FROM {owners}
WHERE slug LIKE '%%-copy-%%' ON CONFLICT DO NOTHING
"""
DATES = """
INSERT INTO events_event ({columns})
SELECT {values} FROM events_eventseries AS series, (SELECT * FROM events_event ORDER BY id LIMIT 1) AS model
WHERE slug LIKE '%%-copy-%%' AND NOT is_date_to_be_announced
"""


def fill(amount):
    """``amount`` copies of every kind of record, and a date for each event, from a month ago to two years ahead."""
    with connection.cursor() as cursor:
        # Neither the index of search nor history: both have measures of their own.
        cursor.execute("SET session_replication_role = replica")
        for model, differing in COPIES.items():
            copy(cursor, model, amount, differing)
        relate(cursor, Service.topics.through, "service_id", "term_id", "services_service", "vocabulary = 'topic'", 5)
        relate(cursor, Service.needs.through, "service_id", "term_id", "services_service", "vocabulary = 'need'", 5)
        area = Service.area_served.through
        relate(cursor, area, "service_id", "municipality_id", "services_service", "true", 60, "directory_municipality")
        dates(cursor, amount)
        cursor.execute("SET session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def copy(cursor, model, amount, differing):
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    values = ", ".join(differing.get(column, f'model."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, %s) AS n JOIN"  # noqa: S608
        f" (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many FROM {table}"
        " WHERE published_at IS NOT NULL AND visibility = 'public') AS model ON place = n %% many",
        [amount],
    )


def relate(cursor, through, own, other, owners, where, among, others="directory_term"):
    cursor.execute(
        RELATED.format(
            table=through._meta.db_table, own=own, other=other, owners=owners, where=where, among=among, others=others
        ),
        [],
    )


def dates(cursor, amount):
    columns = [field.column for field in Event._meta.concrete_fields if field.column != "id"]
    # As dense as life: the same span, whatever the amount.
    apart = 760 * 24 * 3600 / amount
    start = f"(date_trunc('hour', now()) - interval '30 days' + series.id %% {amount} * interval '{apart} s')"
    differing = {
        "series_id": "series.id",
        "recurrence_id": start,
        "starts_at": start,
        "ends_at": f"{start} + interval '2 hours'",
        "status": "CASE WHEN series.id %% 50 = 0 THEN 'cancelled' ELSE 'scheduled' END",
        "previous_start_at": "NULL",
        "place_id": "NULL",
        "online_url": "''",
        "is_edited": "false",
        "ical_sequence": "0",
        "updated_at": "now() - series.id * interval '1 s'",
    }
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(differing.get(column, f'model."{column}"') for column in columns)
    cursor.execute(DATES.format(columns=names, values=values), [])
