"""Letters that ask a coordinator whether the card is right: when they go, what their link does, what silence brings."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from networks.confirmation.models import ask_all
from networks.models import ConfirmationRequest, Post, PostContact
from networks.tasks import ask_coordinators, erase_old_confirmations
from tests.factories import make_post, make_staff
from tests.networks.coordinators import BOX, START, START_OF_TIME, asked, at, link, make_card, supervise

pytestmark = pytest.mark.django_db


def shown_line(client, post):
    return " ".join(client.get(f"/en{post.get_absolute_url()[3:]}").text.split())


def run(days):
    """The worker's round on that day; who got a letter and what about."""
    mail.outbox.clear()
    with at(days):
        ask_all()
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


ASK = "Ar jūsų kontaktai portale „Kartu“ teisingi?"
REMIND = "Primename: ar jūsų kontaktai portale „Kartu“ teisingi?"


# --- When letters go --------------------------------------------------------------------------------------------------


def test_letters_and_escalation_come_on_the_right_days(client):
    post = make_card()
    supervise(post)
    Post.objects.filter(role="supervisor").update(assured_on=START + timedelta(days=200))

    found = {day: sent for day in range(120) if (sent := run(day))}

    assert list(found) == [0, 14, 28, 90, 104, 118]
    assert found[0] == found[90] == [(BOX, ASK)]
    assert found[14] == found[104] == [(BOX, REMIND)]
    [(recipient, subject)] = found[28]
    assert recipient == "vadove@sppd.lt"
    assert str(post.people[0]) in subject


def test_card_says_since_when_nobody_confirmed_it(client):
    post = make_card()
    for day in (0, 14, 27):
        run(day)
        with at(day):
            assert "Not confirmed since" not in shown_line(client, post)
            assert "Not checked yet" in shown_line(client, post)
    run(28)
    with at(28):
        assert "Not confirmed since 2 March 2026" in shown_line(client, post)
        assert "Not checked yet" not in shown_line(client, post)
    run(90)
    with at(95):
        assert "Not confirmed since 2 March 2026" in shown_line(client, post)
        client.post(link(mail.outbox[-1]))
        assert "Not confirmed since" not in shown_line(client, post)
        assert "Checked on 5 June 2026" in shown_line(client, post)


def test_card_that_was_checked_before_names_that_day(client):
    post = make_card(assured_on=START - timedelta(days=90))
    for day in (0, 14, 28):
        run(day)
    with at(28):
        assert "Not confirmed since 2 December 2025" in shown_line(client, post)


def test_answer_ends_the_round_and_the_next_comes_after_90_days():
    make_card()
    run(0)
    with at(3):
        assert ConfirmationRequest.objects.get().confirm() is True

    found = [day for day in range(4, 120) if run(day)]

    assert found == [93, 107]


@pytest.mark.parametrize("method", ["login", "phone"])
def test_confirmation_in_another_way_ends_the_round_too(method):
    post = make_card()
    run(0)
    with at(5):
        post.assure("Kartu", method)

    assert [day for day in range(6, 96) if run(day)] == [95]
    assert ConfirmationRequest.objects.order_by("pk").first().answer == "otherwise"


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"visibility": "network"},
        {"unpublish_at": START_OF_TIME + timedelta(days=1)},
        {"filled": False},
        {"email": ""},
        {"email": "no address"},
        {"is_example": True},
        {"leave_from": START - timedelta(days=1)},
    ],
    ids=["draft", "network", "unpublished", "vacant", "no mailbox", "broken mailbox", "example", "on leave"],
)
def test_nobody_is_asked_about(fields):
    make_card(**fields)

    assert run(0) == []


def test_who_comes_back_from_leave_is_asked_then():
    make_card(leave_from=START, leave_until=START + timedelta(days=9))

    assert [day for day in range(20) if run(day)] == [10]


@pytest.mark.parametrize("until", [10, 40])
def test_silence_during_a_leave_is_no_silence(until):
    post = make_card()
    supervise(post)
    Post.objects.filter(role="supervisor").update(assured_on=START + timedelta(days=200))
    run(0)
    Post.objects.filter(pk=post.pk).update(
        leave_from=START + timedelta(days=2), leave_until=START + timedelta(days=until)
    )

    assert [day for day in range(1, until + 30) if run(day)] == [until + 14, until + 28]


