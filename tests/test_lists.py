"""What a list costs, in figures that no machine changes: queries, bytes, nodes of templates, ways to the rows."""

import re

import pytest
from django.db import connection
from django.template.base import Node
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from content.templatetags import once
from directory.models import Organisation, Project
from events.models import EventSeries
from guide.models import GuidePage, Question, Word
from jobs.forms import occupations_in_use
from services.models import Service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]

# Nodes of templates, when all cards and fields were rendered before, and queries. A list that needs more has lost what
# decision 0043 bought.
BUDGETS = {
    "/en/events/": (450, 6),
    "/en/events/month/": (600, 4),
    "/en/services/": (450, 14),
    "/en/jobs/": (450, 5),
}


@pytest.fixture
def nodes(monkeypatch):
    """Counts what is rendered."""
    rendered, usual = [], Node.render_annotated

    def counted(node, context):
        rendered.append(type(node))
        return usual(node, context)

    monkeypatch.setattr(Node, "render_annotated", counted)
    return rendered


@pytest.mark.parametrize("path", BUDGETS)
def test_list_that_was_rendered_before_is_nearly_done(client, nodes, path):
    most_nodes, most_queries = BUDGETS[path]
    first = client.get(path).content
    nodes.clear()
    with CaptureQueriesContext(connection) as queries:
        again = client.get(path).content

    assert again == first
    assert (len(nodes) <= most_nodes, len(queries) <= most_queries) == (True, True), (len(nodes), len(queries))
    assert len(again) < 40_000


@pytest.mark.parametrize("path", BUDGETS)
def test_what_was_kept_is_what_would_be_rendered(client, monkeypatch, path):
    """Also with a filter in use, and after the same parts were rendered for another page and another language."""
    paths = [f"/{code}{path[3:]}{question}" for code in ("lt", "en", "ru") for question in ("", "?language=lt")]
    kept = [client.get(address).content for address in [*paths, *paths]]
    monkeypatch.setattr(once.Memory, "get", lambda memory, key: None)

    assert kept == [client.get(address).content for address in [*paths, *paths]]


def by_name(model):
    return lambda: model.objects.in_order_of_name()


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (by_name(Organisation), "organisation_name_{}"),
        (lambda: Service.objects.by_facts(), "service_by_facts_{}"),
        (lambda: Word.objects.in_order(), "word_in_order"),
        (lambda: Question.objects.all(), "question_in_order"),
        (lambda: GuidePage.objects.all(), "guidepage_in_order"),
        (lambda: Project.objects.all(), "project_newest_first"),
        (lambda: EventSeries.objects.to_be_announced(), "eventseries_to_be_announced"),
        (lambda: Service.objects.matching("sodra").order_by(), "service_words"),
        (lambda: Organisation.objects.matching("sodra").order_by(), "organisation_words"),
        (lambda: EventSeries.objects.matching("arbata").order_by(), "eventseries_words"),
        (lambda: Service.objects.filter(languages__contains=["lt"]).order_by(), "service_by_language"),
    ],
)
def test_order_and_filter_have_an_index(language, rows, index):
    """With few rows PostgreSQL reads them all; told not to, it takes the index, if there is one that fits."""
    with translation.override(language), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        plan = rows()[:20].explain()

    assert re.search(rf"\b{index.format(language)}\b", plan), plan


def test_occupations_are_asked_for_one_by_one():
    """Not through all jobs: there are fifty groups and may be many jobs."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = occupations_in_use().explain()

    assert re.search(r"SubPlan.*\bjobposting_by_occupation\b", plan, re.DOTALL), plan


def test_services_that_are_over_stand_last_on_every_page():
    ended, given = list(Service.objects.all()[:3]), Service.objects.count() - 3
    Service.objects.filter(pk__in=[service.pk for service in ended]).update(status=Service.Status.DEFUNCT)
    in_turn, usual = Service.objects.given_before_over(), list(Service.objects.newest_facts_first())

    for start, stop in [(0, 5), (given - 2, given + 2), (given, given + 3), (given + 1, given + 20), (0, given + 3)]:
        assert in_turn[start:stop] == usual[start:stop]
