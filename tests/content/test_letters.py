"""Letters through the queue, with a real mail server on this machine and a real worker."""

import logging
import smtplib
from datetime import timedelta
from email import message_from_bytes, policy
from email.mime.text import MIMEText
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from procrastinate.utils import utcnow

from content.letters import MAX_ATTACHMENTS, LetterRetry, to_letter
from portal.logs import JsonFormatter
from tests.content.post_office import jobs, make_due, running_postman, work

pytest_plugins = ["tests.content.post_fixtures"]


def write_letter(**fields):
    return EmailMessage("Sveiki", "Ačiū", "Kartu <kartu@example.lt>", ["ona@example.lt"], **fields)


def test_letter_of_a_rolled_back_transaction_is_not_sent(postman):
    with transaction.atomic():
        write_letter().send()
        assert len(jobs()) == 1
        transaction.set_rollback(True)
    work()
    assert jobs() == []
    assert postman.envelopes == []


def test_letter_is_sent_by_the_worker_and_then_forgotten(postman):
    write_letter().send()
    assert postman.envelopes == []
    work()
    [envelope] = postman.envelopes
    assert envelope.rcpt_tos == ["ona@example.lt"]
    assert jobs() == []


def test_letter_arrives_exactly_once_when_the_server_is_back(mailing, port):
    write_letter().send()
    work()
    [job] = jobs()
    assert (job.status, job.attempts, job.later) == ("todo", 1, True)

    with running_postman(port) as postman:
        work()
        assert postman.envelopes == []  # not before its time
        make_due()
        work()
        make_due()
        work()
        [envelope] = postman.envelopes
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert message["Message-ID"] == job.letter["headers"]["Message-ID"]
    assert message["Date"] == job.letter["headers"]["Date"]
    assert jobs() == []


@pytest.mark.parametrize(("answer", "status"), [("550 no such person", "failed"), ("450 come again", "todo")])
def test_refused_recipient_is_tried_again_only_if_it_may_help(postman, answer, status):
    postman.refusal = answer
    write_letter().send()
    work()
    [job] = jobs()
    assert job.status == status


def test_letter_carries_everything_of_the_message(postman):
    message = EmailMultiAlternatives(
        "Sveiki, Жанна",
        "text",
        "Kartu <kartu@example.lt>",
        ["to@example.lt"],
        bcc=["bcc@example.lt"],
        cc=["cc@example.lt"],
        reply_to=["reply@example.lt"],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative("<p>html</p>", "text/html")
    message.attach("ąžuolas.pdf", b"%PDF\xff", "application/pdf")
    message.attach("event.ics", "BEGIN:VCALENDAR", "text/calendar")
    message.send()
    work()
    [envelope] = postman.envelopes
    assert sorted(envelope.rcpt_tos) == ["bcc@example.lt", "cc@example.lt", "to@example.lt"]
    received = message_from_bytes(envelope.content, policy=policy.default)
    assert received["Subject"] == "Sveiki, Жанна"
    assert (received["To"], received["Cc"], received["Bcc"]) == ("to@example.lt", "cc@example.lt", None)
    assert (received["Reply-To"], received["Auto-Submitted"]) == ("reply@example.lt", "auto-generated")
    assert received["Message-ID"].endswith("@example.lt>")
    assert received.get_body(["plain"]).get_content().strip() == "text"
    assert received.get_body(["html"]).get_content().strip() == "<p>html</p>"
    pdf, calendar = received.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("ąžuolas.pdf", b"%PDF\xff")
    assert (calendar.get_content_type(), calendar.get_content().strip()) == ("text/calendar", "BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (
            write_letter(attachments=[("a.bin", b"x" * (MAX_ATTACHMENTS + 1), "application/octet-stream")]),
            "attachments",
        ),
        (write_letter(attachments=[MIMEText("x")]), "MIME"),
        (write_letter(headers={"X-Name": "a\nBcc: b@example.lt"}), "newlines"),
        (EmailMessage("a\nb", "x", to=["a@example.lt"]), "newlines"),
        (EmailMessage("a", "x\0", to=["a@example.lt"]), "NUL"),
    ],
)
def test_letter_that_cannot_be_carried_is_refused_at_once(message, reason):
    with pytest.raises((ValueError, TypeError), match=reason):
        to_letter(message)


def test_message_without_recipients_is_no_job(mailing):
    assert mail.get_connection().send_messages([EmailMessage("a", "b")]) == 0
    assert jobs() == []


def test_retries_go_on_for_about_two_days():
    strategy, error, waits = LetterRetry(), ConnectionRefusedError(), []
    for attempts in range(100):
        decision = strategy.get_retry_decision(exception=error, job=SimpleNamespace(attempts=attempts))
        if decision is None:
            break
        waits.append(decision.retry_at - utcnow())
    assert timedelta(days=1.5) < sum(waits, timedelta()) < timedelta(days=2.5)
    assert max(waits) <= timedelta(hours=6)


def test_mistake_in_our_own_code_is_not_tried_again():
    assert LetterRetry().get_retry_decision(exception=KeyError(), job=SimpleNamespace(attempts=0)) is None


def test_refusal_of_some_recipients_only_for_now_is_tried_again():
    error = smtplib.SMTPRecipientsRefused({"a@example.lt": (550, b""), "b@example.lt": (450, b"")})
    assert LetterRetry().get_retry_decision(exception=error, job=SimpleNamespace(attempts=0)) is not None


@pytest.mark.parametrize(
    ("error", "is_tried_again"),
    [
        (smtplib.SMTPDataError(451, b"come again"), True),
        (smtplib.SMTPDataError(554, b"no such text"), False),
        (smtplib.SMTPAuthenticationError(535, b"our own login"), True),
        (smtplib.SMTPSenderRefused(550, b"our own sender", "kartu@example.lt"), True),
    ],
)
def test_refusal_of_a_text_is_final_only_when_the_other_server_says_so(error, is_tried_again):
    decision = LetterRetry().get_retry_decision(exception=error, job=SimpleNamespace(attempts=0))

    assert (decision is not None) == is_tried_again


def test_log_of_the_worker_does_not_hold_the_letter(mailing, caplog):
    caplog.set_level(logging.DEBUG, logger="procrastinate")
    write_letter().send()
    work()
    lines = "\n".join(
        JsonFormatter().format(record) for record in caplog.records if record.name.startswith("procrastinate")
    )
    assert "send_letter" in lines
    assert "ConnectionRefusedError" in lines
    for personal in ("ona@", "Sveiki", "Ačiū"):
        assert personal not in lines
