"""The page of a role: what it may do, in the language of whoever looks."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from lxml import html

from accounts.roles import ROLES
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_a_role_saved_as_it_is_keeps_its_rights(client, role):
    group = make.make_group(role)
    before = set(group.permissions.values_list("codename", flat=True))
    client.force_login(make.make_staff(language="en"))
    address = reverse("admin:auth_group_change", args=[group.pk])

    page = html.fromstring(client.get(address).text)
    chosen = page.xpath("//select[@name='permissions']/option[@selected]/@value")
    assert client.post(address, {"name": role, "permissions": chosen}).status_code == 302

    assert set(group.permissions.values_list("codename", flat=True)) == before != set()


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "job posting | may change"), ("lt", "darbo skelbimas | gali keisti")]
)
def test_rights_are_said_in_the_language_of_whoever_looks(client, language, shown):
    client.force_login(make.make_staff(language=language))

    page = html.fromstring(client.get(reverse("admin:auth_group_add")).text)
    said = page.xpath("//select[@name='permissions']/option/text()")

    assert any(text.endswith(shown) for text in said)
    # What Django keeps of them in English.
    assert not set(said) & {text for text in said if any(name in text for name in ("Can ", "historical", "kept form"))}
    assert len(said) < Permission.objects.count()
