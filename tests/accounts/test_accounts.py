"""Who comes in, and how: e-mail and password, a second factor, and no way to sign up."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


def sign_in(client, email, password=PASSWORD, **options):
    return client.post("/accounts/login/", {"login": email, "password": password}, **options)


def test_staff_sign_in_with_an_address_in_any_case(client):
    make_staff(email="Name@Example.org")

    answer = sign_in(client, "NAME@example.ORG")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_addresses_are_unique_in_any_case():
    make_user(email="name@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="NAME@example.org")


@pytest.mark.parametrize(("email", "password"), [("name@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_wrong_password_and_unknown_address_get_the_same_answer(client, email, password):
    make_user(email="name@example.org")

    page = sign_in(client, email, password, HTTP_ACCEPT_LANGUAGE="en")

    assert page.status_code == 200
    assert "not correct" in page.text
    assert "_auth_user_id" not in client.session


def test_switched_off_account_cannot_sign_in(client):
    make_staff(email="name@example.org", is_active=False)

    sign_in(client, "name@example.org")

    assert client.get("/admin/").status_code == 302


def test_nobody_signs_up(client):
    answer = client.post(
        "/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD}, HTTP_ACCEPT_LANGUAGE="en"
    )

    assert "Sign Up Closed" in answer.text
    assert not User.objects.exists()


@pytest.mark.parametrize("user", ["stranger", "reader"])
def test_back_office_is_closed_to_others(client, user):
    if user == "reader":
        client.force_login(make_user())

    for path in ("/admin/", "/admin/guide/guidepage/", "/admin/accounts/user/add/"):
        assert client.get(path).status_code == 302
        assert not client.get(path)["Location"].startswith("/admin/guide")


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(make_staff())

    for path in ("/admin/", "/admin/guide/guidepage/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


def test_password_alone_does_not_let_in_who_has_a_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    user = make_staff(email="name@example.org")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert Authenticator.objects.filter(user=user).exists()

    answer = sign_in(client, "name@example.org")
    assert "/accounts/2fa/authenticate/" in answer["Location"]
    assert client.get("/admin/").status_code == 302

    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/admin/").status_code == 200


def test_set_up_page_shows_the_picture_its_policy_allows(client):
    make_staff(email="name@example.org")
    sign_in(client, "name@example.org")
    again = client.get("/accounts/2fa/totp/activate/")["Location"]
    assert again.startswith("/accounts/reauthenticate/")

    page = client.post(again, {"password": PASSWORD}, follow=True)

    assert page.redirect_chain[-1][0] == "/accounts/2fa/totp/activate/"
    assert 'src="data:image/svg+xml' in page.text
    assert "img-src 'self' data:" in page["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["", "totp/activate/", "webauthn/", "webauthn/add/"])
def test_pages_of_the_second_factor_open(client, page):
    make_staff(email="name@example.org")
    sign_in(client, "name@example.org")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert client.get(f"/accounts/2fa/{page}").status_code == 200


def test_password_reset_letter_is_queued_and_works_once(client, settings):
    settings.EMAIL_BACKEND = "content.letters.queue.QueuedEmailBackend"
    make_staff(email="name@example.org", language="lt")
    client.post("/accounts/password/reset/", {"email": "name@example.org"})

    job = ProcrastinateJob.objects.get(task_name__contains="letter")
    link = re.search(r"/accounts/password/reset/key/[^\s\"\\]+", str(job.args)).group()
    assert mail.outbox == []
    first = client.get(link, follow=True)
    form = first.redirect_chain[-1][0]
    client.post(form, {"password1": "another-long-password", "password2": "another-long-password"})
    assert sign_in(client, "name@example.org", "another-long-password")["Location"] == "/admin/"
    client.logout()
    assert 'name="password1"' not in client.get(link, follow=True).text


def test_reset_for_an_unknown_address_writes_to_nobody(client, settings):
    settings.EMAIL_BACKEND = "content.letters.queue.QueuedEmailBackend"
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert not ProcrastinateJob.objects.exists()


def test_guessing_is_slowed_down(client):
    make_staff(email="name@example.org")

    for _ in range(12):
        sign_in(client, "name@example.org", "wrong")
    answer = sign_in(client, "name@example.org")

    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 429}
