"""The services as open data: valid HSDS, nothing that is not public, and no fact that the pages do not state."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import lxml.html
import pytest
import time_machine
from django.utils import timezone, translation
from django.utils.formats import date_format

from portal.content.templatetags.facts import money
from portal.directory.phones import shown
from tests import factories as make
from tests.full_service import LANGUAGES, full_service
from tests.hsds_check import SCHEMAS, package, problems

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.get_default_timezone())


# --- Valid ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_package_of_a_full_service_is_valid_hsds(client, language):
    full_service()

    assert problems(package(client, language)) == []


@pytest.mark.parametrize(
    "break_it",
    [
        lambda data: data["contents"][0].update(id="1"),
        lambda data: data["contents"][0].update(status="closed"),
        lambda data: data["contents"][0].update(email="nobody"),
        lambda data: data["contents"][0].pop("name"),
        lambda data: data["contents"][0]["organization"].pop("description"),
        lambda data: data["contents"][0]["service_at_locations"][0]["schedules"][0].update(freq="DAILY"),
        lambda data: data["contents"][0]["service_at_locations"][0]["location"]["addresses"][0].pop("city"),
        lambda data: data["contents"][0]["phones"][0].update(number=112),
        lambda data: data["contents"][0]["attributes"][0]["taxonomy_term"].pop("description"),
    ],
)
def test_the_check_sees_what_is_not_hsds(client, break_it):
    full_service()
    data = package(client)

    break_it(data)

    assert len(problems(data)) == 1


def test_schemas_refer_to_nothing_that_was_left_out_and_used():
    there = {file.name for file in SCHEMAS.glob("*.json")}
    wanted = {name for file in SCHEMAS.glob("*.json") for name in re.findall(r'"\$ref": "([^"]+)"', file.read_text())}

    # The package has no such objects (tests/hsds/README.md).
    assert wanted - there == {"metadata.json", "program.json"}


# --- The same as the pages --------------------------------------------------------------------------------------------

# Names of objects and codes of the standard: no facts of the portal.
CODES = {"id", "link_type", "link_entity", "freq", "country", "address_type", "location_type", "type", "currency",
         "timezone", "language", "code", "byday", "taxonomy", "status", "dtstart", "until", "valid_from"}  # fmt: skip
# The county of a place follows from its municipality; pages name the municipality.
DERIVED = {"state_province"}


def leaves(value, name="", link_type=""):
    """(name of the field, kind of the attribute, value) of everything that says something."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in CODES | DERIVED and not key.endswith("_id") and key != "taxonomy_detail":
                yield from leaves(inner, key, value.get("link_type", link_type))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, name, link_type)
    else:
        yield name, link_type, value


def shown_forms(name, link_type, value):
    """How a page shows a fact: texts of which all must be there."""
    if name == "number":
        return [shown(value)]
    if name in {"assured_date", "valid_to"}:
        return [date_format(date.fromisoformat(value), "DATE_FORMAT")]
    if name == "amount":
        return [money(Decimal(str(value)))] if value else []
    if name in {"opens_at", "closes_at"}:
        return ["24:00" if name == "closes_at" and value[:5] == "00:00" else value[:5]]
    if link_type == "valid_through" and name == "value":
        return [date_format(date.fromisoformat(value), "DATE_FORMAT")]
    if isinstance(value, str):
        return re.split(r"\n\n|\. |: ", value)
    return [str(value)]


def read(client, *paths):
    """What the pages show and what their links and their facts for machines hold, on one line."""
    pages = [client.get(path).text for path in paths]
    trees = [lxml.html.document_fromstring(page) for page in pages]
    # Blocks are apart for readers, words with a mark in them are not.
    texts = [separator.join(tree.itertext()) for tree in trees for separator in ("", " ")]
    return " ".join(" ".join([*texts, *pages]).split()).lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_package_stands_on_the_pages(client, language):
    with time_machine.travel(NOW, tick=False):
        service = full_service()
        data = package(client, language)
        paths = [service.get_absolute_url(), service.provider.get_absolute_url(), "/lt/services/"]
        page = read(client, *(f"/{language}{path[3:]}" for path in paths))
        facts = list(leaves(data["contents"]))
        with translation.override(language):
            missing = [
                (fact, form)
                for fact in facts
                for form in shown_forms(*fact)
                if " ".join(form.split()).rstrip(".").lower() not in page
            ]

    assert missing == []
    assert len(facts) > 80