def test_own_mailbox_comes_before_a_shared_one():
    post = make_card(email="")
    PostContact.objects.create(post=post, kind="email", value="bendras@savivaldybe.lt", is_shared_mailbox=True)
    assert run(0) == [("bendras@savivaldybe.lt", ASK)]

    PostContact.objects.create(post=post, kind="email", value=BOX, position=9)
    assert run(14) == [(BOX, REMIND)]


def test_without_a_supervisor_the_national_post_is_told_and_else_the_staff():
    make_card()
    make_staff(email="staff@example.org")
    run(0)
    run(14)
    assert [to for to, _subject in run(28)] == ["staff@example.org"]

    make_post(is_national=True, role="manager", email="nacionalinis@sppd.lt", published_at=START_OF_TIME)
    run(90)
    run(104)
    assert "nacionalinis@sppd.lt" in [to for to, _subject in run(118)]


def test_round_can_be_repeated_without_a_second_letter():
    make_card()
    assert len(run(0)) == 1
    assert run(0) == []
    assert run(1) == []


def test_letter_is_in_the_queue_only_if_its_request_is_stored(settings):
    settings.EMAIL_BACKEND = "content.letters.queue.QueuedEmailBackend"
    post = make_card()
    with transaction.atomic():
        ConfirmationRequest.ask(post)
        assert ProcrastinateJob.objects.filter(task_name="send_letter").count() == 1
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()
    assert not ConfirmationRequest.objects.exists()


def test_card_is_held_before_it_is_looked_at(django_assert_num_queries):
    """The row lock comes first, so a second worker waits and then finds the letter written."""
    make_card()
    queries = []

    def note(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask_all()

    locks = [number for number, sql in enumerate(queries) if "FOR UPDATE" in sql]
    looks = [number for number, sql in enumerate(queries) if 'FROM "networks_confirmationrequest"' in sql]
    assert locks
    assert min(locks) < min(looks)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_letter(settings):
    settings.EMAIL_BACKEND = "content.letters.queue.QueuedEmailBackend"
    make_card()
    start = threading.Barrier(2)

    def work():
        start.wait(10)
        ask_all()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert ConfirmationRequest.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="send_letter", status="todo").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_requests_are_erased_after_a_year():
    with at(0):
        _post, _path = asked()
    with at(364):
        erase_old_confirmations(0)
        assert ConfirmationRequest.objects.count() == 1
    with at(366):
        erase_old_confirmations(0)
        assert ConfirmationRequest.objects.count() == 0


# --- The letter -------------------------------------------------------------------------------------------------------


def test_letter_shows_the_card_in_lithuanian():
    post = make_card(number="+370 656 06")
    supervise(post)
    PostContact.objects.create(post=post, kind="mobile", value="8 676 17057")
    PostContact.objects.create(post=post, kind="email", value="slapta@savivaldybe.lt", is_public=False)
    mail.outbox.clear()
    ConfirmationRequest.ask(post)

    [letter] = mail.outbox
    assert letter.to == [BOX]
    for text in (
        "Laba diena",
        str(post.people[0]),
        post.name_lt,
        post.organisation.name_lt,
        post.coverages.get().municipality.name_lt,
        "+370\xa0676\xa017\xa0057",
        BOX,
        "vadove@sppd.lt",
    ):
        assert text in letter.body
    assert "slapta@" not in letter.body
    assert "<" not in letter.body
    assert "&" not in letter.body
    assert ConfirmationRequest.objects.get().token_hash not in letter.body


# --- The switch -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("is_on", "letters"), [(False, 0), (True, 1)])
def test_worker_writes_only_when_it_is_switched_on(settings, is_on, letters):
    settings.ASK_COORDINATORS = is_on
    make_card()

    ask_coordinators(0)

    assert len(mail.outbox) == letters


def test_worker_is_silent_unless_told_otherwise(settings):
    assert settings.ASK_COORDINATORS is False


@pytest.mark.parametrize("is_on", [False, True])
def test_back_office_says_that_nobody_is_asked(client, settings, is_on):
    settings.ASK_COORDINATORS = is_on
    client.force_login(make_staff(language="en"))

    page = client.get("/admin/").text

    assert ("Coordinators are not asked by letter whether their cards are correct" in page) is not is_on
