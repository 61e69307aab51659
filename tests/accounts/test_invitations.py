"""Accounts of the back office: invited by letter, the own name and language, a second factor that was lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.urls import reverse

from accounts.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db
SECRET = "SECRETSECRETSECRET"


@pytest.fixture
def administrator(client):
    user = make.make_staff(language="en", name="Ona")
    client.force_login(user)
    return user


def page(name, user):
    return reverse(f"admin:accounts_user_{name}", args=[user.pk])


def test_whoever_is_invited_chooses_the_password(client, administrator):
    answer = client.post(
        reverse("admin:accounts_user_add"),
        {"email": "Nauja@Example.org", "name": "Nauja", "body": "", "language": "lt", "translates": ["ru"]},
    )

    user = User.objects.get(email="nauja@example.org")
    assert (answer.status_code, user.is_staff, user.has_usable_password()) == (302, True, False)
    assert user.translates == ["ru"]
    letter = mail.outbox[-1]
    assert letter.to == ["nauja@example.org"]
    link = re.search(r"http\S+/accounts/password/reset/key/\S+", letter.body).group()
    client.logout()
    form = client.get(link, follow=True)
    password = "visai-naujas-slaptazodis"
    client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})
    user.refresh_from_db()
    assert user.check_password(password)
    # Once.
    assert b"password1" not in client.get(link, follow=True).content


def test_an_invitation_is_sent_again_after_a_click(client, administrator):
    user = make.make_user(is_staff=True)

    client.get(page("invite", user))
    assert mail.outbox == []
    client.post(page("invite", user))
    assert [letter.to for letter in mail.outbox] == [[user.email]]


def test_a_lost_second_factor_is_reset_by_another_administrator(client, administrator):
    user = make.make_user(is_staff=True, name="Petras")
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=user, type=kind, data={"secret": SECRET})

    client.get(page("reset_second_factor", user))
    assert Authenticator.objects.filter(user=user).count() == 2
    client.post(page("reset_second_factor", user))

    assert not Authenticator.objects.filter(user=user).exists()
    assert LogEntry.objects.get(object_id=str(user.pk)).user == administrator
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert "second factor" in client.get(page("history", user)).text


@pytest.mark.parametrize("who", ["oneself", "project staff", "a coordinator’s account"])
def test_nobody_else_resets_it(client, administrator, who):
    user = administrator if who == "oneself" else make.make_user(is_staff=who == "project staff")
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    if who == "project staff":
        other = make.make_user(is_staff=True)
        other.groups.add(make.make_group("Project staff"))
        client.force_login(other)

    assert client.post(page("reset_second_factor", user)).status_code in {302, 403, 404}
    assert Authenticator.objects.filter(user=user).exists()


def test_secrets_are_never_shown(client, administrator):
    user = make.make_user(is_staff=True)
    proof = Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})

    for address in (page("change", user), reverse("admin:mfa_authenticator_change", args=[proof.pk])):
        answer = client.get(address)
        assert (answer.status_code, SECRET in answer.text, user.password in answer.text) == (200, False, False)


def test_everybody_changes_the_own_name_and_language_and_nothing_else(client):
    user = make.make_user(is_staff=True, language="en")
    client.force_login(user)
    address = reverse("admin:own_account")
    assert client.get(address).status_code == 200

    client.post(
        address, {"name": "Nauja", "language": "ru", "is_superuser": "on", "email": "a@b.lt", "translates": "lt"}
    )

    changed = User.objects.get(pk=user.pk)
    assert (changed.name, changed.language) == ("Nauja", "ru")
    assert (changed.is_superuser, changed.email, changed.translates) == (False, user.email, [])
    assert "Моя учётная запись" in client.get(address).text
