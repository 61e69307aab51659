import sys
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import defaults
from django.views.decorators.http import require_safe

from content.languages import translated_languages
from events.models import Event, EventSeries
from guide.models import GuidePage
from portal.pages.sitemaps import ContentSitemap

HOME_EVENTS = 3
# In so many seconds browsers and search engines may ask again.
AWAY_SECONDS, TOO_MANY_SECONDS = 10, 60
GUIDE_TASKS = ["documents", "health", "housing", "first-steps"]


class MunicipalitySitemap(ContentSitemap):
    """The coordinator pages: every municipality has one, in every language."""

    def lastmod(self, municipality):
        return None

    def get_languages_for_item(self, municipality):
        return translated_languages()


@require_safe
def chooser(request):
    """The door for readers of every language: one link each, no guess, no redirect. Needs no database."""
    languages = []
    for code, name in settings.LANGUAGES:
        with override(code):
            languages.append({"code": code, "name": name, "url": request.build_absolute_uri(reverse("home"))})
    return render(request, "chooser.html", {"languages": languages})


@require_safe
def home(request):
    series = EventSeries.objects.published().filter(is_example=False)
    dates = Event.objects.filter(pk__in=Event.objects.of(series).ahead().one_per_series(HOME_EVENTS))
    guide = guide_pages()
    context = {
        "tasks": tasks(guide),
        "first_steps": guide.get("first-steps", reverse("guide:list")),
        "dates": dates.for_cards().soonest_first(),
    }
    return render(request, "home.html", context)


@require_safe
def page(request, template):
    """A text about the portal itself."""
    return render(request, template)


@require_safe
def security_contact(request):
    """Whom to tell of a hole, as RFC 9116 has it; good for half a year from today."""
    until = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=180)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL.rstrip('/')}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def server_error(request):
    """A fault of ours; a database that is away, locked or full is none: that page says when to come again."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return wait("503.html", 503, AWAY_SECONDS)
    return defaults.server_error(request)


def too_many(request):
    return wait("429.html", 429, TOO_MANY_SECONDS)


def wait(template, status, seconds):
    """A page in three languages that needs nothing of ours: no database, no session, no file of a known name."""
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string(template), status=status, headers=headers)


def guide_pages():
    """The addresses of those guide pages that the first page leads to and that are public now."""
    return {page.slug: page.get_absolute_url() for page in GuidePage.objects.published().filter(slug__in=GUIDE_TASKS)}


def tasks(guide):
    """What people come for, in their words; the first page leads to each with one tap."""
    services = reverse("services:list")
    contents = reverse("guide:list")
    rows = [
        (
            _("Find your coordinator"),
            _("A person who helps you in your municipality"),
            reverse("networks:coordinators"),
            "person",
        ),
        (
            _("Get documents"),
            _("Residence permit, personal code, address"),
            guide.get("documents", contents),
            "paper",
        ),
        (_("See a doctor"), _("Family doctor, insurance, help"), guide.get("health", contents), "cross"),
        (_("Find a job"), _("Also without Lithuanian"), reverse("jobs:list"), "bag"),
        (_("Find a home"), _("To rent or to buy"), guide.get("housing", contents), "house"),
        (
            _("Learn Lithuanian"),
            _("Courses and conversation"),
            reverse("services:need", args=["learn-lithuanian"]),
            "bubble",
        ),
        (_("Children and school"), _("Nursery, school, activities"), f"{services}?topic=children", "child"),
        (_("I got a letter"), _("Words from official letters explained"), reverse("guide:words"), "letter"),
    ]
    return [{"title": title, "hint": hint, "url": url, "icon": icon} for title, hint, url, icon in rows]
