"""What holds for every section: a new one is one more line."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from content.models import Content
from tests import factories as make

# Route of the list, factory, literal number of queries of the list and of the record's own page (None: it has none).
SECTIONS = [
    pytest.param("events:list", make.make_event, 6, 6, id="events"),
    pytest.param("services:list", make.make_service, 11, 12, id="services"),
    pytest.param("jobs:list", make.make_job, 5, 5, id="jobs"),
    pytest.param("jobs:employers", make.make_employer, 3, 16, id="employers"),
    pytest.param("jobs:list", make.make_job_source, 4, None, id="job boards"),
    pytest.param("networks:list", make.make_organisation, 6, 16, id="organisations"),
    pytest.param("networks:list", make.make_project, 6, 11, id="projects"),
    pytest.param("networks:list", make.make_agreement, 7, None, id="agreements"),
    pytest.param("networks:volunteering", make.make_initiative, 7, None, id="initiatives"),
    pytest.param("guide:list", make.make_guide_page, 3, 9, id="guide"),
    pytest.param("guide:questions", make.make_question, 4, None, id="questions"),
    pytest.param("guide:statistics", make.make_statistic, 2, None, id="figures"),
    pytest.param("guide:words", make.make_word, 5, None, id="words"),
]
every_section = pytest.mark.parametrize(("route", "make_record", "list_queries", "detail_queries"), SECTIONS)
LANGUAGES = ["lt", "en", "ru"]

pytestmark = pytest.mark.django_db


def hours(number):
    return timezone.now() + timedelta(hours=number)


UNPUBLISHED = [
    pytest.param({"published_at": None}, id="draft"),
    pytest.param({"published_at": hours(24)}, id="scheduled"),
    pytest.param({"unpublish_at": hours(-1)}, id="unpublished"),
    pytest.param({"visibility": "network"}, id="network"),
    pytest.param({"visibility": "staff"}, id="staff"),
]


def own_page(record):
    """The path of a record's own page, or None for one that stands on its list."""
    address = record.get_absolute_url()
    return address if address.startswith("/") and "#" not in address else None


@every_section
@pytest.mark.parametrize("language", LANGUAGES)
def test_published_record_is_shown_in_each_language(client, route, make_record, list_queries, detail_queries, language):
    record = make_record()
    name = getattr(record, f"name_{language}")

    listed = client.get(f"/{language}{reverse(route)[3:]}")

    assert name in listed.text
    if path := own_page(record):
        page = client.get(f"/{language}{path[3:]}")
        assert f"<h1>{name}</h1>" in page.text


@every_section
@pytest.mark.parametrize("fields", UNPUBLISHED)
def test_unpublished_record_is_nowhere(client, route, make_record, list_queries, detail_queries, fields):
    record = make_record(**fields)
    walked = [reverse(route), reverse("home"), "/sitemap.xml", reverse("networks:coordinators")]

    found = [path for path in walked if record.name_lt in client.get(path).text or record.slug in client.get(path).text]

    assert found == []
    assert record.is_published is False
    assert not type(record).objects.published().filter(pk=record.pk).exists()
    if path := own_page(record):
        assert client.get(path).status_code == 404


@every_section
def test_property_and_queryset_state_the_same_rule(route, make_record, list_queries, detail_queries):
    record = make_record()

    assert record.is_published is True
    assert type(record).objects.published().filter(pk=record.pk).exists()


@every_section
def test_unpublishing_shows_on_the_next_request(client, route, make_record, list_queries, detail_queries):
    record = make_record()
    assert record.name_lt in client.get(reverse(route)).text

    record.unpublish()

    assert record.name_lt not in client.get(reverse(route)).text


@every_section
def test_staff_preview_a_draft_and_strangers_do_not(client, route, make_record, list_queries, detail_queries):
    record = make_record(published_at=None)
    path = own_page(record)
    if path is None:
        pytest.skip("stands on its list")

    assert client.get(f"{path}?preview=1").status_code == 404
    client.force_login(make.make_user())
    assert client.get(f"{path}?preview=1").status_code == 404
    client.force_login(make.make_staff())
    preview = client.get(f"{path}?preview=1")
    assert record.name_lt in preview.text
    assert "noindex" in preview.text
    assert client.get(path).status_code == 404


@every_section
@pytest.mark.parametrize("amount", [1, 3])
def test_list_asks_a_constant_number_of_queries(
    client, django_assert_num_queries, route, make_record, list_queries, detail_queries, amount
):
    records = [make_record() for _ in range(amount)]

    with django_assert_num_queries(list_queries):
        response = client.get(reverse(route))

    assert all(record.name_lt in response.text for record in records)


@every_section
def test_page_asks_a_constant_number_of_queries(
    client, django_assert_num_queries, route, make_record, list_queries, detail_queries
):
    path = own_page(make_record())
    if path is None:
        pytest.skip("stands on its list")

    with django_assert_num_queries(detail_queries):
        response = client.get(path)

    assert response.status_code == 200


@every_section
def test_record_without_the_readers_language_says_so(client, route, make_record, list_queries, detail_queries):
    record = make_record(name_ru="")

    listed = client.get(f"/ru{reverse(route)[3:]}")

    assert f'<span lang="en">{record.name_en}</span>' in listed.text
    if path := own_page(record):
        page = client.get(f"/ru{path[3:]}")
        assert page.status_code == 200
        assert f'<h1><span lang="en">{record.name_en}</span></h1>' in page.text
        assert 'hreflang="ru" href="http' not in page.text
        assert '<meta name="robots" content="noindex">' in page.text


@every_section
def test_example_is_marked(client, route, make_record, list_queries, detail_queries):
    record = make_record(is_example=True)
    page = client.get(f"/en{(own_page(record) or reverse(route))[3:]}")

    assert ">Example</" in page.text


@every_section
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_pages_refuse_writing(client, route, make_record, list_queries, detail_queries, method):
    assert getattr(client, method)(reverse(route)).status_code == 405


def test_every_kind_of_content_is_in_this_file():
    listed = {type(param.values[1]()).__name__ for param in SECTIONS}
    models = {model.__name__ for model in all_content_models()}

    # Posts have their own tests: they are shown by municipality (tests/networks/posts/test_pages.py).
    assert models - listed == {"Post"}


def all_content_models():
    return [model for model in apps.get_models() if issubclass(model, Content)]
