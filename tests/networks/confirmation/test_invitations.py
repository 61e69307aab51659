"""Back office of coordinators' cards: invitation, the end of a term, proposals, asking now."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from networks.confirmation.proposals import proposable
from networks.models import ChangeProposal, ConfirmationRequest, Post, Tenure
from networks.tasks import erase_old_confirmations, release_accounts
from tests.factories import make_municipality, make_organisation, make_person, make_post, make_staff, make_user
from tests.networks.coordinators import sign_in_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_staff(language="en"))
    return client


@pytest.fixture
def post():
    return make_post(make_municipality(), email="ona@savivaldybe.lt")


def page(post, name):
    return reverse("admin:networks_post_change", args=[post.pk]).replace("/change/", f"/{name}/")


# --- Invitation -------------------------------------------------------------------------------------------------------


def test_two_clicks_invite_a_coordinator(staff, post):
    card = staff.get(reverse("admin:networks_post_change", args=[post.pk])).text
    assert page(post, "invite") in card
    form = staff.get(page(post, "invite"))
    assert 'value="ona@savivaldybe.lt"' in form.text
    assert not User.objects.filter(email="ona@savivaldybe.lt").exists()

    staff.post(page(post, "invite"), {"email": "ona@savivaldybe.lt"})

    user = User.objects.get(email="ona@savivaldybe.lt")
    assert (user.is_staff, user.is_superuser, user.language, user.has_usable_password()) == (False, False, "lt", False)
    assert user.name == str(post.people[0])
    assert Post.objects.get(pk=post.pk).user == user
    [letter] = mail.outbox
    assert letter.to == ["ona@savivaldybe.lt"]
    assert "Laba diena" in letter.body
    assert "/accounts/login/code/?next=/lt/networks/my-posts/" in letter.body
    assert "Ačiū" not in letter.body


def test_invited_coordinator_signs_in(staff, client, post):
    staff.post(page(post, "invite"), {"email": "ona@savivaldybe.lt"})
    client.logout()

    sign_in_by_code(client, User.objects.get(email="ona@savivaldybe.lt"))

    assert str(post.people[0]) in client.get(f"/lt/networks/my-posts/{post.pk}/").text


def test_inviting_again_sends_the_letter_again(staff, post):
    for _ in range(2):
        staff.post(page(post, "invite"), {"email": "ONA@savivaldybe.lt"})

    assert User.objects.filter(email__iexact="ona@savivaldybe.lt").count() == 1
    assert len(mail.outbox) == 2


def test_account_that_is_there_gets_another_card_and_keeps_its_rights(staff, post):
    known = make_user(email="vadove@sppd.lt", is_staff=True, name="Vadovė")

    staff.post(page(post, "invite"), {"email": "vadove@sppd.lt"})

    known.refresh_from_db()
    assert (known.is_staff, known.name, list(known.posts.all())) == (True, "Vadovė", [post])


def test_switched_off_account_is_not_invited(staff, post):
    make_user(email="ona@savivaldybe.lt", is_active=False)

    answer = staff.post(page(post, "invite"), {"email": "ona@savivaldybe.lt"})

    assert "This account is switched off." in answer.text
    assert Post.objects.get(pk=post.pk).user is None
    assert mail.outbox == []


def test_invitation_before_a_new_person_begins_says_when_to_invite_that_one(staff, post):
    post.begin_term(make_person(given_name="Jonas", family_name="Naujas"), timezone.localdate() + timedelta(days=7))

    page_after = staff.post(page(post, "invite"), {"email": "ona@savivaldybe.lt"}, follow=True).text

    assert "Somebody begins here later: Jonas Naujas." in page_after


def test_no_address_is_an_error(staff, post):
    assert staff.post(page(post, "invite"), {"email": "ona@"}).status_code == 200
    assert mail.outbox == []


# --- The end of a term ------------------------------------------------------------------------------------------------


def ended(post, days_ago):
    Tenure.objects.filter(post=post).update(end_date=timezone.localdate() - timedelta(days=days_ago))


def given(post, days_ago):
    Post.objects.filter(pk=post.pk).update(user=make_user(), user_since=timezone.localdate() - timedelta(days=days_ago))


def has_account(post):
    release_accounts(0)
    return Post.objects.get(pk=post.pk).user_id is not None


def test_account_loses_the_card_when_the_term_has_ended(post):
    given(post, 100)
    assert has_account(post)
    ended(post, 0)
    assert has_account(post)  # today is the last day
    ended(post, 1)
    assert not has_account(post)


def test_successor_keeps_the_card_that_was_given_after_the_term(post):
    ended(post, 10)
    Tenure.objects.create(post=post, person=make_person(), start_date=timezone.localdate() - timedelta(days=9))
    given(post, 5)

    assert has_account(post)


def test_predecessors_account_is_released_though_a_successor_is_there(post):
    given(post, 100)
    ended(post, 10)
    Tenure.objects.create(post=post, person=make_person(), start_date=timezone.localdate() - timedelta(days=9))

    assert not has_account(post)


def test_account_that_staff_put_in_by_hand_counts_from_today(staff, post):
    Post.objects.filter(pk=post.pk).update(user=make_user(), user_since=None)
    ended(post, 3)
    assert not has_account(post)


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_ask_now_sends_a_letter(staff, post):
    assert staff.get(page(post, "ask")).status_code == 200
    assert mail.outbox == []

    staff.post(page(post, "ask"))

    assert [letter.to for letter in mail.outbox] == [["ona@savivaldybe.lt"]]
    assert ConfirmationRequest.objects.get().number == 1


def test_ask_now_names_the_cards_it_cannot_ask_about(staff, post):
    vacant = make_post(make_municipality(), filled=False, name_en="Vacant post")

    answer = staff.post(
        reverse("admin:networks_post_changelist"),
        {"action": "ask_now", "_selected_action": [post.pk, vacant.pk]},
        follow=True,
    )

    assert len(mail.outbox) == 1
    assert "Vacant post: no letter." in answer.text
    assert "1 letter was sent." in answer.text


def test_who_has_not_answered_can_be_asked_again_from_the_list(staff, post):
    ConfirmationRequest.ask(post)
    listed = reverse("admin:networks_confirmationrequest_changelist")
    assert "not answered yet" in staff.get(f"{listed}?waiting=yes").text

    staff.post(listed, {"action": "ask_again", "_selected_action": [ConfirmationRequest.objects.get().pk]})

    assert ConfirmationRequest.objects.waiting().count() == 1
    assert ConfirmationRequest.objects.count() == 2
    row = ConfirmationRequest.objects.first()
    assert 'name="_save"' not in staff.get(f"{listed}{row.pk}/change/", follow=True).text


# --- Proposals --------------------------------------------------------------------------------------------------------


@pytest.fixture
def proposal(post):
    patch = {"title": "Vyriausioji specialistė", "organisation": make_organisation(name_lt="Naujoji įstaiga").pk}
    return ChangeProposal.propose(post, patch, reply_to="ona@savivaldybe.lt", proposer=make_user())


def decide(staff, proposal, **fields):
    address = reverse("admin:networks_changeproposal_change", args=[proposal.pk])
    return staff.post(address, fields, follow=True)


def test_approval_changes_the_card_and_writes_to_the_proposer(staff, post, proposal):
    shown = staff.get(reverse("admin:networks_changeproposal_change", args=[proposal.pk])).text
    assert "Vyriausioji specialistė" in shown
    assert post.name_lt in shown

    decide(staff, proposal, decision="approve")

    post, proposal = Post.objects.get(), ChangeProposal.objects.get()
    assert (post.name_lt, post.organisation.name_lt) == ("Vyriausioji specialistė", "Naujoji įstaiga")
    assert proposal.state == "applied"
    assert proposal.decided_by is not None
    [letter] = mail.outbox
    assert letter.to == ["ona@savivaldybe.lt"]
    assert "Vyriausioji specialistė" in letter.body


@pytest.mark.parametrize(
    ("patch", "is_warned"), [({"given_name": "Rasa", "family_name": "Nauja"}, True), ({"family_name": "Nauja"}, False)]
)
def test_staff_are_warned_when_a_new_name_may_be_another_person(staff, post, patch, is_warned):
    proposal = ChangeProposal.propose(post, patch)

    page = staff.get(reverse("admin:networks_changeproposal_change", args=[proposal.pk])).text

    assert ("If this is another person, reject the proposal" in page) is is_warned


def test_rejection_needs_a_reason_and_sends_it(staff, post, proposal):
    assert "Write why" in decide(staff, proposal, decision="reject").text
    assert ChangeProposal.objects.get().state == "proposed"

    decide(staff, proposal, decision="reject", reason="Įstaigos pavadinimas kitas.")

    assert ChangeProposal.objects.get().state == "rejected"
    assert Post.objects.get().name_lt == post.name_lt
    assert "Įstaigos pavadinimas kitas." in mail.outbox[0].body


def test_stale_proposal_is_refused(staff, post, proposal):
    Post.objects.update(name_lt="Kitaip")

    assert "The card has changed since." in decide(staff, proposal, decision="approve").text

    assert ChangeProposal.objects.get().state == "proposed"
    assert Post.objects.get().name_lt == "Kitaip"
    with pytest.raises(ValidationError):
        proposal.apply(make_staff())
    assert mail.outbox == []


def test_other_changes_do_not_make_a_proposal_stale(staff, post, proposal):
    Post.objects.update(leave_from=timezone.localdate())
    post.contacts.first().delete()

    decide(staff, proposal, decision="approve")

    assert ChangeProposal.objects.get().state == "applied"


def test_proposal_is_decided_once(staff, post, proposal):
    proposal.reject(make_staff(), "Ne")

    decide(staff, proposal, decision="approve")

    assert ChangeProposal.objects.get().state == "rejected"
    assert Post.objects.get().name_lt == post.name_lt
    with pytest.raises(ValidationError):
        ChangeProposal.objects.get().apply(make_staff())


def test_decided_proposals_are_erased_after_a_year_and_waiting_ones_stay(post, proposal):
    proposal.reject(make_staff(), "Ne")
    waiting = ChangeProposal.propose(post, {"title": "Dar kitaip"})
    ChangeProposal.objects.update(created_at=timezone.now() - timedelta(days=366))

    erase_old_confirmations(0)

    assert list(ChangeProposal.objects.all()) == [waiting]


def test_basis_holds_what_is_proposed_and_nothing_else(post, proposal):
    assert proposal.basis == {key: proposable(post)[key] for key in ("title", "organisation")}
