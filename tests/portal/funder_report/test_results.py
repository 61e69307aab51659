"""The public page of results: promised and reached, in a picture and in numbers; nothing that is not for everybody."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from events.models import Event
from portal.funder_report.outputs.charts import WIDTH
from tests import factories as make
from tests.portal.funder_report.year import add_indicator, kind_of

pytest_plugins = ["tests.portal.funder_report.fixtures"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("january")]


@pytest.fixture
def project():
    project = make.make_project(start_date="2025-01-01", end_date="2026-12-31")
    add_indicator(project, "E", "events", target=4, position=1)
    add_indicator(project, "N", "members", position=2)
    add_indicator(project, "S", "services", is_public=False, target=5)
    series = make.make_event(starts_at=None, project=project, kind=kind_of("training"))
    for day in (10, 11, 12):
        make.make_date(series, make.LONG_AGO.replace(year=2025, month=3, day=day))
    return project


def page_of(client, project, language="en"):
    answer = client.get(f"/{language}/networks/projects/{project.slug}/results/")
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def test_picture_and_table_say_the_same(client, project):
    page = page_of(client, project)

    captions = [caption.text_content().strip() for caption in page.findall(".//figcaption")]
    assert captions == ["Indicator E: 3 of 4"]
    svg = page.find(".//figure/svg")
    assert svg.get("aria-labelledby") == page.find(".//figcaption").get("id")
    assert [rect.get("width") for rect in svg.findall("rect")] == [str(WIDTH * 3 // 4), str(WIDTH)]
    rows = [[cell.text_content().strip() for cell in row] for row in page.findall(".//tbody/tr")]
    assert [row[:5] for row in rows] == [["Indicator E", "–", "4", "3", "75"], ["Indicator N", "–", "–", "0", "–"]]
    assert rows[0][5] == "to be confirmed by the fund"


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_page_stands_in_three_languages_and_holds_nothing_inline(client, project, language):
    page = page_of(client, project, language)

    assert page.get("lang") == language
    assert page.xpath("//*[@style] | //script[not(@src)]") == []


def test_hidden_project_has_no_results(client, project):
    project.unpublish()

    assert client.get(f"/en/networks/projects/{project.slug}/results/").status_code == 404


def test_project_without_indicators_says_so(client):
    page = page_of(client, make.make_project())

    assert "has not said what it promises in numbers" in page.text_content()


def test_page_leads_there_and_back(client, project):
    address = f"/en/networks/projects/{project.slug}/"

    assert f'href="{address}results/"' in client.get(address).text
    assert f'href="{address}"' in client.get(f"{address}results/").text


def test_page_is_counted_once_for_each_state_of_the_records(client, project):
    """Whoever reloads it, with whatever in the address and whichever cookie, does not make the portal count again."""
    address = f"/en/networks/projects/{project.slug}/results/"
    assert "3 of 4" in client.get(address).text
    client.cookies["sessionid"] = "invented"

    for query in ("", "?x=1", "?preview=1", "?q=%00&page=7"):
        with CaptureQueriesContext(connection) as queries:
            assert "3 of 4" in client.get(f"{address}{query}").text
        assert [query["sql"] for query in queries if "events_" in query["sql"]] == []

    next_transaction()
    Event.objects.filter(series__project=project).first().delete()
    assert "2 of 4" in client.get(address).text


def test_page_is_counted_again_when_an_event_has_ended(client, project):
    """Nobody changes anything then; a moment passes."""
    address = f"/en/networks/projects/{project.slug}/results/"
    make.make_date(project.events.get(), timezone.now() + timedelta(hours=1))
    assert "3 of 4" in client.get(address).text

    with time_machine.travel(timezone.now() + timedelta(hours=8), tick=False):
        assert "4 of 4" in client.get(address).text


def next_transaction():
    """A test is one transaction, and each moves the version once: let what follows be another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('page_cache.moved', '', true)")


@pytest.mark.parametrize("table", ["events_attendancetally", "funder_report_indicator", "publicity_publicityitem"])
def test_head_counts_indicators_and_publicity_move_the_version(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM page_cache_move")
        before = cursor.fetchone()
        next_transaction()
        cursor.execute(f"DELETE FROM {table} WHERE false")  # noqa: S608
        cursor.execute("SELECT count(*) FROM page_cache_move")
        assert cursor.fetchone() == (before[0] + 1,)
