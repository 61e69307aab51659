"""Letters by way of the queue: stored in the transaction that caused them, sent by the worker, again if it must be."""

import base64
import smtplib
from email.utils import formatdate, make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app

MAX_ATTACHMENTS = 5 * 1024 * 1024
FIRST_WAIT = 60
LONGEST_WAIT = 6 * 60 * 60
# 1, 2, 4 … 256 minutes, then every six hours: two days in all.
MAX_RETRIES = 16


class QueuedEmailBackend(BaseEmailBackend):
    """Stores every message as one job; nothing is sent when the transaction around it rolls back."""

    def send_messages(self, email_messages):
        """Return the number of messages stored. Raises ValueError or TypeError for one that the queue cannot carry."""
        letters = [to_letter(message) for message in email_messages if message.recipients()]
        for letter in letters:
            send_letter.defer(letter=letter)
        return len(letters)


class LetterRetry(BaseRetryStrategy):
    """Tries again what may work later, for two days; what the other server refuses for good is given up at once."""

    def get_retry_decision(self, *, exception, job):
        if not isinstance(exception, OSError) or is_refused_for_good(exception) or job.attempts >= MAX_RETRIES:
            return None
        return RetryDecision(retry_in={"seconds": min(FIRST_WAIT * 2**job.attempts, LONGEST_WAIT)})


def is_refused_for_good(error):
    """Return True for an answer 5xx about the recipients or the text; our own login or sender can be put right."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def to_letter(message):
    """Return all of the message as JSON data, with the number and date that stay the same however often it is tried.

    Raises ValueError or TypeError for what would be lost or refused on the way: a foreign kind of part, attachments
    over the limit, a line break in a header.
    """
    alternatives = [list(part) for part in getattr(message, "alternatives", [])]
    if message.content_subtype != "plain" or message.encoding or message.mixed_subtype != "mixed":
        raise ValueError(
            "A queued letter is plain text with alternatives; set no content_subtype, encoding or mixed_subtype."
        )
    if any(not isinstance(content, str) for content, _ in alternatives):
        raise ValueError("The alternatives of a queued letter must be text.")
    headers = {str(name): str(value) for name, value in message.extra_headers.items()}
    given = {name.lower() for name in headers}
    if "message-id" not in given:
        # Not the name of this machine.
        domain = parseaddr(message.from_email)[1].rpartition("@")[2]
        headers["Message-ID"] = make_msgid(domain=domain or "localhost")
    if "date" not in given:
        headers["Date"] = formatdate()
    letter = {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": str(message.from_email),
        **{name: [str(address) for address in getattr(message, name)] for name in ("to", "cc", "bcc", "reply_to")},
        "headers": headers,
        "alternatives": alternatives,
        "attachments": [attachment_data(attachment) for attachment in message.attachments],
    }
    size = sum(len(attachment["content"]) * 3 // 4 for attachment in letter["attachments"])
    if size > MAX_ATTACHMENTS:
        raise ValueError(
            f"The attachments of a queued letter may have {MAX_ATTACHMENTS} bytes together, these have {size}."
        )
    to_message(letter).message()  # what cannot be built now cannot be built later: BadHeaderError is a ValueError
    if any("\0" in text for text in texts_in(letter)):
        raise ValueError("A queued letter cannot hold the character NUL.")
    return letter


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def attachment_data(attachment):
    if not isinstance(attachment, tuple):
        raise TypeError("Attach files to a queued letter as name, content and type, not as a ready MIME part.")
    name, content, mimetype = attachment
    text = isinstance(content, str)
    if not text and not isinstance(content, bytes):
        raise TypeError("The content of an attachment must be text or bytes.")
    data = content.encode() if text else content
    return {"name": name, "content": base64.b64encode(data).decode(), "text": text, "mimetype": mimetype}


def to_message(letter):
    """Return the message that ``to_letter`` made the data of."""
    message = EmailMultiAlternatives(
        letter["subject"],
        letter["body"],
        letter["from_email"],
        **{name: letter[name] for name in ("to", "cc", "bcc", "reply_to", "headers")},
    )
    for content, mimetype in letter["alternatives"]:
        message.attach_alternative(content, mimetype)
    for attachment in letter["attachments"]:
        data = base64.b64decode(attachment["content"])
        message.attach(attachment["name"], data.decode() if attachment["text"] else data, attachment["mimetype"])
    return message


@app.task(name="send_letter", queue="letters", retry=LetterRetry())
def send_letter(letter):
    """Send the letter through ``settings.LETTER_BACKEND``; an error is left to the retry strategy."""
    message = to_message(letter)
    message.connection = get_connection(settings.LETTER_BACKEND)
    message.send()
