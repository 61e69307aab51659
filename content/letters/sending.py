"""The talk with the mail server: bounded in time, and left alone for a while when it does not answer."""

import smtplib
import socket
import threading
import time
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends import smtp

# After so many failures in a row nobody tries for a while: at first so long, then twice as long, at most …
FAILURES = 3
FIRST_REST, LONGEST_REST = 15, 120
# A server that says this is busy or going down, whoever the letter is for.
CLOSING = 421


class ServerRestsError(OSError):
    """The mail server failed a moment ago and is left alone for ``seconds``."""

    def __init__(self, seconds):
        super().__init__(f"The mail server is left alone for {seconds:.0f} seconds.")
        self.seconds = seconds


class Patient(smtplib.SMTP):
    """Waits for an answer ``settings.EMAIL_TIMEOUT`` seconds in all, also when it comes letter by letter."""

    refused = ()

    def getreply(self):
        clock = threading.Timer(settings.EMAIL_TIMEOUT, self.hang_up)
        clock.daemon = True
        clock.start()
        try:
            return super().getreply()
        finally:
            clock.cancel()

    def hang_up(self):
        """End the talk from another thread: whoever waits for the answer is told that the server is gone."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def sendmail(self, *arguments, **options):
        """Remember whom the server refused while it took others: the caller gets no exception for them."""
        self.refused = super().sendmail(*arguments, **options)
        return self.refused


class SmtpBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return Patient


class Breaker:
    """Shared by all threads of a worker: who may try, after how many failures nobody does, and for how long."""

    def __init__(self):
        self.lock = threading.Lock()
        self.failures, self.rest, self.until, self.is_probing = 0, FIRST_REST, 0.0, False

    @contextmanager
    def attempt(self):
        """Raise ServerRestsError instead of trying; notice whether the block reached the server."""
        self._allow()
        try:
            yield
        except OSError as error:
            if is_of_the_server(error):
                self._failed()
            else:
                self._worked()
            raise
        except BaseException:
            self._worked()
            raise
        self._worked()

    def _allow(self):
        with self.lock:
            if self.failures < FAILURES:
                return
            left = self.until - time.monotonic()
            if left > 0 or self.is_probing:
                raise ServerRestsError(max(left, FIRST_REST))
            # One goes and looks; all others wait for what it finds.
            self.is_probing = True

    def _failed(self):
        with self.lock:
            self.failures += 1
            self.is_probing = False
            if self.failures >= FAILURES:
                self.until = time.monotonic() + self.rest
                self.rest = min(self.rest * 2, LONGEST_REST)

    def _worked(self):
        with self.lock:
            self.failures, self.rest, self.until, self.is_probing = 0, FIRST_REST, 0.0, False


BREAKER = Breaker()


def is_of_the_server(error):
    """Return True when the server itself failed, not when it answered about this letter."""
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSING for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == CLOSING
    return not isinstance(error, smtplib.SMTPException)


def deliver(message):
    """Hand the message to the server; return whom it refused while it took others: {address: (code, text)}."""
    connection = get_connection(settings.LETTER_BACKEND)
    with BREAKER.attempt():
        connection.open()
        try:
            message.connection = connection
            message.send()
            refused = dict(getattr(getattr(connection, "connection", None), "refused", ()))
            return {address: (code, text.decode(errors="replace")) for address, (code, text) in refused.items()}
        finally:
            connection.close()


def is_refused_for_good(error):
    """Return True for an answer 5xx about the recipients or the text; our own login or sender can be put right."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def answer_of(error):
    """What the server said: its number (0: none) and its words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        code, text = 0, type(error).__name__
    return code, text.decode(errors="replace") if isinstance(text, bytes) else str(text)
