"""Volunteering: initiatives with dated sizes, and offers of help that go to nobody before they are vetted."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.roles import sync_roles
from directory.models import Term
from networks.models import AudienceSize, VolunteerOffer
from networks.tasks import erase_old_offers
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGE = "/lt/networks/volunteering/"
FORM = "/ru/networks/volunteering/offer/"
State = VolunteerOffer.State


def typed(client, page=FORM, **fields):
    """What a person sends who read the form for a minute."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        form = html.fromstring(client.get(page).text).xpath("//main//form")[0]
    hidden = dict(form.form_values())
    words = {"text": "Вожу машину по субботам", "name": "Ира", "contact": "ira@example.org", "consent": "on"}
    return {**hidden, **words, **fields}


def make_offer(**fields):
    """One whose e-mail its sender has confirmed."""
    offer = VolunteerOffer.receive(
        **{
            "name": "Ira Slapta",
            "contact": "ira@example.org",
            "text": "SLAPTAS text",
            "language": "ru",
            "initiative": None,
            "municipality": None,
            **fields,
        }
    )
    offer.confirm_contact()
    offer.refresh_from_db()
    return offer


def user_of(role, **fields):
    sync_roles()
    user = make.make_user(is_staff=True, language="en", **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


# --- Initiatives


def test_sizes_stand_with_their_dates(client):
    initiative = make.make_initiative(founded=2008)
    AudienceSize.objects.create(initiative=initiative, count=800, is_at_least=True, as_of=date(2016, 11, 30))
    AudienceSize.objects.create(initiative=initiative, count=1250, metric="likes", as_of=date(2026, 2, 1))

    page = client.get("/en/networks/volunteering/").text.replace("\xa0", " ")

    for words in ("more than 800", "November 2016", "1,250", "February 2026", "<dd>2008</dd>"):
        assert words in page


def test_filters_by_field_and_municipality(client):
    driving, teaching = [make.make_term(Term.Vocabulary.VOLUNTEERING, code) for code in ("driving", "teaching")]
    here, there = make.make_municipality(), make.make_municipality()
    drivers, teachers, everywhere = make.make_initiative(), make.make_initiative(), make.make_initiative()
    drivers.topics.add(driving)
    teachers.topics.add(teaching)
    everywhere.topics.add(driving, teaching)
    drivers.municipalities.add(here, there)
    teachers.municipalities.add(there)

    def found(query):
        page = client.get(f"{PAGE}?{query}")
        return {initiative for initiative in page.context["page"] if initiative.name_lt in page.text}

    assert found("topic=driving") == {drivers, everywhere}
    assert found(f"municipality={here.slug}") == {drivers, everywhere}
    assert found(f"municipality={there.slug}&topic=teaching") == {teachers, everywhere}
    assert found("topic=nothing&municipality=nowhere") == {drivers, teachers, everywhere}


# --- The form


def test_offer_is_kept_and_its_letter_asks_to_confirm_in_the_readers_language(client):
    initiative, municipality = make.make_initiative(), make.make_municipality()

    answer = client.post(FORM, typed(client, initiative=initiative.slug, municipality=municipality.slug), follow=True)

    offer = VolunteerOffer.objects.get()
    assert answer.redirect_chain == [("/ru/networks/volunteering/offer/thanks/", 302)]
    assert (offer.name, offer.contact, offer.text) == ("Ира", "ira@example.org", "Вожу машину по субботам")
    assert (offer.initiative, offer.municipality, offer.language) == (initiative, municipality, "ru")
    assert (offer.state, offer.erase_after) == (State.NEW, timezone.localdate() + timedelta(days=7))
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["ira@example.org"], "Подтвердите ваше предложение помощи")
    assert offer.proof_path() in letter.body
    assert "Вожу" not in letter.body
    assert "Ира" not in letter.body


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("8 600 12345", "+370 600 12 345"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        ("Ira@Example.ORG", "ira@example.org"),
    ],
)
def test_contact_is_kept_in_a_form_that_works(client, value, kept):
    client.post(FORM, typed(client, contact=value))

    assert VolunteerOffer.objects.get().contact.replace("\xa0", " ") == kept
    assert len(mail.outbox) == ("@" in kept)


