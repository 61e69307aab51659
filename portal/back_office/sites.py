"""The admin site of the portal."""

from functools import update_wrapper

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.sites import UnfoldAdminSite

from content.access.preview import lacks_second_factor
from networks.posts.who_helps import Helpers
from services.models import Service

# Unfold's Alpine evaluates attributes and the editor's import map is inline; still nothing from any other host.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
}


class KartuAdminSite(UnfoldAdminSite):
    site_header = "Kartu"
    site_title = "Kartu"
    index_title = _("Back office")
    enable_nav_sidebar = True

    def admin_view(self, view, cacheable=False):
        """Ask for the second factor before any admin page, and give admin pages their own content policy."""
        inner = super().admin_view(view, cacheable)

        def checked(request, *args, **kwargs):
            # A number stands there; what somebody typed instead is no record, whichever page it was typed for.
            if not kwargs.get("object_id", "0").isdecimal():
                raise Http404
            if self.has_permission(request) and lacks_second_factor(request.user):
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return csp_replace(ADMIN_POLICY)(update_wrapper(checked, inner))

    def index(self, request, extra_context=None):
        """Say at once what is wrong with the coordinators, and which services lose their money soon."""
        if request.user.has_perm("networks.change_post"):
            for text in self.about_coordinators():
                messages.warning(request, text)
        if request.user.has_perm("services.view_service"):
            say_what_ends(request)
        return super().index(request, extra_context)

    def about_coordinators(self):
        if not Helpers().national:
            yield _(
                "Nobody answers for the municipalities without a coordinator. Open a post that can be reached and "
                "choose “answers for the rest of the country”."
            )
        if not settings.ASK_COORDINATORS:
            yield _(
                "Coordinators are not asked by letter whether their cards are correct: this is switched off. Look at "
                "the cards, then ask whoever runs the server to set ASK_COORDINATORS=1."
            )

    def login(self, request, extra_context=None):
        """There is one way in: the accounts' own page, which knows passkeys, codes and limits on guessing."""
        if self.has_permission(request):
            return redirect(f"{self.name}:index")
        if request.user.is_authenticated:
            return redirect("mfa_index" if request.user.is_staff else "networks:my_posts")
        return redirect_to_login(request.GET.get("next") or reverse(f"{self.name}:index"), settings.LOGIN_URL)


def say_what_ends(request):
    """Services for everybody that are paid for not longer than 90 days from today: how many, and where they are."""
    ending = Service.objects.published().ending_soon().count()
    if ending:
        words = ngettext(
            "The money of %(count)d service ends within 90 days.",
            "The money of %(count)d services ends within 90 days.",
            ending,
        ) % {"count": ending}
        address = f"{reverse('admin:services_service_changelist')}?end=soon"
        messages.warning(request, format_html('{} <a class="underline" href="{}">{}</a>', words, address, _("Look")))
