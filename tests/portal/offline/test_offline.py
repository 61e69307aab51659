"""The worker on readers' phones, its kit and its switch, and the manifest. A browser is in tests/browser."""

import json
import re

import lxml.html
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from services.models import ServiceContact
from tests import factories as make

pytestmark = pytest.mark.django_db

LANGUAGES = ["lt", "en", "ru"]


def help_line(name, number):
    line = make.make_service(name_en=name, is_emergency=True)
    ServiceContact.objects.create(service=line, kind="phone", value=number)
    return line


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
    assert [path.startswith("/static/") for path in found["files"]] == [True] * 7


def test_kit_is_a_new_one_when_its_page_changes(client, monkeypatch):
    before = kit(client)["version"]
    assert kit(client)["version"] == before

    monkeypatch.setattr("portal.offline.views.render_to_string", lambda *asked: render_to_string(*asked) + "another")
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("amount", [1, 3])
def test_offline_page_needs_no_cookie_and_few_questions(client, language, amount, django_assert_num_queries):
    for number in range(amount):
        help_line(f"Line {number}", f"+370 600 0000{number}")

    with django_assert_num_queries(4):
        answer = client.get(f"/{language}/offline/")

    assert answer.status_code == 200
    numbers = lxml.html.document_fromstring(answer.text).xpath("//main//a[starts-with(@href, 'tel:')]/@href")
    # Each danger says 112 once more; the help lines stand once.
    assert numbers[0] == "tel:112"
    assert [number for number in numbers if number != "tel:112"] == [f"tel:+3706000000{n}" for n in range(amount)]
    assert not answer.cookies
    assert reverse("manifest") in answer.text


def test_phones_keep_the_numbers_of_the_help_lines_and_forget_those_that_ended(client):
    line = help_line("Trust line", "116 123")
    before = kit(client)["version"]
    line.contacts.update(normalised="116111")
    changed = kit(client)["version"]
    line.unpublish()

    assert len({before, changed, kit(client)["version"]}) == 3
    assert "116" not in client.get("/en/offline/").text.split("<main")[1]
