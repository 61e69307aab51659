"""The link of an invitation: it signs in once, for three days, whoever opens it only looks."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.links import link_parts
from tests.factories import make_municipality, make_post, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user(email="ona@savivaldybe.lt")


def invited():
    """A card whose coordinator was invited, and the link in the letter."""
    post = make_post(make_municipality(), email="ona@savivaldybe.lt")
    post.invite("ona@savivaldybe.lt")
    return post, re.search(r"/accounts/letter/\S+/$", mail.outbox[-1].body, re.MULTILINE).group()


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_link_opens_the_own_card_with_one_button(client):
    post, link = invited()
    for _ in range(3):
        assert "ona@savivaldybe.lt" in client.get(link).text
    assert not is_signed_in(client)

    page = client.post(link, follow=True)

    assert page.redirect_chain[-1] == (f"/lt/networks/my-posts/{post.pk}/", 302)
    assert str(post.people[0]) in page.text


def test_link_works_once(client):
    _post, link = invited()
    client.post(link)
    another = Client()

    assert another.get(link).status_code == 404
    assert another.post(link).status_code == 404
    assert not is_signed_in(another)


@pytest.mark.parametrize(("days", "status"), [(2, 302), (4, 404)])
def test_link_works_for_three_days(client, days, status):
    _post, link = invited()

    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert client.post(link).status_code == status


def test_switched_off_account_does_not_come_in(client, user):
    link = user.sign_in_path()
    user.is_active = False
    user.save()

    assert client.post(link).status_code == 404
    assert not is_signed_in(client)


def test_staff_get_no_such_link(client):
    staff = make_staff()
    post = make_post(make_municipality())
    post.invite(staff.email)

    assert staff.sign_in_path() == ""
    assert "/accounts/letter/" not in mail.outbox[-1].body
    assert "/accounts/login/code/" in mail.outbox[-1].body
    parts = link_parts(staff)
    assert client.post(f"/accounts/letter/{parts['uid']}/{parts['token']}/").status_code == 404


def test_link_of_one_does_not_open_another(client, user):
    mine, other = link_parts(user), link_parts(make_user())

    assert client.post(f"/accounts/letter/{other['uid']}/{mine['token']}/").status_code == 404


@pytest.mark.parametrize("uid", ["x", "ž", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "%20", "A" * 6000])
def test_nonsense_is_not_found(client, uid):
    assert client.get(f"/accounts/letter/{uid}/abc-def/").status_code == 404


def test_page_is_kept_by_nobody_and_needs_the_forms_token(user):
    client = Client(enforce_csrf_checks=True)

    page = client.get(user.sign_in_path())

    assert page["Cache-Control"] == "no-store"
    assert client.post(user.sign_in_path()).status_code == 403
