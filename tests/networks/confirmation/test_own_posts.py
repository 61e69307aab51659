"""The coordinator's own page: who comes in and how, what may be changed, and what others never see."""

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
from django.utils import timezone

from networks.models import ChangeProposal, ConfirmationRequest, Post, PostContact, Supervision
from tests.factories import FAR_AHEAD, OVER, make_municipality, make_organisation, make_post, make_staff, make_user
from tests.networks.coordinators import CODE, PASSWORD, form_of, mailed_code, sign_in_by_code

pytestmark = pytest.mark.django_db
MINE = "/lt/networks/my-posts/"


@pytest.fixture
def user():
    return make_user(email="ona@savivaldybe.lt", language="lt", name="Ona")


@pytest.fixture
def post(user):
    return make_post(make_municipality(), user=user, email="ona@savivaldybe.lt")


@pytest.fixture
def coordinator(client, user, post):
    """A browser in which the coordinator has signed in."""
    sign_in_by_code(client, user)
    return client


def fresh(post):
    return Post.objects.get(pk=post.pk)


def page_of(post):
    return f"{MINE}{post.pk}/"


# --- Signing in -------------------------------------------------------------------------------------------------------


def test_mailed_code_leads_to_the_own_page(client, user, post):
    answer = sign_in_by_code(client, user)

    assert (answer.status_code, answer["Location"]) == (302, MINE)
    assert client.get(MINE)["Location"] == page_of(post)
    assert str(post.people[0]) in client.get(page_of(post)).text


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_own_page_is_in_the_users_language(client, language):
    answer = sign_in_by_code(client, make_user(email="x@example.org", language=language))

    assert answer["Location"] == f"/{language}/networks/my-posts/"


def test_page_that_was_asked_for_is_opened_after_signing_in(client, user, post):
    asked = client.get(page_of(post))
    assert asked["Location"] == f"/accounts/login/code/?next={page_of(post)}"
    client.post("/accounts/login/code/", {"email": user.email, "next": page_of(post)})

    answer = client.post("/accounts/login/code/confirm/", {"code": mailed_code(), "next": page_of(post)})

    assert answer["Location"] == page_of(post)


def test_code_works_once_and_wrong_codes_end_it(client, user, post):
    client.post("/accounts/login/code/", {"email": user.email})
    code = mailed_code()
    for _ in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "111-111-111"})
    client.post("/accounts/login/code/confirm/", {"code": code})

    assert "_auth_user_id" not in client.session


def test_unknown_and_known_addresses_get_the_same_answer(client, user):
    pages = []
    for address in (user.email, "nobody@example.org"):
        client.logout()
        answer = client.post("/accounts/login/code/", {"email": address}, follow=True)
        pages.append((answer.redirect_chain, re.sub(rf"{address}|csrf\w+\" value=\"\w+", "", answer.text)))

    assert pages[0] == pages[1]
    assert [letter.to for letter in mail.outbox] == [[user.email]]


def test_codes_are_not_sent_without_end(client, user):
    for _ in range(10):
        client.post("/accounts/login/code/", {"email": user.email})
        client.logout()

    assert len(mail.outbox) == 3


def test_switched_off_account_gets_no_code(client):
    client.post("/accounts/login/code/", {"email": make_user(email="x@example.org", is_active=False).email})

    assert mail.outbox == []


def test_password_alone_is_not_enough(client, user, post):
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert answer["Location"].startswith("/accounts/login/code/confirm/")
    assert client.get(page_of(post)).status_code == 302
    assert "_auth_user_id" not in client.session
    client.post("/accounts/login/code/confirm/", {"code": mailed_code()})
    assert client.get(page_of(post)).status_code == 200


def test_password_and_an_app_are_enough(client, user, post):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/authenticate/", {"code": code})

    assert client.get(page_of(post)).status_code == 200
    assert mail.outbox == []


def test_session_without_a_proof_sees_nothing(client, user, post):
    client.force_login(user)

    for answer in (client.get(page_of(post)), client.post(page_of(post), form_of(post)), client.get(MINE)):
        assert answer.status_code == 403
        assert str(post.people[0]) not in answer.text
    assert client.post(f"{page_of(post)}confirm/").status_code == 403
    assert fresh(post).assured_on is None


