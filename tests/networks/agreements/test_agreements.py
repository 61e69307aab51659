"""Agreements: from draft to the end, who is named, when staff are reminded, and what readers see on which day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import sync_roles
from networks.models import Agreement, AgreementParty
from networks.tasks import watch_agreements
from tests import factories as make

pytestmark = pytest.mark.django_db

State = Agreement.State


def draft(amount=2, **fields):
    organisations = [make.make_organisation() for _ in range(amount)]
    return make.make_agreement(state=State.DRAFT, organisations=organisations or [make.make_organisation()], **fields)


def refusal(action, *args):
    with pytest.raises(ValidationError) as refused:
        action(*args)
    return " ".join(refused.value.messages)


def letters():
    """What was written, as (address, subject)."""
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


# --- States


def test_last_signature_brings_it_into_force_and_dates_it():
    agreement = draft(3, published_at=timezone.now())
    agreement.send_for_signature()
    first, second, third = agreement.parties.all()

    agreement.sign(first, "A. Example", date(2026, 3, 2))
    agreement.sign(second, "B. Example", date(2026, 3, 20))
    between = (agreement.state, agreement.date_signed, agreement.is_published)
    agreement.sign(third, "C. Example", date(2026, 3, 9))

    agreement.refresh_from_db()
    assert between == (State.AWAITING, None, False)
    assert (agreement.state, agreement.date_signed, agreement.valid_from) == (
        State.IN_FORCE,
        date(2026, 3, 20),
        date(2026, 3, 20),
    )
    assert agreement.is_published
    assert [row.history_change_reason for row in agreement.history.all()][:2] == [
        "signature written down",
        "signature written down",
    ]


def test_wrong_date_of_a_signature_can_be_corrected():
    agreement = make.make_agreement()
    agreement.sign(agreement.parties.first(), "A. Example", timezone.localdate() - timedelta(days=3))
    agreement.sign(agreement.parties.last(), "B. Example", timezone.localdate() - timedelta(days=2))

    agreement.refresh_from_db()
    assert agreement.date_signed == timezone.localdate() - timedelta(days=2)


@pytest.mark.parametrize(("valid_from", "after"), [(None, date(2026, 3, 9)), (date(2026, 1, 1), date(2026, 1, 1))])
def test_first_day_follows_a_corrected_signature_unless_staff_wrote_it(valid_from, after):
    agreement = draft(2, valid_from=valid_from)
    agreement.send_for_signature()
    first, second = agreement.parties.all()
    agreement.sign(first, "A. Example", date(2026, 3, 2))
    agreement.sign(second, "B. Example", date(2026, 9, 3))

    agreement.sign(second, "B. Example", date(2026, 3, 9))

    agreement.refresh_from_db()
    assert (agreement.date_signed, agreement.valid_from) == (date(2026, 3, 9), after)


@pytest.mark.parametrize("amount", [0, 1])
def test_one_party_makes_no_agreement(amount):
    agreement = draft(1)
    if not amount:
        agreement.parties.all().delete()

    assert refusal(agreement.send_for_signature) == "Sutarčiai reikia bent dviejų šalių. Pirmiausia jas pridėkite."
    agreement.refresh_from_db()
    assert agreement.state == State.DRAFT


def test_signature_needs_a_name_a_day_and_a_party_of_this_agreement():
    agreement, other = draft(), make.make_agreement()
    agreement.send_for_signature()
    party, today = agreement.parties.first(), timezone.localdate()

    for wrong in [(party, "A", today + timedelta(days=1)), (party, "  ", today), (other.parties.first(), "A", today)]:
        refusal(agreement.sign, *wrong)

    assert not agreement.parties.signed().exists()
    assert other.parties.first().signatory == "Example Person"


# State: what can be done from there.
MOVES = {
    State.DRAFT: {"send"},
    State.AWAITING: {"sign", "take_back", "terminate"},
    State.IN_FORCE: {"sign", "terminate", "renew"},
    State.EXPIRED: {"renew"},
    State.TERMINATED: {"renew"},
}


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("move", ["send", "take_back", "sign", "terminate", "renew", "expire"])
def test_state_changes_only_along_the_table(state, move):
    ended = {"terminated_on": timezone.localdate()} if state == State.TERMINATED else {}
    agreement = make.make_agreement(state=state, **ended)
    today = timezone.localdate()
    moves = {
        "send": agreement.send_for_signature,
        "take_back": agreement.take_back,
        "sign": lambda: agreement.sign(agreement.parties.first(), "A", today),
        "terminate": lambda: agreement.terminate(today, "moved"),
        "renew": agreement.renew,
        "expire": agreement.expire,
    }

    try:
        moves[move]()
        done = True
    except ValidationError:
        done = False

    assert done is (move in MOVES[state])
    if not done:
        assert Agreement.objects.get(pk=agreement.pk).state == state


def test_taken_back_only_while_nobody_has_signed():
    agreement = draft()
    agreement.send_for_signature()
    agreement.sign(agreement.parties.first(), "A", timezone.localdate())

    refusal(agreement.take_back)

    assert Agreement.objects.get().state == State.AWAITING


@pytest.mark.parametrize("state", [State.IN_FORCE, State.EXPIRED])
def test_database_refuses_force_without_a_date_of_signature(state):
    agreement = draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(state=state)


def test_terminating_needs_a_reason_and_hides_it_at_once(client):
    agreement = make.make_agreement()
    refusal(agreement.terminate, timezone.localdate(), " ")
    refusal(agreement.terminate, timezone.localdate() + timedelta(days=1), "later")
    assert agreement.name_lt in client.get("/lt/networks/").text

    agreement.terminate(timezone.localdate(), "The partner closed")

    assert agreement.name_lt not in client.get("/lt/networks/").text
    assert Agreement.objects.get().termination_reason == "The partner closed"


def test_renewal_is_a_new_draft_that_points_back_and_asks_about_showing_again():
    old = make.make_agreement(valid_through=date(2027, 5, 31), summary_ru="О чём", slug="old")
    old.note_current("ru", by="x")
    old.save()

    new = old.renew()

    new.refresh_from_db()
    assert (new.renewal_of, new.state, new.valid_from, new.valid_through) == (old, State.DRAFT, date(2027, 6, 1), None)
    assert (new.name_ru, new.summary_ru, new.slug, new.published_at) == (old.name_ru, "О чём", "old-2", None)
    assert new.translation_state("ru") == old.translation_state("ru")
    assert [(party.organisation_id, party.signed_on, party.is_shown) for party in new.parties.all()] == [
        (party.organisation_id, None, False) for party in old.parties.all()
    ]
    refusal(old.renew)
    assert Agreement.objects.count() == 2


# --- What readers see


def test_publishing_says_what_is_missing(client):
    hidden = make.make_agreement(published_at=None)
    hidden.parties.update(is_shown=False)
    unsigned = draft(3, published_at=None)

    assert "sutikimo būti rodoma nedavė" in refusal(hidden.publish)
    assert refusal(unsigned.publish) == "Dar turi pasirašyti 3 šalys."
    assert not Agreement.objects.filter(published_at__isnull=False).exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING, State.EXPIRED, State.TERMINATED])
def test_only_agreements_in_force_are_public(client, state):
    agreement = make.make_agreement(state=state, terminated_on=timezone.localdate())

    assert agreement.name_lt not in client.get("/lt/networks/").text
    assert agreement.is_published is False
    assert not Agreement.objects.published().exists()


@pytest.mark.parametrize(("days", "is_public"), [(-1, True), (0, True), (1, False)])
def test_it_leaves_the_list_on_the_day_after_its_last(client, days, is_public):
    agreement = make.make_agreement(valid_through=date(2027, 1, 31))

    with time_machine.travel(f"{date(2027, 1, 31) + timedelta(days=days)} 00:05 +0200", tick=False):
        assert (agreement.name_lt in client.get("/lt/networks/").text) is is_public
        assert agreement.is_published is is_public
        assert Agreement.objects.get().state == State.IN_FORCE


def test_parties_that_did_not_agree_are_a_number(client):
    shown, quiet, third = [make.make_organisation() for _ in range(3)]
    agreement = make.make_agreement(organisations=[shown, quiet, third])
    agreement.parties.exclude(organisation=shown).update(is_shown=False)

    card = client.get("/en/networks/").text.partition(f'id="{agreement.slug}"')[2].partition("</article>")[0]

    assert shown.name_en in card
    assert "and 2 more organisations" in card
    assert quiet.name_en not in card
    assert "Example Person" not in card
    for organisation, is_there in [(shown, True), (quiet, False)]:
        assert (agreement.name_en in client.get(f"/en{organisation.get_absolute_url()[3:]}").text) is is_there


def test_party_whose_page_is_not_public_is_not_named(client):
    hidden, other = make.make_organisation(published_at=None), make.make_organisation()
    agreement = make.make_agreement(organisations=[hidden, other])

    page = client.get("/en/networks/").text

    assert "and 1 more organisation<" in page
    assert hidden.name_en not in page
    other.unpublish()
    assert agreement.name_en not in client.get("/en/networks/").text
    assert agreement.is_published is False


def test_three_parties_count_once_everywhere(client):
    organisations = [make.make_organisation() for _ in range(3)]
    project = make.make_project()
    agreement = make.make_agreement(organisations=organisations, project=project)

    pages = ["/lt/networks/", project.get_absolute_url(), *(body.get_absolute_url() for body in organisations)]

    assert [client.get(page).text.count(f'id="{agreement.slug}"') for page in pages] == [1] * 5
    assert Agreement.objects.published().for_cards().count() == 1
    assert Agreement.objects.published().of(organisations[1]).count() == 1
    assert Agreement.objects.published().for_cards().get().unnamed_count == 0


# --- Before the end


@pytest.fixture
def staff():
    """Two members of the project staff, and others who get no letter."""
    sync_roles()
    group = Group.objects.get(name="Project staff")
    people = [make.make_user(is_staff=True, language=code, email=f"{code}@example.org") for code in ("lt", "en")]
    left = make.make_user(is_staff=True, is_active=False, email="left@example.org")
    for user in [*people, left]:
        user.groups.add(group)
    auditor = make.make_user(is_staff=True, email="auditor@example.org")
    auditor.groups.add(Group.objects.get(name="Auditor"))
    make.make_staff(email="admin@example.org")
    return people


def nights(first, last, missed=()):
    """Run the nightly round from ``first`` to ``last``; return the days on which letters were written."""
    written, day = [], first
    while day <= last:
        if day not in missed:
            with time_machine.travel(f"{day} 05:05 +0200", tick=False):
                before = len(letters())
                watch_agreements(timestamp=0)
                written += [day] * (len(letters()) > before)
        day += timedelta(days=1)
    return written


END = date(2027, 6, 30)
DAYS = [END - timedelta(days=60), END - timedelta(days=30), END]


def test_staff_are_told_60_and_30_days_before_and_on_the_last_day(staff):
    agreement = make.make_agreement(valid_through=END, name_en="Together", name_lt="Kartu")

    assert nights(END - timedelta(days=63), END + timedelta(days=3)) == DAYS

    assert letters() == [
        ("lt@example.org", "Sutartis „Kartu“: baigiasi po 60 dienų"),
        ("en@example.org", "Agreement “Together”: ends in 60 days"),
        ("lt@example.org", "Sutartis „Kartu“: baigiasi po 30 dienų"),
        ("en@example.org", "Agreement “Together”: ends in 30 days"),
        ("lt@example.org", "Sutartis „Kartu“: baigiasi šiandien"),
        ("en@example.org", "Agreement “Together”: ends today"),
    ]
    agreement.refresh_from_db()
    assert agreement.state == State.EXPIRED


def test_night_that_was_missed_is_made_up_for_once(staff):
    make.make_agreement(valid_through=END, name_en="Together")
    missed = [*DAYS, DAYS[0] + timedelta(days=1), END + timedelta(days=1)]

    written = nights(END - timedelta(days=63), END + timedelta(days=9), missed)

    assert written == [DAYS[0] + timedelta(days=2), DAYS[1] + timedelta(days=1), END + timedelta(days=2)]
    english = [subject for address, subject in letters() if address == "en@example.org"]
    assert english == [
        "Agreement “Together”: ends in 58 days",
        "Agreement “Together”: ends in 29 days",
        "Agreement “Together”: ended 2 days ago",
    ]


def test_longer_agreement_is_reminded_of_again(staff):
    agreement = make.make_agreement(valid_through=END)
    assert nights(DAYS[1], DAYS[1]) == [DAYS[1]]

    Agreement.objects.filter(pk=agreement.pk).update(valid_through=END + timedelta(days=365))

    assert nights(DAYS[1] + timedelta(days=1), END) == []
    assert nights(END, END + timedelta(days=366)) == [day + timedelta(days=365) for day in DAYS]


def test_same_round_twice_writes_once(staff):
    make.make_agreement(valid_through=END)

    with time_machine.travel(f"{DAYS[0]} 05:05 +0200", tick=False):
        for _ in range(3):
            watch_agreements(timestamp=0)

    assert len(letters()) == 2


@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING, State.TERMINATED, State.EXPIRED])
def test_nobody_is_reminded_of_what_is_not_in_force(staff, state):
    make.make_agreement(state=state, valid_through=END, terminated_on=END)

    assert nights(DAYS[0], DAYS[0] + timedelta(days=2)) == []


def test_administrators_are_told_while_there_is_no_project_staff():
    make.make_staff(email="admin@example.org", language="en")
    make.make_agreement(valid_through=END, name_en="Together & <more>")

    nights(END, END)

    (letter,) = mail.outbox
    assert letter.to == ["admin@example.org"]
    assert "The agreement “Together & <more>” ends today." in letter.body
    assert "30 June 2027" in letter.body.replace("\xa0", " ")


def test_unticking_the_last_shown_party_hides_it(client):
    agreement = make.make_agreement()

    AgreementParty.objects.update(is_shown=False)

    assert agreement.name_lt not in client.get("/lt/networks/").text
