"""What a mail server refuses for good, at once or by a later letter, is told to staff and counted on by nobody."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import letters as account_letters
from content.letters.message import Letter
from content.letters.models import UndeliveredLetter
from jobs.postings.letters import ask_to_confirm as ask_to_confirm_job
from networks.models import VolunteerOffer
from networks.posts import letters as post_letters
from networks.volunteering.letters import ask_to_confirm as ask_to_confirm_offer
from portal.asking.letters import tell_office
from portal.asking.offices import office_for
from portal.asking.tasks import tell_offices_of_questions
from tests.content.post_office import empty_queue, jobs, work
from tests.factories import make_event, make_post, make_registration, make_staff, make_submission, make_user
from tests.portal.asking.questions import make_place, make_question

pytest_plugins = ["tests.content.post_fixtures"]


def test_address_that_refuses_is_marked_on_its_record_and_nothing_counts_on_it(postman, client):
    """Every kind of letter: a registration, an offer, a job, an invitation, a card, a question."""
    municipality, post = make_place(email="gone@example.lt")
    question = make_question(municipality)
    deputy = make_post(email="deputy@example.org")
    post.deputy = deputy
    post.save()
    submission = make_submission("unconfirmed", email="job@example.lt")
    offer = VolunteerOffer.objects.create(
        contact="offer@example.lt", name="Ona", language="lt", erase_after="2090-01-01", fingerprint="x"
    )
    user = make_user(email="invited@example.lt")
    empty_queue()
    postman.refusal = "550 no such person"
    ask_to_confirm_job(submission)
    ask_to_confirm_offer(offer)
    account_letters.invitation(user)
    tell_office(question.offices.get())
    post_letters.invitation(post, user)
    work()

    assert jobs() == []
    client.force_login(make_staff(language="en"))
    for record, address in [(submission, "job@"), (offer, "offer@"), (user, "invited@"), (post, "invited@"),
                            (question, "gone@")]:  # fmt: skip
        page = client.get(f"/admin/{record._meta.label_lower.replace('.', '/')}/{record.pk}/change/").text
        assert f"Letters to {address}example.lt do not arrive" in page, record
        assert "no such person" in page

    tell_offices_of_questions(0)
    assert question.offices.going_on().get().email == "deputy@example.org"
    # Whoever put the mailbox right ticks the letter off: it is written to again.
    UndeliveredLetter.objects.update(handled_at=timezone.now())
    assert office_for(municipality).email == "gone@example.lt"


BOUNCE = """\
From: MAILER-DAEMON@mail.example.lt
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.lt

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 552 5.2.2 Mailbox
    full
--b
Content-Type: {kind}

{headers}
--b--
"""


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_refusal_that_comes_later_by_mail_is_told_to_staff_with_its_record(postman, kind, monkeypatch):
    registration = make_registration(make_event().occurrences.get())
    Letter("Sveiki", "Ačiū", ["Ona <Ona@Example.lt>"], about=registration).send()
    work()
    [envelope] = postman.envelopes
    headers = envelope.content.split(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")

    def bounce(address="ona@example.lt", action="failed", status="5.2.2", headers=headers + "\n\n"):
        raw = BOUNCE.format(address=address, action=action, status=status, kind=kind, headers=headers)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw.encode())))
        call_command("take_bounce", stdout=io.StringIO())

    forged = headers.replace(f"events.registration/{registration.pk}", "events.registration/1") + "\n\n"
    bounce(action="delayed", status="4.2.2")
    bounce(address="somebody@example.lt")
    bounce(headers="Subject: x\n\n")
    if registration.pk != 1:
        bounce(headers=forged)
    assert not UndeliveredLetter.objects.exists()

    bounce()
    letter = UndeliveredLetter.objects.get()
    assert (letter.address, letter.subject, letter.code) == ("ona@example.lt", "Sveiki", 552)
    assert letter.answer == "552 5.2.2 Mailbox full"
    assert letter.admin_path == f"/admin/events/registration/{registration.pk}/change/"
