"""A thousand questions while the mail server refuses and workers die: none is lost, each office gets its own."""

import subprocess
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from content.forms.public import TICKET
from content.letters.queue import QUEUES
from content.tasks import rescue_stalled
from portal.asking.models import Message, OfficeLink, ReaderQuestion
from portal.asking.offices import office_for
from portal.asking.querysets import MOST_LETTERS_AN_HOUR
from tests.content.post_office import close_breaker, make_due, work
from tests.portal.asking.questions import LINK, make_place
from tests.site import server_environment

pytest_plugins = ["tests.content.post_fixtures"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
QUESTIONS, PLACES = 1000, 40


def ask_all():
    """Each by a sender of its own, two at a time; some forms are sent twice."""
    places = [make_place(email=f"office{number}@example.org")[0] for number in range(PLACES)]
    marks = [office_for(place).mark for place in places]
    assert QUESTIONS / PLACES < MOST_LETTERS_AN_HOUR
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        tickets = [TICKET.sign(uuid.uuid4().hex) for _ in range(QUESTIONS)]

    def send(numbers):
        client = Client()
        for number in numbers:
            at = number % PLACES
            data = {"municipality": places[at].slug, "office": marks[at], "language": "ru", "ticket": tickets[number]}
            sender = f"10.{number % 100}.{number // 100}.7"
            for _time in range(1 + (number % 10 == 0)):
                answer = client.post("/ru/ask/", {**data, "text": f"Вопрос {number}"}, REMOTE_ADDR=sender)
                assert answer.status_code == 302, answer.text
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, [range(0, QUESTIONS, 2), range(1, QUESTIONS, 2)]))


def kill_a_worker(port, tmp_path):
    """Start the worker of production on the queue, and end it the hard way while it sends."""
    environment = server_environment("http://127.0.0.1", tmp_path) | {
        "SITE_DATABASE": connection.settings_dict["NAME"],
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "KARTU_ROLE": "worker",
    }
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--queues", ",".join(QUEUES)]
    worker = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and not is_sending():
            time.sleep(0.02)
        assert is_sending()
    finally:
        worker.kill()
        worker.wait()


def is_sending():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        return cursor.fetchone()[0] > 0


def rescue():
    """As the minute's task does, half a minute after the worker's last sign of life."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    with suppress(AlreadyEnqueued), transaction.atomic():  # by the worker itself, before it died
        rescue_stalled.defer(timestamp=0)
    work([*QUEUES, "default"])


def test_a_thousand_questions_are_all_there(postman, port, tmp_path):
    ask_all()
    assert ReaderQuestion.objects.count() == Message.objects.count() == OfficeLink.objects.count() == QUESTIONS
    assert OfficeLink.objects.filter(told_at__isnull=True).count() == 0

    postman.refusal = "450 come again"
    work()
    postman.refusal = None
    make_due()
    for _killed in range(2):
        kill_a_worker(port, tmp_path)
    rescue()
    for _round in range(10):
        close_breaker()
        make_due()
        work()

    letters = [message_from_bytes(envelope.content, policy=policy.default) for envelope in postman.envelopes]
    told = {LINK.search(letter.get_body(("plain",)).get_content()).group().rstrip("/") for letter in letters}
    assert {link.rpartition("/")[2] for link in told} == {
        link.private_path().rstrip("/").rpartition("/")[2] for link in OfficeLink.objects.all()
    }
    twice = Counter(letter["Message-ID"] for letter in letters)
    assert len(twice) == QUESTIONS
    assert {text for (text,) in Message.objects.values_list("text")} == {f"Вопрос {n}" for n in range(QUESTIONS)}
