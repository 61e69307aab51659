"""The guide: a small tree, a municipality's own pages beside the national ones, and what other sections have."""

import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import lxml.html
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from directory.models import Term
from guide.models import GuidePage, Statistic, Word
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def tree_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.text)


def words(element):
    return " ".join(element.text_content().split())


def below(tree, heading):
    """What stands between a heading and the next one, as links in their order."""
    found = tree.xpath(
        "//main//h2[normalize-space()=$name]/following-sibling::*[not(self::h2)]"
        "[preceding-sibling::h2[1][normalize-space()=$name]]//a",
        name=heading,
    )
    tools = ("/share/", "/card/", "/follow/")
    return [words(link) for link in found if not any(tool in link.get("href") for tool in tools)]


# --- The tree ---------------------------------------------------------------------------------------------------------


def test_page_shows_the_way_back_and_what_lies_below(client):
    top = make.make_guide_page(name_en="Top")
    middle = make.make_guide_page(name_en="Middle", parent=top)
    make.make_guide_page(name_en="Low", parent=middle)
    make.make_guide_page(name_en="Here", parent=middle, municipality=make.make_municipality())
    make.make_guide_page(name_en="Draft", parent=middle, published_at=None)

    tree = tree_of(client, f"/en/guide/{middle.slug}/")

    crumbs = [words(item) for item in tree.xpath("//nav[@class='crumbs']//li")]
    assert crumbs == ["Home", "Living here", "Top", "Middle"]
    assert below(tree, "More on this") == ["Low"]
    assert below(tree, "In your municipality") == ["Here"]


def test_unpublished_page_above_leaves_no_hole(client):
    top = make.make_guide_page(name_en="Top")
    middle = make.make_guide_page(name_en="Middle", parent=top)
    low = make.make_guide_page(name_en="Low", parent=middle)
    middle.unpublish()

    crumbs = [words(item) for item in tree_of(client, f"/en/guide/{low.slug}/").xpath("//nav[@class='crumbs']//li")]

    assert crumbs == ["Home", "Living here", "Top", "Low"]
    assert set(GuidePage.objects.published().top()) == {top, low}


def test_page_of_a_municipality_stands_beside_the_national_one(client):
    municipality = make.make_municipality(slug="here", name_en="Here District")
    national = make.make_guide_page(name_en="Housing")
    own = make.make_guide_page(name_en="Housing here", parent=national, municipality=municipality)
    make.make_guide_page(name_en="Housing elsewhere", parent=national, municipality=make.make_municipality())

    listed = tree_of(client, "/en/guide/?municipality=here")
    page = tree_of(client, f"/en/guide/{own.slug}/")

    assert below(listed, "Here District") == ["Housing here", "Find your coordinator"]
    assert below(listed, "In all of Lithuania") == ["Housing"]
    assert "Housing elsewhere" not in listed.text_content()
    assert page.xpath("//main/p[contains(., 'In all of Lithuania')]/a/@href") == [f"/en/guide/{national.slug}/"]
    assert page.xpath("//ul[@class='links']//a[contains(., 'Leaflets')]/@href") == [
        "/en/guide/leaflets/?municipality=here#results"
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("circle", "This page lies above the chosen one. Choose another page."),
        ("itself", "This page lies above the chosen one. Choose another page."),
        ("deep", "The tree of pages may have three levels. Choose a page higher up."),
        ("readers", "The page above is for other readers."),
        ("municipality", "The page above belongs to another municipality."),
    ],
)
def test_tree_refuses_what_nobody_could_walk(change, message):
    top = make.make_guide_page()
    middle = make.make_guide_page(parent=top)
    low = make.make_guide_page(parent=middle)
    other = make.make_guide_page()
    child = {"circle": top, "itself": other, "deep": other, "readers": other, "municipality": other}[change]
    child.parent = {"circle": low, "itself": other, "deep": low, "readers": top, "municipality": top}[change]
    if change == "readers":
        child.readers = "public"
    if change == "municipality":
        child.parent = make.make_guide_page(municipality=make.make_municipality())

    with pytest.raises(ValidationError) as error, translation.override("en"):
        child.full_clean()

    with translation.override("en"):
        assert error.value.message_dict["parent"][0] == message


