"""The link of an invitation: it signs in once, for three days, whoever opens it only looks."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.links import link_parts
from networks.models import Post
from tests.factories import make_municipality, make_post, make_staff, make_user
from tests.networks.coordinators import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user(email="ona@savivaldybe.lt")


def invited():
    """A card whose coordinator was invited, and the link in the letter."""
    post = make_post(make_municipality(), email="ona@savivaldybe.lt")
    post.invite("ona@savivaldybe.lt")
    return post, re.search(r"/accounts/letter/\S+/$", mail.outbox[-1].body, re.MULTILINE).group()


def fresh(post):
    return Post.objects.get(pk=post.pk)


def card(post):
    return f"/lt/networks/my-posts/{post.pk}/"


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


def test_link_leads_to_the_second_factor_of_who_has_one(client):
    post, link = invited()
    secret = generate_totp_secret()
    TOTP.activate(fresh(post).user, secret)

    assert client.post(link)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    assert client.get(card(post)).status_code == 302
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/authenticate/", {"code": code})

    assert client.get(card(post)).status_code == 200


def test_link_is_enough_after_a_password_that_was_not(client):
    """The password asked for a code by letter; this is one."""
    post, link = invited()
    user = fresh(post).user
    user.set_password(PASSWORD)
    user.save()
    link = user.sign_in_path()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert not is_signed_in(client)

    client.post(link)

    assert client.get(card(post)).status_code == 200


def test_link_proves_nobody_else(client):
    """Pressed by one who then stops before the second factor; another goes on in the same browser."""
    post, link = invited()
    TOTP.activate(fresh(post).user, generate_totp_secret())
    client.post(link)
    other = make_user()
    mine = make_post(make_municipality(), user=other)

    client.force_login(other)

    assert client.get(card(mine)).status_code == 403


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
