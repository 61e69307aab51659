"""Leaflets as files: tagged, with codes that lead somewhere, never stale, never heavy."""

import re
from datetime import timedelta

import pytest
import qrcode
import time_machine
from django.core.cache import caches

from portal.leaflets import typesetting
from services.models import ServiceContact
from tests import factories as make
from tests.portal.leaflets.reading import NOW, PATH, get, in_order, read, text_of

pytest_plugins = ["tests.portal.leaflets.fixtures"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday", "nothing_kept")]


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


def squares(svg):
    """The dark squares that strokes draw: each begins at the left edge, "h" draws, "m" steps."""
    found = set()
    for y, steps in re.findall(r"M0 (\d+)\.5([^M\"]*)", svg):
        x = 0
        for verb, length in re.findall(r"([hm])(\d+)", steps):
            if verb == "h":
                found |= {(x + number, int(y)) for number in range(int(length))}
            x += int(length)
    return found


@pytest.mark.parametrize("address", ["https://kartu.example/", "https://kartu.example/lt/services/?topic=" + "a" * 200])
def test_code_is_drawn_as_it_was_made_with_its_quiet_margin(address):
    made = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    made.add_data(address)
    rows = made.get_matrix()

    svg = typesetting.code_to_scan(address)

    drawn = squares(svg)
    assert drawn == {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}
    assert f'width="{len(rows)}" height="{len(rows)}"' in svg
    assert (min(drawn), max(x for x, _y in drawn), max(y for _x, y in drawn)) == ((4, 4), len(rows) - 5, len(rows) - 5)


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


def test_text_in_another_language_is_marked(client, topic, municipality):
    make.make_service(topics=[topic], area_served=[municipality], name_lt="Tik lietuviškai", name_en="", name_ru="")

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

    with django_assert_num_queries(29):
        text = text_of(get(client, PATH, "en"))

    assert text.count("+370 346 51034") == amount
    assert in_order(text, "Help by phone", "Line 0")