def test_branch_moves_only_where_all_of_it_has_room():
    branch = make.make_guide_page()
    make.make_guide_page(parent=branch)
    top = make.make_guide_page()
    branch.parent = top
    branch.full_clean()
    branch.parent = make.make_guide_page(parent=top)

    with pytest.raises(ValidationError):
        branch.full_clean()


# --- What stands beside the text --------------------------------------------------------------------------------------


def test_related_records_of_a_municipality_stand_beside_its_page(client):
    topic = make.make_term(Term.Vocabulary.TOPIC)
    kind = make.make_term(Term.Vocabulary.EVENT_KIND)
    here = make.make_municipality()
    page = make.make_guide_page(topics=[topic], municipality=here, shows_jobs=True)
    page.event_kinds.add(kind)
    place = make.make_place(municipality=here)
    make.make_service(name_en="Own service", topics=[topic], area_served=[here])
    make.make_service(name_en="A line for everybody", topics=[topic], area_served=[], is_nationwide=True)
    make.make_service(name_en="Ended", topics=[topic], area_served=[here], status="defunct")
    make.make_service(name_en="Paid no more", topics=[topic], area_served=[here], valid_through=date(2026, 11, 17))
    make.make_service(name_en="Other town", topics=[topic])
    make.make_service(name_en="Other topic", area_served=[here])
    make.make_event(name_en="Evening", kind=kind, place=place)
    make.make_event(name_en="Evening elsewhere", kind=kind)
    make.make_event(name_en="Other kind", place=place)
    make.make_event(name_en="Over", kind=kind, place=place, starts_at=timezone.now() - timedelta(days=3))
    make.make_job(name_en="Cook", municipality=here)
    make.make_job(name_en="Cook elsewhere")
    make.make_question(name_en="How?").topics.add(topic)
    make.make_word(term="PSD", name_en="insurance", guide_page=page)
    make.make_word(term="draudimas", name_en="insurance").topics.add(topic)

    tree = tree_of(client, f"/en/guide/{page.slug}/")

    assert below(tree, "Who can help") == ["Own service", "A line for everybody"]
    assert below(tree, "Events") == ["Evening"]
    assert below(tree, "Jobs") == ["Cook"]
    assert below(tree, "Questions and answers") == ["How?"]
    assert below(tree, "Words from letters") == ["PSD", "draudimas"]


def test_national_page_shows_national_services_and_no_jobs_unless_asked(client):
    topic = make.make_term(Term.Vocabulary.TOPIC)
    page = make.make_guide_page(topics=[topic])
    make.make_service(name_en="Everywhere", topics=[topic], area_served=[], is_nationwide=True)
    make.make_service(name_en="One town", topics=[topic])
    make.make_job(name_en="Cook")

    tree = tree_of(client, f"/en/guide/{page.slug}/")
    assert below(tree, "Who can help") == ["Everywhere"]
    assert below(tree, "Jobs") == []

    page.shows_jobs = True
    page.save()
    assert below(tree_of(client, f"/en/guide/{page.slug}/"), "Jobs") == ["Cook"]


@pytest.mark.parametrize("amount", [1, 3])
def test_full_page_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    topic, kind = make.make_term(Term.Vocabulary.TOPIC), make.make_term(Term.Vocabulary.EVENT_KIND)
    page = make.make_guide_page(topics=[topic], shows_jobs=True)
    page.event_kinds.add(kind)
    for _number in range(amount):
        make.make_service(topics=[topic], is_nationwide=True)
        make.make_event(kind=kind)
        make.make_job()
        make.make_question().topics.add(topic)
        make.make_word(guide_page=page)
        make.make_guide_page(parent=page, municipality=make.make_municipality())
        make.make_guide_page()

    with django_assert_num_queries(16):
        client.get(f"/en/guide/{page.slug}/")


# --- For residents ----------------------------------------------------------------------------------------------------


