"""The search page of somebody in danger: first what to do now and whom to call, then whatever else was found."""

import lxml.html
import pytest
from django.db import DatabaseError

from directory.models import Term
from feedback.models import EmptySearch
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
    assert first.xpath("string(h1)") == topic.titles[language]
    assert topic.advices[language] in first.text_content()
    assert "tel:112" in numbers(response)
    assert f"/{language}/services/needs/{topic.need}/" in first.xpath(".//a/@href")


def test_way_out_stands_before_everything_and_in_the_block(client):
    response = search(client, "suicide")
    bar = lxml.html.fromstring(response.text).xpath("//main/preceding-sibling::aside[@class='exit']//a")

    for links in (bar, block(response).xpath(".//a[@data-exit]")):
        assert [link.text for link in links] == ["Leave this page quickly"]
        assert links[0].get("rel") == "nofollow noreferrer"


def test_tab_and_history_do_not_say_what_was_searched(client):
    response = search(client, "my husband beats me")

    assert lxml.html.fromstring(response.text).findtext(".//title") == "Search – Kartu"


def test_screen_reader_is_told_what_the_block_is(client):
    first = block(search(client, "suicide"))

    assert first.get("role") == "region"
    assert first.xpath(f"//*[@id='{first.get('aria-labelledby')}']")[0].tag == "h1"


@pytest.mark.parametrize("text", ["suicide", "nakvynė", "suicide kaunas"])
def test_block_has_the_first_heading_of_the_page_and_the_only_one(client, text):
    headings = main(search(client, text)).xpath(".//h1 | .//h2 | .//h3")

    assert [heading.get("id") for heading in headings if heading.tag == "h1"] == ["in-danger-title"]
    assert headings[0].tag == "h1"


@pytest.mark.parametrize(
    ("language", "order"), [("lt", ["116123", "+37080077277"]), ("ru", ["+37080077277", "116123"])]
)
def test_112_comes_first_then_lines_in_the_readers_language(client, lines, language, order):
    response = search(client, "suicide", language)

    assert numbers(response) == ["tel:112", *(f"tel:{number}" for number in order)]


def test_112_comes_last_where_no_life_is_at_stake(client):
    response = search(client, "nakvynė")

    assert numbers(response) == ["tel:112"]


@pytest.fixture
def kaunas():
    """A municipality with a coordinator, and the person who answers for everybody else."""
    place = make.make_municipality(slug="kauno-m", name_lt="Kaunas", name_en="Kaunas", name_ru="Каунас")
    make.make_post(place, number="+370 600 11111", slug="kaunas")
    make.make_post(role="supervisor", is_national=True, number="+370 600 22222", slug="national")
    return place


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"q": "nakvynė"}, ["tel:+37060022222", "tel:112"]),
        ({"q": "nakvynė", "municipality": "kauno-m"}, ["tel:+37060011111", "tel:112"]),
        ({"q": "nakvynė Kaunas"}, ["tel:+37060011111", "tel:112"]),
        ({"q": "нечего есть", "municipality": "kauno-m"}, ["tel:+37060011111", "tel:112"]),
        ({"q": "boss took my passport", "municipality": "kauno-m"}, ["tel:112", "tel:+37060011111"]),
        ({"q": "suicide", "municipality": "kauno-m"}, ["tel:112"]),
        ({"q": "nakvynė", "municipality": "nowhere"}, ["tel:+37060022222", "tel:112"]),
    ],
)
def test_person_of_the_readers_municipality_is_called(client, kaunas, asked, wanted):
    response = client.get("/en/search/", asked)

    assert numbers(response) == wanted


def test_municipality_is_chosen_without_losing_what_was_typed(client, kaunas):
    form = block(search(client, "nakvynė")).xpath(".//form")[0]

    assert form.get("method") == "get"
    assert dict(form.form_values())["q"] == "nakvynė"
    assert "kauno-m" in form.xpath(".//select[@name='municipality']/option/@value")


def test_search_in_danger_that_finds_nothing_is_no_empty_search(client):
    response = search(client, "suicide")
    search(client, "qqqqqq")

    assert "I need this" not in response.text
    assert list(EmptySearch.objects.values_list("query", flat=True)) == ["qqqqqq"]


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


def test_what_only_has_some_of_the_words_is_nothing_for_somebody_in_danger(client):
    make.make_guide_page(name_en="Many words of my house")

    assert main(search(client, "my husband beats me")).xpath("//ul[@class='rows']/li") == []
    assert main(search(client, "words of my house")).xpath("//ul[@class='rows']/li") != []


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

    for text, queries in [("qqqqqq", 7), ("suicide", 6)]:
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