def test_mailed_code_is_no_second_factor_of_the_back_office(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    staff = make_staff(email="staff@example.org")
    sign_in_by_code(client, staff)
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"

    client.logout()
    TOTP.activate(staff, generate_totp_secret())
    assert Authenticator.objects.count() == 1
    sign_in_by_code(client, staff)
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302


def test_code_letter_is_short_and_has_no_link(client, user):
    client.post("/accounts/login/code/", {"email": user.email}, HTTP_ACCEPT_LANGUAGE="lt")

    [letter] = mail.outbox
    assert letter.subject == "Kartu: jūsų prisijungimo kodas"
    assert len(CODE.findall(letter.body)) == 1
    assert "http" not in letter.body


# --- Privacy ----------------------------------------------------------------------------------------------------------


def test_own_pages_are_kept_by_nobody(coordinator, client, post):
    paths = [MINE, page_of(post), f"{page_of(post)}changes/", f"{MINE}999999/"]
    for path in paths:
        answer = coordinator.get(path)
        assert answer["Cache-Control"] == "no-store"
        assert "Cookie" in answer["Vary"]
        assert "ETag" not in answer
    client.logout()
    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (302, "no-store")
    assert "my-posts" not in client.get("/sitemap.xml").text


def test_public_pages_are_the_same_for_who_signed_in(coordinator, client, post):
    signed_in = coordinator.get(post.get_absolute_url())
    client.logout()
    anonymous = client.get(post.get_absolute_url())

    assert signed_in.text == anonymous.text
    assert signed_in["Cache-Control"] == anonymous["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_nobody_reaches_another_coordinators_card(coordinator):
    other = make_post(make_municipality(), user=make_user())
    before = list(Post.objects.filter(pk=other.pk).values()), list(other.contacts.values())

    answers = [
        coordinator.get(page_of(other)),
        coordinator.post(page_of(other), form_of(other, card__leave_from="2026-05-01")),
        coordinator.post(f"{page_of(other)}confirm/"),
        coordinator.get(f"{page_of(other)}changes/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (list(Post.objects.filter(pk=other.pk).values()), list(other.contacts.values())) == before


def test_contact_of_another_card_cannot_be_slipped_in(coordinator, post):
    foreign = make_post(make_municipality(), number="+370 611 11111").contacts.first()

    answer = coordinator.post(
        page_of(post), form_of(post, lambda rows: [{**rows[0], "id": foreign.pk, "value": "+370 699 99999"}, rows[1]])
    )

    assert answer.status_code == 200
    foreign.refresh_from_db()
    assert foreign.value == "+370 611 11111"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"user": None}, 404),
        ({"unpublish_at": OVER}, 404),
        ({"published_at": None}, 200),
        ({"published_at": FAR_AHEAD}, 200),
    ],
    ids=["link removed", "unpublished", "draft", "scheduled"],
)
def test_access_ends_at_once(coordinator, post, fields, status):
    Post.objects.filter(pk=post.pk).update(**fields)

    assert coordinator.get(page_of(post)).status_code == status
    assert coordinator.post(f"{page_of(post)}confirm/").status_code == (302 if status == 200 else 404)


def test_coordinator_has_no_way_into_the_back_office(coordinator):
    for path in ("/admin/", "/admin/networks/post/", "/admin/networks/post/1/invite/"):
        assert coordinator.get(path).status_code == 302
    assert coordinator.get("/admin/", follow=True).redirect_chain[-1][0].startswith(MINE)


def test_account_without_a_card_is_told_so(client):
    sign_in_by_code(client, make_user(email="x@example.org", language="en"))

    assert "No contact card belongs to your account." in client.get("/en/networks/my-posts/").text


# --- Confirming and changing ------------------------------------------------------------------------------------------


def test_everything_is_correct_today(coordinator, post):
    ConfirmationRequest.ask(post)
    page = coordinator.get(page_of(post)).text
    assert page.count("Šiandien viskas teisinga") == 1

    answer = coordinator.post(f"{page_of(post)}confirm/", follow=True)

    assert "Ačiū." in answer.text
    assert (fresh(post).assured_on, fresh(post).assured_by, fresh(post).assured_method) == (
        timezone.localdate(),
        post.organisation.name_lt,
        "login",
    )
    assert ConfirmationRequest.objects.get().state == "answered"
    assert coordinator.get(f"{page_of(post)}confirm/").status_code == 405


def test_changes_are_public_at_once_and_in_the_history(coordinator, client, post, user):
    coordinator.post(
        page_of(post),
        form_of(post, lambda rows: [{**rows[0], "value": "8 676 17 057"}, rows[1]], card__leave_from="2030-05-01"),
    )

    assert 'href="tel:+37067617057"' in client.get(post.get_absolute_url()).text
    assert fresh(post).assured_on is None
    row = PostContact.history.filter(kind="mobile").first()
    assert (row.value, row.history_user) == ("8 676 17 057", user)
    changes = coordinator.get(f"{page_of(post)}changes/").text
    assert "Pakeista į: Mobilusis telefonas 8 676 17 057" in changes
    assert "Nedirba nuo: 2030-05-01" in changes
    assert ">Ona" not in changes.split("<ul")[0]
    assert "· Ona" in changes


def test_unchanged_form_changes_nothing(coordinator, post):
    own = Post.objects.filter(pk=post.pk)
    own.update(deputy=make_post(), leave_from="2030-01-01", leave_until="2030-02-01")
    post.refresh_from_db()
    rows = PostContact.history.count(), Post.history.count()

    assert coordinator.post(page_of(post), form_of(post)).status_code == 302

    assert (PostContact.history.count(), Post.history.count()) == rows
    assert not ChangeProposal.objects.exists()


