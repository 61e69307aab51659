"""The page of a need: what to do today, whom to call, the next steps, words, and the services ranked for the reader."""

from datetime import date

import lxml.html
import pytest
from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from directory.models import Term
from portal.needs.models import NeedAnswer, NeedStep
from services.models import CostOption, Service, ServiceContact
from tests import factories as make

pytestmark = pytest.mark.django_db

LANGUAGES = ["lt", "en", "ru"]
ORDER = ["today", "call", "person", "steps", "words", "results"]


@pytest.fixture
def need():
    return make.make_term(Term.Vocabulary.NEED, "food", is_sensitive=True)


@pytest.fixture
def answer(need):
    answer = NeedAnswer.objects.create(need=need, today_lt="Skambinkite.\nEikite.", unknown_lt="Kur dalija, žino ji.")
    page = make.make_guide_page(slug="a")
    NeedStep.objects.create(answer=answer, action_lt="Pasiimkite dokumentus.", guide_page=page)
    answer.words.add(make.make_word(term="pašalpa"))
    return answer


def make_help(need, value="+370 600 12345", **fields):
    service = make.make_service(**fields)
    service.needs.add(need)
    if value:
        ServiceContact.objects.create(service=service, kind="phone", value=value)
    return service


def main(client, language="lt", code="food", **asked):
    response = client.get(f"/{language}/services/needs/{code}/", asked)
    assert response.status_code == 200
    return lxml.html.document_fromstring(response.text).get_element_by_id("main")


def told(element):
    return " ".join(element.text_content().split())


def listed(tree):
    return [told(link) for link in tree.xpath(".//article[@class='card']/h3/a")]


def test_parts_stand_in_their_order(client, need, answer):
    make_help(need)
    make.make_post(role="supervisor", is_national=True)
    tree = main(client)

    assert [found for found in tree.xpath(".//@id") if found in ORDER] == ORDER
    lines = [told(line) for line in tree.xpath(".//*[@id='today']/following-sibling::p")]
    assert lines[:2] == ["Skambinkite.", "Eikite."]
    assert "Kur dalija, žino ji." in told(tree.xpath(".//*[@role='note']")[0])
    assert tree.xpath(".//ol[@class='steps']//a/@href") == ["/lt/guide/a/"]
    assert "pašalpa" in tree.xpath("string(.//h2[@id='words']/following-sibling::ul[1])")


@pytest.mark.parametrize("is_first", [True, False])
def test_112_stands_on_top_where_life_is_in_danger(client, answer, is_first):
    NeedAnswer.objects.update(calls_112=is_first)

    assert ("tel:112" in main(client).xpath(".//a/@href")) is is_first


@pytest.mark.parametrize("is_sensitive", [True, False])
def test_page_and_services_of_a_sensitive_need_can_be_left_quickly(client, need, is_sensitive):
    need.is_sensitive = is_sensitive
    need.save()
    service = make_help(need)

    own = f"services/{service.slug}/"
    for path in ("services/needs/food/", own, f"{own}card/", f"{own}share/", "services/?need=food"):
        assert ('class="exit"' in client.get(f"/lt/{path}").text) is is_sensitive, path


def test_need_without_an_answer_still_leads_to_people_and_services(client, need):
    service = make_help(need)

    assert listed(main(client)) == [service.name_lt]
    assert main(client).xpath(".//form[@method='get']//select/@name") == ["municipality"]


@pytest.mark.parametrize(("path", "status"), [("food", 200), ("none", 404), ("topic", 404)])
def test_only_needs_have_such_a_page(client, need, path, status):
    make.make_term(Term.Vocabulary.TOPIC, "topic")

    assert client.get(f"/lt/services/needs/{path}/").status_code == status


# --- Whom to call -----------------------------------------------------------------------------------------------------


def test_lines_of_the_need_come_first_those_in_the_readers_language_before_others(client, need):
    for name, languages in (("B", ["lt"]), ("A", ["ru"]), ("C", [])):
        names = {"name_lt": name, "name_ru": name}
        make_help(need, "116 123", is_emergency=True, languages=languages, **names)
    make_help(make.make_term(Term.Vocabulary.NEED), "116 111", is_emergency=True, name_lt="D")

    for language, order in (("lt", ["B", "C", "A"]), ("ru", ["A", "C", "B"])):
        lines = main(client, language).xpath(".//section[@class='card']/h3")
        assert [told(line) for line in lines] == order


def test_person_of_the_chosen_municipality_stands_there_by_name(client, need):
    here = make.make_municipality(slug="here")
    mine = make.make_post(here, number="+370 600 11111")
    other = make.make_post(role="supervisor", is_national=True, number="+370 600 22222")

    chosen, open_page, wrong = (main(client, municipality=name) for name in ("here", "", "nowhere"))

    assert str(mine.people[0]) in told(chosen)
    assert "tel:+37060011111" in chosen.xpath(".//a/@href")
    assert str(other.people[0]) not in told(chosen)
    for page in (open_page, wrong):
        assert str(other.people[0]) in told(page)
        assert str(mine.people[0]) not in told(page)


def test_page_of_the_guide_in_the_chosen_municipality_stands_beside_the_national_one(client, answer):
    here = make.make_municipality(slug="here")
    page = answer.steps.get().guide_page
    make.make_guide_page(slug="local", parent=page, municipality=here)
    make.make_guide_page(slug="draft", parent=page, municipality=here, published_at=None)

    for asked, pages in (({}, ["/lt/guide/a/"]), ({"municipality": "here"}, ["/lt/guide/a/", "/lt/guide/local/"])):
        assert main(client, **asked).xpath(".//ol[@class='steps']//a/@href") == pages

    page.published_at = None
    page.save()
    assert main(client).xpath(".//ol[@class='steps']//a/@href") == []
    assert "Pasiimkite dokumentus." in told(main(client))