def test_initiative_of_the_address_is_chosen(client):
    initiative, hidden = make.make_initiative(), make.make_initiative(published_at=None)

    page = client.get(f"{FORM}?initiative={initiative.slug}").text

    assert f'<option value="{initiative.slug}" selected>' in page
    assert hidden.slug not in page
    assert client.get(f"{FORM}?initiative={hidden.slug}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "Write how you can help."),
        ({"name": ""}, "Write what we shall call you."),
        ({"name": "...\u200b"}, "Write what we shall call you."),
        ({"contact": ""}, "Write a phone number or an e-mail address."),
        ({"contact": "+370 656 06"}, "Check the phone number."),
        ({"contact": "0 800 22922"}, "Check the phone number."),
        ({"contact": "a@b"}, "Check the e-mail address."),
        ({"contact": "a@example.org\nBcc: b@example.org"}, "Check the e-mail address."),
        ({"consent": ""}, "Without your consent we cannot keep your offer."),
        ({"language": "xx"}, "Select a valid choice"),
        ({"text": "x" * 2001}, "at most 2,?000 characters"),
        ({"website": "https://example.org/"}, "Your message was not sent."),
        ({"ticket": "form:1vMabc:forged"}, "Please send the form once more."),
        ({"ticket": ""}, "Please send the form once more."),
    ],
)
def test_wrong_input_is_named_and_nothing_is_lost(client, fields, words):
    data = typed(client, "/en/networks/volunteering/offer/", text="My own words", name="Ira Typed")
    page = client.post("/en/networks/volunteering/offer/", {**data, **fields}).text

    assert words.replace(",?", "") in page.replace(",", "")
    assert "<title>Error:" in page
    assert "text" in fields or "My own words" in page
    assert "name" in fields or 'value="Ira Typed"' in page
    assert not VolunteerOffer.objects.exists()
    assert mail.outbox == []


def test_form_that_was_open_for_a_day_is_asked_again(client):
    data = typed(client)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        page = client.post(FORM, data).text
    assert "Вожу машину" in page
    assert not VolunteerOffer.objects.exists()

    fresh = html.fromstring(page).xpath("//input[@name='ticket']/@value")[0]
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1), tick=False):
        client.post(FORM, {**data, "ticket": fresh})
    assert VolunteerOffer.objects.count() == 1


def test_sent_twice_is_one_offer_and_one_letter(client):
    data = typed(client)

    answers = [client.post(FORM, data) for _ in range(3)]

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/ru/networks/volunteering/offer/thanks/")
    }
    assert VolunteerOffer.objects.count() == len(mail.outbox) == 1


def test_one_sender_cannot_fill_the_queue_nor_close_the_form_for_others(client):
    for number in range(8):
        page = client.post(FORM, typed(client, text=f"number {number}"), REMOTE_ADDR="192.0.2.1")
    assert VolunteerOffer.objects.count() == 5
    assert "number 7" in page.text

    client.post(FORM, typed(client, text="from somebody else"), REMOTE_ADDR="192.0.2.2")

    assert VolunteerOffer.objects.filter(text="from somebody else").exists()


