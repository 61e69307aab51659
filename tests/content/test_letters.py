"""Letters through the queue, with a real mail server on this machine and a real worker."""

import logging
import smtplib
import time
from datetime import timedelta
from email import message_from_bytes, policy
from email.mime.text import MIMEText
from types import SimpleNamespace

import lxml.html
import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from procrastinate.utils import utcnow

from content.letters.message import Letter
from content.letters.models import StoppedLetters, UndeliveredLetter
from content.letters.queue import MAX_ATTACHMENTS, QUEUES, TRIED_FOR, LetterRetry, to_letter
from content.letters.sending import BREAKER, FAILURES, FIRST_REST, Breaker, ServerRestsError, is_refused_for_good
from content.letters.stopping import stop_link
from content.tasks import forget_letters, rescue_stalled
from portal.logs import JsonFormatter
from tests.content.post_office import close_breaker, dripping, jobs, make_due, running_postman, work
from tests.factories import make_event, make_registration, make_staff, make_user

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


def test_letter_that_may_work_later_is_tried_again(postman):
    postman.refusal = "450 come again"
    write_letter().send()
    work()
    [job] = jobs()
    assert (job.status, job.later) == ("todo", True)
    assert not UndeliveredLetter.objects.exists()


def test_letter_that_is_refused_for_good_is_told_to_staff_with_its_record_and_leaves_the_queue(postman):
    postman.refusal = "550 no such person"
    registration = make_registration(make_event().occurrences.get())
    Letter("Sveiki", "Ačiū", ["Ona <Ona@Example.lt>"], about=registration).send()
    work()
    assert jobs() == []
    letter = UndeliveredLetter.objects.get()
    assert (letter.address, letter.subject, letter.code) == ("ona@example.lt", "Sveiki", 550)
    assert letter.answer == "no such person"
    assert letter.admin_path == f"/admin/events/registration/{registration.pk}/change/"
    assert UndeliveredLetter.objects.marked(["ONA@example.lt", "else@example.lt"]) == {"ona@example.lt"}


def test_recipient_refused_beside_others_is_told_too(postman):
    postman.refusals = {"gone@example.lt": "550 no such person"}
    EmailMessage("Sveiki", "Ačiū", "kartu@example.lt", ["ona@example.lt", "gone@example.lt"]).send()
    work()
    [envelope] = postman.envelopes
    assert envelope.rcpt_tos == ["ona@example.lt"]
    assert [letter.address for letter in UndeliveredLetter.objects.all()] == ["gone@example.lt"]


def test_letter_is_given_up_after_two_days_and_marks_nobody(mailing):
    """The server was away: the address may be right."""
    begun = timezone.now()
    with time_machine.travel(begun - timedelta(seconds=TRIED_FOR - 60)):
        write_letter().send()
    with time_machine.travel(begun - timedelta(seconds=TRIED_FOR + 60)):
        write_letter().send()
    work()
    assert len(jobs()) == 1
    assert (UndeliveredLetter.objects.get().code, UndeliveredLetter.objects.marked(["ona@example.lt"])) == (0, set())


@pytest.mark.django_db
def test_address_of_a_letter_that_did_not_arrive_is_forgotten_after_90_days():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        UndeliveredLetter.objects.note("ona@example.lt", "x", None, 550, "no")
        clock.shift(timedelta(days=89))
        forget_letters(0)
        assert UndeliveredLetter.objects.count() == 1
        clock.shift(timedelta(days=2))
        forget_letters(0)
        assert UndeliveredLetter.objects.count() == 0


@pytest.mark.django_db
def test_staff_see_on_their_first_page_what_did_not_arrive(client):
    client.force_login(make_staff(language="en"))
    address = "/admin/content/undeliveredletter/?waiting=yes"
    # The way to the list of all such letters stands on the page anyway.
    assert f'href="{address}"' not in client.get("/admin/").content.decode()
    UndeliveredLetter.objects.note("ona@example.lt", "x", None, 550, "no")
    page = client.get("/admin/").content.decode()
    assert f'<a href="{address}"><strong>1</strong> <span>Letters that did not arrive</span>' in page
    assert "ona@example.lt" in client.get(address).content.decode()


# --- Lanes ------------------------------------------------------------------------------------------------------------


def test_codes_and_links_have_a_lane_of_their_own(postman):
    Letter("code", "123", ["ona@example.lt"], is_urgent=True).send()
    write_letter().send()
    assert [job.queue for job in jobs()] == ["urgent_letters", "letters"]
    work()
    assert len(postman.envelopes) == 2


def test_mailed_code_takes_the_fast_lane(mailing, client):
    make_user(email="coordinator@example.lt")
    client.post("/accounts/login/code/", {"email": "coordinator@example.lt"})
    assert [(job.queue, job.letter["to"]) for job in jobs()] == [("urgent_letters", ["coordinator@example.lt"])]


# --- A worker that dies -----------------------------------------------------------------------------------------------


def test_letter_of_a_worker_that_died_is_sent_with_the_same_number(postman):
    write_letter().send()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    [job] = jobs()
    work()
    assert postman.envelopes == []

    rescue_stalled.defer(timestamp=0)
    work([*QUEUES, "default"])
    work()
    [envelope] = postman.envelopes
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert message["Message-ID"] == job.letter["headers"]["Message-ID"]
    assert jobs() == []


