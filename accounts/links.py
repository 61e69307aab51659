"""Links in letters that sign somebody in: once, for three days, instead of a password."""

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode


class SignInTokens(PasswordResetTokenGenerator):
    """Signed with the last sign-in, the address and the password: it ends when one of them changes."""

    key_salt = "accounts.links"


TOKENS = SignInTokens()


def link_parts(user):
    """What the address of the link says: whose it is, and the token."""
    return {"uid": urlsafe_base64_encode(force_bytes(user.pk)), "token": TOKENS.make_token(user)}


def user_of_link(uid, token, users=None):
    """Whom the link signs in; None when it does not work. Never staff: they prove themselves in two ways."""
    users = get_user_model().objects.all() if users is None else users
    try:
        pk = int(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    user = users.filter(pk=pk, is_active=True, is_staff=False).first()
    return user if TOKENS.check_token(user, token) else None
