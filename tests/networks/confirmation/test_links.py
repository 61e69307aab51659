"""What the private link of a letter does: once, for one card, and nothing by being opened."""

import re
from datetime import date, timedelta
from itertools import product

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from networks.confirmation.models import ask_all
from networks.models import ChangeProposal, ConfirmationRequest, Person, Post, PostContact, Tenure
from portal.logs import JsonFormatter
from tests.factories import make_municipality, make_organisation, make_post, make_staff
from tests.networks.coordinators import BOX, asked, at, form_of, link, make_card, supervise

pytestmark = pytest.mark.django_db


# --- The link ---------------------------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing(client):
    post, path = asked()
    before = list(Post.objects.values()), list(ConfirmationRequest.objects.values()), list(PostContact.objects.values())

    pages = [client.get(address) for address in (path, path, path, path + "change/", path + "change/")]
    client.head(path)

    assert [page.status_code for page in pages] == [200] * 5
    after = list(Post.objects.values()), list(ConfirmationRequest.objects.values()), list(PostContact.objects.values())
    assert after == before
    assert str(post.people[0]) in pages[0].text


def test_page_shows_the_card_as_readers_see_it(client):
    post, path = asked()
    public = re.search(r'<div class="card">.*?</div>', client.get(post.get_absolute_url()).text, re.DOTALL).group()

    assert public in client.get(path).text


def test_all_correct_works_once_and_says_who_and_when(client):
    post, path = asked()

    first = client.post(path)
    assert (first.status_code, first["Location"]) == (302, path)
    assert "Ačiū" in client.get(path).text
    post.refresh_from_db()
    assert (post.assured_on, post.assured_by, post.assured_method) == (
        timezone.localdate(),
        post.organisation.name_lt,
        "letter",
    )
    assert ConfirmationRequest.objects.get().answer == "correct"

    Post.objects.update(assured_on=date(2026, 1, 1))
    again = client.post(path)
    assert again.status_code == 410
    assert "nebeveikia" in again.text
    assert Post.objects.get(pk=post.pk).assured_on == date(2026, 1, 1)


def test_expired_link_is_refused_with_the_way_on(client):
    with at(0):
        post, path = asked()
        supervise(post)
    with at(29):
        assert client.get(path).status_code == 200
    with at(31):
        for ask, page in product((client.get, client.post), ("", "change/")):
            answer = ask(path + page)
            assert answer.status_code == 410
            assert "/accounts/login/code/" in answer.text
            assert "mailto:vadove@sppd.lt" in answer.text
        assert Post.objects.get(pk=post.pk).assured_on is None


def test_new_letter_makes_the_old_link_void(client):
    post, old = asked()
    ConfirmationRequest.ask(post, 2)
    new = link(mail.outbox[-1])

    assert client.post(old).status_code == 410
    assert Post.objects.get(pk=post.pk).assured_on is None
    assert client.post(new).status_code == 302
    assert Post.objects.get(pk=post.pk).assured_on is not None


def vacate(post):
    Tenure.objects.filter(post=post).update(end_date=timezone.localdate() - timedelta(days=1))


def drop_the_address(post):
    post.contacts.filter(kind="email").delete()
    PostContact.objects.create(post=post, kind="email", value="kitas@savivaldybe.lt")


@pytest.mark.parametrize("happen", [vacate, lambda post: post.unpublish(), drop_the_address])
def test_link_of_who_left_is_refused(client, happen):
    post, path = asked()
    happen(post)

    for answer in (client.get(path), client.post(path), client.get(path + "change/")):
        assert answer.status_code == 410
    assert client.post(path + "change/", form_of(post)).status_code == 410
    assert Post.objects.get(pk=post.pk).assured_on is None


def test_unpublished_card_is_not_shown_by_its_link(client):
    post, path = asked()
    name = str(post.people[0])
    post.unpublish()

    assert name not in client.get(path).text


@pytest.mark.parametrize("rest", ["nonsense/", "nonsense", "nonsense/change/", "a/b/c", "nonsense/."])
def test_half_a_link_is_a_friendly_page(client, rest):
    make_post(is_national=True, role="manager", email="nacionalinis@sppd.lt")

    answer = client.get(f"/lt/networks/confirm/{rest}")

    assert answer.status_code == 404
    assert "nacionalinis@sppd.lt" in answer.text


