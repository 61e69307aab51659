"""The file of a municipality for reading without internet: complete, small, in one language, never of yesterday."""

import re
from datetime import timedelta

import lxml.html
import pytest
from django.utils import timezone, translation

from directory.models import Municipality
from portal.offline import pack
from tests import factories as make

pytestmark = pytest.mark.django_db

LANGUAGES = ["lt", "en", "ru"]
LARGEST = 150_000


def address(municipality, language="ru"):
    return f"/{language}/offline/{municipality.slug}.html"


@pytest.fixture
def place():
    municipality = make.make_municipality()
    make.make_post(municipality)
    return municipality


def test_file_names_who_helps_what_there_is_and_what_comes(client, place):
    make.make_service(area_served=[place], name_ru="Помощь с жильём")
    make.make_service(area_served=[place], name_ru="Телефон доверия", is_emergency=True, source_as_of="2017-01-01")
    make.make_service(name_ru="Чужая услуга")
    make.make_event(place=make.make_place(municipality=place), name_ru="Встреча")

    page = lxml.html.document_fromstring(client.get(address(place)).content)

    assert page.xpath("//h2/text()") == ["Опасность для жизни или здоровья", "Кто вам поможет", "Услуги", "Мероприятия"]
    assert [title.strip() for title in page.xpath("//h3/text()")][0::2] == ["Телефон доверия", "Помощь с жильём"]
    assert "Не проверялось с 2017 года" in page.xpath("string(//article[1])")
    assert "Не проверялось" not in page.xpath("string(//article[3])")
    assert "Встреча" in page.xpath("string(//article[last()])")
    assert "tel:+37060012345" in page.xpath("//a/@href")
    assert "Чужая услуга" not in page.text_content()


@pytest.mark.parametrize("hidden", [{"published_at": None}, {"visibility": "network"}, {"visibility": "staff"}])
def test_what_is_not_public_is_not_in_the_file(client, place, hidden):
    records = [make.make_service(area_served=[place]), make.make_event(place=make.make_place(municipality=place))]
    before = client.get(address(place)).text
    for record in records:
        type(record).objects.filter(pk=record.pk).update(**hidden)
    after = client.get(address(place)).text

    assert [record.name_ru in before for record in records] == [True, True]
    assert [record.name_ru in after for record in records] == [False, False]


def test_ended_services_and_past_events_are_not_in_the_file(client, place):
    yesterday = timezone.now() - timedelta(days=1)
    ended = make.make_service(area_served=[place], status="defunct")
    past = make.make_event(place=make.make_place(municipality=place), starts_at=yesterday)

    text = client.get(address(place)).text

    assert [record.name_ru in text for record in (ended, past)] == [False, False]


def test_file_that_would_be_too_large_says_that_there_is_more(client, place, monkeypatch):
    for number in range(12):
        make.make_service(area_served=[place], name_ru=f"Услуга {number:02}", summary_ru="Много слов. " * 20)
    whole = client.get(address(place))
    monkeypatch.setattr(pack, "LARGEST", len(whole.content) - 2_000)
    part = client.get(address(place))

    with translation.override("ru"):
        more = translation.gettext("There is more on our pages than fits into this file.")
    assert len(part.content) <= pack.LARGEST
    assert (more in whole.text, more in part.text) == (False, True)
    assert 0 < part.text.count("Услуга ") < whole.text.count("Услуга ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_of_very_much_keeps_help_lines_who_helps_and_the_next_events(client, place, language):
    long = {f"{field}_{code}": "Ilgas Ω текст. " * 300 for field in ("summary", "alert") for code in LANGUAGES}
    for number in range(30):
        make.make_service(area_served=[place], **{f"name_{language}": f"Service {number:02}"}, **long)
    line = {"is_emergency": True, "is_nationwide": True, "source_as_of": "2001-01-01"}
    make.make_service(area_served=[], **{f"name_{language}": "Help line"}, **line)
    make.make_event(place=make.make_place(municipality=place), **{f"name_{language}": "Soon"})

    answer = client.get(address(place, language))
    page = lxml.html.document_fromstring(answer.content)

    assert LARGEST * 0.8 < len(answer.content) <= LARGEST
    assert "tel:+37060012345" in page.xpath("//a/@href")
    names = [title for title in page.xpath("//h3//text()") if title.strip()]
    assert (names[0], names[-1]) == ("Help line", "Soon")
    assert 3 < len(names) < 30
    assert page.xpath("string(//main/p[last()]/a)").endswith(f"/{language}/networks/coordinators/{place.slug}/")


@pytest.mark.parametrize("amount", [1, 3])
def test_file_asks_a_constant_number_of_queries(client, place, amount, django_assert_num_queries):
    for _ in range(amount):
        make.make_service(area_served=[place])
        make.make_event(place=make.make_place(municipality=place))

    with django_assert_num_queries(29):
        client.get(address(place))


def test_text_from_records_stays_text(client, place):
    make.make_service(area_served=[place], name_ru="<script>alert(1)</script>")

    assert "<script" not in client.get(address(place)).text


def test_unknown_municipality_is_not_found(client):
    assert client.get("/ru/offline/nowhere.html").status_code == 404


# The last one: the starter content stays for the rest of the file.
@pytest.mark.parametrize("language", LANGUAGES)
def test_file_of_the_starter_content_is_small_whole_and_alone(client, starter, language):
    # Cyrillic letters take twice the room of others.
    everywhere = Municipality.objects.values_list("slug", flat=True)
    for slug in everywhere if language == "ru" else ("kaisiadoriu-r", "vilniaus-m", "neringos"):
        answer = client.get(f"/{language}/offline/{slug}.html")
        page = lxml.html.document_fromstring(answer.content)

        assert answer["Content-Disposition"] == f'attachment; filename="kartu-{slug}-{language}.html"'
        assert len(answer.content) <= LARGEST
        assert page.get("lang") == language
        assert page.xpath("count(//script | //img | //link[not(starts-with(@href, 'data:'))])") == 0
        links = page.xpath("//a/@href")
        assert "tel:112" in links
        assert [link for link in links if not re.match(r"https?://|tel:\+?\d|mailto:", link)] == []
        assert page.xpath("count(//h3)") > 3
        assert not answer.cookies
