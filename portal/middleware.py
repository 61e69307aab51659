"""What every request passes through, in the order of ``settings.MIDDLEWARE``."""

import logging
import time
import uuid
from contextlib import suppress

from compression_middleware import br
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse, QueryDict, UnreadablePostError
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from content.access.private_pages import HEADERS, SIGNED_IN, is_private, without_key
from content.text import composed
from portal.serving.probes import health, readiness

# Pages made for one reader: a tenth smaller than with the library's 4, for 0.15 ms of a page of 27 kB. It has no
# setting for it.
br.DEFAULT_LEVEL = 5

logger = logging.getLogger("portal.requests")

# Asked every few seconds by machines: worth a line only when something is wrong.
HEALTH_PATHS = ("/healthz", "/readyz")
# Ways to answer 404, 403 or 400, not faults of ours.
ANSWERS = (Http404, PermissionDenied, SuspiciousOperation)
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


class RequestLogMiddleware:
    """Writes one line per request, without who asked and without what they typed, and gives the request its number.

    Being the outermost, it also sets the headers that every answer needs, a static file's included.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex[:12]
        start = time.perf_counter()
        response = self.get_response(request)
        milliseconds = round((time.perf_counter() - start) * 1000, 1)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers["X-Request-ID"] = request.request_id
        if is_private(request.path_info):
            for name, value in HEADERS.items():
                response.headers[name] = value
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # gunicorn warns of a body here; the length of the real one stays in its header
        is_routine = request.path_info in HEALTH_PATHS or request.META.get("portal.is_warming")
        if not (is_routine and response.status_code == 200):
            fields = {**self.fields(request), "status": response.status_code, "ms": milliseconds}
            logger.info("request", extra={"fields": fields})
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, ANSWERS):
            return
        logger.error("error", exc_info=exception, extra={"fields": self.fields(request)})

    @staticmethod
    def fields(request):
        # The route, not the path, where there is one: the path of a private link is a secret, half of it too.
        match = request.resolver_match
        where = {"route": match.route} if match else {"path": without_key(request.path_info)[:200]}
        return {"id": request.request_id, "method": request.method, **where}


class HealthMiddleware:
    """Answers ``/healthz`` (this process runs) and ``/readyz`` (all that is needed is there), to any host, no session.

    The same as the door for probes tells (``portal/serving/probes.py``), except for figures: those are for inside.
    """

    ANSWERS = {"/healthz": health, "/readyz": readiness}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info in self.ANSWERS:
            status, kind, text = self.ANSWERS[request.path_info]()
            return HttpResponse(text, status=status, content_type=kind, headers={"Cache-Control": "no-store"})
        return self.get_response(request)


class BadInputMiddleware:
    """Keeps out what nobody sees and some outlet cannot hold; content/text.py says what that is.

    A path with the character NUL, which PostgreSQL takes in no text, does not exist. What people typed, on public pages
    and in the back office, reaches forms legible and in one form: line ends, letters with their marks.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info:
            raise Http404
        if not is_as_typed(request.GET):
            request.GET = in_one_form(request.GET)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """The same for a form that is sent; one that broke off on its way is left to the view."""
        with suppress(UnreadablePostError):
            if request.method == "POST" and not is_as_typed(request.POST):
                request.POST = in_one_form(request.POST, unless_refused)


def is_as_typed(query):
    """Nothing is to be done: most of what is sent."""
    return all(text.isascii() and text.isprintable() for pair in query.lists() for text in (pair[0], *pair[1]))


def unless_refused(text):
    """Forms refuse NUL themselves: nobody types it."""
    return text if "\0" in text else composed(text)


def in_one_form(query, form=composed):
    """A password stays what it is, letter by letter."""
    found = QueryDict(mutable=True)
    for name, values in query.lists():
        for value in values:
            found.appendlist(composed(name), form(value) if "password" not in name else value)
    found._mutable = False
    return found


class LanguageMiddleware:
    """Chooses the language: the prefix of the path, in the back office the user's own or the browser's, else the first.

    A public page depends on its address only: no cookie, no redirect, no Vary.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        prefix = request.path_info.split("/", 2)[1]
        signed_in = request.path_info.startswith(SIGNED_IN)
        if prefix in dict(settings.LANGUAGES):
            language = prefix
        elif signed_in:
            language = self.reader_language(request)
        else:
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if signed_in:
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def reader_language(request):
        if request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
            return request.user.language
        return translation.get_language_from_request(request)


class PublicCacheMiddleware:
    """Lets browsers and proxies keep public pages, but ask every time whether they still hold (ETag, 304).

    What was unpublished is gone with the next request. A page that depends on a cookie is kept by nobody else, a page
    for people who signed in, or behind a private link, by nobody at all.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(SIGNED_IN):
            response.headers["Cache-Control"] = "no-store"
        elif request.method in {"GET", "HEAD"} and response.status_code < 500 and "Cache-Control" not in response:
            if self.depends_on_cookie(request, response):
                response.headers["Cache-Control"] = "private, no-cache"
            else:
                response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
                return self.with_etag(request, response)
        return response

    @staticmethod
    def depends_on_cookie(request, response):
        session = getattr(request, "session", None)
        # The cookie of a form is set further out, after us; this is the note that it will be.
        form = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        return bool(response.cookies or form or (session is not None and session.accessed))

    @staticmethod
    def with_etag(request, response):
        if request.method != "GET" or response.status_code != 200 or response.streaming:
            return response
        if "ETag" not in response:
            set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)