def test_offer_counts_once_its_sender_has_pressed_the_button_of_the_letter(client):
    client.post(FORM, typed(client))
    offer, staff = VolunteerOffer.objects.get(), user_of("Project staff")
    path = offer.proof_path()
    assert list(VolunteerOffer.objects.waiting()) == []
    with pytest.raises(ValidationError, match="nepatvirtino"):
        offer.vet(staff)

    assert "Да, это я" in client.get(path).text
    assert VolunteerOffer.objects.get().needs_confirmation, "reading changes nothing"
    for _time in range(2):
        assert "подтверждено" in client.post(path, follow=True).text

    assert list(VolunteerOffer.objects.waiting()) == [offer]
    offer.refresh_from_db()
    assert offer.erase_after == timezone.localdate() + timedelta(days=365)
    assert [letter.subject for letter in mail.outbox[1:]] == ["Мы получили ваше предложение помощи"]
    assert client.post(path.replace(path.split("/")[-2], "1.forged")).status_code == 404


def test_offer_that_nobody_confirmed_is_erased_after_a_week_and_one_by_phone_is_not(client):
    client.post(FORM, typed(client))
    client.post(FORM, typed(client, contact="+370 600 12 345"))
    phone = VolunteerOffer.objects.get(contact__startswith="+")
    assert list(VolunteerOffer.objects.waiting()) == [phone]

    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        erase_old_offers(timestamp=0)

    assert list(VolunteerOffer.objects.all()) == [phone]


def test_nobody_is_flooded_with_letters_through_the_form(client):
    for number in range(6):
        client.post(FORM, typed(client, text=f"number {number}"), REMOTE_ADDR=f"192.0.2.{number}")

    assert VolunteerOffer.objects.count() == 6
    assert len(mail.outbox) == 3


def test_form_without_its_token_is_refused(client):
    data = typed(client)
    del data["csrfmiddlewaretoken"]
    client.handler.enforce_csrf_checks = True

    assert client.post(FORM, data).status_code == 403
    assert not VolunteerOffer.objects.exists()


# --- The queue


@pytest.fixture
def mailbox():
    organisation = make.make_organisation()
    return make.make_organisation_contact(organisation, "Help@example.org", kind="email")


def test_contact_goes_out_only_after_vetting_and_once(mailbox):
    offer, staff = make_offer(), user_of("Project staff")
    with pytest.raises(ValidationError):
        offer.pass_on(staff, mailbox)
    offer.decline(staff, "no answer")
    with pytest.raises(ValidationError):
        offer.pass_on(staff, mailbox)
    offer.vet(staff)

    offer.pass_on(staff, mailbox)

    with pytest.raises(ValidationError):
        offer.pass_on(staff, mailbox)
    offer.refresh_from_db()
    assert (offer.state, offer.vetted_by, offer.passed_on_by) == (State.PASSED_ON, staff, staff)
    assert (offer.passed_to, offer.passed_to_address) == (mailbox.organisation, "help@example.org")
    assert offer.vetted_at <= offer.passed_on_at


@pytest.mark.parametrize("role", ["Auditor", "Job moderator"])
def test_who_may_not_vet_can_neither_vet_nor_pass_on(client, mailbox, role):
    offer, user = make_offer(), user_of(role)
    client.force_login(user)
    for act in (lambda: offer.vet(user), lambda: offer.decline(user, "x"), lambda: offer.pass_on(user, mailbox)):
        with pytest.raises(PermissionDenied):
            act()
    for step in ("vet", "decline", "pass-on"):
        address = reverse("admin:networks_volunteeroffer_step", args=[offer.pk, step])
        assert client.post(address, {"note": "x", "to": mailbox.pk}).status_code == 403

    assert VolunteerOffer.objects.get().state == State.NEW


def test_database_refuses_what_was_not_vetted():
    offer = make_offer()

    with pytest.raises(IntegrityError), transaction.atomic():
        VolunteerOffer.objects.filter(pk=offer.pk).update(state=State.PASSED_ON, passed_on_at=timezone.now())


