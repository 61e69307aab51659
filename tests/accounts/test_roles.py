"""What each role may do in the back office: a table over roles and pages."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.roles import ROLES, sync_roles
from tests.factories import make_guide_page, make_job, make_user

pytestmark = pytest.mark.django_db

# Role: may it (see guide pages, change them, change jobs, see reports, see accounts, change accounts)?
TABLE = {
    "Project staff": (True, True, True, True, False, False),
    "Job moderator": (False, False, True, False, False, False),
    "Auditor": (True, False, False, True, True, False),
    "Translator": (True, False, False, False, False, False),
    "Municipality coordinator": (False, False, False, False, False, False),
}


def may_open(client, name, *args):
    return client.get(reverse(f"admin:{name}", args=args)).status_code == 200


def may_save(client, name, *args):
    """A page of the admin one may only read has no button to save with."""
    page = client.get(reverse(f"admin:{name}", args=args))
    return page.status_code == 200 and 'name="_save"' in page.text


@pytest.mark.parametrize("role", ROLES)
def test_role_may_do_what_the_table_says(client, role):
    sync_roles()
    page, job, other = make_guide_page(), make_job(), make_user()
    user = make_user(is_staff=True, language="en")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    assert TABLE[role] == (
        may_open(client, "guide_guidepage_change", page.pk),
        may_save(client, "guide_guidepage_change", page.pk),
        may_save(client, "jobs_jobposting_change", job.pk),
        may_open(client, "feedback_report_changelist"),
        may_open(client, "accounts_user_changelist"),
        may_save(client, "accounts_user_change", other.pk),
    )


def test_staff_without_a_role_may_do_nothing(client):
    client.force_login(make_user(is_staff=True))

    assert not may_open(client, "guide_guidepage_changelist")


def test_second_sync_restores_rights_and_keeps_other_groups():
    sync_roles()
    own = Group.objects.create(name="Our own")
    Group.objects.get(name="Auditor").permissions.clear()

    sync_roles()

    assert Group.objects.get(name="Auditor").permissions.exists()
    assert Group.objects.filter(pk=own.pk).exists()
    assert Group.objects.count() == len(ROLES) + 1


def test_who_may_only_look_restores_no_old_version(client):
    sync_roles()
    page = make_guide_page(name_lt="Senas")
    version = page.history.first()
    page.name_lt = "Naujas"
    page.save()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Auditor"))
    client.force_login(user)
    address = reverse("admin:guide_guidepage_simple_history", args=[page.pk, version.pk])

    answer = client.post(address, {"slug": page.slug})

    page.refresh_from_db()
    assert (answer.status_code, page.name_lt) == (403, "Naujas")
    assert client.get(address).status_code == 200
