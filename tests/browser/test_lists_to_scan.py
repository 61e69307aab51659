"""A phone's reader sees where a page begins, and a long list within six screens, before anything is unfolded."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from directory.models import Municipality
from directory.models.drawings import DRAWINGS
from events.models import EventSeries
from guide.models import Word
from tests import factories as make
from tests.browser.test_without_scripts import address_of
from tests.browser.visits import PHONE
from tests.site import LANGUAGES
from tests.tree import ROOT, tracked

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

ICON = re.compile(r'{% icon "(.*?)" %}')
HEADER = 64
HEADING = 120
SCREENS = 6
DISTANCE = 8
BEGINNINGS = ["home", "events", "jobs", "services", "words", "coordinators", "guide page", "event", "job"]
# The targets of the header, left to right, and how far they are from each other and from its edges.
TARGETS = """() => {
    const header = document.querySelector("header").getBoundingClientRect();
    const boxes = [...document.querySelectorAll("header .wrap :is(a, button)")]
        .filter(element => element.checkVisibility()).map(element => element.getBoundingClientRect());
    return {
        height: header.height,
        small: boxes.filter(box => box.height < 48 || box.width < 44).length,
        amount: boxes.length,
        edge: Math.min(...boxes.map(box => box.top - header.top)),
        gap: Math.min(...boxes.slice(1).map((box, at) => box.left - boxes[at].right)),
        heading: document.querySelector("h1").getBoundingClientRect().top,
    };
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BEGINNINGS)
def test_header_is_low_and_the_page_begins_below_it(phones, site, name, language):
    tab = phones[language]
    tab.goto(address_of(site, name, language))

    found = tab.evaluate(TARGETS)

    assert found["height"] <= HEADER
    assert found["heading"] <= HEADING
    assert (found["small"], found["amount"]) == (0, 2 + len(LANGUAGES))
    assert found["edge"] >= 4
    assert found["gap"] >= DISTANCE


def test_search_opens_and_closes_without_a_script_by_keyboard(plain_phone, site):
    plain_phone.goto(address_of(site, "home"))
    box = plain_phone.locator("#q")
    assert not box.is_visible()

    plain_phone.locator("header .find").focus()
    plain_phone.keyboard.press("Enter")
    assert box.is_visible()
    plain_phone.keyboard.press("Tab")
    assert box.evaluate("element => element === document.activeElement")
    plain_phone.keyboard.press("Escape")

    assert not box.is_visible()
    assert plain_phone.locator("header .find").evaluate("element => element === document.activeElement")


# As long as the longest that staff wrote: names of words and their translations, of events, of places.
TEXTS = {
    "lt": {
        "name": "Pokalbis apie darbo paiešką ir dokumentus, kurių prašo darbdaviai",
        "summary": "Kalbamės, klausiame ir mokomės kartu; ateina ir kaimynai, vaikų atsivesti galima.",
        "kind": "Grupinė konsultacija",
        "place": "Rajono kultūros centras, salė pirmame aukšte",
        "word": "leidimas gyventi, kurį reikia pratęsti",
    },
    "en": {
        "name": "Conversation about finding work and the papers that employers ask for",
        "summary": "We talk, ask and practise together; neighbours come too, and children are welcome.",
        "kind": "Group consultation",
        "place": "Culture centre of the district, hall on the first floor",
        "word": "residence permit that has to be prolonged",
    },
    "ru": {
        "name": "Разговор о поиске работы и документах, которые просят работодатели",
        "summary": "Разговариваем, спрашиваем и учимся вместе; приходят и соседи, можно прийти с детьми.",
        "kind": "Групповая консультация",
        "place": "Культурный центр района, зал на первом этаже",
        "word": "вид на жительство, который нужно продлить",
    },
}


def told(name, what):
    return {f"{name}_{code}": texts[what] for code, texts in TEXTS.items()}


def hundred_events():
    """Ninety single dates and ten courses of ten dates."""
    fields = {
        "kind": make.make_term("event_kind", **told("name", "kind")),
        "organiser": make.make_organisation(),
        "place": make.make_place(**told("name", "place")),
        "languages": ["lt", "en"],
        "is_accessible_for_free": True,
        **told("name", "name"),
        **told("summary", "summary"),
    }
    for number in range(100):
        series = make.make_event(starts_at=timezone.now() + timedelta(hours=20 + 7 * number), **fields)
        for week in range(10 if number % 10 == 0 else 0):
            make.make_date(series, timezone.now() + timedelta(days=7 * week + 8, hours=number))
    assert EventSeries.objects.published().count() >= 100
    return "events/"


def hundred_words():
    for number in range(106):
        letter = "ABCDEFGIJKLMNPRSTUV"[number % 19].lower()
        make.make_word(term=f"{letter}smens tapatybės kortelė {number}", **told("name", "word"))
    assert Word.objects.published().count() >= 106
    return "guide/words/"


def sixty_municipalities():
    counties = [make.make_county(f"T-{number}") for number in range(10)]
    for number in range(60):
        names = {
            "name_lt": f"Kazlų Rūdos savivaldybė {number}",
            "name_en": f"Kazlų Rūda District Municipality {number}",
            "name_ru": f"Самоуправление города Казлу-Руда {number}",
        }
        municipality = make.make_municipality(county=counties[number % 10], **names)
        if number % 4 == 0:
            make.make_post(municipality)
    assert Municipality.objects.count() >= 60
    return "networks/coordinators/"


@pytest.mark.django_db
@pytest.mark.parametrize("fill", [hundred_events, hundred_words, sixty_municipalities])
def test_first_page_of_a_long_list_takes_six_screens(client, phones, site, fill):
    path, heights = fill(), {}
    for language in LANGUAGES:
        tab, address = phones[language], f"/{language}/{path}"
        html = client.get(address).text
        tab.route(site.url + address, partial(answer, html))
        tab.goto(site.url + address)
        tab.set_viewport_size({"width": 360, "height": 740})
        assert tab.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor") != "rgba(0, 0, 0, 0)"
        heights[language] = tab.evaluate("document.documentElement.scrollHeight") / PHONE["height"]
        tab.unroute(site.url + address)

    assert {language: screens for language, screens in heights.items() if not 1 < screens <= SCREENS} == {}


def answer(html, route):
    route.fulfill(content_type="text/html; charset=utf-8", body=html)


def test_every_drawing_is_in_the_sprite():
    """Without colours of their own: they take the colour of the words, also in the dark and in forced colours."""
    sprite = (ROOT / "static/icons.svg").read_text()

    written = {name for file in tracked("templates/*.html") for name in ICON.findall(file.read_text())}

    assert len(written) > 10
    assert [name for name in written | {*DRAWINGS.values()} if f'id="{name}"' not in sprite] == []
    assert "fill" not in sprite
    assert "stroke" not in sprite