# --- Services ---------------------------------------------------------------------------------------------------------


def test_example_is_neither_listed_nor_counted(client, need):
    make_help(need, name_lt="Tikra")
    make_help(need, name_lt="Pavyzdys: išgalvota", is_example=True)
    make_help(need, name_lt="Pavyzdys: linija", is_example=True, is_emergency=True)

    assert listed(main(client)) == ["Tikra"]
    assert "Pavyzdys" not in told(main(client))
    assert f"{need.name_lt} (1)" in client.get("/lt/services/").text
    assert "Pavyzdys: išgalvota" not in client.get("/lt/services/?need=food").text
    assert "Pavyzdys: linija" not in client.get("/lt/services/helplines/").text


def test_services_are_ranked_by_reach_language_place_and_freshness(client, need):
    here, there = make.make_municipality(slug="here"), make.make_municipality(slug="there")
    new, old = {"source_as_of": date(2026, 5, 1)}, {"source_as_of": date(2019, 5, 1)}
    ranked = [
        ("f", "+370 600 12345", {"languages": ["ru"], **new}, [here]),
        ("e", "+370 600 12345", {"languages": ["ru"], **old}, [here]),
        ("d", "+370 600 12345", {"languages": ["ru"], "is_nationwide": True, **new}, []),
        ("c", "+370 600 12345", {"languages": ["lt"], **new}, [here]),
        ("b", "+370 600 12345", {"languages": ["ru"], "status": "temporarily_closed", **new}, [here]),
        ("a", "", {"languages": ["ru"], **new}, [here]),
        ("0", "12", {"languages": ["lt"], **new}, [here]),
    ]
    for name, value, fields, area in reversed(ranked):
        provider = make.make_organisation()
        make_help(need, value, name_ru=name, provider=provider, area_served=area, **fields)
    make_help(need, name_ru="elsewhere", area_served=[there])
    make_help(need, name_lt="ended", status="defunct", is_nationwide=True)
    make_help(need, name_lt="draft", published_at=None, is_nationwide=True)

    assert listed(main(client, "ru", municipality="here")) == [name for name, *_rest in ranked]
    assert "elsewhere" in listed(main(client, "ru"))


def test_what_nobody_answers_stands_last_and_says_so(client, need):
    make_help(need, "", name_lt="Be numerio", provider=make.make_organisation())
    make_help(need, name_lt="Su numeriu")
    tree = main(client)

    assert listed(tree) == ["Su numeriu", "Be numerio"]
    note = tree.xpath(".//*[@id='results']/following-sibling::*[@role='note']")[0]
    assert told(note.getnext().find("h3")) == "Be numerio"


def test_provider_that_can_be_reached_is_enough(client, need):
    provider = make.make_organisation()
    make.make_organisation_contact(provider, "+370 600 33333")
    make_help(need, "", provider=provider)

    assert "tel:+37060033333" in main(client).xpath(".//article//a/@href")
    assert Service.objects.with_reach().get().can_be_reached


@pytest.mark.parametrize(
    ("fields", "costs", "words"),
    [
        ({"is_free": True}, [], "Free of charge"),
        ({"is_free": None}, [], "We do not know what it costs: ask before you go."),
        ({"is_free": False}, [], "You have to pay: ask how much."),
        ({"is_free": False, "fees_description_en": "By income"}, [], "Price: By income"),
        ({"is_free": None}, [("Lesson", 5)], "Price: Lesson: 5 euros"),
    ],
)
def test_price_is_said_or_that_nobody_knows_it(client, need, fields, costs, words):
    service = make_help(need, **fields)
    for name, amount in costs:
        CostOption.objects.create(service=service, name_en=name, amount=amount)

    assert words in told(main(client, "en").xpath(".//article")[0])


def test_queries_are_constant(client, need, answer, django_assert_max_num_queries):
    make.make_municipality(slug="here")
    counts = []
    for amount in (1, 3):
        for _number in range(amount):
            make_help(need, is_nationwide=True)
            make_help(need, "116 123", is_emergency=True, is_nationwide=True)
            NeedStep.objects.create(answer=answer, action_lt="Žingsnis", guide_page=make.make_guide_page())
            answer.words.add(make.make_word())
        with django_assert_max_num_queries(45) as queries:
            main(client, municipality="here")
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- Content ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("starter")
def test_all_twelve_needs_are_complete_in_every_language(client):
    answers = list(NeedAnswer.objects.for_page())
    codes = [code for code, _name in settings.LANGUAGES]

    assert [answer.need for answer in answers] == list(Term.objects.of(Term.Vocabulary.NEED))
    assert len(answers) == 12
    for answer in answers:
        steps = answer.steps.all()
        texts = [(answer, name) for name in ("today", "unknown")] + [(step, "action") for step in steps]
        assert all(getattr(record, build_localized_fieldname(name, code)) for record, name in texts for code in codes)
        assert 2 <= len(steps) <= 3
        assert all(step.guide_page and step.guide_page.is_published for step in steps)
        assert answer.words.all()


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_leads_to_somebody_who_can_be_called(client, language):
    for need in Term.objects.of(Term.Vocabulary.NEED):
        tree = main(client, language, need.code, municipality="kaisiadoriu-r")
        assert tree.xpath(".//*[@id='person']/following-sibling::*//a[starts-with(@href, 'tel:+370')]"), need
        assert not tree.xpath(".//*[@lang][text()='']")
        assert "Pavyzdys" not in told(tree)