def test_residents_find_who_refugees_are_and_how_to_help(client):
    make.make_guide_page(readers="public", name_en="Who are refugees")
    make.make_guide_page(name_en="For newcomers")
    make.make_statistic(subject="refugees", name_en="Dated", value=25, as_of=date(2017, 12, 31))
    make.make_statistic(subject="refugees", name_en="Undated", value=26)

    tree = tree_of(client, "/en/guide/residents/")

    links = [words(link) for link in tree.xpath("//main//ul[@class='tasks']//a")]
    assert links == ["Who are refugees", "Volunteering", "Offer help", "Events", "Leaflets to print"]
    assert [words(name) for name in tree.xpath("//ul[@class='rows']//h3")] == ["Dated"]


# --- Questions --------------------------------------------------------------------------------------------------------


def faq_of(client, language="en"):
    found = tree_of(client, f"/{language}/guide/questions/").xpath("//script[@type='application/ld+json']/text()")
    return [json.loads(text) for text in found]


def test_questions_are_offered_to_search_engines_as_the_page_shows_them(client):
    make.make_question(
        name_en="Can I work?", description_en="<p>Yes. <script>x</script></p>", alert_en="From 2021 <b>."
    )
    make.make_question(name_en="Unsure", description_en="<p>?</p>", needs_review=True)
    make.make_question(name_en="Example", description_en="<p>?</p>", is_example=True)
    make.make_question(name_en="No answer")

    assert faq_of(client) == [
        {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": "Can I work?",
                    "inLanguage": "en",
                    "acceptedAnswer": {"@type": "Answer", "text": "<p>From&#32;2021&#32;&lt;b&gt;.</p><p>Yes. </p>"},
                }
            ],
        }
    ]


def test_page_without_answers_has_no_data_for_search_engines(client):
    question = make.make_question(description_lt="<p>Taip.</p>")
    assert len(faq_of(client, "ru")[0]["mainEntity"]) == 1
    assert faq_of(client, "ru")[0]["mainEntity"][0]["acceptedAnswer"]["text"] == "<p>Taip.</p>"

    question.unpublish()
    assert faq_of(client) == []


def test_question_shows_law_and_when_it_is_checked_again(client):
    make.make_question(legal_basis_en="Law on the Legal Status, Article 50", review_due_on=date(2027, 3, 1))

    text = words(tree_of(client, "/en/guide/questions/"))

    assert "Law: Law on the Legal Status, Article 50" in text
    assert "To be checked again by 1 March 2027" in text


# --- Figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"as_of": None, "source": "UNHCR"}, "statistic_current_has_a_date"),
        ({"as_of": date(2026, 1, 1), "source": ""}, "statistic_current_has_a_source"),
    ],
)
def test_current_figure_needs_a_date_and_a_source_by_every_way(fields, constraint):
    figure = make.make_statistic(is_current=False, **fields)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Statistic.objects.filter(pk=figure.pk).update(is_current=True)

    draft = make.make_statistic(is_current=False, published_at=None, **fields)
    draft.is_current = True
    with pytest.raises(ValidationError):
        draft.publish()
    assert not Statistic.objects.published().filter(pk=draft.pk).exists()


def test_figure_of_a_day_to_come_is_refused():
    figure = make.make_statistic(as_of=date(2026, 11, 18), source="UNHCR")
    figure.full_clean()
    figure.as_of = date(2026, 11, 19)

    with pytest.raises(ValidationError) as error:
        figure.full_clean()

    assert error.value.message_dict == {"as_of": ["Ši diena dar neatėjo."]}


