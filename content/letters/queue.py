"""Letters by way of the queue: stored in the transaction that caused them, sent by the worker, again if it must be.

A letter that was sent, or given up, leaves no row in the queue; what was given up is told to staff (``models.py``).
"""

import base64
import random
import time
from email.utils import formatdate, make_msgid, parseaddr

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app

from content.letters.bounces import HEADER, letter_mark
from content.letters.models import UndeliveredLetter
from content.letters.sending import ServerRestsError, answer_of, deliver, is_refused_for_good
from content.letters.wording import as_html

# Codes and links that somebody waits for at the screen have a lane of their own.
URGENT, ORDINARY = "urgent_letters", "letters"
QUEUES = (URGENT, ORDINARY)
MAX_ATTACHMENTS = 5 * 1024 * 1024
FIRST_WAIT = 60
LONGEST_WAIT = 60 * 60
# 1, 2, 4 … minutes, then every hour, for so long.
TRIED_FOR = 2 * 24 * 60 * 60


class QueuedEmailBackend(BaseEmailBackend):
    """Stores every message as one job; nothing is sent when the transaction around it rolls back."""

    def send_messages(self, email_messages):
        """Return the number of messages stored. Raises ValueError or TypeError for one that the queue cannot carry."""
        letters = [(to_letter(message), queue_of(message)) for message in email_messages if message.recipients()]
        for letter, queue in letters:
            send_letter.configure(queue=queue).defer(letter=letter)
        return len(letters)


def queue_of(message):
    return URGENT if getattr(message, "is_urgent", False) else ORDINARY


class LetterRetry(BaseRetryStrategy):
    """Tries again what may work later; whether it still should is decided by the task."""

    def get_retry_decision(self, *, exception, job):
        if isinstance(exception, ServerRestsError):
            return RetryDecision(retry_in={"seconds": round(exception.seconds + random.uniform(1, 20))})  # noqa: S311
        if not isinstance(exception, (OSError, DatabaseError)):
            return None
        return RetryDecision(retry_in={"seconds": min(FIRST_WAIT * 2 ** min(job.attempts, 10), LONGEST_WAIT)})


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
    if not alternatives:
        alternatives = [[as_html(str(message.subject), str(message.body)), "text/html"]]
    about = getattr(message, "about", None)
    letter = {
        "written_at": time.time(),
        "about": [about._meta.label_lower, about.pk] if about is not None else None,
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": str(message.from_email),
        **{name: [str(address) for address in getattr(message, name)] for name in ("to", "cc", "bcc", "reply_to")},
        "headers": headers_of(message),
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


def headers_of(message):
    """The message's own headers and those that must stay the same however often it is tried."""
    headers = {str(name): str(value) for name, value in message.extra_headers.items()}
    if len(message.recipients()) == 1:
        headers[HEADER] = letter_mark(getattr(message, "about", None), message.recipients()[0])
    given = {name.lower() for name in headers}
    if "message-id" not in given:
        # Not the name of this machine.
        domain = parseaddr(message.from_email)[1].rpartition("@")[2]
        headers["Message-ID"] = make_msgid(domain=domain or "localhost")
    if "date" not in given:
        headers["Date"] = formatdate()
    if "auto-submitted" not in given:
        # No automatic answer ("I am on holiday") is wanted.
        headers["Auto-Submitted"] = "auto-generated"
    return headers


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


@app.task(name="send_letter", queue=ORDINARY, retry=LetterRetry())
def send_letter(letter):
    """Send the letter through ``settings.LETTER_BACKEND``; what may work later is left to the retry strategy.

    What the other server refuses for good, or what has been tried for two days, is given up and told to staff. A
    worker that dies in between sends it once more, with the same number.
    """
    try:
        refused = deliver(to_message(letter))
    except OSError as error:
        if not (is_refused_for_good(error) or is_too_old(letter)):
            raise
        refused = dict.fromkeys(recipients_of(letter), answer_of(error))
    for address, answer in refused.items():
        UndeliveredLetter.objects.note(address, letter["subject"], letter.get("about"), *answer)


def is_too_old(letter):
    return time.time() - letter.get("written_at", 0) > TRIED_FOR


def recipients_of(letter):
    return [*letter["to"], *letter["cc"], *letter["bcc"]]
