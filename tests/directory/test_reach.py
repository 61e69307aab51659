"""Which municipalities can be reached on the first day: the desk's line, the list behind it, and what each lacks."""

import pytest
from lxml import html

from directory.models import Municipality
from directory.models.reach import GAPS, hard_to_reach, with_gaps
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/admin/directory/municipality/?office=incomplete"


def make_office(municipality, **fields):
    office = make.make_organisation(**{"kind": "authority", "name_lt": "Savivaldybės administracija", **fields})
    office.area_served.add(municipality)
    return office


def missing(municipality):
    found = with_gaps(Municipality.objects).get(pk=municipality.pk)
    return {gap.removeprefix("lacks_") for gap in GAPS if getattr(found, gap)}


def test_each_thing_that_is_filled_in_is_missed_no_more():
    municipality = make.make_municipality()
    office = make_office(municipality)
    assert missing(municipality) == {"mailbox", "phone", "address", "hours"}

    make.make_organisation_contact(office, "ona@savivaldybe.lt", "email")
    assert missing(municipality) == {"mailbox", "phone", "address", "hours"}
    make.make_organisation_contact(office, "info@savivaldybe.lt", "email", is_shared_mailbox=True)
    assert missing(municipality) == {"phone", "address", "hours"}
    make.make_organisation_contact(office, "+370 386 12345", "phone", available_hours_ru="пн–пт 8–17")
    assert missing(municipality) == {"address"}
    place = make.make_place(organisation=office, municipality=municipality, street_address="")
    assert missing(municipality) == {"address"}
    place.street_address = "Sėlių a. 22"
    place.save()

    assert missing(municipality) == set()
    assert municipality not in hard_to_reach(Municipality.objects)


@pytest.mark.parametrize("fields", [{"published_at": None}, {"kind": "ngo"}])
def test_what_readers_do_not_see_counts_for_nothing(fields):
    municipality = make.make_municipality()
    office = make_office(municipality, **fields)
    make.make_organisation_contact(office, "info@savivaldybe.lt", "email", is_shared_mailbox=True)

    assert "mailbox" in missing(municipality)


def test_desk_leads_to_the_list_of_those_that_lack_something(client):
    bare, filled = make.make_municipality(), make.make_municipality()
    place = make.make_place(municipality=filled, street_address="Sėlių a. 22")
    Municipality.objects.exclude(pk__in=[bare.pk, filled.pk]).delete()
    office = make_office(filled, name_lt="Pilna administracija")
    make.make_organisation_contact(office, "info@savivaldybe.lt", "email", is_shared_mailbox=True)
    make.make_organisation_contact(office, "+370 386 12345", "phone", available_hours_lt="I–V 8–17")
    place.organisation = office
    place.save()
    client.force_login(make.make_staff(language="en"))

    [link] = html.fromstring(client.get("/admin/").text).xpath(f"//a[@href='{LIST}']")
    rows = html.fromstring(client.get(LIST).text).xpath("//table[@id='result_list']//tbody/tr")

    assert link.xpath("ancestor::li[1]")[0].text_content().split()[0] == "1"
    assert [bare.code in row.text_content() for row in rows] == [True]
    assert "no public authority serves it" in rows[0].text_content()
    assert f"/admin/directory/organisation/{office.pk}/change/" in client.get("/admin/directory/municipality/").text