def test_pages_of_the_link_are_kept_by_nobody_and_set_no_cookie(client):
    _post, path = asked()

    for answer in (client.get(path), client.get(path + "change/"), client.get(path + "x"), client.post(path)):
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "strict-origin"
        assert not answer.cookies
    assert "feedback/?page=" not in client.get(path).text


def test_private_link_stands_in_no_log(client, caplog):
    caplog.set_level("INFO", logger="portal.requests")
    _post, path = asked()
    token = path.split("/")[4]
    with_handler = []
    for address in (path, path[:-1], path + "change/", path + "change", path + "x/y"):
        client.get(address)
    with_handler += [JsonFormatter().format(record) for record in caplog.records]

    assert token not in "\n".join(with_handler)
    assert token not in str(list(ConfirmationRequest.objects.values()))


# --- "Change" ---------------------------------------------------------------------------------------------------------


def fresh(post):
    return Post.objects.get(pk=post.pk)


def test_contacts_deputy_and_leave_change_at_once(client):
    post, path = asked()
    deputy = make_post()

    answer = client.post(
        path + "change/",
        form_of(
            post,
            lambda rows: [
                {**rows[0], "value": "8 676 17 057"},
                rows[1],
                {"kind": "", "value": "nauja@savivaldybe.lt"},
            ],
            card__deputy=deputy.pk,
            card__leave_from="2026-07-01",
            card__leave_until="2026-07-31",
        ),
    )

    assert (answer.status_code, answer["Location"]) == (302, path)
    post = fresh(post)
    assert [(contact.kind, contact.normalised) for contact in post.contacts.all()] == [
        ("mobile", "+37067617057"),
        ("email", BOX),
        ("email", "nauja@savivaldybe.lt"),
    ]
    assert (post.deputy, str(post.leave_from), str(post.leave_until)) == (deputy, "2026-07-01", "2026-07-31")
    assert (post.assured_on, post.assured_method) == (timezone.localdate(), "letter")
    assert ConfirmationRequest.objects.get().answer == "changed"
    assert ChangeProposal.objects.count() == 0
    assert {row.history_change_reason for row in PostContact.history.filter(history_change_reason__isnull=False)} == {
        f"letter {ConfirmationRequest.objects.get().pk}"
    }
    assert client.post(path + "change/", form_of(post)).status_code == 410


def test_contact_can_be_removed_and_its_old_address_is_told(client):
    post, path = asked()
    mail.outbox.clear()

    client.post(path + "change/", form_of(post, lambda rows: [rows[0], {**rows[1], "value": "nauja@savivaldybe.lt"}]))

    [letter] = mail.outbox
    assert letter.to == [BOX]
    assert "nauja@" not in letter.body
    assert fresh(post).mailbox == "nauja@savivaldybe.lt"


def test_link_of_one_card_cannot_touch_another(client):
    mine, path = asked()
    other = make_card(email="kita@savivaldybe.lt")
    foreign = other.contacts.first()

    answer = client.post(
        path + "change/",
        form_of(mine, lambda rows: [{**rows[0], "id": foreign.pk, "value": "+370 699 99999"}, rows[1]]),
    )

    assert answer.status_code == 200
    assert ConfirmationRequest.objects.get().state == "open"
    for parent in (other.pk, 999):
        data = form_of(mine, lambda rows: [*rows, {"kind": "mobile", "value": "+370 699 99999"}])
        client.post(path + "change/", data | {"contacts-2-post": parent, "contacts-0-post": parent})
    foreign.refresh_from_db()
    assert foreign.value == "+370 600 12345"
    assert [contact.normalised for contact in other.contacts.all()] == ["+37060012345", "kita@savivaldybe.lt"]
    assert fresh(other).assured_on is None


