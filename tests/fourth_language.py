"""Run by tests/test_languages.py under tests.settings_uk; not collected by itself."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]


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
    assert '<div lang="en">' in page or '<div lang="lt">' in page
    assert "Українська" in client.get("/lt/").text
    assert "Українська" in client.get("/").text