@pytest.mark.parametrize("wrong", ["number", "broken", "hidden"])
def test_contact_goes_only_to_a_mailbox_of_a_public_organisation(wrong):
    organisation = make.make_organisation(**({"published_at": None} if wrong == "hidden" else {}))
    value, kind = {"number": ("+370 600 12345", "mobile"), "broken": ("x@", "email")}.get(wrong, ("a@b.lt", "email"))
    contact, staff = make.make_organisation_contact(organisation, value, kind=kind), user_of("Project staff")
    offer = make_offer()
    offer.vet(staff)

    with pytest.raises(ValidationError):
        offer.pass_on(staff, contact)

    assert VolunteerOffer.objects.get().state == State.VETTED


def test_staff_vet_and_pass_on_in_the_back_office(client, mailbox):
    offer = make_offer(initiative=make.make_initiative(organiser=mailbox.organisation))
    staff = user_of("Project staff", email="staff@example.org")
    client.force_login(staff)

    def step(name, **data):
        return client.post(reverse("admin:networks_volunteeroffer_step", args=[offer.pk, name]), data, follow=True)

    early = step("pass-on", to=mailbox.pk)
    assert mail.outbox == []
    step("vet", note="talked on Monday")
    asked = client.get(reverse("admin:networks_volunteeroffer_step", args=[offer.pk, "pass-on"])).text
    done = step("pass-on", to=mailbox.pk)

    assert "This cannot be done now. State: new." in early.text
    assert f'<option value="{mailbox.pk}" selected>' in asked
    assert "Passed on: the organisation has the contact." in done.text
    assert "staff@example.org" in done.text
    (letter,) = mail.outbox
    assert (letter.to, letter.reply_to) == (["help@example.org"], ["ira@example.org"])
    assert "SLAPTAS text" in letter.body


def test_auditor_sees_what_was_done_and_not_who_offered(client, mailbox):
    offer, staff = make_offer(), user_of("Project staff", email="staff@example.org")
    offer.vet(staff, note="Ira Slapta was kind")
    offer.pass_on(staff, mailbox)
    client.force_login(user_of("Auditor"))

    pages = [
        client.get(reverse(f"admin:networks_volunteeroffer_{name}", args=args)).text
        for name, args in [("changelist", []), ("change", [offer.pk]), ("history", [offer.pk])]
    ]

    assert "staff@example.org" in pages[1]
    assert [word for word in ("Slapta", "SLAPTAS", "ira@") for page in pages if word in page] == []
    client.force_login(staff)
    assert "ira@example.org" in client.get(reverse("admin:networks_volunteeroffer_change", args=[offer.pk])).text


def test_other_roles_see_no_offers(client):
    make_offer()
    client.force_login(user_of("Job moderator"))

    assert client.get(reverse("admin:networks_volunteeroffer_changelist")).status_code == 403


def test_nothing_of_an_offer_is_public(client):
    initiative = make.make_initiative()
    make_offer(initiative=initiative)

    for path in (PAGE, FORM, f"{FORM}thanks/", f"{FORM}?initiative={initiative.slug}", "/lt/", "/sitemap.xml"):
        page = client.get(path)
        assert page.status_code == 200
        assert [word for word in ("Slapta", "SLAPTAS", "ira@") if word in page.text] == []


def test_offers_are_erased_after_12_months():
    with time_machine.travel("2026-03-01 12:00 +0200", tick=False):
        old, staff = make_offer(), user_of("Project staff")
        old.vet(staff)
        old.pass_on(staff, make.make_organisation_contact(make.make_organisation(), "help@example.org", kind="email"))
    with time_machine.travel("2026-03-02 12:00 +0200", tick=False):
        young = make_offer()

    with time_machine.travel("2027-03-01 03:50 +0200", tick=False):
        erase_old_offers(timestamp=0)

    assert list(VolunteerOffer.objects.all()) == [young]


def test_offer_can_be_erased_at_once_when_the_person_asks(client):
    offer = make_offer()
    client.force_login(user_of("Project staff"))

    client.post(reverse("admin:networks_volunteeroffer_delete", args=[offer.pk]), {"post": "yes"})

    assert not VolunteerOffer.objects.exists()