def test_name_host_and_area_wait_for_staff(client):
    post, path = asked()
    organisation, municipality = make_organisation(), make_municipality()

    client.post(
        path + "change/",
        form_of(
            post,
            proposal__family_name="Nauja-Pavardė",
            proposal__title="Vyriausioji specialistė",
            proposal__organisation=organisation.pk,
            proposal__municipalities=[municipality.pk],
            proposal__note="Pasikeitė pavardė",
        ),
    )

    proposal = ChangeProposal.objects.get()
    assert proposal.state == "proposed"
    assert set(proposal.patch) == {"family_name", "title", "organisation", "municipalities"}
    assert proposal.reply_to == BOX
    unchanged = fresh(post)
    assert (unchanged.organisation_id, unchanged.name_lt) == (post.organisation_id, post.name_lt)
    assert "Nauja" not in str(unchanged.people[0])
    # A card of which a part is wrong is not confirmed; it is as soon as staff put it right.
    assert unchanged.assured_on is None
    assert run_in_days(15) == []

    proposal.apply(make_staff())
    changed = fresh(post)
    assert (changed.organisation, changed.name_lt) == (organisation, "Vyriausioji specialistė")
    assert [coverage.municipality for coverage in changed.coverages.all()] == [municipality]
    assert changed.people[0].family_name == "Nauja-Pavardė"
    assert (changed.assured_on, changed.assured_by) == (timezone.localdate(), organisation.name_lt)
    assert mail.outbox[-1].to == [BOX]


def run_in_days(days):
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        ask_all()
    return mail.outbox


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"contacts-0-value": "+370 656 06"}, "Šiuo numeriu paskambinti nepavyks"),
        ({"contacts-1-value": "ona@"}, "Šis adresas neveikia"),
        ({"contacts-0-DELETE": "on", "contacts-1-DELETE": "on"}, "Palikite bent vieną"),
        ({"contacts-0-value": BOX, "contacts-0-kind": "email"}, "Tai jau yra kortelėje"),
        ({"card-leave_from": "2026-07-02", "card-leave_until": "2026-07-01"}, "negali baigtis"),
        ({"card-leave_until": "2026-07-01"}, "pirmą nebuvimo dieną"),
        ({"card-leave_from": "rytoj"}, None),
        ({"card-deputy": "999999"}, None),
        ({"proposal-organisation": "999999"}, None),
        ({"proposal-municipalities": ["999999"]}, None),
        ({"proposal-title": ""}, None),
        ({"contacts-TOTAL_FORMS": "abc"}, None),
        ({"contacts-TOTAL_FORMS": "5000"}, None),
        ({"contacts-0-id": "abc"}, None),
        ({"card-revision": "0"}, "pasikeitė"),
    ],
)
def test_wrong_form_is_refused_and_keeps_what_was_typed(client, change, message):
    post, path = asked()
    before = [contact.value for contact in post.contacts.all()]

    answer = client.post(path + "change/", form_of(post) | {"proposal-note": "parašyta"} | change)

    assert answer.status_code == 200
    assert "parašyta</textarea>" in answer.text
    if message:
        assert message in answer.text
    assert [contact.value for contact in fresh(post).contacts.all()] == before
    assert ConfirmationRequest.objects.get().state == "open"
    assert not ChangeProposal.objects.exists()


def test_broken_number_that_was_there_may_stay(client):
    post = make_card(number="+370 656 06")
    ConfirmationRequest.ask(post)
    path = link(mail.outbox[-1])

    assert client.post(path + "change/", form_of(post, card__leave_from="2026-07-01")).status_code == 302
    assert fresh(post).leave_from == date(2026, 7, 1)


def test_vanished_person_is_no_error(client):
    """Two people in a post: the names are not asked for."""
    post, path = asked()
    Tenure.objects.create(post=post, person=Person.objects.create(given_name="Jonas", family_name="Antrasis"))

    answer = client.get(path + "change/")

    assert "proposal-title" in answer.text
    assert "proposal-given_name" not in answer.text


def test_sixty_municipalities_are_unfolded_only_for_who_proposes(client):
    post, address = asked()
    folded, unfolded = '<details class="filters">', '<details class="filters" open>'
    assert folded in client.get(f"{address}change/").text

    typed = form_of(post, proposal__family_name="Nauja", card__leave_until="x")

    assert unfolded in client.post(f"{address}change/", typed).text
    assert unfolded in client.post(f"{address}change/", {**typed, "proposal-family_name": ""}).text