def test_every_figure_shows_unit_date_and_source(client):
    dated = {"as_of": date(2020, 1, 1), "source": "Statistics Lithuania", "is_current": True}
    make.make_statistic(name_en="Population", value=29526, unit_en="people", **dated)
    make.make_statistic(name_en="Companies", value=484, source="Agency")

    rows = [words(row) for row in tree_of(client, "/en/guide/figures/").xpath("//ul[@class='rows']/li")]

    assert rows[0].startswith("Population 29,526 people 2020 ")  # nobody knows whether a newer one came out
    assert "Source: Statistics Lithuania" in rows[0]
    assert rows[1].startswith("Companies 484 The source gives no date: this may be old.")


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def letters():
    """Words as the starter content has them, and what is typed."""
    rows = [
        ("deklaruoti", ["deklaracija"], {"name_ru": "декларировать", "summary_ru": "Сообщить адрес."}),
        ("leidimas gyventi", ["LG"], {"name_en": "residence permit", "name_ru": "вид на жительство"}),
        ("leidimas laikinai gyventi", [], {"name_en": "temporary residence permit", "name_ru": "временный вид"}),
        ("higienos pažymėjimas", [], {"name_en": "hygiene certificate", "name_ru": "свидетельство о гигиене"}),
        ("Sodra", ["СОДРА"], {"name_en": "social insurance", "name_ru": "фонд социального страхования"}),
        ("išmoka vaikui", ["skaitiklis", "скайтиклё"], {"name_ru": "пособие на ребёнка", "summary_ru": "Для семьи."}),
        ("darželis", [], {"name_ru": "детский сад", "summary_ru": "Сюда водят ребёнка."}),
    ]
    for term, variants, texts in rows:
        make.make_word(term=term, variants=variants, **texts)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("deklaruoti", ["deklaruoti"]),
        ("декларуоти", ["deklaruoti"]),
        ("ДЕКЛАРУОТИ", ["deklaruoti"]),
        ("deklaruokite", ["deklaruoti"]),
        ("декларировать", ["deklaruoti"]),
        ("сообщить адрес", ["deklaruoti"]),
        ("pazymejimas", ["higienos pažymėjimas"]),
        ("higienos pazymejima", ["higienos pažymėjimas"]),
        ("пажимеимас", ["higienos pažymėjimas"]),
        ("leidimas gyventi", ["leidimas gyventi", "leidimas laikinai gyventi"]),
        ("leidimo", ["leidimas gyventi", "leidimas laikinai gyventi"]),
        ("лейдимас", ["leidimas gyventi", "leidimas laikinai gyventi"]),
        ("Sodros", ["Sodra"]),
        ("содра", ["Sodra"]),
        ("permit residence", ["leidimas gyventi", "leidimas laikinai gyventi"]),
        ("вида на жительство", ["leidimas gyventi"]),
        ("deklaruotti", ["deklaruoti"]),
        ("пособие на ребенка", ["išmoka vaikui"]),
        ("Ребёнка", ["išmoka vaikui", "darželis"]),
        ("скайтиклё", ["išmoka vaikui"]),
        ("dekl4ruoti zzz", []),
        ("qqqq", []),
    ],
)
@pytest.mark.parametrize("language", ["lt", "ru"])
def test_word_is_found_as_people_type_it(client, letters, language, typed, found):
    page = client.get(f"/{language}/guide/words/", {"q": typed})

    tree = lxml.html.document_fromstring(page.text)
    assert [words(term) for term in tree.xpath("//details[@class='word']/summary/strong")] == found


@pytest.mark.parametrize(("letter", "found"), [("č", ["čekis"]), ("Č", ["čekis"]), ("c", []), ("%", []), ("", None)])
def test_words_of_one_letter(client, letters, letter, found):
    make.make_word(term="čekis")
    tree = tree_of(client, f"/lt/guide/words/?{urlencode({'letter': letter})}")

    terms = [words(term) for term in tree.xpath("//details[@class='word']/summary/strong")]
    marked = [link.text_content() for link in tree.xpath("//ul[contains(@class, 'letters')]//a[@aria-current]")]
    assert terms == found if found is not None else len(terms) > 3
    assert marked == (["Č"] if found else [])


def test_looking_up_asks_no_more_for_more_words(client, django_assert_num_queries, letters):
    with django_assert_num_queries(5):
        client.get("/en/guide/words/", {"q": "leidimas"})


def test_drafts_are_found_by_nobody(client, letters):
    Word.objects.filter(term="Sodra").update(published_at=None)

    assert words(tree_of(client, "/en/guide/words/?q=sodra")).count("We do not have this word yet.") == 1
