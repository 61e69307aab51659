"""Whatever a reader calls the place, the right municipality is found: alphabets, endings, towns, districts, slips."""

import json

import pytest

from directory.lookup import MOST_GUESSES, distance, fold, look_up
from directory.models import Municipality
from portal.starter.loading import DATA
from tests import factories as make


def read_municipalities():
    tables = json.loads((DATA / "municipalities.json").read_text(encoding="utf-8"))["municipalities"]
    return [
        Municipality(pk=number, county_id=table["county"], **{key: table[key] for key in table if key != "county"})
        for number, table in enumerate(tables, 1)
    ]


ALL = read_municipalities()
# Cities that share their name with the district around them.
PAIRS = ["alytaus", "kauno", "klaipedos", "panevezio", "siauliu", "vilniaus"]


def found(typed):
    return [municipality.slug for municipality in look_up(typed, ALL).municipalities]


KAUNAS, VILNIUS = ["kauno-m", "kauno-r"], ["vilniaus-m", "vilniaus-r"]
TYPINGS = [
    # Lithuanian, in every case.
    ("Kaunas", KAUNAS), ("Kauno", KAUNAS), ("Kaune", KAUNAS), ("Kauną", KAUNAS), ("į Kauną", KAUNAS),
    ("Kaunui", KAUNAS),
    ("Vilnius", VILNIUS), ("Vilniuje", VILNIUS), ("iš Vilniaus", VILNIUS), ("Vilnių", VILNIUS), ("Vilniumi", VILNIUS),
    ("Kaišiadorys", ["kaisiadoriu-r"]), ("Kaišiadoryse", ["kaisiadoriu-r"]), ("Kaišiadorių", ["kaisiadoriu-r"]),
    ("Klaipėdoje", ["klaipedos-m", "klaipedos-r"]), ("Jonavoj", ["jonavos-r"]), ("Utenoje", ["utenos-r"]),
    ("Šiauliuose", ["siauliu-m", "siauliu-r"]), ("Kėdainiuose", ["kedainiu-r"]), ("Tauragėje", ["taurages-r"]),
    ("Kazlų Rūdoje", ["kazlu-rudos"]), ("Marijampolėje", ["marijampoles"]), ("Visagine", ["visagino"]),
    # Without diacritics, in capitals, in pieces that a phone leaves over.
    ("Kaisiadorys", ["kaisiadoriu-r"]), ("KAISIADORIU RAJONAS", ["kaisiadoriu-r"]),
    ("panevezys", ["panevezio-m", "panevezio-r"]),
    ("mazeikiai", ["mazeikiu-r"]), ("Salcininkai", ["salcininku-r"]), ("Anyksciai", ["anyksciu-r"]),
    ("  kaunas  ", KAUNAS), ("Kaunas, ", KAUNAS), ("ziezmariai", ["kaisiadoriu-r"]),
    ("Kais\u030ciadorys", ["kaisiadoriu-r"]),
    # City or district.
    ("kauno raj", ["kauno-r"]), ("Kauno raj.", ["kauno-r"]), ("Kauno r.", ["kauno-r"]), ("Kauno r. sav.", ["kauno-r"]),
    ("Kauno rajonas", ["kauno-r"]), ("Kauno rajone", ["kauno-r"]), ("Kauno rajono savivaldybė", ["kauno-r"]),
    ("Kauno m.", ["kauno-m"]), ("Kauno miestas", ["kauno-m"]), ("Kauno miesto savivaldybėje", ["kauno-m"]),
    ("Kaunas district", ["kauno-r"]), ("Kaunas city", ["kauno-m"]), ("Vilnius District Municipality", ["vilniaus-r"]),
    ("Каунасский район", ["kauno-r"]), ("Каунасский р-н", ["kauno-r"]), ("в Каунасском р-не", ["kauno-r"]),
    ("г. Каунас", ["kauno-m"]), ("город Вильнюс", ["vilniaus-m"]), ("Вильнюсский рн", ["vilniaus-r"]),
    ("Trakų miestas", ["traku-r"]), ("Trakai City", ["traku-r"]), ("Birštono r.", ["birstono"]),
    ("Шауляйский район", ["siauliu-r"]), ("Шауляй", ["siauliu-m", "siauliu-r"]),
    # Cyrillic, with its own endings.
    ("Каунас", KAUNAS), ("в Каунасе", KAUNAS), ("из Каунаса", KAUNAS), ("каунас", KAUNAS), ("Вильнюс", VILNIUS),
    ("в Вильнюсе", VILNIUS), ("Вільнюс", VILNIUS), ("Кайшядорис", ["kaisiadoriu-r"]),
    ("в Кайшядорисе", ["kaisiadoriu-r"]),
    ("Кайшядорский район", ["kaisiadoriu-r"]), ("Клайпеде", ["klaipedos-m", "klaipedos-r"]), ("Йонава", ["jonavos-r"]),
    ("Висагинас", ["visagino"]), ("Вісагінас", ["visagino"]), ("Тельшяй", ["telsiu-r"]), ("в Тракаях", ["traku-r"]),
    ("Друскининкай", ["druskininku"]), ("Мажейкяй", ["mazeikiu-r"]), ("Шальчининкай", ["salcininku-r"]),
    ("Солечники", ["salcininku-r"]), ("Аникщяй", ["anyksciu-r"]), ("Швенчёнис", ["svencioniu-r"]),
    ("Казлу-Руда", ["kazlu-rudos"]),
    ("Мариямполь", ["marijampoles"]), ("Юрбаркас", ["jurbarko-r"]), ("Паневежис", ["panevezio-m", "panevezio-r"]),
    # By a town or village, spelled in three languages though stored in one.
    ("Garliava", ["kauno-r"]), ("Garliavoje", ["kauno-r"]), ("Гарлява", ["kauno-r"]), ("Rukla", ["jonavos-r"]),
    ("в Рукле", ["jonavos-r"]), ("Žiežmariai", ["kaisiadoriu-r"]), ("Жежмаряй", ["kaisiadoriu-r"]),
    ("Rumšiškėse", ["kaisiadoriu-r"]),
    ("Lentvaris", ["traku-r"]), ("Gargždai", ["klaipedos-r"]), ("Kuršėnai", ["siauliu-r"]), ("Nidoje", ["neringos"]),
    ("Naujoji Akmenė", ["akmenes-r"]), ("N. Akmenė", ["akmenes-r"]), ("Naujoji Vilnia", ["vilniaus-m"]),
    ("Рудамина", ["vilniaus-r"]), ("Немежис", ["vilniaus-r"]), ("Kietaviškės", ["elektrenu"]),
    ("Kybartai", ["vilkaviskio-r"]),
    ("Žemaičių Kalvarija", ["plunges-r"]), ("Kalvarija", ["kalvarijos"]), ("Rokai", ["kauno-r"]),
    ("Rokiškyje", ["rokiskio-r"]),
    # An address; a place of a name that there are two of.
    ("Garliava, Kauno r.", ["kauno-r"]), ("Butrimonys, Alytaus r.", ["alytaus-r"]), ("gyvenu Kaune", KAUNAS),
    ("Butrimonys", ["alytaus-r", "salcininku-r"]), ("Naujamiestis", ["vilniaus-m", "panevezio-r"]),
    # As the neighbours call or spell it.
    ("Wilno", VILNIUS), ("Kowno", ["kauno-m"]), ("Shiauliai", ["siauliu-m", "siauliu-r"]),
    ("Mazheikiai", ["mazeikiu-r"]),
    ("Vilnyus", VILNIUS), ("Klaypeda", ["klaipedos-m", "klaipedos-r"]), ("Troki", ["traku-r"]),
]  # fmt: skip


