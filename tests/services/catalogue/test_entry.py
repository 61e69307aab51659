"""The way to a service: by need, topic, municipality and language; and to somebody to call, from every page."""

import lxml.html
import pytest

from directory.models import Term
from directory.phones import diallable, shown
from services.models import ServiceContact
from tests import factories as make

pytestmark = pytest.mark.django_db

LANGUAGES = ["lt", "en", "ru"]


def found(client, question):
    page = client.get(f"/en/services/?{question}").text
    return {
        name for name in page.split('<h2 id="results"')[1].replace("<", ">").split(">") if name.startswith("service ")
    }


def test_filters_narrow_together_and_each_counts_right(client):
    need, topic = make.make_term(Term.Vocabulary.NEED, "letter"), make.make_term(Term.Vocabulary.TOPIC, "papers")
    here = make.make_municipality(slug="here")
    right = make.make_service(topics=[topic], area_served=[here], languages=["ru", "lt"])
    right.needs.add(need)
    other_language = make.make_service(topics=[topic], area_served=[here], languages=["lt"])
    other_language.needs.add(need)
    everywhere = make.make_service(topics=[topic], area_served=[], is_nationwide=True, languages=["ru"])
    make.make_service()

    asked = {
        "need=letter": {right, other_language},
        "topic=papers": {right, other_language, everywhere},
        "topic=papers&language=ru": {right, everywhere},
        "municipality=here": {right, other_language, everywhere},
        "need=letter&topic=papers&municipality=here&language=ru": {right},
    }

    for question, expected in asked.items():
        page = client.get(f"/en/services/?{question}").text
        assert found(client, question) & {record.name_en for record in asked["topic=papers"]} == {
            record.name_en for record in expected
        }
        words = "1 service found" if len(expected) == 1 else f"{len(expected)} services found"
        assert words in page


def test_needs_say_how_many_services_answer_them_today(client):
    need, lonely = make.make_term(Term.Vocabulary.NEED, "letter"), make.make_term(Term.Vocabulary.NEED, "lonely")
    for fields in ({}, {}, {"status": "defunct"}, {"published_at": None}):
        make.make_service(**fields).needs.add(need)

    links = lxml.html.document_fromstring(client.get("/en/services/").text).xpath("//ul[@class='needs']//a")
    told = {link.get("href"): link.text_content().strip() for link in links}

    # A need that nothing answers leads on to the coordinator.
    assert told == {"/en/services/needs/letter/": f"{need.name_en} (2)", "/en/services/needs/lonely/": lonely.name_en}
    assert "/en/networks/coordinators/" in client.get("/en/services/?need=lonely").text.split("<main")[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_lines_are_one_tap_from_every_kind_of_page(client, language):
    service = make.make_service()
    pages = [
        "",
        "events/",
        "jobs/",
        "networks/",
        "guide/",
        "about/",
        "feedback/",
        f"services/{service.slug}/",
        "nowhere/",
    ]

    for page in pages:
        footer = client.get(f"/{language}/{page}").text.split("<footer")[1]
        assert 'href="tel:112"' in footer, page
        assert f'href="/{language}/services/helplines/"' in footer, page


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_help_lines_shows_numbers_to_call(client, language):
    line = make.make_service(is_emergency=True)
    ServiceContact.objects.create(service=line, kind="phone", value="116 123")
    hidden = make.make_service(is_emergency=True, published_at=None)
    ended = make.make_service(is_emergency=True, status="defunct")
    usual = make.make_service()

    main = client.get(f"/{language}/services/helplines/").text.split("<main")[1].split("<footer")[0]

    assert 'href="tel:112"' in main
    assert 'href="tel:116123"' in main
    assert "116\xa0123" in main
    assert getattr(line, f"name_{language}") in main
    assert [record for record in (hidden, ended, usual) if getattr(record, f"name_{language}") in main] == []


@pytest.mark.parametrize("amount", [1, 3])
def test_page_of_help_lines_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    for _ in range(amount):
        make.make_service(is_emergency=True)

    with django_assert_num_queries(5):
        client.get("/en/services/helplines/")


@pytest.mark.parametrize(
    ("value", "expected", "read"),
    [
        ("112", ("112", True), "112"),
        ("116 111", ("116111", True), "116\xa0111"),
        ("116123", ("116123", True), "116\xa0123"),
        ("0 800 28888", ("+37080028888", True), "0\xa0800\xa028888"),
    ],
)
def test_short_numbers_can_be_called_from_lithuania(value, expected, read):
    assert diallable(value) == expected
    assert shown(expected[0]) == read


@pytest.mark.parametrize("value", ["656 06", "111", "1", "12", "999999", "11612"])
def test_what_only_looks_short_is_no_number(value):
    assert diallable(value) == ("", False)


def test_address_of_the_help_lines_is_kept_for_them():
    service = make.make_service(slug="helplines")

    assert service.is_address_free() is False
