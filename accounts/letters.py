"""Letters to who works in the back office. Sent in the transaction that causes them, by the queue."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.letters.message import Letter


def invitation(user):
    """Write where to choose a password; the link works once, for three days. Nobody else ever knows the password."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    with override(user.language):
        path = reverse("account_reset_password_from_key", kwargs=parts)
        _write("invitation", user, _("You can work in the back office of Kartu"), f"{settings.SITE_URL}{path}")


def second_factor_reset(user):
    """Tell whose second factor was taken away: it may be that nobody asked for it."""
    with override(user.language):
        subject = _("Your second factor on Kartu was reset")
        _write("second_factor_reset", user, subject, f"{settings.SITE_URL}{reverse('mfa_index')}")


def _write(name, user, subject, link):
    body = render_to_string(f"accounts/letters/{name}.txt", {"user": user, "link": link})
    Letter(subject, body, [user.email], about=user, is_urgent=True).send()
