"""The mail server and the queue of post_office.py as fixtures; tests of letters name this module as their plugin."""

import socket

import pytest

from tests.content.post_office import close_breaker, empty_queue, running_postman

QUEUE = "content.letters.queue.QueuedEmailBackend"


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailing(settings, port, transactional_db):
    """The queue as in production, empty before and after, with the mail server expected at ``port``."""
    settings.EMAIL_BACKEND = QUEUE
    settings.LETTER_BACKEND = "content.letters.sending.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    empty_queue()
    close_breaker()
    yield
    empty_queue()


@pytest.fixture
def postman(mailing, port):
    """A mail server that is up."""
    with running_postman(port) as postman:
        yield postman
