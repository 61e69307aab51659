"""The link by which a reader stops letters that come again and again; mail programs press it too (RFC 8058)."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.letters.models import StoppedLetters, mark_of

LINK = Signer(sep=".", salt="content.letters.stopping")

# Letters that repeat: kind -> what they are about, for the page of the link.
KINDS = {
    "cards": _("Is the card of a coordinator still correct?"),
    "agreements": _("Agreements that end"),
    "jobs": _("Jobs that wait for review"),
    "reports": _("Mistakes that readers found"),
    "services": _("Services whose money ends"),
}


def stop_link(address, kind):
    """The address of the page; it holds a fingerprint, not the reader's own address."""
    token = LINK.sign(f"{kind}-{mark_of(address)}")
    return f"{settings.SITE_URL.rstrip('/')}{reverse('stop_letters', args=[token])}"


def stop_headers(address, kind):
    return {
        "List-Unsubscribe": f"<{stop_link(address, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def stop_of_link(token):
    """(kind, fingerprint) that the link is for, or None when it is not ours."""
    try:
        kind, _dash, mark = LINK.unsign(token).partition("-")
    except BadSignature:
        return None
    return (kind, mark) if kind in KINDS else None


def change(kind, mark, is_stopped):
    """Stop the letters or send them again; twice is the same as once."""
    if is_stopped:
        StoppedLetters.objects.get_or_create(kind=kind, mark=mark)
    else:
        StoppedLetters.objects.filter(kind=kind, mark=mark).delete()
