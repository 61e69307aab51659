"""The register of agreements in the back office: steps with a button, and nothing that goes around them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.roles import sync_roles
from networks.models import Agreement
from tests import factories as make
from tests.portal.back_office.test_admin import form_data

pytestmark = pytest.mark.django_db

State = Agreement.State


def draft(**fields):
    return make.make_agreement(state=State.DRAFT, **fields)


@pytest.fixture
def editor(client):
    client.force_login(make.make_staff(language="en", email="editor@example.org"))


def step(agreement, name):
    return reverse("admin:networks_agreement_step", args=[agreement.pk, name])


def change_page(client, agreement):
    return client.get(reverse("admin:networks_agreement_change", args=[agreement.pk])).text


def test_staff_lead_an_agreement_from_draft_to_public(client, editor):
    agreement = draft(published_at=None)
    first, second = agreement.parties.all()
    assert step(agreement, "send") in change_page(client, agreement)

    client.post(step(agreement, "send"))
    for party in (first, second):
        client.post(step(agreement, "sign"), {"party": party.pk, "signatory": "A. Example", "signed_on": "2026-11-01"})
    page = change_page(client, agreement)
    client.post(
        reverse("admin:networks_agreement_changelist"), {"action": "publish_now", "_selected_action": [agreement.pk]}
    )

    assert "State: in force. Signed: 2 of 2." in page
    assert step(agreement, "send") not in page
    assert agreement.name_en in client.get("/en/networks/").text


def test_step_says_why_not_and_keeps_what_was_typed(client, editor):
    agreement = draft()
    agreement.send_for_signature()
    party = agreement.parties.first()

    page = client.post(
        step(agreement, "sign"), {"party": party.pk, "signatory": "Ona Example", "signed_on": "2099-01-01"}
    ).text

    assert "The date of a signature cannot be in the future." in page
    assert 'value="Ona Example"' in page
    assert client.get(step(agreement, "terminate")).status_code == 200
    assert Agreement.objects.get().state == State.AWAITING


def test_reading_a_step_changes_nothing(client, editor):
    agreement = draft()

    for name in ("send", "sign", "take-back", "terminate", "renew", "file", "discard-file"):
        assert client.get(step(agreement, name)).status_code == 200

    assert list(Agreement.objects.values_list("state", flat=True)) == [State.DRAFT]
    assert client.get(step(agreement, "nothing")).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("Project staff", 302), ("Auditor", 403), ("Job moderator", 403)])
def test_only_who_may_change_agreements_takes_steps(client, role, status):
    sync_roles()
    user = make.make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    agreement = draft()

    assert client.post(step(agreement, "send")).status_code == status

    assert Agreement.objects.get().state == (State.AWAITING if status == 302 else State.DRAFT)


def test_form_that_was_left_open_brings_no_old_state_back(client, editor):
    agreement = make.make_agreement()
    address = reverse("admin:networks_agreement_change", args=[agreement.pk])
    data = form_data(client.get(address))
    assert {"state", "date_signed", "parties-0-signatory"}.isdisjoint(data)
    agreement.terminate(timezone.localdate(), "over")

    answer = client.post(address, {**data, "name_en": "New name", "state": "in_force"})

    agreement.refresh_from_db()
    assert answer.status_code == 302
    assert (agreement.name_en, agreement.state, agreement.termination_reason) == ("New name", State.TERMINATED, "over")


def test_old_version_restores_texts_and_no_state(client, editor):
    agreement = make.make_agreement()
    version = agreement.history.first()
    agreement.terminate(timezone.localdate(), "over")
    address = reverse("admin:networks_agreement_simple_history", args=[agreement.pk, version.pk])
    data = form_data(client.get(address))

    client.post(address, data)

    assert Agreement.objects.get().state == State.TERMINATED


@pytest.mark.parametrize(("state", "is_open"), [(State.DRAFT, True), (State.AWAITING, False), (State.IN_FORCE, False)])
def test_parties_are_fixed_once_it_is_sent(client, editor, state, is_open):
    agreement = make.make_agreement(state=state, published_at=None)

    page = change_page(client, agreement)

    assert ('name="parties-0-organisation"' in page) is is_open
    assert ('name="parties-0-DELETE"' in page) is is_open
    assert 'name="parties-0-is_shown"' in page
    delete = client.post(reverse("admin:networks_agreement_delete", args=[agreement.pk]), {"post": "yes"})
    assert (delete.status_code, Agreement.objects.exists()) == ((302, False) if is_open else (403, True))


def test_page_says_when_it_ends_and_who_is_told(client, editor):
    sync_roles()
    for address in ("lt@example.org", "en@example.org"):
        make.make_user(is_staff=True, email=address).groups.add(Group.objects.get(name="Project staff"))
    agreement = make.make_agreement(valid_through=timezone.localdate() + timedelta(days=10))

    page = change_page(client, agreement)

    assert "It ends in 10 days" in page
    assert "lt@example.org, en@example.org" in page
    listed = client.get(f"{reverse('admin:networks_agreement_changelist')}?ends=soon").text
    assert agreement.name_en in listed
