"""Ctrl+K finds records while one types: by name, by text, drafts too, and only what the role may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from tests import factories as make
from tests.portal.back_office.test_admin import admin_url

pytestmark = pytest.mark.django_db


def found(client, typed):
    """Addresses of what is shown for the words."""
    page = client.get(reverse("admin:search"), {"s": typed, "extended": "1"})
    assert page.status_code == 200
    return html.fromstring(f"<div>{page.text}</div>").xpath('//ul[@id="command-results-list"]//a/@href')


@pytest.fixture
def staff(client):
    client.force_login(make.make_staff(language="lt"))


@pytest.mark.parametrize("typed", ["Kaišiador", "kaisiador", "KAIŠIADORYS tarnyba", "кайшядор"])
@pytest.mark.parametrize("is_draft", [True, False])
def test_beginning_of_a_name_finds_the_record_in_any_language(client, staff, typed, is_draft):
    names = {"name_lt": "Kaišiadorys, tarnyba", "name_en": "Service", "name_ru": "Служба Кайшядориса"}
    service = make.make_service(**names, **({"published_at": None} if is_draft else {}))
    make.make_service()

    assert found(client, typed) == [admin_url(service)]


def test_words_of_the_text_find_it_too(client, staff):
    page = make.make_guide_page(description_lt="<p>Čia rašoma apie dviračius ir paspirtukus.</p>")

    assert found(client, "dviračiai") == [admin_url(page)]


def test_people_and_lists_of_the_menu_are_found(client, staff):
    person = make.make_person(given_name="Rūta", family_name="Pavardenė")

    assert found(client, "ruta pavard") == [admin_url(person)]
    assert reverse("admin:services_service_changelist") in found(client, "Paslaug")


def test_role_finds_what_it_may_see_and_nothing_else(client):
    make.make_word(name_lt="Bendras vardas")
    job = make.make_job(name_lt="Bendras vardas")
    user = make.make_user(is_staff=True)
    user.groups.add(make.make_group("Job moderator"))
    client.force_login(user)

    assert found(client, "Bendras vardas") == [admin_url(job)]


@pytest.mark.parametrize("typed", ["", " ", "x", "%", "'", "\\", "((", "a" * 5000, "!!!"])
def test_any_input_is_answered(client, staff, typed):
    assert isinstance(found(client, typed), list)


def test_search_costs_the_same_for_few_and_many(client, staff):
    costs = []
    for amount in (1, 15):
        for _number in range(amount):
            make.make_service(name_lt="Bendras")
            make.make_guide_page(name_lt="Bendras")
        with CaptureQueriesContext(connection) as asked:
            found(client, "bendras")
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 8
