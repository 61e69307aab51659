"""Leaflets: a PDF of the records as they are now, in the reader's language; nothing unpublished, nothing stale."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import lxml.html
import pypdf
import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from portal.directory.models import Term
from portal.leaflets import typesetting
from services.models import OpeningHours, ServiceAtLocation, ServiceContact
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
PATH = "/guide/leaflets/health-kaisiadoriu-r.pdf"
RESIDENTS = "/lt/guide/leaflets/residents-kaisiadoriu-r.pdf"


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["leaflets"].clear()


@pytest.fixture
def topic():
    return make.make_term(Term.Vocabulary.TOPIC, "health", name_lt="Sveikata", name_en="Health", name_ru="Здоровье")


@pytest.fixture
def municipality():
    names = {"name_lt": "Kaišiadorių rajonas", "name_en": "Kaišiadorys District", "name_ru": "Кайшядорский район"}
    return make.make_municipality(slug="kaisiadoriu-r", **names)


@pytest.fixture
def service(topic, municipality):
    """With a door, a number, and hours with a lunch break."""
    names = {"name_lt": "Šeimos gydytojas", "name_en": "Family doctor", "name_ru": "Семейный врач"}
    service = make.make_service(topics=[topic], area_served=[municipality], **names)
    ServiceContact.objects.create(service=service, kind="phone", value="+370 346 51034")
    place = make.make_place(name_lt="Poliklinika", name_en="Clinic", name_ru="Поликлиника", municipality=municipality)
    door = ServiceAtLocation.objects.create(service=service, place=place)
    for opens, closes in (("08:00", "12:00"), ("12:45", "17:00")):
        OpeningHours.objects.create(location=door, day_of_week=0, opens=opens, closes=closes)
    return service


def get(client, path, language="", **headers):
    return client.get(f"/{language}{path}" if language else path, headers={"accept-encoding": "identity", **headers})


def read(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(BytesIO(answer.content))


def text_of(answer):
    """What a program reads, with the words that a line divides put together again."""
    text = "\n".join(page.extract_text() for page in read(answer).pages)
    return " ".join(re.sub(r"[\u00ad-]\n", "", text.replace("\u200b", "")).split())


def in_order(text, *parts):
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


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


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("lt", "Sveikata – Kaišiadorių rajonas"),
        ("en", "Health – Kaišiadorys District"),
        ("ru", "Здоровье – Кайшядорский район"),
    ],
)
def test_file_is_tagged_and_names_its_language(client, service, language, title):
    pdf = read(get(client, PATH, language))
    root = pdf.trailer["/Root"]
    tags = {str(kind) for kind in kinds_of(root["/StructTreeRoot"])}

    assert len(pdf.pages) == 2
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [842, 595]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a BooleanObject of pypdf)
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert pdf.metadata.title == title
    assert re.search(r"pdfuaid:part[^0-9]*1", root["/Metadata"].get_data().decode())
    assert {"/H1", "/H2", "/H3", "/Figure", "/Link"} <= tags


def kinds_of(node):
    """The kinds of all structure elements below a node."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            yield kid["/S"]
            yield from kinds_of(kid)


