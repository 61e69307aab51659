from allauth.account.utils import perform_login
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from accounts.forms import OwnAccountForm
from accounts.links import user_of_link
from accounts.models import User
from accounts.roles import role_name
from content.access.private_pages import private_page
from content.access.proof import prove_by_letter


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_letter(request, uid, token):
    """A button that signs in: opening the link changes nothing, because mail programs and scanners open links too."""
    if request.method == "POST":
        with transaction.atomic():
            # Held: two who press at once get in once.
            if user := user_of_link(uid, token, User.objects.select_for_update()):
                # Like the mailed code, it proves the mailbox.
                prove_by_letter(request.session, user)
                return perform_login(request, user, email=user.email)
    user = user_of_link(uid, token)
    context = {"email": user.email if user else ""}
    return render(request, "account/sign_in_by_letter.html", context, status=200 if user else 404)


@require_http_methods(["GET", "HEAD", "POST"])
def own_account(request, context):
    """The own name and language; the admin site asks who is there, and gives what its pages need."""
    form = OwnAccountForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_bound and form.is_valid():
        form.save()
        with override(form.instance.language):
            messages.success(request, str(_("Your account was saved.")))
        return redirect("admin:own_account")
    shown = {"form": form, "title": _("My account"), "roles": [role_name(group) for group in request.user.groups.all()]}
    return render(request, "admin/accounts/own_account.html", {**context, **shown})
