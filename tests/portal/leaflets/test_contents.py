"""What stands on a leaflet: the records as they are now, in the reader's language; nothing unpublished."""

import re
from datetime import timedelta

import lxml.html
import pytest
from django.utils import timezone

from directory.models import Term
from services.models import ServiceContact
from tests import factories as make
from tests.portal.leaflets.reading import NOW, PATH, RESIDENTS, get, in_order, text_of

pytest_plugins = ["tests.portal.leaflets.fixtures"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday", "nothing_kept")]


# --- What stands on it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "lt",
            ["Sveikata", "Kaišiadorių rajonas", "Parengta 2026 m. lapkričio 18 d.", "Kas jums padeda",
             "+370 600 12 345", "112", "Šeimos gydytojas", "+370 346 51034", "Pirmadienis 08:00–12:00, 12:45–17:00",
             "Pavyzdžio g. 1", "Žodžiai iš laiškų", "PSD"],
        ),
        (
            "en",
            ["Health", "Kaišiadorys District", "Made on 18 November 2026", "Who helps you", "+370 600 12 345", "112",
             "Family doctor", "+370 346 51034", "Monday 08:00–12:00, 12:45–17:00", "Pavyzdžio g. 1",
             "Words from letters", "PSD"],
        ),
        (
            "ru",
            ["Здоровье", "Кайшядорский район", "18 ноября 2026", "Кто вам поможет", "+370 600 12 345", "112",
             "Семейный врач", "+370 346 51034", "Понедельник 08:00–12:00, 12:45–17:00", "Pavyzdžio g. 1",
             "Слова из писем", "PSD"],
        ),
    ],
)  # fmt: skip
def test_text_reads_in_order_in_each_language(client, topic, municipality, service, language, parts):
    make.make_post(municipality)
    make.make_word(term="PSD").topics.add(topic)

    text = text_of(get(client, PATH, language))

    assert in_order(text, *parts), text


def test_page_of_the_guide_gives_its_summary_and_steps(client, topic, municipality, service):
    wide = make.make_guide_page(topics=[topic], summary_en="For the whole country.")
    own = make.make_guide_page(
        topics=[topic],
        municipality=municipality,
        parent=wide,
        summary_en="Where to go when you are ill.",
        description_en="<p>Text.</p><ol><li><strong>Call</strong> the doctor.</li><li>Take your card.</li></ol>",
    )

    text = text_of(get(client, PATH, "en"))

    assert "Where to go when you are ill." in text
    assert "For the whole country." not in text
    assert in_order(text, "Step by step", "1. Call the doctor.", "2. Take your card.")
    own.unpublish()
    assert "For the whole country." in text_of(get(client, PATH, "en"))


def test_summary_of_an_old_page_stands_with_its_year_and_its_warning(client, topic, service):
    old = {"source_as_of": "2021-03-09", "alert_en": "Ask whether it still takes place."}
    make.make_guide_page(topics=[topic], summary_en="Swimming is free.", **old)

    text = text_of(get(client, PATH, "en"))

    assert in_order(text, "Swimming is free.", "Not checked since 2021", "Ask whether it still takes place.", "Made on")


def test_help_line_stands_once_with_its_languages_and_its_hours_below_the_number(client, topic, service):
    emergency = {"is_emergency": True, "is_nationwide": True, "topics": [topic], "languages": ["ru"]}
    line = make.make_service(name_en="Trust line", source_as_of="2017-01-01", **emergency)
    ServiceContact.objects.create(
        service=line, kind="phone", value="116 123", available_hours_en="every day 16:00–20:00"
    )

    text = text_of(get(client, PATH, "en"))

    told = [
        "Help by phone",
        "Trust line",
        "Not checked since 2017",
        "116 123 every day 16:00–20:00",
        "Languages spoken: Russian",
    ]
    assert in_order(text, *told, "Where to get help"), text
    assert text.count("Trust line") == 1


def test_leaflet_of_help_lines_alone_is_printed(client, topic, municipality):
    line = make.make_service(name_en="Trust line", is_emergency=True, is_nationwide=True, topics=[topic])
    ServiceContact.objects.create(service=line, kind="phone", value="116 123")

    assert in_order(text_of(get(client, PATH, "en")), "Help by phone", "Trust line", "116 123")


@pytest.mark.parametrize(("amount", "says_more"), [(14, False), (15, True)])
def test_words_that_have_no_room_are_spoken_of(client, topic, service, amount, says_more):
    for number in range(amount):
        make.make_word(term=f"Word {number:02}").topics.add(topic)

    text = text_of(get(client, PATH, "en"))

    assert text.count("Word 1") == 4
    assert ("There is more on our pages" in text) == says_more


def test_next_events_of_the_municipality_are_told(client, municipality, service):
    place = make.make_place(municipality=municipality, name_en="Culture Centre")
    make.make_event(name_en="Evening of nations", place=place)
    make.make_event(name_en="Elsewhere")
    make.make_event(name_en="Over", place=place, starts_at=timezone.now() - timedelta(days=2))
    cancelled = make.make_event(name_en="Cancelled evening", place=place)
    cancelled.occurrences.update(status="cancelled")

    text = text_of(get(client, PATH, "en"))

    assert in_order(
        text, "Next events", "Evening of nations", "Thursday, 19 November 2026, 11:00–13:00", "Culture Centre"
    )
    assert [name for name in ("Elsewhere", "Over ", "Cancelled evening") if name in text] == []