def test_letter_that_a_living_worker_is_sending_is_left_alone(postman):
    write_letter().send()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    rescue_stalled.defer(timestamp=0)
    work([*QUEUES, "default"])
    work()
    assert postman.envelopes == []
    assert [job.status for job in jobs()] == ["doing"]


# --- A server that is slow or away ------------------------------------------------------------------------------------


def test_server_that_answers_letter_by_letter_is_not_waited_for(mailing, port, settings):
    """Each byte comes in time; the answer as a whole does not."""
    settings.EMAIL_TIMEOUT = 1
    write_letter().send()
    with dripping(port):
        began = time.monotonic()
        work()
    assert time.monotonic() - began < 15
    assert [(job.status, job.later) for job in jobs()] == [("todo", True)]


def test_server_that_is_away_is_left_alone_after_some_failures(mailing, port):
    for _number in range(FAILURES + 4):
        write_letter().send()
    work()
    assert {(job.status, job.attempts, job.later) for job in jobs()} == {("todo", 1, True)}
    assert BREAKER.failures == FAILURES

    close_breaker()  # its rest is over
    with running_postman(port) as postman:
        make_due()
        work()
    assert len(postman.envelopes) == FAILURES + 4


def test_breaker_lets_one_look_and_the_others_wait():
    breaker, clock = Breaker(), SimpleNamespace(now=100.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("content.letters.sending.time", SimpleNamespace(monotonic=lambda: clock.now))

        def fail():
            with breaker.attempt():
                raise ConnectionRefusedError

        for _number in range(FAILURES):
            with pytest.raises(ConnectionRefusedError):
                fail()
        with pytest.raises(ServerRestsError):
            fail()
        clock.now += FIRST_REST
        with breaker.attempt(), pytest.raises(ServerRestsError):
            fail()  # while one is looking
        with breaker.attempt():
            pass


def test_refusal_of_one_letter_says_nothing_of_the_server():
    breaker = Breaker()
    for _number in range(FAILURES + 1):
        with pytest.raises(smtplib.SMTPRecipientsRefused), breaker.attempt():
            raise smtplib.SMTPRecipientsRefused({"a@example.lt": (550, b"")})
    assert breaker.failures == 0


# --- What a letter looks like -----------------------------------------------------------------------------------------


def test_letter_is_plain_text_and_html(postman):
    with override("ru"):
        Letter("Привет", "Первая <b>строка</b>\nhttps://example.lt/a/?b=1\n\nВторая", ["ona@example.lt"]).send()
    work()
    [envelope] = postman.envelopes
    received = message_from_bytes(envelope.content, policy=policy.default)
    page = lxml.html.document_fromstring(received.get_body(["html"]).get_content())
    assert page.get("lang") == "ru"
    assert [found.text_content() for found in page.iter("p")] == [
        "Первая <b>строка</b>https://example.lt/a/?b=1",
        "Вторая",
    ]
    assert [link.get("href") for link in page.iter("a")] == ["https://example.lt/a/?b=1"]
    assert received.get_body(["plain"]).get_content().startswith("Первая <b>строка</b>\r\n")
    assert received["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_letters_that_repeat_can_be_stopped_by_one_request_and_had_again(client):
    def send():
        return Letter("Sveiki", "Ačiū", ["Ona@example.lt"], stop="reports").send()

    assert send() == 1
    [message] = mail.outbox
    link = stop_link("ona@example.lt", "reports")
    assert message.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in message.body
    assert "ona" not in link.lower()

    path = link.removeprefix("http://localhost")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert send() == 1, "opening the page changes nothing"
    for _time in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert send() == 0
    assert Letter("Sveiki", "Ačiū", ["ona@example.lt"], stop="jobs").send() == 1
    assert "example" not in str(list(StoppedLetters.objects.values_list()))
    strict.post(path, {"again": "1"})
    assert send() == 1
    assert strict.get(path.replace("reports", "jobs")).status_code == 404


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
    assert received.get_body(["html"]).get_content().strip() == "<p>html</p>", "its own, where it has one"
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


def test_waits_grow_up_to_an_hour():
    strategy, error = LetterRetry(), ConnectionRefusedError()
    waits = [
        (strategy.get_retry_decision(exception=error, job=SimpleNamespace(attempts=attempts)).retry_at - utcnow())
        for attempts in (0, 1, 5, 300)
    ]
    assert [round(wait.total_seconds() / 60) for wait in waits] == [1, 2, 32, 60]


def test_mistake_in_our_own_code_is_not_tried_again():
    assert LetterRetry().get_retry_decision(exception=KeyError(), job=SimpleNamespace(attempts=0)) is None


@pytest.mark.parametrize(
    ("error", "is_final"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.lt": (550, b""), "b@example.lt": (450, b"")}), False),
        (smtplib.SMTPRecipientsRefused({"a@example.lt": (550, b"")}), True),
        (smtplib.SMTPDataError(451, b"come again"), False),
        (smtplib.SMTPDataError(554, b"no such text"), True),
        (smtplib.SMTPAuthenticationError(535, b"our own login"), False),
        (smtplib.SMTPSenderRefused(550, b"our own sender", "kartu@example.lt"), False),
    ],
)
def test_refusal_is_final_only_when_the_other_server_says_so(error, is_final):
    assert is_refused_for_good(error) is is_final


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