def test_the_table_is_long_enough():
    assert len({typed for typed, _expected in TYPINGS}) >= 110


@pytest.mark.parametrize(("typed", "expected"), TYPINGS)
def test_typing_finds_the_municipality(typed, expected):
    assert found(typed) == expected
    assert look_up(typed, ALL).is_guess is False


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Kaunsa", "kauno-m"),
        ("Vilinus", "vilniaus-m"),
        ("Kaisadoris", "kaisiadoriu-r"),
        ("Kaišedorys", "kaisiadoriu-r"),
        ("Druskinikai", "druskininku"),
        ("Palnaga", "palangos-m"),
        ("Kaunsa raj", "kauno-r"),
        ("Kaiš", "kaisiadoriu-r"),
        ("Naumiestis", "sakiu-r"),
    ],
)
def test_slips_and_beginnings_are_offered_as_guesses(typed, first):
    answer = look_up(typed, ALL)

    assert answer.municipalities[0].slug == first
    assert answer.is_guess is True
    assert len(answer.municipalities) <= MOST_GUESSES


@pytest.mark.parametrize(
    "typed",
    ["", " ", "a", "qqqq", "r.", "rajonas", "Paryžius", "Москва", "112", "☎", "\u0000", "%%%", "ÆØÅ", "zz" * 50],
)
def test_what_is_no_place_here_finds_nothing(typed):
    assert found(typed) == []