def test_facts_that_matter_are_in_the_package(client):
    with time_machine.travel(NOW, tick=False):
        full_service()
        [service] = package(client)["contents"]

    assert service["status"] == "active"
    assert [(phone["type"], phone["number"]) for phone in service["phones"]] == [
        ("cell", "+37060012345"),
        ("voice", "+37080022922"),
        ("fax", "+37034669377"),
        ("text", "+37060054321"),
    ]
    assert (service["email"], service["organization"]["email"]) == ("help@example.org", "info@example.org")
    assert [found["code"] for found in service["languages"]] == ["lt", "uk"]
    assert [(cost["option"], cost["amount"]) for cost in service["cost_options"]] == [
        ("Free of charge", 0),
        ("Copies (en)", 2.5),
    ]
    door, online = service["service_at_locations"]
    assert [row["description"] for row in door["schedules"]] == [
        "Monday: 09:00–12:00",
        "Monday: 13:00–24:00",
        "Wednesday: 10:00–11:00 by appointment",
        "Thursday: by appointment",
        "Friday: closed",
        "Saturday: 08:00–09:00",
        "closed",
        "10:00–13:00",
        "open as on other days",
    ]
    assert (door["schedules"][0]["opens_at"], door["schedules"][0]["timezone"]) == ("09:00+02:00", 2)
    assert online["location"]["url"] == "https://example.org/room"
    kinds = [found["link_type"] for found in service["attributes"]]
    assert kinds == ["topic", "need", "mandatory_for", "grant", "grant_window", "grant_purpose", "grant_eligibility",
                     "activity", "activity_leader", "valid_through", "website", "whatsapp"]  # fmt: skip


def test_hours_in_summer_carry_the_summer_offset(client):
    with time_machine.travel(datetime(2027, 7, 1, 12, tzinfo=timezone.get_default_timezone()), tick=False):
        full_service()
        [service] = package(client)["contents"]

    assert service["service_at_locations"][0]["schedules"][0]["opens_at"] == "09:00+03:00"


def test_need_of_the_package_finds_the_service(client):
    service = full_service()
    [need] = [found for found in package(client)["contents"][0]["attributes"] if found["link_type"] == "need"]

    assert service.name_en in client.get(f"/en/services/?need={need['taxonomy_term']['code']}").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "active"),
        ({"status": "temporarily_closed"}, "temporarily closed"),
        ({"status": "temporarily_closed", "closed_until": date(2020, 1, 1)}, "active"),
        ({"status": "defunct"}, "defunct"),
        ({"valid_through": date(2020, 1, 1)}, "defunct"),
    ],
)
def test_status_is_that_of_the_page(client, fields, status):
    make.make_service(**fields)

    assert package(client)["contents"][0]["status"] == status


# --- Languages, privacy, cost -----------------------------------------------------------------------------------------


def test_address_without_a_language_is_the_language_of_the_country(client):
    service = make.make_service()

    answer = client.get("/data/services.json")

    assert answer["Content-Language"] == "lt"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.content)["contents"][0]["name"] == service.name_lt


def test_text_in_another_language_says_so(client):
    make.make_service(name_ru="")

    [service] = package(client, "ru")["contents"]

    assert [found["value"] for found in service["attributes"] if found["link_type"] == "text_language"] == ["lt"]


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"unpublish_at": timezone.now() - timedelta(hours=1)},
        {"visibility": "network"},
        {"is_example": True},
    ],
)
def test_what_is_not_public_is_not_in_it(client, fields):
    make.make_service(**fields)

    data = package(client)

    assert (data["contents"], data["empty"], data["total_items"]) == ([], True, 0)


def test_hidden_neighbours_are_not_in_it(client):
    hidden = {"published_at": None, "name_en": "SLAPTA", "slug": "slapta"}
    organisation = make.make_organisation(**hidden)
    make.make_organisation_contact(organisation, "+370 600 00777")
    successor = make.make_service(**{**hidden, "slug": "slapta-2"})
    project = make.make_project(**hidden, programme_en="SLAPTA")
    make.make_service(provider=organisation, successor=successor, project=project, status="defunct")

    text = client.get("/en/data/services.json").text

    assert "SLAPTA" not in text
    assert "slapta" not in text
    assert "60000777" not in text
    assert json.loads(text)["total_items"] == 1


def test_private_and_broken_contacts_are_not_in_it(client):
    full_service()

    text = client.get("/en/data/services.json").text

    assert "88888" not in text
    assert "99999" not in text
    assert "65606" not in text


@pytest.mark.parametrize("amount", [1, 3])
def test_package_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    for _ in range(amount):
        full_service()

    with django_assert_num_queries(15):
        assert package(client)["total_items"] == amount


def test_unchanged_package_is_not_sent_again_and_a_change_shows_at_once(client):
    service = make.make_service()
    first = client.get("/en/data/services.json")

    again = client.get("/en/data/services.json", headers={"if-none-match": first["ETag"]})
    service.unpublish()
    changed = client.get("/en/data/services.json", headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, json.loads(changed.content)["total_items"]) == (200, 0)


def test_identifiers_stay_and_are_unique(client):
    full_service()
    first, second = package(client, "en"), package(client, "ru")

    def identifiers(data):
        return re.findall(r'"id": "([^"]+)"', json.dumps(data["contents"]))

    assert identifiers(first) == identifiers(second)
    assert len(set(identifiers(first))) == len(identifiers(first))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_package_is_only_read(client, method):
    assert getattr(client, method)("/en/data/services.json").status_code == 405


@pytest.mark.parametrize("page", ["services/", "about/"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_lead_to_the_open_data(client, language, page):
    assert f'href="/{language}/data/services.json"' in client.get(f"/{language}/{page}").text