def figures_of(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            if kid["/S"] == "/Figure":
                yield kid
            yield from figures_of(kid)


def test_codes_say_where_they_lead(client, settings, municipality, service):
    settings.SITE_URL = "https://kartu.example"
    pdf = read(get(client, PATH, "en"))

    said = [str(figure["/Alt"]) for figure in figures_of(pdf.trailer["/Root"]["/StructTreeRoot"])]

    assert said == [
        "Code to scan: These services today https://kartu.example/en/services/?topic=health&municipality=kaisiadoriu-r",
        "Code to scan: Who helps newcomers here https://kartu.example/en/networks/coordinators/kaisiadoriu-r/",
        "Code to scan: Living here https://kartu.example/en/guide/",
    ]
    assert client.get("/en/services/?topic=health&municipality=kaisiadoriu-r").text.count("Family doctor") == 1


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


def test_text_in_another_language_is_marked(client, topic, municipality):
    make.make_service(topics=[topic], area_served=[municipality], name_lt="Tik lietuviškai", name_ru="")

    answer = get(client, PATH, "ru")

    assert in_order(text_of(answer), "Tik lietuviškai", "Только на литовском")
    languages = {str(kid["/Lang"]) for kid in with_language(read(answer).trailer["/Root"]["/StructTreeRoot"])}
    assert "lt" in languages


def with_language(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            if "/Lang" in kid:
                yield kid
            yield from with_language(kid)


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


# --- Never stale, never heavy -----------------------------------------------------------------------------------------


def test_edit_shows_at_once_and_unpublishing_takes_it_away(client, service):
    first = get(client, PATH, "en")
    assert "Family doctor" in text_of(first)

    service.name_en = "Family doctor and nurse"
    service.save()
    second = get(client, PATH, "en", **{"if-none-match": first["ETag"]})
    assert "Family doctor and nurse" in text_of(second)
    assert second["ETag"] != first["ETag"]

    service.contacts.update(normalised="+37060099999")
    assert "+370 600 99 999" in text_of(get(client, PATH, "en"))

    service.unpublish()
    assert get(client, PATH, "en", **{"if-none-match": second["ETag"]}).status_code == 404


def test_same_facts_are_the_same_file_and_a_browser_keeps_it(client, service):
    first = get(client, PATH, "en")
    caches["leaflets"].clear()
    again = get(client, PATH, "en")

    assert again.content == first.content
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    unchanged = get(client, PATH, "en", **{"if-none-match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", first["ETag"])
    assert get(client, PATH, "lt")["ETag"] != first["ETag"]


def test_next_day_has_its_own_date(client, service):
    first = get(client, PATH, "en")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        second = get(client, PATH, "en")

    assert "Made on 18 November 2026" in text_of(first)
    assert "Made on 19 November 2026" in text_of(second)


def test_many_who_ask_get_one_that_was_made_once(client, service, monkeypatch):
    made = []
    monkeypatch.setattr(typesetting, "typeset", lambda sheet: made.append(sheet) or b"%PDF")

    answers = [get(client, PATH, "en") for _number in range(20)]

    assert {answer.content for answer in answers} == {b"%PDF"}
    assert len(made) == 1


def test_who_waits_too_long_is_asked_to_come_back(client, service, monkeypatch):
    monkeypatch.setattr(typesetting, "PATIENCE_SECONDS", 0.01)
    with typesetting._turn:
        answer = get(client, PATH, "en")
        listed = get(client, "/en/guide/leaflets/?municipality=kaisiadoriu-r&topic=health")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.text == "Many people are asking for leaflets right now. Please try again in a minute."
    assert listed.status_code == 200
    assert get(client, PATH, "en").status_code == 200


@pytest.mark.parametrize("amount", [1, 3])
def test_queries_do_not_grow_with_the_records(client, django_assert_num_queries, topic, municipality, amount):
    place = make.make_place(municipality=municipality)
    for number in range(amount):
        service = make.make_service(topics=[topic], area_served=[municipality], project=make.make_project())
        ServiceContact.objects.create(service=service, kind="phone", value="+370 346 51034")
        make.make_event(place=place, project=make.make_project())
        make.make_word().topics.add(topic)
        make.make_post(municipality)
        emergency = {"is_emergency": True, "is_nationwide": True, "topics": [], "area_served": []}
        make.make_service(name_en=f"Line {number}", **emergency)
    get(client, PATH, "en")

    with django_assert_num_queries(28):
        text = text_of(get(client, PATH, "en"))

    assert text.count("+370 346 51034") == amount
    assert in_order(text, "Help by phone", "Line 0")


# --- For residents ----------------------------------------------------------------------------------------------------


def test_leaflet_for_residents_is_lithuanian_and_made_of_their_pages(client, municipality):
    make.make_post(municipality)
    make.make_guide_page(
        readers="public",
        name_lt="Kas yra pabėgėliai",
        description_lt="<p>Žmonės, kurie bėga.</p><ul><li>nuo karo</li></ul>",
    )
    make.make_guide_page(readers="public", name_lt="SLAPTA", visibility="staff")
    make.make_guide_page(readers="public", name_lt="Kito rajono", municipality=make.make_municipality())
    make.make_statistic(
        subject="refugees", name_lt="Pabėgėliai pasaulyje", value=25, as_of="2017-12-31", source="UNHCR"
    )
    make.make_statistic(subject="refugees", name_lt="Be datos", value=26, source="UNHCR")

    text = text_of(get(client, RESIDENTS))

    figures = ["Skaičiai", "Pabėgėliai pasaulyje", "2017"]
    page = ["Žmonės, kurie bėga.", "– nuo karo"]
    assert in_order(text, "Pabėgėliai – mūsų kaimynai", "Kas jums padeda", "+370 600 12 345", *figures, "112", *page), (
        text
    )
    assert [word for word in ("SLAPTA", "Kito rajono", "Be datos") if word in text] == []
    assert client.get(RESIDENTS.replace("/lt/", "/ru/")).status_code == 404


# --- The list ---------------------------------------------------------------------------------------------------------


def test_list_offers_what_there_is_for_a_municipality(client, topic, municipality, service):
    make.make_term(Term.Vocabulary.TOPIC, "work", name_en="Work")
    make.make_guide_page(readers="public")

    def links(language, query):
        page = get(client, f"/{language}/guide/leaflets/{query}")
        return lxml.html.document_fromstring(page.text).xpath("//main//a[contains(@href, '.pdf')]/@href")

    assert links("en", "") == []
    assert links("en", "?municipality=kaisiadoriu-r") == [f"/en{PATH}"]
    assert links("lt", "?municipality=kaisiadoriu-r") == [f"/lt{PATH}", RESIDENTS]
    assert links("en", "?municipality=nowhere&topic=health") == []
    assert all(client.get(path).status_code == 200 for path in links("lt", "?municipality=kaisiadoriu-r"))


def test_list_says_how_large_the_chosen_one_is(client, municipality, service):
    page = get(client, "/en/guide/leaflets/?municipality=kaisiadoriu-r&topic=health")
    size = len(get(client, PATH, "en").content)

    tree = lxml.html.document_fromstring(page.text)
    assert tree.xpath("string(//main//a[@class='btn'])") == "Open the leaflet: Health – Kaišiadorys District"
    assert f"PDF, 2 pages A4, {size / 1024:.1f}\xa0KB." in tree.text_content()
    assert size < 100_000


def test_list_says_when_there_is_nothing_on_a_topic(client, municipality, service):
    make.make_term(Term.Vocabulary.TOPIC, "work", name_en="Work")

    page = get(client, "/en/guide/leaflets/?municipality=kaisiadoriu-r&topic=work")

    assert "We have nothing to print on this topic here now." in page.text
    assert f"/en{PATH}" in page.text
