"""The worker on readers' phones, its kit and its switch, and the manifest. A browser is in tests/browser."""

import json
import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

LANGUAGES = ["lt", "en", "ru"]


def kit(client):
    text = client.get("/sw.js").text
    return json.loads(re.match(r"const KIT = (.*);\n", text)[1])


def test_worker_is_asked_for_each_time_and_rules_the_whole_site(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers
    assert client.post("/sw.js").status_code == 405


def test_kit_has_the_offline_page_and_a_notice_in_each_language(client):
    found = kit(client)

    assert found["pages"] == {language: f"/{language}/offline/" for language in LANGUAGES}
    assert {language: "{date}" in notice for language, notice in found["notices"].items()} == dict.fromkeys(
        LANGUAGES, True
    )
    assert len(set(found["notices"].values())) == 3
    assert [path.startswith("/static/") for path in found["files"]] == [True] * 4


def test_kit_is_a_new_one_when_its_page_changes(client, monkeypatch):
    before = kit(client)["version"]
    assert kit(client)["version"] == before

    monkeypatch.setattr("portal.offline.render_to_string", lambda name: render_to_string(name) + "another number")
    assert kit(client)["version"] != before


def test_switched_off_the_worker_deletes_what_it_kept(client, settings):
    settings.SERVICE_WORKER = False
    text = client.get("/sw.js").text

    assert "caches.delete" in text
    assert "unregister" in text
    assert "KIT" not in text


@pytest.mark.parametrize(
    ("query", "language", "start"),
    [("?language=ru", "ru", "/ru/"), ("?language=en", "en", "/en/"), ("", "lt", "/"), ("?language=%22xx", "lt", "/")],
)
def test_manifest_opens_in_the_language_of_the_reader(client, query, language, start):
    answer = client.get(f"/manifest.webmanifest{query}")
    about = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert (about["lang"], about["start_url"], about["scope"]) == (language, start, "/")
    assert [icon["sizes"] for icon in about["icons"]] == ["any", "192x192", "512x512"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_offline_page_needs_no_cookie_and_no_database(client, language, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(f"/{language}/offline/")

    assert answer.status_code == 200
    assert 'href="tel:112"' in answer.text
    assert not answer.cookies
    assert reverse("manifest") in answer.text
