"""The search page of somebody in danger: first what to do now and whom to call, then whatever else was found."""

import lxml.html
import pytest
from django.db import DatabaseError

from directory.models import Term
from portal.danger.models import DangerPhrase, DangerPhraseQuerySet
from portal.danger.topics import Danger, topics
from services.models import ServiceContact
from tests import factories as make

pytestmark = pytest.mark.django_db

LANGUAGES = ["lt", "en", "ru"]
HOPE, TRUST = "pagalbos-linija-vilties-linija", "pagalbos-linija-linija-doverija"
TYPED = {
    Danger.SUICIDE: "ne hochu zhit",
    Danger.MEDICAL: "overdose",
    Danger.SEXUAL: "isprievartavo",
    Danger.CHILD: "ребёнка бьют",
    Danger.HOME: "mane muša",
    Danger.THREAT: "he threatens me",
    Danger.TRAFFICKING: "hozyain zabral pasport",
    Danger.SLEEP: "nakvyne",
    Danger.HUNGER: "нечего есть",
}


def search(client, text, language="en", **filters):
    return client.get(f"/{language}/search/", {"q": text, **filters})


def main(response):
    return lxml.html.fromstring(f"<main{response.text.partition('<main')[2].partition('</main>')[0]}</main>")


def block(response):
    found = main(response).xpath("//*[@id='in-danger']")
    return found[0] if found else None


def numbers(response):
    return [link.get("href") for link in block(response).xpath(".//a[@class='call']")]


def make_line(slug, value, languages, **fields):
    line = make.make_service(slug=slug, is_emergency=True, languages=languages, **fields)
    ServiceContact.objects.create(service=line, kind="phone", value=value, available_hours_en="day and night")
    return line


@pytest.fixture
def lines():
    """Two of the lines of the starter content."""
    return make_line(HOPE, "116 123", ["lt"], is_free=True), make_line(TRUST, "8 800 77277", ["ru"])


@pytest.mark.parametrize("danger", TYPED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_do_now_stands_first_in_each_language(client, language, danger):
    response = search(client, TYPED[danger], language)
    first = main(response)[0]
    topic = topics()[danger]

    assert first.get("id") == "in-danger"
    assert first.xpath("string(h2)") == topic.titles[language]
    assert topic.advices[language] in first.text_content()
    assert "tel:112" in numbers(response)
    assert f"/{language}/services/?need={topic.need}#results" in first.xpath(".//a/@href")


def test_way_out_is_the_first_link_as_on_other_sensitive_pages(client):
    link = block(search(client, "suicide")).xpath(".//a")[0]

    assert "data-exit" in link.attrib
    assert link.get("rel") == "nofollow noreferrer"
    assert link.text == "Leave this page quickly"


def test_screen_reader_is_told_what_the_block_is(client):
    first = block(search(client, "suicide"))

    assert first.get("role") == "region"
    assert first.xpath(f"//*[@id='{first.get('aria-labelledby')}']")[0].tag == "h2"


@pytest.mark.parametrize(
    ("language", "order"), [("lt", ["116123", "+37080077277"]), ("ru", ["+37080077277", "116123"])]
)
def test_112_comes_first_then_lines_in_the_readers_language(client, lines, language, order):
    response = search(client, "suicide", language)

    assert numbers(response) == ["tel:112", *(f"tel:{number}" for number in order)]


def test_112_comes_last_where_no_life_is_at_stake(client):
    response = search(client, "nakvynė")

    assert numbers(response) == ["tel:112"]
    assert block(response)[-1].xpath("string(.)").strip() == "Call 112"


def test_hours_price_and_languages_of_a_line_are_said(client, lines):
    told = " ".join(block(search(client, "suicide")).text_content().split())

    assert "day and night" in told
    assert "Free of charge" in told
    assert "Languages spoken: Lithuanian" in told
    assert "Not checked yet" in told


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"visibility": "staff"},
        {"is_example": True},
        {"status": "defunct"},
        {"status": "temporarily_closed"},
        {"is_emergency": False},
    ],
)
def test_only_lines_that_answer_are_shown(client, fields):
    line = make_line(HOPE, "116 123", ["lt"])
    for name, value in fields.items():
        setattr(line, name, value)
    line.save()

    assert numbers(search(client, "suicide")) == ["tel:112"]


