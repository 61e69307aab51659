"""Who may read what at a record's own address."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings


def readable(request, records):
    """Published records; with ``?preview=1`` also drafts, for staff who may see them.

    Only then is the visitor looked at: a public page reads no session, sets no cookie and does not vary by one.
    """
    if is_preview(request) and not lacks_second_factor(request.user):
        return records.visible_to(request.user)
    return records.published()


def is_preview(request):
    return "preview" in request.GET


def lacks_second_factor(user):
    """Drafts and the back office open only to staff who prove who they are twice, where that is asked for."""
    return settings.STAFF_SECOND_FACTOR and user.is_authenticated and not is_mfa_enabled(user)
