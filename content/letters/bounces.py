"""Refusals that come later, as a letter of the mail server (RFC 3464): a header of ours says what it was about."""

import re
from email import message_from_bytes, message_from_string, policy

from django.core.signing import BadSignature, Signer

from content.letters.models import UndeliveredLetter, mark_of, plain_address

# Comes back with the headers of the letter. Signed: nobody can have an address marked that we did not write to.
HEADER = "Kartu-Letter"
SIGNER = Signer(sep=".", salt="content.letters.bounces")
CODE = re.compile(r"\b5\d\d\b")


def letter_mark(about, address):
    """What the header says: the record a letter is about, and a fingerprint of who gets it."""
    kind, key = (about._meta.label_lower, about.pk) if about is not None else ("", "")
    return SIGNER.sign(f"{kind}/{key}/{mark_of(address)[:20]}")


def take_bounce(raw):
    """Tell staff of the letter that this report of a mail server says is refused for good; return the row, or None.

    None for everything else: a report of a delay, another letter, one that was not ours or went to somebody else.
    """
    report = message_from_bytes(raw, policy=policy.default)
    ours, recipients = returned_headers(report), refusals(report)
    try:
        kind, key, mark = SIGNER.unsign(str(ours.get(HEADER, "")).strip()).split("/")
    except (BadSignature, ValueError):
        return None
    for address, answer in recipients:
        if mark_of(address)[:20] == mark:
            about = (kind, int(key)) if kind else None
            code = int(CODE.search(answer)[0]) if CODE.search(answer) else 550
            return UndeliveredLetter.objects.note(address, str(ours["Subject"] or ""), about, code, answer)
    return None


def returned_headers(report):
    """The headers of the letter that came back, whole or without its text."""
    for part in report.walk():
        if part.get_content_type() == "message/rfc822":
            return part.get_payload(0)
        if part.get_content_type() == "text/rfc822-headers":
            return message_from_string(part.get_content(), policy=policy.default)
    return {}


def refusals(report):
    """(address, what the other server said) of the recipients that the report says were refused for good."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload():
            address = str(fields.get("Final-Recipient", "")).rpartition(";")[2]
            is_failed = str(fields.get("Action", "")).strip().lower() == "failed"
            if is_failed and str(fields.get("Status", "")).strip().startswith("5"):
                answer = str(fields.get("Diagnostic-Code", "")).partition(";")[2] or str(fields["Status"])
                yield plain_address(address), " ".join(answer.split())
