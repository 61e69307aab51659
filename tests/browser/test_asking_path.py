"""A question in Russian on a phone without scripts, by a real mail server to a coordinator, who answers by its link."""

import re
import socket
import subprocess
import sys
from email import message_from_bytes, policy

import pytest
from django.conf import settings

from directory.models import Municipality
from networks.models import Post
from portal.asking.models import ReaderQuestion
from tests.browser.test_pages import OVERFLOWS, SMALL_TARGETS
from tests.browser.test_without_scripts import follow
from tests.browser.visits import axe, new_context, with_axe
from tests.content.post_office import running_postman
from tests.databases import connected_to
from tests.factories import make_organisation, make_post
from tests.portal.asking.questions import LINK
from tests.site import DATABASE, server_environment

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser
MAILBOX, READER = "koordinatore@zarasai.example.org", "ira@example.org"


@pytest.fixture
def office(site, django_db_blocker):
    """A coordinator in a municipality that has none; gone again for the tests that count."""
    with django_db_blocker.unblock(), connected_to(DATABASE):
        host = make_organisation(name_lt="Zarasų rajono savivaldybės administracija")
        post = make_post(Municipality.objects.get(slug="zarasu-r"), organisation=host, email=MAILBOX)
        name = str(post.people[0])
        others = list(ReaderQuestion.objects.values_list("pk", flat=True))
    yield name
    with django_db_blocker.unblock(), connected_to(DATABASE):
        ReaderQuestion.objects.exclude(pk__in=others).delete()
        people = list(Post.objects.get(pk=post.pk).people)
        post.delete()
        for person in people:
            person.delete()
        host.delete()


@pytest.fixture
def letters(site, tmp_path):
    """Let the worker of production send what waits, to a mail server on this machine; return what came, by address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mailing = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "KARTU_ROLE": "worker"}
    environment = server_environment(site.url, tmp_path) | mailing
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]

    def send():
        with running_postman(port) as postman:
            run = subprocess.run(
                [*command, "--queues", "urgent_letters,letters"],
                cwd=settings.BASE_DIR,
                env=environment,
                timeout=60,
                check=False,
                capture_output=True,
            )
            assert run.returncode == 0, run.stderr.decode()
            found = {envelope.rcpt_tos[0]: envelope.content for envelope in postman.envelopes}
        return {to: message_from_bytes(content, policy=policy.default) for to, content in found.items()}

    return send


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def link_in(letter):
    return LINK.search(text_of(letter)).group()


def fits(tab):
    assert tab.evaluate(OVERFLOWS, tab.viewport_size["width"]) == []
    assert tab.evaluate(SMALL_TARGETS) == []


def test_question_is_asked_and_answered(browser, site, office, letters):
    phone = {"viewport": {"width": 360, "height": 740}}
    reader = new_context(browser, "ru", java_script_enabled=False, **phone).new_page()
    reader.goto(f"{site.url}/ru/guide/")
    follow(reader, "footer a:has-text('Спросить человека')")
    reader.select_option("[name=municipality]", "zarasu-r")
    follow(reader, "main form button")
    fits(reader)
    assert office in reader.inner_text("main")

    reader.fill("[name=text]", "Я не понимаю письмо из школы. Кто может помочь?")
    reader.fill("[name=email]", READER)
    reader.wait_for_timeout(2100)  # who sends faster is a program
    follow(reader, "main form[method=post] button")
    fits(reader)
    assert "Ваш вопрос получен." in reader.inner_text("main")
    thread = reader.url
    came = letters()
    assert set(came) == {MAILBOX, READER}
    assert link_in(came[READER]) == thread
    # Notices come only to a mailbox whose owner has said yes.
    reader.goto(re.search(r"http\S+/confirm/\S+", text_of(came[READER])).group())
    fits(reader)
    follow(reader, "main form button")
    assert reader.url == thread

    context = with_axe(new_context(browser, "lt", **phone))
    coordinator = context.new_page()
    coordinator.goto(link_in(came[MAILBOX]))
    fits(coordinator)
    assert axe(coordinator) == []
    coordinator.fill("[name=text]", "Приходите во вторник с письмом.")
    follow(coordinator, "main button[value=answer]")
    assert context.cookies() == []

    came = letters()
    assert set(came) == {READER}
    reader.goto(link_in(came[READER]))
    fits(reader)
    assert "Приходите во вторник с письмом." in reader.inner_text("main")
    reader.check("[name=sure]")
    follow(reader, "main button[value=erase]")
    assert reader.goto(thread).status == 404
    for tab in (reader, coordinator):
        tab.context.close()
