"""The services as open data: valid HSDS, nothing that is not public, a page after the other."""

import copy
import json
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from tests import factories as make
from tests.services.full_service import LANGUAGES, full_service
from tests.services.hsds_check import SCHEMAS, package, problems, schemas

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.get_default_timezone())


# --- Valid ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_package_of_a_full_service_is_valid_hsds(client, language):
    full_service()

    assert problems(package(client, language)) == []


BREAKS = {
    # Missing though required.
    "no name": lambda data, service: service.pop("name"),
    "no status": lambda data, service: service.pop("status"),
    "no description of the organisation": lambda data, service: service["organization"].pop("description"),
    "no city": lambda data, service: address(service).pop("city"),
    "no kind of place": lambda data, service: door(service)["location"].pop("location_type"),
    "no number": lambda data, service: service["phones"][0].pop("number"),
    "no description of a term": lambda data, service: service["attributes"][0]["taxonomy_term"].pop("description"),
    "no name of a list": lambda data, service: service["attributes"][0]["taxonomy_term"]["taxonomy_detail"].pop("name"),
    "no number of pages": lambda data, service: data.pop("total_pages"),
    "not said whether it is empty": lambda data, service: data.pop("empty"),
    # Of another type.
    "number as a number": lambda data, service: service["phones"][0].update(number=112),
    "age as a text": lambda data, service: service.update(minimum_age="16"),
    "amount as a text": lambda data, service: service["cost_options"][0].update(amount="2.50"),
    "phones as one phone": lambda data, service: service.update(phones=service["phones"][0]),
    "latitude as a text": lambda data, service: door(service)["location"].update(latitude="54.8"),
    "nothing as null": lambda data, service: service.update(email=None),
    "total as a text": lambda data, service: data.update(total_items="1"),
    # Not in the list.
    "unknown status": lambda data, service: service.update(status="closed"),
    "unknown rhythm": lambda data, service: rule(service).update(freq="DAILY"),
    "unknown kind of place": lambda data, service: door(service)["location"].update(location_type="bus"),
    "unknown kind of address": lambda data, service: address(service).update(address_type="home"),
    # Not of the format.
    "id of a record": lambda data, service: service.update(id="1"),
    "id of a neighbour": lambda data, service: service["phones"][0].update(service_id="services.service/1"),
    "e-mail": lambda data, service: service.update(email="nobody"),
    "address without a host": lambda data, service: service.update(url="/lt/services/"),
    "address with a space": lambda data, service: service["organization"].update(website="https://a b.lt/"),
    "date as people write it": lambda data, service: service.update(assured_date="2026 m. lapkričio 2 d."),
    "day that no month has": lambda data, service: rule(service).update(valid_to="2027-02-30"),
    "hour without an offset": lambda data, service: rule(service).update(opens_at="09:00"),
    "hour after the day": lambda data, service: rule(service).update(closes_at="24:00+02:00"),
    "moment without an offset": lambda data, service: service.update(last_modified="2026-11-02T10:00:00"),
    # Unknown to HSDS.
    "unknown field": lambda data, service: service.update(opening_hours="always"),
    "unknown field far inside": lambda data, service: rule(service).update(exdate="2026-12-24"),
    "unknown field of a page": lambda data, service: data.update(next="?page=2"),
}


def door(service):
    return service["service_at_locations"][0]


def address(service):
    return door(service)["location"]["addresses"][0]


def rule(service):
    return door(service)["schedules"][0]


@pytest.fixture(scope="module")
def valid(django_db_setup, django_db_blocker):
    """A valid package of one full service, made once; each test breaks a copy."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NOW, tick=False):
        full_service()
        found = package(Client())
        transaction.set_rollback(True)
    assert problems(found) == []
    return found


@pytest.mark.parametrize("break_it", BREAKS.values(), ids=BREAKS)
def test_the_check_sees_what_is_not_hsds(valid, break_it):
    data = copy.deepcopy(valid)

    break_it(data, data["contents"][0])

    assert len(problems(data)) == 1


def test_schemas_are_those_of_hsds_and_refer_to_nothing_else():
    found = schemas()
    wanted = {name for file in SCHEMAS.glob("*.json") for name in re.findall(r'"\$ref": "([^"]+)"', file.read_text())}

    assert wanted <= found.keys()
    assert [name for name, schema in found.items() if schema["name"] != name.removesuffix(".json")] == []
    for schema in found.values():
        Draft202012Validator.check_schema(schema)


# --- What it says -----------------------------------------------------------------------------------------------------


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

    assert [found["value"] for found in service["attributes"] if found["link_type"] == "text_language"] == ["en"]


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"published_at": make.FAR_AHEAD},
        {"unpublish_at": make.OVER},
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

    with django_assert_num_queries(16):
        assert package(client)["total_items"] == amount


def test_pages_follow_each_other_as_in_the_api(client):
    names = [make.make_service(name_en=f"Service {number}").name_en for number in range(5)]

    pages = [package(client, query=f"?per_page=2&page={number}") for number in (1, 2, 3)]

    assert [problems(page) for page in pages] == [[], [], []]
    assert [service["name"] for page in pages for service in page["contents"]] == names
    facts = [
        (
            page["total_items"],
            page["total_pages"],
            page["page_number"],
            page["size"],
            page["first_page"],
            page["last_page"],
        )
        for page in pages
    ]
    assert facts == [(5, 3, 1, 2, True, False), (5, 3, 2, 2, False, False), (5, 3, 3, 1, False, True)]


def test_page_that_makes_no_sense_is_a_page(client):
    provider = make.make_organisation()
    for _ in range(51):
        make.make_service(provider=provider)
    asked = ["", "?page=abc", "?page=0", "?page=9", "?per_page=0", "?per_page=-5", "?per_page=abc", "?per_page=²",
             "?per_page=100000000000000000000", f"?per_page={'9' * 5000}"]  # fmt: skip

    pages = [package(client, query=query) for query in asked]

    assert [(page["page_number"], page["size"]) for page in pages] == [
        (1, 50), (1, 50), (2, 1), (2, 1), (1, 50), (1, 50), (1, 50), (1, 50), (1, 51), (1, 51),
    ]  # fmt: skip
    assert {page["total_items"] for page in pages} == {51}


def test_unchanged_package_is_not_sent_again_and_a_change_shows_at_once(client):
    service = make.make_service()
    first = client.get("/en/data/services.json")

    again = client.get("/en/data/services.json", headers={"if-none-match": first["ETag"]})
    service.unpublish()
    changed = client.get("/en/data/services.json", headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, json.loads(changed.content)["total_items"]) == (200, 0)


def identifiers(data):
    return re.findall(r'"id": "([^"]+)"', json.dumps(data["contents"]))


def test_identifiers_stay_and_are_unique(client):
    with time_machine.travel(NOW, tick=False):
        full_service()
        first, second = package(client, "en"), package(client, "ru")
    with time_machine.travel(NOW + timedelta(days=10), tick=False):
        later = package(client, "en")

    assert identifiers(first) == identifiers(second)
    # Hours that are over are told no more; nothing has a new identifier.
    assert set(identifiers(later)) < set(identifiers(first))
    assert len(set(identifiers(first))) == len(identifiers(first))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_package_is_only_read(client, method):
    assert getattr(client, method)("/en/data/services.json").status_code == 405


@pytest.mark.parametrize("page", ["services/", "about/"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_lead_to_the_open_data(client, language, page):
    assert f'href="/{language}/data/services.json"' in client.get(f"/{language}/{page}").text