def test_stale_form_is_refused(coordinator, post):
    sent = form_of(post, lambda rows: [{**rows[0], "value": "+370 611 11111"}, rows[1]])
    post.contacts.first().delete()
    PostContact.objects.create(post=post, kind="mobile", value="+370 622 22222")

    answer = coordinator.post(page_of(post), sent)

    assert answer.status_code == 200
    assert "Kortelė tuo metu pasikeitė, todėl niekas neįrašyta." in answer.text
    assert 'value="+370 611 11111"' in answer.text
    assert sorted(contact.value for contact in post.contacts.all()) == ["+370 622 22222", "ona@savivaldybe.lt"]


def test_wrong_number_keeps_what_was_typed(coordinator, post):
    answer = coordinator.post(
        page_of(post),
        form_of(post, lambda rows: [*rows, {"kind": "mobile", "value": "+370 12"}], card__leave_from="2030-05-01"),
    )

    assert answer.status_code == 200
    assert "Šiuo numeriu paskambinti nepavyks" in answer.text
    assert 'value="+370 12"' in answer.text
    assert 'value="2030-05-01"' in answer.text
    # What is shown above the form is the card as it is, not as it was typed.
    assert fresh(post).leave_from is None


def test_old_address_is_told_when_it_leaves_the_card(coordinator, post):
    mail.outbox.clear()
    coordinator.post(page_of(post), form_of(post, lambda rows: [rows[0], {**rows[1], "value": "o@savivaldybe.lt"}]))

    assert [letter.to for letter in mail.outbox] == [["ona@savivaldybe.lt"]]


def test_proposal_waits_and_a_newer_one_replaces_it(coordinator, post, user):
    host = make_organisation()
    coordinator.post(page_of(post), form_of(post, proposal__title="Viena"))
    coordinator.post(page_of(post), form_of(post, proposal__title="Kita", proposal__organisation=host.pk))

    assert [(found.state, found.patch) for found in ChangeProposal.objects.order_by("pk")] == [
        ("replaced", {"title": "Viena"}),
        ("proposed", {"title": "Kita", "organisation": host.pk}),
    ]
    page = coordinator.get(page_of(post)).text
    assert "laukia darbuotojų sprendimo" in page
    assert host.name_lt in page
    assert fresh(post).name_lt == post.name_lt
    assert ChangeProposal.objects.first().proposer == user


def test_sending_the_waiting_proposal_again_adds_none(coordinator, post):
    data = form_of(post, proposal__title="Viena")
    coordinator.post(page_of(post), data)
    coordinator.post(page_of(post), data | {"card-revision": fresh(post).card_revision})

    assert ChangeProposal.objects.count() == 1


def test_waiting_proposal_is_taken_back_by_emptying_it(coordinator, post):
    before = form_of(post)
    coordinator.post(page_of(post), form_of(post, proposal__title="Viena", proposal__note="prašau"))
    assert ChangeProposal.objects.get().patch == {"title": "Viena"}

    # A page that was opened before it, as "back" shows it, takes nothing back.
    assert "Kortelė tuo metu pasikeitė" in coordinator.post(page_of(post), before).text
    assert ChangeProposal.objects.count() == 1
    coordinator.post(page_of(post), form_of(fresh(post)))

    assert ChangeProposal.objects.count() == 0
    assert "laukia darbuotojų sprendimo" not in coordinator.get(page_of(post)).text


def test_several_cards_are_all_shown(coordinator, user, post):
    second = make_post(make_municipality(), user=user)

    page = coordinator.get(MINE).text

    assert page_of(post) in page
    assert page_of(second) in page
    assert MINE in coordinator.get(page_of(post)).text


def test_supervisor_sees_what_was_changed_but_changes_nothing(client, user):
    supervisor = make_post(role="supervisor", user=user)
    municipality = make_municipality()
    post = make_post(municipality)
    Supervision.objects.create(supervisor=supervisor, organisation=post.organisation, municipality=municipality)
    sign_in_by_code(client, user)

    assert f"{page_of(post)}changes/" in client.get(page_of(supervisor)).text
    assert client.get(f"{page_of(post)}changes/").status_code == 200
    assert client.get(page_of(post)).status_code == 404
    assert client.post(f"{page_of(post)}confirm/").status_code == 404


@pytest.mark.parametrize("amount", [1, 3])
def test_own_page_asks_a_constant_number_of_queries(coordinator, post, amount, django_assert_num_queries):
    for _ in range(amount):
        PostContact.objects.create(post=post, kind="mobile", value="+370 611 11111")
        make_post(make_municipality())
        make_organisation()

    with django_assert_num_queries(24):
        coordinator.get(page_of(post))
