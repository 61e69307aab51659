"""Services and organisations in the words of schema.org: the facts of the page, with opening hours."""

import json
from datetime import UTC, date, datetime

import lxml.html
import pytest
import time_machine

from directory.public_holidays import holidays_ahead
from services.models import ServiceAtLocation
from tests import factories as make
from tests.services.full_service import full_service

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def facts(client, path, language="en"):
    """The block of JSON-LD of a page, or None."""
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/{language}{path[3:]}").text
    blocks = lxml.html.document_fromstring(page).xpath('//script[@type="application/ld+json"]/text()')
    return json.loads(blocks[0]) if blocks else None


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_service_says_what_its_page_says(client, language):
    service = full_service()

    found = facts(client, service.get_absolute_url(), language)

    assert found["@type"] == "GovernmentService"
    assert found["name"] == getattr(service, f"name_{language}")
    assert found["alternateName"] == f"Other name ({language})"
    assert found["description"] == f"What it is ({language})"
    assert found["url"].endswith(f"/{language}{service.get_absolute_url()[3:]}")
    assert found["provider"]["name"] == getattr(service.provider, f"name_{language}")
    assert [area["name"] for area in found["areaServed"]] == [
        getattr(service.area_served.get(), f"name_{language}"),
    ]
    assert found["audience"]["audienceType"] == f"Whoever comes ({language})"
    assert [(offer.get("name"), offer["price"]) for offer in found["offers"]] == [
        (None, "0"),
        (f"Copies ({language})", "2.50"),
    ]


def test_door_says_when_it_is_open_and_when_not(client):
    found = facts(client, full_service().get_absolute_url())

    door = found["availableChannel"][0]["serviceLocation"]
    assert door["address"]["streetAddress"] == "Pavyzdžio g. 1"
    assert door["geo"] == {"@type": "GeoCoordinates", "latitude": 54.85954, "longitude": 24.44971}
    # Appointments are no open doors; midnight as an end is written as the minute before.
    assert [(row["dayOfWeek"], row["opens"], row["closes"]) for row in door["openingHoursSpecification"]] == [
        ("Monday", "09:00", "12:00"),
        ("Monday", "13:00", "23:59"),
        ("Saturday", "08:00", "09:00"),
    ]
    assert door["openingHoursSpecification"][2]["validThrough"] == "2027-08-31"
    special = [
        (row["validFrom"], row["validThrough"], row["opens"], row["closes"])
        for row in door["specialOpeningHoursSpecification"]
    ]
    assert special == [
        ("2026-12-07", "2026-12-11", "00:00", "00:00"),
        ("2026-12-14", "2026-12-14", "10:00", "13:00"),
        ("2026-12-24", "2026-12-24", "00:00", "00:00"),
        ("2026-12-25", "2026-12-25", "00:00", "00:00"),
        ("2026-12-26", "2026-12-26", "00:00", "00:00"),
        ("2027-01-01", "2027-01-01", "00:00", "00:00"),
        ("2027-02-16", "2027-02-16", "00:00", "00:00"),
    ]


def test_numbers_are_those_that_work_and_are_public(client):
    found = facts(client, full_service().get_absolute_url())

    phones = found["availableChannel"][0]["servicePhone"]
    assert [phone.get("telephone") or phone.get("faxNumber") or phone["email"] for phone in phones] == [
        "+37060012345",
        "+37080022922",
        "+37034669377",
        "help@example.org",
    ]


def test_door_open_on_holidays_closes_on_none(client):
    service = full_service()
    ServiceAtLocation.objects.update(open_on_holidays=True)

    door = facts(client, service.get_absolute_url())["availableChannel"][0]["serviceLocation"]

    assert [row["validFrom"] for row in door["specialOpeningHoursSpecification"]] == ["2026-12-07", "2026-12-14"]


@pytest.mark.parametrize(("day", "is_ahead"), [(26, False), (25, True), (24, True)])
def test_public_holidays_ahead_begin_with_today(day, is_ahead):
    assert (date(2026, 12, 25) in holidays_ahead(date(2026, 12, day))) == is_ahead


def test_suspended_service_is_open_nowhere(client):
    service = full_service(status="temporarily_closed")

    door = facts(client, service.get_absolute_url())["availableChannel"][0]["serviceLocation"]

    assert "openingHoursSpecification" not in door


def test_ended_service_is_not_told_to_search_engines(client):
    assert facts(client, make.make_service(status="defunct").get_absolute_url()) is None


def test_hidden_provider_is_not_told(client):
    hidden = make.make_organisation(published_at=None)

    found = facts(client, make.make_service(provider=hidden).get_absolute_url())

    assert (found["@type"], "provider" in found) == ("Service", False)


def test_organisation_says_who_it_is_and_how_to_reach_it(client):
    organisation = full_service().provider
    place = make.make_place(organisation=organisation)

    found = facts(client, organisation.get_absolute_url())

    assert (found["@type"], found["name"]) == ("GovernmentOrganization", organisation.name_en)
    assert found["sameAs"] == ["https://example.org/"]
    assert [point.get("telephone") or point["email"] for point in found["contactPoint"]] == [
        "+37034651034",
        "info@example.org",
    ]
    assert [spot["name"] for spot in found["location"]] == [place.name_en]


def test_hidden_parent_is_not_told(client):
    child = make.make_organisation(parent=make.make_organisation(published_at=None))

    assert "parentOrganization" not in facts(client, child.get_absolute_url())


def test_preview_of_a_draft_has_no_facts_for_machines(client):
    service = make.make_service(published_at=None)
    client.force_login(make.make_staff())

    assert "ld+json" not in client.get(f"{service.get_absolute_url()}?preview=1").text
