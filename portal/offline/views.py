"""What readers keep on their phones: a worker that they ask for, and the page that lists and deletes what is kept."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.danger.answers import all_lines
from services.models import Service

SOURCES = Path(__file__).parent
# What a page needs to look and work as usual without the internet.
FILES = ["site.css", "icons.svg", "portal.js", "plan.js", "exit.js", "icon.svg", "eu-emblem.svg"]
# The page's colours, as in base.html.
COLOUR = "#123f3a"


@require_safe
def page(request):
    """What is saved on this phone, and whom to call: a phone that saved anything keeps this page too.

    It also answers a search without internet: what to do in each danger stands there ready.
    """
    return render(request, "offline/page.html", {"lines": help_lines(), "dangers": all_lines()})


def help_lines():
    """The same lines as on the page of help lines."""
    return Service.objects.published().for_emergencies()


@require_safe
@cache_control(no_cache=True)
def worker(request):
    """The service worker; phones that saved nothing never ask for it.

    Its text changes when anything in its kit does, also a number to call: browsers then fetch the new kit. Switched
    off by ``SERVICE_WORKER=0`` it becomes one that deletes everything it kept and itself.
    """
    if not settings.SERVICE_WORKER:
        return javascript((SOURCES / "worker_off.js").read_text(encoding="utf-8"))
    kit = {"pages": {}, "files": [static(name) for name in FILES], "notices": {}}
    source = (SOURCES / "worker.js").read_text(encoding="utf-8")
    content = [source, *kit["files"]]
    for code, _name in settings.LANGUAGES:
        with override(code):
            kit["pages"][code] = reverse("offline")
            kit["notices"][code] = _("A copy saved on {date}: there is no internet.")
            content.append(render_to_string("offline/_content.html", {"lines": help_lines(), "dangers": all_lines()}))
    kit["version"] = hashlib.sha256("\n".join(content).encode()).hexdigest()[:12]
    return javascript(f"const KIT = {json.dumps(kit, ensure_ascii=False, sort_keys=True)};\n{source}")


def javascript(text):
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request):
    """The web app manifest: "add to the home screen" opens Kartu in the language one read in (``?language=``)."""
    asked = request.GET.get("language")
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(language):
        start = reverse("home") if asked == language else reverse("chooser")
        about = {
            "name": "Kartu",
            "short_name": "Kartu",
            "description": _("Events, services, jobs and people who help, for people who came to live in Lithuania."),
            "lang": language,
            "id": "/",
            "start_url": start,
            "scope": "/",
            "display": "minimal-ui",
            "background_color": "#ffffff",
            "theme_color": COLOUR,
            "icons": [
                {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
            ],
        }
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
