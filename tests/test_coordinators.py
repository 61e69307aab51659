"""Who helps in which municipality: never a dead end, never a number that cannot be dialled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.help import answers
from networks.models import SecondLine, Supervision
from portal.directory.models import Municipality
from tests.factories import make_municipality, make_organisation, make_organisation_contact, make_post

pytestmark = pytest.mark.django_db

BROKEN = "+370 656 06"


def national():
    return make_post(role="manager", is_national=True, number="+370 615 00001", email="")


def supervised(municipality, number="+370 615 00002"):
    supervisor = make_post(role="supervisor", number=number, email="")
    Supervision.objects.create(supervisor=supervisor, organisation=make_organisation(), municipality=municipality)
    return supervisor


def shown_numbers(client, municipality):
    page = client.get(f"/en/networks/coordinators/{municipality.slug}/").text.split("<footer")[0]
    return [part.split('"')[0] for part in page.split('href="tel:')[1:]]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({}, "+37060012345"),
        ({"filled": False}, "+37061500002"),
        ({"leave_from": timezone.localdate() - timedelta(days=1)}, "+37061500002"),
        ({"leave_from": timezone.localdate() + timedelta(days=1)}, "+37060012345"),
        (
            {"leave_from": timezone.localdate() - timedelta(9), "leave_until": timezone.localdate() - timedelta(1)},
            "+37060012345",
        ),
        ({"number": BROKEN, "email": ""}, "+37061500002"),
    ],
    ids=["filled", "vacant", "on leave", "leave to come", "back from leave", "broken number"],
)
def test_municipality_always_has_a_number_that_works(client, state, expected):
    municipality = make_municipality()
    national()
    supervised(municipality)
    make_post(municipality, **state)

    assert expected in shown_numbers(client, municipality)
    assert BROKEN not in client.get(f"/en/networks/coordinators/{municipality.slug}/").text


def test_broken_number_with_working_mail_is_enough(client):
    municipality = make_municipality()
    make_post(municipality, number=BROKEN)
    page = client.get(f"/en/networks/coordinators/{municipality.slug}/").text

    assert 'href="mailto:post@example.org"' in page
    assert "We are checking this number" in page


def test_deputy_comes_before_mailbox_and_supervisor(client):
    municipality = make_municipality()
    supervised(municipality)
    deputy = make_post(number="+370 615 00003")
    make_post(municipality, filled=False, deputy=deputy)

    assert shown_numbers(client, municipality) == ["+37061500003"]


def test_shared_mailbox_comes_before_the_supervisor(client):
    municipality = make_municipality()
    supervised(municipality)
    authority = make_organisation(kind="authority", municipality=municipality)
    authority.area_served.add(municipality)
    make_organisation_contact(authority, "shared@example.org", "email", is_shared_mailbox=True)
    page = client.get(f"/en/networks/coordinators/{municipality.slug}/").text

    assert 'href="mailto:shared@example.org"' in page
    assert shown_numbers(client, municipality) == []


def test_unpublished_supervisor_is_never_shown(client):
    municipality = make_municipality()
    national()
    supervised(municipality).unpublish()

    assert shown_numbers(client, municipality) == ["+37061500001"]


def test_second_line_is_shown_beside_the_coordinator(client):
    municipality = make_municipality()
    make_post(municipality)
    administration = make_organisation(name_en="Example administration")
    make_organisation_contact(administration, "+370 600 00009")
    SecondLine.objects.create(municipality=municipality, organisation=administration)

    assert shown_numbers(client, municipality) == ["+37060012345", "+37060000009"]


@pytest.mark.parametrize("amount", [1, 3])
def test_answers_ask_a_constant_number_of_queries(django_assert_num_queries, amount):
    national()
    for _ in range(amount):
        municipality = make_municipality()
        supervised(municipality)
        make_post(municipality, filled=False)
    municipalities = list(Municipality.objects.all())

    with django_assert_num_queries(8):
        found = answers(municipalities)

    assert all(answer.fallbacks for answer in found)
