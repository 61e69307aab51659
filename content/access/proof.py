"""Somebody has proved a mailbox: the link of a letter was opened and its button pressed."""

SESSION_KEY = "proved_mailbox_of"


def prove_mailbox(request, user):
    """Write it into the session that is about to begin for ``user``."""
    request.session[SESSION_KEY] = str(user.pk)


def has_proved_mailbox(request):
    """Return True if whoever is signed in came by a letter."""
    return request.user.is_authenticated and request.session.get(SESSION_KEY) == str(request.user.pk)
