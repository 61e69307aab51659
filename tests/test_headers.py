"""Headers of every kind of answer, by the rules with which Mozilla's Observatory gives its A+."""

import pytest
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern

from portal.pages import views
from portal.serving import probes
from tests import factories as make
from tests.test_routes import PART, USUAL
from tests.tree import ROOT

pytestmark = pytest.mark.django_db
SAFE_REFERRER = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
HALF_A_YEAR = 15_768_000


def policy_of(answer):
    parts = (part.split() for part in answer.headers.get("Content-Security-Policy", "").split(";") if part.strip())
    return {name: values for name, *values in parts}


def is_open_data(answer):
    """Meant for programs of others, the same for everybody, and never with anybody's cookie."""
    allowed = answer.headers["Access-Control-Allow-Origin"] == "*" and not answer.cookies
    return allowed and answer.headers["Content-Type"] == "application/json"


def faults(answer):
    """What would take points, and the bonuses that an A+ needs: 100 points and something to spare."""
    policy, headers = policy_of(answer), answer.headers
    hsts = dict(part.strip().partition("=")[::2] for part in headers.get("Strict-Transport-Security", "").split(";"))
    sources = {source for values in policy.values() for source in values}
    wrong = {
        "no policy": not policy,
        "policy: default-src": policy.get("default-src") != ["'none'"],
        "policy: unsafe": bool(sources & {"'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*"}),
        "policy: data: for scripts": "data:" in policy.get("script-src", []) + policy.get("object-src", []),
        "can be framed": policy.get("frame-ancestors") != ["'none'"] or headers.get("X-Frame-Options") != "DENY",
        "no base-uri": policy.get("base-uri") != ["'none'"],
        "HSTS": int(hsts.get("max-age", "0")) < HALF_A_YEAR,
        "nosniff": headers.get("X-Content-Type-Options") != "nosniff",
        "referrer": headers.get("Referrer-Policy") not in SAFE_REFERRER,
        "foreign origins": "Access-Control-Allow-Origin" in headers and not is_open_data(answer),
    }
    for name, cookie in answer.cookies.items():
        if not cookie.value:  # taken away
            continue
        wrong[f"cookie {name}"] = not (cookie["secure"] and cookie["samesite"] in {"Lax", "Strict"})
        wrong[f"cookie {name} to scripts"] = name == "sessionid" and not cookie["httponly"]
    return sorted(name for name, is_wrong in wrong.items() if is_wrong)


@pytest.fixture
def browser(settings):
    """Asks over HTTPS, as a server with a certificate is asked; nothing is a fault of the test."""
    settings.SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return Client(raise_request_exception=False, headers={"host": "testserver"})


def all_routes(patterns=None, before=""):
    """Every address once, with something where a part changes."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        own = "lt/" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from all_routes(pattern.url_patterns, before + own)
        elif "(?P" not in before + own and "^" not in before + own:
            yield "/" + PART.sub(lambda found: USUAL[found[1] or "str"], before + own)


ROUTES = sorted(set(all_routes()))
# Some at a time: processes share the work.
PARTS = [ROUTES[start : start + 30] for start in range(0, len(ROUTES), 30)]


@pytest.mark.parametrize("paths", PARTS, ids=range(len(PARTS)))
def test_every_route_answers_with_the_headers_of_an_a_plus(browser, paths):
    """Everybody is answered; where only staff get further, staff too."""
    wrong = {}
    staff = make.make_staff()
    for path in paths:
        browser.cookies.clear()
        answers = [browser.post(path, secure=True), browser.get(path, secure=True)]
        if path.startswith(("/admin/", "/accounts/")) or answers[1].status_code in {302, 403}:
            browser.force_login(staff)
            answers.append(browser.get(path, secure=True))
        for answer in answers:
            if found := faults(answer):
                wrong[f"{answer.request['REQUEST_METHOD']} {path} {answer.status_code}"] = found
    assert wrong == {}


def test_files_and_pages_with_records(browser):
    """PDF, calendar, card, table, feed, picture, script: what is no page has them too."""
    event, service = make.make_event(), make.make_service()
    post = make.make_post(make.make_municipality(), email="a@example.lt")
    paths = {
        *(event.get_absolute_url(), service.get_absolute_url(), "/lt/", "/en/search/?q=a", "/lt/nowhere/"),
        f"/lt/networks/coordinators/{post.slug}.vcf",
        *("/static/portal.js", "/static/icon.svg", "/robots.txt", "/sitemap.xml", "/sw.js", "/healthz", "/readyz"),
        *("/lt/jobs/feed.xml", "/lt/events/feed.xml", "/lt/events/calendar.ics", "/lt/data/services.json"),
        "/.well-known/security.txt",
    }
    answers = {path: browser.get(path, secure=True) for path in sorted(paths)}
    for answer in answers.values():
        answer.close()

    assert {path: faults(answer) for path, answer in answers.items() if faults(answer)} == {}
    assert sum(answer.status_code == 200 for answer in answers.values()) > len(paths) - 5


@pytest.mark.parametrize("status", [400, 403, 404, 405, 429, 500, 503])
def test_errors(browser, monkeypatch, status):
    def failing(request):
        if status == 404:
            raise Http404
        raise OperationalError("connection refused") if status == 503 else ValueError("x")

    if status in {404, 500, 503}:
        monkeypatch.setattr(probes, "health", failing)
        route = next(pattern for pattern in get_resolver().url_patterns if pattern.name == "security_contact")
        monkeypatch.setattr(route, "callback", failing)
    if status == 429:
        route = next(pattern for pattern in get_resolver().url_patterns if pattern.name == "security_contact")
        monkeypatch.setattr(route, "callback", views.too_many)
    if status == 403:
        browser.handler.enforce_csrf_checks = True
    path = "/lt/feedback/" if status == 403 else "/robots.txt" if status == 405 else "/.well-known/security.txt"
    host = "elsewhere.example" if status == 400 else "testserver"
    answer = browser.generic("POST" if status in {403, 405} else "GET", path, secure=True, headers={"host": host})

    assert answer.status_code == status
    assert faults(answer) == []


def test_page_out_of_memory_has_the_same_headers(browser):
    first = browser.get("/lt/about/", secure=True)
    again = browser.get("/lt/about/", secure=True)
    assert faults(first) == faults(again) == []


def test_pages_that_the_proxy_writes_itself_have_them_and_are_no_templates():
    """Caddy's own words while the portal starts anew, and for what is too large."""
    text = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    block = text.partition("(strict) {\n\theader {\n")[2].partition("}")[0]
    pairs = [line.split(maxsplit=1) for line in block.splitlines() if line.strip()]
    answer = HttpResponse(headers={name: value.strip('"') for name, value in pairs})
    assert faults(answer) == []
    assert text.count("import strict") == text.count("handle_errors") == 2
    # The proxy fills no template in: the file holds what the template says.
    assert (ROOT / "deploy/503.html").read_text(encoding="utf-8") == render_to_string("503.html")
    assert "./deploy/503.html:/srv/503.html:ro" in (ROOT / "compose.yaml").read_text(encoding="utf-8")
