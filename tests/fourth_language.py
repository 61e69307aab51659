"""Run by tests/test_languages.py under tests.settings_uk; not collected by itself."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from guide.models import GuidePage
from portal.search.models import SearchEntry, rebuild
from tests import factories as make
from tests.databases import load_starter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tables of three languages, to which the fourth has added its columns, as a migration adds them."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor, connection.cursor() as cursor:
        for model in apps.get_models():
            columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
            there = {column.name for column in columns}
            for field in model._meta.local_concrete_fields:
                if field.column not in there:
                    assert field.column.endswith("_uk")
                    editor.add_field(model, field)


@pytest.fixture(scope="module")
def starter(django_db_setup, django_db_blocker):
    """Loaded here: no template has the columns of a fourth language."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


def public_pages(client):
    """Every address of the sitemap, which knows all public records."""
    return [
        re.sub(r"^https?://[^/]+", "", url)
        for url in re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").text)
    ]


def test_every_public_page_answers_in_the_fourth_language(client):
    assert [code for code, _name in settings.LANGUAGES] == ["lt", "en", "ru", "uk"]
    pages = sorted({f"/uk{path[3:]}" for path in public_pages(client)})
    assert len(pages) > 150

    wrong = [(path, status) for path in pages if (status := client.get(path).status_code) != 200]

    assert wrong == []


def test_fourth_language_is_offered_and_says_what_is_missing(client):
    with translation.override("uk"):
        path = reverse("services:detail", args=["parama-verslui-kaisiadoryse"])
    page = client.get(path).text

    assert '<html lang="uk">' in page
    assert 'hreflang="uk"' not in page.split("<body")[0]
    # Her readers read Russian next, whatever language the record was written in.
    assert '<div lang="ru">' in page
    assert "Українська" in client.get("/lt/").text
    assert "Українська" in client.get("/").text


def test_search_answers_in_the_fourth_language(client):
    page = client.get("/uk/search/", {"q": "leidimas gyventi"}).text

    assert '<html lang="uk">' in page
    assert "<mark>leidimas</mark> <mark>gyventi</mark>" in page
    assert client.get("/uk/search/", {"q": "qqqqqq"}).status_code == 200


def test_texts_of_the_fourth_language_are_searched_at_once(client):
    """The triggers were made before the language: they read its columns all the same, and so does a rebuild."""
    make.make_guide_page(name_lt="Būstas", name_uk="Житло для родини", slug="zytlo")

    def found(text):
        return "zytlo" in client.get("/uk/search/", {"q": text}).text

    assert (found("житло"), found("zhytlo"), found("родини")) == (True, True, True)
    GuidePage.objects.filter(slug="zytlo").update(name_uk="Школа")
    assert (found("житло"), found("школа")) == (False, True)
    amount = SearchEntry.objects.count()
    rebuild()
    assert (found("житло"), found("школа"), SearchEntry.objects.count()) == (False, True, amount)
