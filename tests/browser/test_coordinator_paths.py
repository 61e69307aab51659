"""A coordinator's two ways, on a phone: the link in a letter, and signing in with a code to change a number."""

import json
import re
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from directory.models import Municipality
from networks.models import ConfirmationRequest, Post
from tests.browser.test_pages import OVERFLOWS, SMALL_TARGETS
from tests.browser.visits import axe, new_context, with_axe
from tests.databases import connected_to
from tests.factories import make_organisation, make_post, make_user
from tests.networks.coordinators import CODE
from tests.site import AFTER_SIGNING_IN, DATABASE

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser


@pytest.fixture
def in_site(site, django_db_blocker):
    """Work in the database of the running site."""

    @contextmanager
    def work():
        with django_db_blocker.unblock(), connected_to(DATABASE):
            yield

    return work


@pytest.fixture
def user_and_post(in_site):
    """A coordinator with an account and a card; gone again for the tests that count."""
    with in_site():
        municipality = Municipality.objects.get(slug="zarasu-r")
        user = make_user(email="vardene.pavardene@savivaldybe.lt", language="lt")
        host = make_organisation(name_lt="Zarasų rajono savivaldybės administracija")
        post = make_post(municipality, organisation=host, user=user, email=user.email, name_lt="Koordinatorė")
    yield user, post
    with in_site():
        post = Post.objects.get(pk=post.pk)
        people = list(post.people)
        post.delete()
        for person in people:
            person.delete()
        host.delete()
        user.delete()


@pytest.fixture
def tab(browser, site):
    context = with_axe(new_context(browser, "lt"))
    yield context.new_page()
    context.close()


def look(tab):
    """What a reader on a phone could stumble over on the open page."""
    assert axe(tab) == []
    assert tab.evaluate(OVERFLOWS, tab.viewport_size["width"]) == []
    assert tab.evaluate(SMALL_TARGETS) == []


def press(tab, name):
    with tab.expect_navigation():
        tab.get_by_role("button", name=name, exact=True).click()


def test_letter_is_confirmed_with_one_tap(tab, site, in_site, user_and_post):
    _user, post = user_and_post
    with in_site():
        ConfirmationRequest.ask(post)
    link = re.search(r"https?://\S+/confirm/\S+/$", mail.outbox[-1].body, re.MULTILINE).group()
    tab.goto(link.replace(settings.SITE_URL, site.url))
    look(tab)
    assert tab.get_by_role("heading", level=1).inner_text() == "Ar jūsų kortelė teisinga?"

    press(tab, "Viskas teisinga")

    look(tab)
    assert tab.get_by_role("heading", level=1).inner_text() == "Ačiū"
    assert tab.context.cookies() == []
    with in_site():
        assert Post.objects.get(pk=post.pk).assured_method == "letter"
    tab.goto(f"{site.url}/lt/networks/coordinators/zarasu-r/")
    assert "Zarasų rajono savivaldybės administracija" in tab.locator(".card .meta").first.inner_text()


def test_letter_leads_to_a_change(tab, site, in_site, user_and_post):
    _user, post = user_and_post
    with in_site():
        ConfirmationRequest.ask(post)
    link = re.search(r"https?://\S+/change/$", mail.outbox[-1].body, re.MULTILINE).group()
    tab.goto(link.replace(settings.SITE_URL, site.url))
    tab.get_by_label("Numeris arba adresas").nth(0).fill("+370 12")
    press(tab, "Įrašyti ir patvirtinti")
    look(tab)
    assert tab.evaluate("document.activeElement.className") == "errs"
    assert tab.get_by_label("Numeris arba adresas").nth(0).input_value() == "+370 12"

    tab.get_by_label("Numeris arba adresas").nth(0).fill("8 676 17 057")
    press(tab, "Įrašyti ir patvirtinti")

    assert tab.get_by_role("heading", level=1).inner_text() == "Ačiū"
    assert tab.locator('a[href="tel:+37067617057"]').count() == 1


def code_in_the_queue(address):
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'send_letter' ORDER BY id DESC LIMIT 1")
        [args] = cursor.fetchone()
    letter = (json.loads(args) if isinstance(args, str) else args)["letter"]
    assert letter["to"] == [address]
    return CODE.search(letter["body"]).group()


def test_code_opens_the_own_page_and_a_number_is_changed(tab, site, in_site, user_and_post):
    user, post = user_and_post
    seen = set()
    tab.goto(f"{site.url}/lt/networks/coordinators/")
    with tab.expect_navigation():
        tab.get_by_role("link", name="Koordinatoriams").click()
    look(tab)
    tab.get_by_label("El. paštas").fill(user.email)
    press(tab, "Atsiųsti kodą")
    look(tab)
    seen.add("account/confirm_login_code.html")
    with in_site():
        code = code_in_the_queue(user.email)
    tab.get_by_label("Kodas").fill(code)
    press(tab, "Prisijungti")

    assert tab.url == f"{site.url}/lt/networks/my-posts/{post.pk}/"
    look(tab)
    seen.add("networks/own/post.html")
    press(tab, "Šiandien viskas teisinga")
    assert "Ačiū." in tab.get_by_role("status").inner_text()
    tab.get_by_label("Numeris arba adresas").nth(0).fill("8 676 17 057")
    press(tab, "Išsaugoti")
    assert "Įrašyta." in tab.get_by_role("status").inner_text()

    with tab.expect_navigation():
        tab.get_by_role("link", name="Kas ir kieno pakeista").click()
    look(tab)
    seen.add("networks/own/changes.html")
    tab.goto(f"{site.url}/lt/networks/coordinators/zarasu-r/")
    assert tab.locator('a[href="tel:+37067617057"]').count() == 1

    with in_site():
        Post.objects.filter(pk=post.pk).update(user=None)
    tab.goto(f"{site.url}/lt/networks/my-posts/")
    look(tab)
    seen.add("networks/own/list.html")
    assert seen == AFTER_SIGNING_IN
