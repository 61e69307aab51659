"""What holds for the HTML of every page that a link leads to, in every language."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import lxml.etree
import lxml.html
import phonenumbers
import pytest
from django.conf import settings

from content.sorting import sort_key
from tests import factories as make
from tests.site import LANGUAGES

pytest_plugins = ["tests.site_fixtures"]

ALPHABET = "aąbcčdeęėfghiįyjklmnoprsštuųūvzž"
# How many municipalities each county has.
COUNTIES = {
    "LT-AL": 5,
    "LT-KU": 8,
    "LT-KL": 7,
    "LT-MR": 5,
    "LT-PN": 6,
    "LT-SA": 7,
    "LT-TA": 4,
    "LT-TE": 4,
    "LT-UT": 6,
    "LT-VL": 8,
}
EMERGENCY = "tel:112"
# Short numbers have no country code.
HELP_LINES = {"tel:116111", "tel:116123", "tel:116000", "tel:113", "tel:1883"}
COORDINATORS = "/networks/coordinators/"


@pytest.fixture(scope="module")
def pages(crawled):
    """All HTML pages: path -> Answer."""
    return {path: answer for path, answer in crawled.items() if answer.is_page}


@pytest.fixture(scope="module")
def with_query(site):
    """Pages whose address has a query."""
    paths = ["services/?page=2&topic=health", "networks/coordinators/?municipality=kaisiadoriu-r", "guide/words/?q=a"]
    return {path: site.get(path) for path in (f"/{language}/{rest}" for language in LANGUAGES for rest in paths)}


def wrong(pages, finds):
    """What ``finds`` finds in each page, pages with nothing left out."""
    return {path: found for path, answer in pages.items() if (found := finds(answer))}


def words(element):
    return " ".join(element.text_content().split())


# --- The crawl itself -------------------------------------------------------------------------------------------------


def test_every_link_leads_to_a_page(crawled):
    assert {path: answer.status for path, answer in crawled.items() if answer.status != 200} == {}


def test_crawl_reaches_every_section(pages):
    sections = Counter(path.split("/")[2] for path in pages if path != "/")

    assert sections[""] == len(LANGUAGES)
    for section, least in {"events": 5, "services": 20, "jobs": 4, "networks": 100, "guide": 30, "feedback": 1}.items():
        assert sections[section] >= least * len(LANGUAGES), section


def test_fragments_lead_to_a_place(pages, site):
    @cache
    def places(address):
        return set(site.get(address).tree.xpath("//@id"))

    def lost(answer):
        links = {address.removeprefix(site.url) for address in answer.tree.xpath("//a[contains(@href, '#')]/@href")}
        found = set()
        for address in links:
            path, _hash, place = address.partition("#")
            target = pages.get(path.partition("?")[0] or answer.path)
            if not address.startswith(("/", "?", "#")):
                continue
            if target is not None and target.tree.xpath("//*[@id=$id]", id=place):
                continue
            # A question may show what the bare page does not.
            if "?" not in path or place not in places(path if path.startswith("/") else answer.path + path):
                found.add(address)
        return found

    assert wrong(pages, lost) == {}


# --- Language ---------------------------------------------------------------------------------------------------------


def test_page_says_the_language_of_its_address(pages):
    assert wrong(pages, lambda answer: answer.tree.get("lang") != (answer.language or LANGUAGES[0])) == {}


def test_language_links_lead_to_the_same_page(pages, with_query):
    def mistakes(answer):
        items = answer.tree.xpath("//nav[contains(@class, 'langs')]//li/*")
        names = dict(settings.LANGUAGES)
        expected = [
            (code, f"{code.upper()} {names[code]}", None if code == answer.language else answer.in_language(code))
            for code in names
        ]
        found = [(item.get("lang"), words(item), item.get("href")) for item in items]
        links = [item for item in items if item.tag == "a"]
        if found != expected or any(link.get("hreflang") != link.get("lang") for link in links):
            return found
        return [item for item in items if item.tag != "a" and item.get("aria-current") != "true"]

    assert len(with_query) == 3 * len(LANGUAGES)
    assert wrong({path: page for path, page in (pages | with_query).items() if path != "/"}, mistakes) == {}


def alternates(answer):
    links = answer.tree.xpath("//link[@rel='alternate' and @hreflang]")
    return [(link.get("hreflang"), link.get("href")) for link in links]


def is_for_search(answer):
    return not answer.tree.xpath("//meta[@name='robots' and contains(@content, 'noindex')]")


def test_hreflang_sets_are_absolute_complete_and_mutual(pages, site):
    def mistakes(answer):
        links = alternates(answer)
        if not is_for_search(answer):
            return links
        targets = {code: href.removeprefix(site.url) for code, href in links}
        own = [code for code in targets if code != "x-default"]
        others = [pages.get(targets[code]) for code in own]
        return not (
            len(targets) == len(links)
            and set(own) <= set(LANGUAGES)
            and all(href.startswith(f"{site.url}/") for _code, href in links)
            and answer.path in targets.values()
            and all(other is not None and other.language == code for code, other in zip(own, others, strict=True))
            and all(sorted(alternates(other)) == sorted(links) for other in others)
            and targets.get("x-default") == x_default(answer, targets)
        )

    assert wrong(pages, mistakes) == {}


def x_default(answer, targets):
    """Home pages send readers of other languages to the chooser, inner pages to English, if there is one."""
    is_home = answer.path == "/" or answer.path.count("/") == 2
    return "/" if is_home else targets.get("en") or targets.get("lt")


def test_only_pages_in_the_readers_language_are_for_search(pages):
    hidden = {path for path, answer in pages.items() if not is_for_search(answer)}
    passed_on = {path for path in pages if path.endswith(("/share/", "/card/"))}

    # A form to register says nothing that the page of the event does not say.
    forms = {path for path in pages if path.endswith("/register/")}
    assert {f"/{language}/events/registering/register/" for language in LANGUAGES} <= forms
    assert len(passed_on) > 400
    assert passed_on | forms <= hidden
    only_lithuanian = ["guide/not-translated", "jobs/valytoja"]
    hidden_pages = {f"/{language}/{page}/" for language in ("en", "ru") for page in only_lithuanian}
    # What lies on the reader's own phone.
    hidden_pages |= {f"/{language}/offline/" for language in LANGUAGES}
    # It leads to forms only.
    hidden_pages |= {f"/{language}/follow/" for language in LANGUAGES}
    assert hidden - passed_on - forms == hidden_pages
    assert {code for code, _href in alternates(pages["/lt/guide/not-translated/"])} == {"lt", "x-default"}


def test_sitemap_holds_the_pages_for_search(crawled, pages, site):
    listed = {
        address.removeprefix(site.url)
        for address in re.findall(r"<loc>([^<]*)", crawled["/sitemap.xml"].content.decode())
    }
    unlisted = {path for path, answer in pages.items() if is_for_search(answer)} - listed

    assert listed <= pages.keys()
    assert {re.sub(r"^/\w\w/", "/", path) for path in unlisted} <= {
        "/",
        "/feedback/",
        "/feedback/thanks/",
        "/jobs/submit/link/",
    }


def test_sitemap_and_pages_name_the_same_translations(crawled, pages, site):
    rows = lxml.etree.fromstring(crawled["/sitemap.xml"].content)
    differing = {}
    for row in rows:
        path = row.findtext("{*}loc").removeprefix(site.url)
        named = sorted((link.get("hreflang"), link.get("href")) for link in row.findall("{*}link"))
        if named != sorted(alternates(pages[path])):
            differing[path] = named

    assert len(rows) > 500
    assert differing == {}


@pytest.mark.django_db
def test_missing_translation_is_said_in_the_readers_language(client):
    page = make.make_guide_page(
        slug="gap", name_ru="", name_en="", summary_lt="Santrauka", description_lt="<p>Tekstas</p>"
    )
    answer = client.get("/ru/guide/gap/")
    tree = lxml.html.document_fromstring(answer.text)
    main = tree.get_element_by_id("main")

    assert answer.status_code == 200
    assert "Этой страницы пока нет на русском языке" in words(main.xpath(".//*[@role='note']")[0])
    assert words(main.xpath(".//h1/*[@lang='lt']")[0]) == page.name_lt
    assert words(main.xpath(".//div[@lang='lt']")[0]) == "Tekstas"
    assert main.xpath("string(.//p[@class='lead']/*/@lang)") == "lt"
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "ru" not in tree.xpath("//link/@hreflang")
    for language in ("lt", "en"):
        other = lxml.html.document_fromstring(client.get(f"/{language}/guide/gap/").text)
        assert "ru" not in other.xpath("//head/link/@hreflang")


# --- Structure --------------------------------------------------------------------------------------------------------


def test_page_has_one_first_heading_and_skips_no_level(pages):
    def mistakes(answer):
        levels = [int(heading.tag[1]) for heading in answer.tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
        return levels[0] != 1 or levels.count(1) != 1 or any(after > before + 1 for before, after in pairwise(levels))

    assert wrong(pages, mistakes) == {}


def test_page_has_a_title_of_its_own(pages):
    titles = Counter((answer.language, answer.tree.findtext(".//title").strip()) for answer in pages.values())

    assert [title for title, count in titles.items() if count > 1 or title[1].startswith("–")] == []


def test_ids_are_used_once(pages):
    def repeated(answer):
        return [name for name, count in Counter(answer.tree.xpath("//@id")).items() if count > 1]

    assert wrong(pages, repeated) == {}


def test_nothing_is_referred_to_that_is_not_there(pages):
    def lost(answer):
        ids = set(answer.tree.xpath("//@id"))
        lists = answer.tree.xpath("//@aria-labelledby | //@aria-describedby | //@popovertarget | //label/@for")
        return {name for names in lists for name in names.split()} - ids

    assert wrong(pages, lost) == {}


def test_links_headings_and_buttons_have_words(pages):
    def empty(answer):
        found = answer.tree.xpath(
            "//a | //button | //h1 | //h2 | //h3 | //h4 | //summary | //dt | //th | //legend | //label"
        )
        return [lxml.html.tostring(item) for item in found if not (words(item) or item.get("aria-label"))]

    assert wrong(pages, empty) == {}


def test_page_holds_nothing_inline(pages):
    # Facts for search engines are no script: no browser runs them.
    inline = (
        "//script[not(@src or @type='application/ld+json')] | //style"
        " | //*[@style or @*[starts-with(name(), 'on')]] | //*[starts-with(@href, 'java')]"
    )

    assert wrong(pages, lambda answer: [lxml.html.tostring(found) for found in answer.tree.xpath(inline)]) == {}


def test_reading_sets_no_cookie_and_depends_on_none(crawled):
    setting = {path for path, answer in crawled.items() if answer.headers.get("Set-Cookie")}
    depending = {path for path, answer in crawled.items() if "cookie" in (answer.headers.get("Vary") or "").lower()}

    # Only forms to send: they must know that they were ours.
    form_endings = ("/feedback/", "/register/", "/volunteering/offer/", "/jobs/submit/", "/jobs/submit/link/")
    forms = {path for path in crawled if path.endswith(form_endings)}
    assert setting == depending == forms


def test_only_what_the_union_pays_for_shows_its_emblem(pages, site):
    shown = {path for path, answer in pages.items() if answer.tree.xpath("//img[contains(@src, 'emblem')]")}

    assert site.funded >= {"/services/funded/", "/events/funded/", "/networks/projects/koordinavimo-pletra/"}
    results = {f"{path}results/" for path in site.funded if path.startswith("/networks/projects/")}
    assert shown == {f"/{language}{path}" for path in site.funded | results for language in LANGUAGES}
    statement = {
        "lt": "Bendrai finansuoja Europos Sąjunga",
        "en": "Co-funded by the European Union",
        "ru": "Софинансируется Европейским союзом",
    }
    for path in shown:
        funder = pages[path].tree.xpath("//*[@class='funder']")
        assert len(funder) == 1
        assert statement[pages[path].language] in words(funder[0])


# --- Numbers ----------------------------------------------------------------------------------------------------------


def test_every_number_to_call_can_be_dialled(pages):
    def mistakes(answer):
        links = answer.tree.xpath("//a[starts-with(@href, 'tel:')]")
        return [link.get("href") for link in links if not can_be_dialled(link)]

    assert sum(len(answer.tree.xpath("//main//a[starts-with(@href, 'tel:')]")) for answer in pages.values()) > 400
    assert wrong(pages, mistakes) == {}


def can_be_dialled(link):
    """A valid Lithuanian number, printed as it is dialled, and no other name than its text."""
    number = link.get("href")
    if number == EMERGENCY:
        return "112" in words(link)
    printed = re.sub(r"\D", "", words(link).rpartition(":")[2])
    if number in HELP_LINES:
        return printed == number[4:]
    if not re.fullmatch(r"tel:\+370\d{8}", number) or link.get("aria-label"):
        return False
    # A number of the country only is printed with the 0 that people dial.
    return phonenumbers.is_valid_number(phonenumbers.parse(number[4:])) and printed in {number[5:], f"0{number[8:]}"}


OLD_NUMBER = re.compile(r"(?<![\d.,+])\(?8[\s\xa0-]?\(?[\s\xa0-]?\d(?:[\s\xa0()-]*\d){7}(?!\d)")


def test_no_number_begins_with_the_prefix_that_was_switched_off(pages):
    def mistakes(answer):
        return OLD_NUMBER.findall(words(answer.tree.find("body")))

    assert wrong(pages, mistakes) == {}


@pytest.mark.parametrize(
    "text",
    ["8 346 51034", "8-346-44300", "8 5 2724879", "8 800 22922", "(8 5) 272 4879", "(8-346) 44 300", "861212345"],
)
def test_old_numbers_are_recognised(text):
    assert OLD_NUMBER.search(f"Tel. {text}.")


@pytest.mark.parametrize(
    "text", ["8 savivaldybės", "8 500 eurų", "+370 8 1234567", "2018 2019 2020", "18 346 51034", "8.30–17.00"]
)
def test_other_figures_are_no_old_numbers(text):
    assert not OLD_NUMBER.search(text)


# --- Coordinators -----------------------------------------------------------------------------------------------------


def lithuanian(name):
    return [ALPHABET.find(letter) for letter in name.lower()]


def municipalities_of(county):
    """The links to a county's municipalities: first those with a coordinator's post, then the others by who helps."""
    return county.xpath("section[@class='municipality']/h4/a | section[@class='municipality']/ul/li/a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_municipalities_stand_under_their_counties(pages, language):
    tree = pages[f"/{language}{COORDINATORS}"].tree
    counties = tree.xpath("//details[@class='county']")

    assert {county.get("id"): len(municipalities_of(county)) for county in counties} == COUNTIES
    addresses = {link.get("href") for county in counties for link in municipalities_of(county)}
    assert len(addresses) == 60
    assert all(address in pages for address in addresses)


def test_names_stand_in_lithuanian_order(pages):
    tree = pages[f"/lt{COORDINATORS}"].tree
    counties = tree.xpath("//details[@class='county']")
    orders = [[words(county.find("summary/h3")) for county in counties]]
    everything = [words(link) for link in tree.xpath("//ul[@class='places']//a")]
    assert everything == sorted(everything, key=sort_key)
    orders += [[words(link) for link in county.xpath("section/h4/a")] for county in counties]
    orders += [[words(link) for link in group.xpath(".//a")] for county in counties for group in county.xpath(".//ul")]

    assert [names for names in orders if names != sorted(names, key=lithuanian)] == []
    # The alphabet decides, not the code of the letter.
    assert sorted(["Zarasų", "Šakių", "Skuodo"], key=lithuanian) == ["Skuodo", "Šakių", "Zarasų"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_seventeen_posts_are_filled(pages, language):
    tree = pages[f"/{language}{COORDINATORS}"].tree

    assert len(tree.xpath("//section[@class='municipality'][h4/a]//strong[@lang='lt']")) == 17


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_municipality_can_be_called_or_written_to(pages, language):
    listed = pages[f"/{language}{COORDINATORS}"].tree.xpath("//section[@class='municipality']")
    own = {path: page for path, page in pages.items() if re.fullmatch(f"/{language}{COORDINATORS}[^/]+/", path)}
    way = ".//a[starts-with(@href, 'tel:+370') or starts-with(@href, 'mailto:')]"

    assert len(own) == 60
    assert [words(section.find("h4")) for section in listed if not section.xpath(way)] == []
    assert wrong(own, lambda answer: not answer.tree.get_element_by_id("main").xpath(way)) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_shows_what_the_list_says(pages, language):
    tree = pages[f"/{language}{COORDINATORS}"].tree
    links = tree.xpath("//*[local-name()='svg' and @class='map']/*[local-name()='a']")

    assert [link.get("href") for link in links] == [
        f"#{heading}" for heading in tree.xpath("//details[@class='county']/@id")
    ]
    assert all(link.get("aria-label") for link in links)
    # Who sees no shapes, or does not know them by their outline, has the counties and all places by name below.
    assert len(tree.xpath("//details[@class='county']/summary/h3")) == 10
    assert len({link.get("href") for link in tree.xpath("//ul[@class='places']//a")}) == 60
    assert len(tree.xpath("//*[local-name()='circle']")) == 60
    assert len(tree.xpath("//*[local-name()='circle' and @class='on']")) == 16
