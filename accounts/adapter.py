from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import override

from content.access.proof import is_proved_by_letter
from content.access.rate_limit import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by staff; nobody signs up. Staff land in the back office, coordinators on their own page."""

    def is_open_for_signup(self, request):
        return False

    def render_mail(self, template_prefix, email, context, *args, **kwargs):
        """Codes and links are waited for at the screen: they overtake all other letters."""
        message = super().render_mail(template_prefix, email, context, *args, **kwargs)
        user = context.get("user")
        message.is_urgent, message.about = True, user if getattr(user, "pk", None) else None
        return message

    def pre_authenticate(self, request, **credentials):
        """Wrong passwords count for an account from one sender: a stranger elsewhere cannot lock its owner out.

        The second factor and the mailed code guard against guessing from many places.
        """
        login = credentials.get("email") or ""
        super().pre_authenticate(request, **{**credentials, "email": f"{login} {address_of(request)}"})

    def get_login_redirect_url(self, request):
        if request.user.is_staff:
            return resolve_url("admin:index")
        with override(request.user.language):
            return reverse("networks:my_posts")

    def is_login_by_code_required(self, login):
        """After a password, a coordinator without a second factor gets a code by e-mail: see decision 0019.

        Never for staff: a mailed code is no second factor of the back office.
        """
        user = login.user
        if user is None or user.is_staff or is_mfa_enabled(user):
            return super().is_login_by_code_required(login)
        if is_proved_by_letter(self.request.session, user):
            return False
        records = get_authentication_records(self.request, user)
        return bool(records) and records[-1]["method"] == "password"
