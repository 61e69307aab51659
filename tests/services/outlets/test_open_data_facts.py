"""Every fact of the open data stands on the pages, where people see it, and every contact of the pages is in the data.

For a service of which everything is known, and for every service of the starter content, in each language.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

import lxml.html
import pytest
import time_machine
from django.utils import timezone, translation
from django.utils.formats import date_format

from content.wording import money
from directory.phones import shown
from services.models import Service
from tests.services.full_service import LANGUAGES, full_service
from tests.services.hsds_check import package, problems

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.get_default_timezone())
# Names of objects and codes of the standard: no facts of the portal. Schedules: wrong_hours, test_open_data_hours.py.
CODES = {"id", "link_type", "link_entity", "country", "address_type", "location_type", "type", "currency", "language",
         "code", "taxonomy", "taxonomy_detail", "status", "schedules"}  # fmt: skip
# The county of a place follows from its municipality; pages name the municipality.
DERIVED = {"state_province"}
DATES = {"valid_through", "closed_until"}


class Page:
    """What one page shows: its words, its links and what it says to search engines."""

    def __init__(self, html):
        tree = lxml.html.document_fromstring(html)
        self.machines = " ".join(tree.xpath('//script[@type="application/ld+json"]/text()'))
        [main] = tree.xpath("//main")
        # Blocks are apart for readers, words with a mark in them are not.
        self.words = " ".join(line(separator.join(main.itertext())) for separator in ("", " "))
        self.links = set(main.xpath(".//a/@href"))
        self.hours = [
            line(item.text_content()) for item in main.xpath('.//ul[@class="hours"]/li | .//p[@class="note"]')
        ]
        self.reach = set(main.xpath('.//ul[@class="contacts"]//a/@href'))


class Reader:
    """Reads pages of the site, each of them once."""

    def __init__(self, client):
        self.client, self.pages = client, {}

    def read(self, path):
        if path not in self.pages:
            self.pages[path] = Page(self.client.get(path).text)
        return self.pages[path]


def line(text):
    return " ".join(text.replace("\xa0", " ").split()).lower()


def leaves(value, name="", link_type=""):
    """(name of the field, kind of the attribute, value) of everything that says something of a service."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "taxonomy_term":
                # What the word means in our list is no fact about the service: wrong_terms.
                inner = {"name": inner["name"]}
            if key not in CODES | DERIVED and not key.endswith("_id"):
                yield from leaves(inner, key, value.get("link_type", link_type))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, name, link_type)
    else:
        yield name, link_type, value


def forms(name, link_type, value):
    """How a page shows a fact: texts of which all must be there."""
    if name == "number":
        return [shown(value)]
    if name == "assured_date" or (name == "value" and link_type in DATES):
        return [date_format(date.fromisoformat(value), "DATE_FORMAT")]
    if name == "amount":
        return [money(Decimal(str(value)))] if value else []
    if name in {"minimum_age", "maximum_age"}:
        return []
    return re.split(r"\n+|\. ", value) if isinstance(value, str) else [str(value)]


def is_there(fact, form, pages):
    if fact[0] in {"latitude", "longitude"}:
        return any(form in page.machines for page in pages)
    if form.startswith(("http://", "https://")):
        return any(form in page.links for page in pages)
    return any(line(form).rstrip(".") in page.words for page in pages)


def missing(service, record, reader, language):
    """What the data say of ``service`` and no page shows: its own, its provider's, and where its terms stand."""
    own = urlsplit(service["url"]).path
    assert own == record.get_absolute_url()
    paths = [own, f"/{language}/services/"]
    paths += [record.provider.get_absolute_url()] if "organization" in service else []
    paths += [f"/{language}/services/?topic={topic.code}" for topic in record.topics.all()]
    pages = [reader.read(path) for path in paths]
    facts = [fact for fact in leaves(service) if fact != ("url", "", service["url"])]
    found = [(fact, form) for fact in facts for form in forms(*fact) if not is_there(fact, form, pages)]
    return [
        *found,
        *wrong_terms(service, record),
        *wrong_ages(service, record, pages[0]),
        *wrong_hours(service, pages[0]),
    ]


def wrong_terms(service, record):
    """Each term of the record is there once, as its list has it."""
    told = [found["taxonomy_term"] for found in service.get("attributes", []) if "taxonomy_term" in found]
    terms = [*record.topics.all(), *record.needs.all(), *record.mandatory_for.all()]
    wanted = [(term.code, term.text("name"), term.text("description")) for term in terms]
    if [(term["code"], term["name"], term["description"]) for term in told] != wanted:
        yield "terms", told


def wrong_ages(service, record, page):
    ages = service.get("minimum_age"), service.get("maximum_age")
    if ages != (record.minimum_age, record.maximum_age) or line(record.ages) not in page.words:
        yield "ages", ages


def wrong_hours(service, page):
    """A row of the week must be said of its day, in one line of the page."""
    for door in service.get("service_at_locations", []):
        for row in door.get("schedules", []):
            day, found, times = row["description"].rpartition(": ")
            wanted = [line(f"{day}:") if found else "", line(times), line(row.get("notes", ""))]
            if not any(text.startswith(wanted[0]) and all(part in text for part in wanted) for text in page.hours):
                yield "hours", row["description"]


def reached(owner):
    """Links with which one calls or writes to what the data give for ``owner``."""
    calls = {f"tel:{phone['number']}" for phone in owner.get("phones", []) if phone["type"] in {"voice", "cell"}}
    return calls | {f"mailto:{contact['email']}" for contact in owner.get("contacts", [])}


def calls_and_mails(page):
    return {href.lower() if href.startswith("mailto:") else href for href in page.reach if href[:4] in {"tel:", "mail"}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_a_full_service_stands_on_its_pages(client, language):
    with time_machine.travel(NOW, tick=False), translation.override(language):
        record = full_service()
        [service] = package(client, language)["contents"]
        reader = Reader(client)

        assert missing(service, record, reader, language) == []
        assert reached(service) == calls_and_mails(reader.read(record.get_absolute_url()))
        assert len(list(leaves(service))) > 70


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_starter_content_stands_on_its_pages(client, language):
    with translation.override(language):
        data = package(client, language)
        records = list(Service.objects.published().for_open_data())
        reader = Reader(client)
        pairs = list(zip(data["contents"], records, strict=True))

        assert [fact for service, record in pairs for fact in missing(service, record, reader, language)] == []
        for service, record in pairs:
            told = service if any(contact.is_public for contact in record.contacts.all()) else service["organization"]
            assert reached(told) == calls_and_mails(reader.read(record.get_absolute_url())), record


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_of_the_starter_content_is_in_the_data_and_no_example(client, language):
    data = package(client, language)

    addresses = {urlsplit(service["url"]).path for service in data["contents"]}
    public = Service.objects.filter(published_at__isnull=False, visibility="public")
    with translation.override(language):
        assert addresses == {service.get_absolute_url() for service in public if not service.is_example}
        assert [service for service in public if service.is_example]


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", LANGUAGES)
def test_starter_content_is_valid_hsds(client, language):
    data = package(client, language)

    assert problems(data) == []
    assert data["total_items"] == len(data["contents"]) > 20