def test_every_stored_name_finds_its_municipality_for_sure():
    names = [
        (municipality.slug, name)
        for municipality in ALL
        for name in [municipality.name_lt, municipality.name_en, municipality.name_ru, *municipality.alternate_names]
    ]
    answers = [(slug, name, look_up(name, ALL)) for slug, name in names]

    assert len(answers) > 1500
    assert [
        (slug, name)
        for slug, name, answer in answers
        if answer.is_guess or slug not in [municipality.slug for municipality in answer.municipalities]
    ] == []


def test_full_names_are_clear_and_short_ones_offer_city_and_district():
    for language in ("lt", "en", "ru"):
        names = {municipality.slug: found(getattr(municipality, f"name_{language}")) for municipality in ALL}
        assert {slug: hits for slug, hits in names.items() if hits != [slug]} == {}
    for stem in PAIRS:
        city = next(municipality for municipality in ALL if municipality.slug == f"{stem}-m")
        assert found(city.seat) == [f"{stem}-m", f"{stem}-r"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kaišiadorys", "кайшядорис"),
        ("Šiauliai", "Шяуляй"),
        ("Jurbarkas", "Юрбаркас"),
        ("Anykščiai", "Аникщяй"),
        ("Vilnius", "Вільнюс"),
        ("Jonava", "Йонава"),
        ("Šiauliai", "Shiauliai"),
        ("MAŽEIKIAI", "Mazheikiai"),
    ],
)
def test_alphabets_share_one_skeleton(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("", "", 0), ("kaunas", "kaunas", 0), ("kaunsa", "kaunas", 1), ("kauna", "kaunas", 1), ("utena", "jonava", 5)],
)
def test_distance_counts_slips(one, other, slips):
    assert distance(one, other) == distance(other, one) == slips


# --- The page ---------------------------------------------------------------------------------------------------------

LIST = "/en/networks/coordinators/"


@pytest.fixture
def places():
    kaunas = {"name_lt": "Kauno miesto savivaldybė", "name_en": "Kaunas City Municipality", "kind": "city"}
    district = {"name_lt": "Kauno rajono savivaldybė", "name_en": "Kaunas District Municipality", "kind": "district"}
    city = make.make_municipality(slug="kauno-m", seat="Kaunas", **kaunas)
    around = make.make_municipality(slug="kauno-r", seat="Kaunas", alternate_names=["Garliava"], **district)
    make.make_post(city, number="+370 600 00001", email="")
    make.make_post(around, number="+370 600 00002", email="")
    make.make_post(role="manager", is_national=True, number="+370 600 00003", email="")
    make.make_municipality(slug="empty")


def numbers(page):
    return [part.split('"')[0] for part in page.text.split("<footer")[0].split('href="tel:')[1:]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "heading", "expected"),
    [
        ("kauno raj", "Who helps in “kauno raj”", ["+37060000002"]),
        ("Гарляве", "Who helps in “Гарляве”", ["+37060000002"]),
        ("Каунас", "Which municipality is yours?", ["+37060000001", "+37060000002"]),
        ("Kaunsa m.", "We do not know “Kaunsa m.”. Did you mean:", ["+37060000001"]),
        ("qqqq", "We did not find “qqqq”.", ["+37060000003", "+37060000001", "+37060000002", "+37060000003"]),
        ("x" * 101, "All municipalities by county", ["+37060000001", "+37060000002", "+37060000003"]),
    ],
)
def test_page_answers_what_was_typed(client, places, typed, heading, expected):
    page = client.get(LIST, {"q": typed})

    assert f'<h2 id="results" tabindex="-1">{heading}</h2>' in page.text
    assert numbers(page) == expected
    assert f'value="{typed}"' in page.text


@pytest.mark.django_db
def test_typed_markup_stays_text(client, places):
    page = client.get(LIST, {"q": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page
    assert "We did not find" in page


@pytest.mark.django_db
def test_links_with_a_municipality_still_work(client, places):
    assert numbers(client.get(LIST, {"municipality": "kauno-m"})) == ["+37060000001"]
    assert numbers(client.get(LIST, {"municipality": "nowhere"})) == ["+37060000001", "+37060000002", "+37060000003"]


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "queries"), [("", 10), ("Каунас", 9), ("qqqq", 10)])
@pytest.mark.parametrize("amount", [1, 3])
def test_page_asks_a_constant_number_of_queries(client, places, django_assert_num_queries, typed, queries, amount):
    for _ in range(amount):
        make.make_post(make.make_municipality(), filled=False)

    with django_assert_num_queries(queries):
        client.get(LIST, {"q": typed})