def test_funder_stands_on_what_it_paid_for(client, topic, municipality, service):
    assert "Co-funded" not in text_of(get(client, PATH, "en"))

    project = make.make_project(
        emblem_variant="eu", programme_en="Programme X", disclaimer_en="The EU is not responsible."
    )
    make.make_service(topics=[topic], area_served=[municipality], project=project)

    assert in_order(
        text_of(get(client, PATH, "en")), "Co-funded by the European Union", "Programme X", "The EU is not responsible."
    )
    project.unpublish()
    assert "Co-funded" not in text_of(get(client, PATH, "en"))


# --- What does not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"published_at": NOW + timedelta(hours=1)},
        {"unpublish_at": NOW - timedelta(seconds=1)},
        {"visibility": "network"},
        {"visibility": "staff"},
        {"is_example": True},
        {"status": "defunct"},
        {"valid_through": NOW.date() - timedelta(days=1)},
    ],
)
def test_what_is_not_public_or_over_is_not_printed(client, topic, municipality, service, fields):
    make.make_service(topics=[topic], area_served=[municipality], name_en="HIDDEN help", **fields)

    assert "HIDDEN" not in text_of(get(client, PATH, "en"))


def test_neighbours_that_are_not_public_are_not_printed(client, topic, municipality, service):
    hidden = {"visibility": "network"}
    place = make.make_place(municipality=municipality)
    make.make_event(place=place, name_en="HIDDEN event", **hidden)
    make.make_guide_page(topics=[topic], summary_en="HIDDEN page", **hidden)
    make.make_word(term="HIDDEN word", **hidden).topics.add(topic)
    make.make_post(municipality, name_en="HIDDEN post", **hidden)
    provider = make.make_organisation(name_en="HIDDEN office", published_at=None)
    make.make_organisation_contact(provider, "+370 600 00 777")
    make.make_service(topics=[topic], area_served=[municipality], provider=provider, name_en="Open service")

    text = text_of(get(client, PATH, "en"))

    assert "Open service" in text
    assert re.findall(r"HIDDEN \w+|600 00 ?777", text) == []


@pytest.mark.parametrize(
    "path",
    [
        "/en/guide/leaflets/health-nowhere.pdf",
        "/en/guide/leaflets/nothing-kaisiadoriu-r.pdf",
        "/en/guide/leaflets/work-kaisiadoriu-r.pdf",
        "/en/guide/leaflets/kaisiadoriu-r.pdf",
        "/en/guide/leaflets/health.pdf",
        "/en/guide/leaflets/residents-kaisiadoriu-r.pdf",
        "/lt/guide/leaflets/residents-kaisiadoriu-r.pdf",
        f"/en/guide/leaflets/{'a-' * 200}.pdf",
    ],
)
def test_what_has_nothing_to_print_is_a_page_that_helps(client, service, path):
    make.make_term(Term.Vocabulary.TOPIC, "work")

    answer = client.get(path)

    assert answer.status_code == 404
    tree = lxml.html.document_fromstring(answer.text)
    assert tree.xpath("string(//h1)") in {"There is no such leaflet", "Tokio lankstinuko nėra"}
    assert tree.xpath("//form//select/@name") == ["municipality", "topic"]


# --- For residents ----------------------------------------------------------------------------------------------------


def test_leaflet_for_residents_is_lithuanian_and_made_of_their_pages(client, municipality):
    make.make_post(municipality)
    make.make_guide_page(
        readers="public",
        name_lt="Kas yra pabėgėliai",
        description_lt="<p>Žmonės, kurie bėga.</p><ul><li>nuo karo</li></ul>",
        alert_lt="Remiamasi 2021 metų šaltiniu.",
    )
    make.make_guide_page(readers="public", name_lt="SLAPTA", visibility="staff")
    make.make_guide_page(readers="public", name_lt="Kito rajono", municipality=make.make_municipality())
    make.make_statistic(
        subject="refugees", name_lt="Pabėgėliai pasaulyje", value=25, as_of="2017-12-31", source="UNHCR"
    )
    make.make_statistic(subject="refugees", name_lt="Be datos", value=26, source="UNHCR")

    text = text_of(get(client, RESIDENTS))

    figures = ["Skaičiai", "Pabėgėliai pasaulyje", "2017"]
    page = ["Remiamasi 2021 metų šaltiniu.", "Žmonės, kurie bėga.", "– nuo karo"]
    assert in_order(text, "Pabėgėliai – mūsų kaimynai", "Kas jums padeda", "+370 600 12 345", *figures, "112", *page), (
        text
    )
    assert [word for word in ("SLAPTA", "Kito rajono", "Be datos") if word in text] == []
    assert client.get(RESIDENTS.replace("/lt/", "/ru/")).status_code == 404
