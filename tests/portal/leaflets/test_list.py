"""The page to choose a leaflet: it offers what can be printed, with its size."""

import lxml.html
import pytest

from directory.models import Term
from tests import factories as make
from tests.portal.leaflets.reading import PATH, RESIDENTS, get

pytest_plugins = ["tests.portal.leaflets.fixtures"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday", "nothing_kept")]


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
