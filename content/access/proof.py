"""Who has proved in this session to be the person: by a mailed code, the link in a letter, an app or a passkey."""

from allauth.account.authentication import get_authentication_records

# A password alone is not enough: it can be guessed or passed on.
PROOFS = {"code", "mfa"}
# Whose letter was opened. allauth writes down its own ways of signing in; there is no public way to add one.
BY_LETTER = "proved_by_letter"


def prove_by_letter(session, user):
    """The link was in a letter: whoever presses its button reads the mailbox."""
    session[BY_LETTER] = user.pk


def is_proved(request, user):
    """Return True when ``user`` has given a proof in the session of the request."""
    records = get_authentication_records(request, user)
    return is_proved_by_letter(request.session, user) or any(record["method"] in PROOFS for record in records)


def is_proved_by_letter(session, user):
    return session.get(BY_LETTER) == user.pk
