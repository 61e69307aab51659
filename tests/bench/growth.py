"""How much longer pages take with many records than with few: milliseconds in PostgreSQL, and of the whole page."""

# What is measured is printed.
# ruff: noqa: T201
import statistics
import time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench import records
from tests.databases import connected_to, own_database, starter_content

DATABASE = "test_kartu_growth"
RUNS = 5
PATHS = [
    *(
        "events/",
        "events/?when=past",
        "events/?municipality=kaisiadoriu-r",
        "events/?free=1&language=lt",
        "events/month/",
    ),
    *("events/feed.xml", "services/", "services/?topic=health", "services/?municipality=kaisiadoriu-r"),
    *(
        "services/?language=lt",
        "services/?q=kalbos",
        "services/helplines/",
        "jobs/",
        "jobs/?municipality=kaisiadoriu-r",
    ),
    *("jobs/?level=none&pay=500&unit=month", "jobs/employers/", "jobs/feed.xml", "networks/", "networks/?kind=ngo"),
    *(
        "networks/volunteering/",
        "networks/coordinators/",
        "guide/",
        "guide/words/",
        "guide/questions/",
        "guide/figures/",
    ),
    *("", "data/services.json"),
]


def measure(few, many):
    settings.ALLOWED_HOSTS = ["testserver"]
    found = {}
    for amount in (few, many):
        with own_database(DATABASE, starter_content()), connected_to(DATABASE):
            records.fill(amount)
            for path in PATHS:
                found.setdefault(path, []).append(times(f"/en/{path}"))
    print(f"\n| page | SQL, {few:,} | SQL, {many:,} | page, {few:,} | page, {many:,} | queries | growth of the page |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for path, ((few_sql, few_page, queries), (many_sql, many_page, _queries)) in found.items():
        figures = f"{few_sql:.0f} ms | {many_sql:.0f} ms | {few_page:.0f} ms | {many_page:.0f} ms"
        print(f"| {path or 'home'} | {figures} | {queries} | {many_page / few_page:.1f} × |")


def times(address):
    """(milliseconds of the queries, milliseconds of the page, queries), at the median."""
    client, rounds = Client(), []
    client.get(address)
    for _ in range(RUNS):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            client.get(address)
            page = time.perf_counter() - start
        rounds.append((sum(float(query["time"]) for query in queries), page, len(queries)))
    return tuple(
        statistics.median(values) * unit
        for values, unit in zip(zip(*rounds, strict=True), (1000, 1000, 1), strict=True)
    )