@pytest.mark.parametrize("fields", [{"value": "12"}, {"is_public": False}, {"kind": "email", "value": "a@example.org"}])
def test_only_numbers_that_can_be_called_are_shown(client, fields):
    line = make.make_service(slug=HOPE, is_emergency=True)
    ServiceContact.objects.create(**{"service": line, "kind": "phone", "value": "116 123", **fields})

    assert numbers(search(client, "suicide")) == ["tel:112"]


@pytest.mark.parametrize("text", ["boxing for children", "savivaldybė", "live in Kaunas", "", "свидетельство о смерти"])
def test_other_searches_have_no_such_block(client, text):
    assert block(search(client, text)) is None


def test_word_of_danger_is_not_corrected_and_is_no_place(client):
    make.make_municipality(name_lt="Savivaldybė", name_en="Municipality", name_ru="Самоуправление")
    make.make_guide_page(name_lt="Savivaldybė", name_en="Municipality", name_ru="Самоуправление")
    make.make_municipality(name_lt="Šilalės rajono savivaldybė", name_en="Šilalė District", name_ru="Шилальский район")

    for text in ("savižudybė", "savizudybe", "бьёт муж", "муж меня бьёт"):
        response = search(client, text)
        assert block(response) is not None
        assert main(response).xpath("//ul[@class='rows']/li") == []
        assert main(response).xpath("//*[@id='people']") == []


def test_what_was_found_stands_below(client):
    make.make_guide_page(name_lt="Smurtas artimoje aplinkoje", name_en="Domestic violence")
    response = search(client, "domestic violence")

    assert main(response)[0].get("id") == "in-danger"
    assert "Domestic violence" in main(response).xpath("string(//ul[@class='rows'])")


def test_phrase_of_staff_counts_with_the_next_search(client):
    assert block(search(client, "krokodilas suėdė")) is None

    phrase = DangerPhrase.objects.create(danger="hunger", language="lt", words="krokodilas suėdė")
    assert "nothing to eat" in block(search(client, "suede krokodila")).text_content()

    phrase.is_active = False
    phrase.save()
    assert block(search(client, "krokodilas suėdė")) is None


def test_danger_is_seen_without_the_phrases_of_staff(client, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(DangerPhraseQuerySet, "filter", fail)

    assert block(search(client, "suicide")) is not None


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> suicide", "suicide <b>x</b>\x00", "suicide " + "a" * 5_000]
)
def test_hostile_and_long_searches_are_answered(client, text):
    response = search(client, text)

    assert response.status_code == 200
    assert block(response) is not None
    assert "<script>alert" not in response.text
    assert "<b>x" not in response.text


def test_queries_are_few_and_constant(client, lines, django_assert_num_queries):
    make.make_term(Term.Vocabulary.NEED)

    for text, queries in [("qqqqqq", 6), ("suicide", 6)]:
        with django_assert_num_queries(queries):
            search(client, text)


@pytest.mark.parametrize(
    ("words", "is_right"),
    [("gresia", True), ("du žodžiai", True), ("yra", False), ("!", False), ("one two three four five six", False)],
)
def test_staff_write_phrases_that_mean_something(client, words, is_right):
    client.force_login(make.make_staff())
    fields = {"danger": "threat", "language": "lt", "words": words, "is_active": "on", "note": ""}
    client.post("/admin/danger/dangerphrase/add/", fields)

    assert DangerPhrase.objects.filter(words=words).exists() is is_right
