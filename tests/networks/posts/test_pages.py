"""Who helps in which municipality: never a dead end, never a number that cannot be dialled."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from directory.models import Municipality, OrganisationContact
from networks.models import Post, PostContact, SecondLine, Supervision
from networks.posts.who_helps import Helpers, Step, answers
from networks.sharing import answer_facts
from tests.factories import (
    FAR_AHEAD,
    LONG_AGO,
    OVER,
    make_municipality,
    make_organisation,
    make_organisation_contact,
    make_post,
    make_staff,
)

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
        ({"leave_from": OVER.date()}, "+37061500002"),
        ({"leave_from": FAR_AHEAD.date()}, "+37060012345"),
        ({"leave_from": LONG_AGO.date(), "leave_until": OVER.date()}, "+37060012345"),
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
    with translation.override("en"):
        own, second = answer_facts(answers([municipality])[0]).people
        assert own.role.endswith(str(Post.objects.get().organisation))
    assert (second.name, second.role) == ("Example administration", "If you have more questions")


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


# --- The chain, step by step ----------------------------------------------------------------------------------------


@pytest.fixture
def place():
    return make_municipality()


@pytest.fixture
def deputy():
    return make_post(number="+370 615 00009", email="")


def names(answer):
    return answer.step, [post.pk for post in answer.fallbacks]


def test_chain_goes_down_step_by_step(place, deputy):
    coordinator = make_post(place)
    supervisor = supervised(place)
    national = make_post(role="manager", is_national=True)
    office = make_organisation(kind="authority", municipality=place)
    office.area_served.add(place)
    make_organisation_contact(office, "shared@example.org", "email", is_shared_mailbox=True)
    seen = [names(answers([place])[0])]

    coordinator.begin_leave(timezone.localdate(), deputy=deputy)
    seen.append(names(answers([place])[0]))
    deputy.begin_leave(timezone.localdate())
    seen.append(names(answers([place])[0]))
    OrganisationContact.objects.filter(organisation=office).delete()
    seen.append(names(answers([place])[0]))
    supervisor.begin_leave(timezone.localdate())
    seen.append(names(answers([place])[0]))
    coordinator.end_leave()
    seen.append(names(answers([place])[0]))

    assert seen == [
        (Step.NONE, []),
        (Step.DEPUTY, [deputy.pk]),
        (Step.MAILBOX, []),
        (Step.SUPERVISOR, [supervisor.pk]),
        (Step.NATIONAL, [national.pk]),
        (Step.NONE, []),
    ]


def test_deputies_of_the_supervisor_and_of_the_national_post_stand_in_too(place, deputy):
    supervised(place).begin_leave(timezone.localdate(), deputy=deputy)
    assert names(answers([place])[0]) == (Step.SUPERVISOR, [deputy.pk])

    other = make_municipality()
    make_post(role="manager", is_national=True, leave_from=timezone.localdate(), deputy=deputy)
    assert names(answers([other])[0]) == (Step.NATIONAL, [deputy.pk])


def test_without_a_national_post_every_supervisor_is_the_last_resort(place):
    supervisor = supervised(make_municipality())

    assert names(answers([place])[0]) == (Step.NATIONAL, [supervisor.pk])
    assert Helpers().national == []


def test_mailbox_of_the_vacant_post_comes_before_those_of_the_office(place):
    post = make_post(place, filled=False)
    PostContact.objects.create(post=post, kind="email", value="office@example.org", is_shared_mailbox=True)

    assert [box.value for box in answers([place])[0].mailboxes] == ["office@example.org"]


def test_contacts_of_somebody_on_leave_are_not_offered(client, place, deputy):
    make_post(place, leave_from=timezone.localdate(), deputy=deputy, number="+370 615 00005", email="away@example.org")

    page = client.get(f"/en/networks/coordinators/{place.slug}/").text.split("<footer")[0]

    assert "away@example.org" not in page
    assert re.findall(r'href="tel:([^"]+)"', page) == ["+37061500009"]


@pytest.mark.parametrize("amount", [1, 3])
def test_chain_asks_a_constant_number_of_queries(django_assert_num_queries, place, deputy, amount):
    for _ in range(amount):
        absent = make_post(leave_from=timezone.localdate(), deputy=deputy)
        make_post(place, filled=False, deputy=absent)

    with django_assert_num_queries(8):
        found = answers([place])

    assert found[0].step == Step.DEPUTY


# --- The back office says when the last step is missing --------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "is_warned"),
    [
        ({}, False),
        ({"filled": False}, True),
        ({"leave_from": OVER.date()}, True),
        ({"number": BROKEN, "email": ""}, True),
        ({"published_at": None}, True),
        ({"is_national": False}, True),
    ],
)
def test_staff_are_told_when_nobody_answers_for_the_country(client, fields, is_warned):
    make_post(**{"role": "manager", "is_national": True, **fields})
    client.force_login(make_staff(language="en"))

    page = client.get(reverse("admin:index")).text

    assert ("Nobody answers for the municipalities without a coordinator." in page) is is_warned


@pytest.mark.parametrize(("email", "asks_for_email"), [("post@example.org", True), ("", False), ("broken@", False)])
def test_broken_number_sends_to_the_mailbox_only_when_there_is_one(client, email, asks_for_email):
    municipality = make_municipality()
    post = make_post(municipality, number=BROKEN, email=email)
    post.contacts.create(kind="mobile", value="+370 600 54321")

    page = client.get(f"/en{municipality.get_absolute_url()[3:]}").text

    assert "We are checking this number." in page
    assert ("Please send an email." in page) is asks_for_email
