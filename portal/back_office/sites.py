"""The admin site of the portal."""

from functools import update_wrapper

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from accounts.views import own_account
from content import wording
from content.access.preview import lacks_second_factor
from content.admin.piles import pile
from content.editing.admin import keep, keep_of_somebody_signed_out
from events.models import Registration
from networks.posts.who_helps import Helpers
from portal.agency.views import agency_file_view, agency_view
from portal.back_office import desk, lookup, navigation
from portal.back_office.policy import policy
from portal.tables import views as tables
from portal.translating.views import translate_view


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
            return keep_of_somebody_signed_out(request) or inner(request, *args, **kwargs)

        # Made with the first page: the names of files are known only when they have been collected.
        return update_wrapper(lambda *args, **kwargs: csp_replace(policy())(checked)(*args, **kwargs), inner)

    def each_context(self, request):
        # Unfold writes them into each page, where no style may stand; they are in static/admin/colours.css.
        shown = {"colors": {}, "border_radius": None, "table_links": tables.links_of_list(request)}
        return {**super().each_context(request), **shown}

    def get_urls(self):
        own = [
            path("desk/<slug:name>/", self.admin_view(self.pile_view), name="pile"),
            path("keep/", self.admin_view(keep), name="keep"),
            path("translate/<str:label>/<int:pk>/<str:language>/", self.admin_view(translate_view), name="translate"),
            path("agency/", self.admin_view(agency_view), name="agency"),
            path("agency/<slug:source>/<slug:target>/", self.admin_view(agency_file_view), name="agency_file"),
            path("tables/<str:label>/", self.admin_view(tables.upload_view), name="tables"),
            path("tables/<str:label>/<slug:what>.<slug:form>", self.admin_view(tables.file_view), name="tables_file"),
            path("my-account/", self.admin_view(self.own_account_view), name="own_account"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request, extra_context=None):
        """The desk; what is wrong with the coordinators is said above it."""
        if request.user.has_perm("networks.change_post"):
            for text in self.about_coordinators():
                messages.warning(request, text)
        if request.user.has_perm("events.view_registration"):
            say_who_hoards(request)
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "parts": desk.parts(request),
            "groups": navigation.groups(request),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", context)

    def pile_view(self, request, name):
        """Records of all kinds that wait for the same thing."""
        found = pile(name)
        if found is None:
            raise Http404
        context = {**self.each_context(request), "title": found.title, **desk.pile_page(request, found)}
        return TemplateResponse(request, "admin/pile.html", context)

    def own_account_view(self, request):
        return own_account(request, self.each_context(request))

    def search(self, request, extra_context=None):
        """Lists and records by what was typed behind Ctrl+K; nothing of it is stored, unlike in Unfold's own."""
        results = lookup.found(request, request.GET.get("s", ""))
        page = Paginator(results, max(len(results), 1))
        context = {"results": page.get_page(1), "page_obj": page, "page_counter": 0}
        template = "command_results" if "extended" in request.GET else "search_results"
        return TemplateResponse(request, f"unfold/helpers/{template}.html", context, headers={"HX-Trigger": "search"})

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


def say_who_hoards(request):
    """Dates with many seats kept for people nobody has heard of: an accident, or somebody takes them from others."""
    for date in Registration.objects.hoarded():
        words = _("Many seats are kept for people who have not confirmed: %(event)s, %(day)s.") % {
            "event": date.series.text("name"),
            "day": wording.day(date.starts_at),
        }
        address = reverse("admin:events_registration_date", args=[date.pk])
        messages.warning(request, format_html('{} <a class="underline" href="{}">{}</a>', words, address, _("Look")))
