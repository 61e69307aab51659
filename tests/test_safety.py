"""What every answer promises: headers, caching, languages, logs; and what a production server insists on."""

import io
import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from portal.logs import JsonFormatter, without_personal_data
from portal.middleware import BadInputMiddleware, PublicCacheMiddleware, RequestLogMiddleware

LANGUAGES = [code for code, _ in django_settings.LANGUAGES]
PUBLIC = ["/", *(f"/{code}/" for code in LANGUAGES)]
PRODUCTION = {
    "SECRET_KEY": "q7Z!m2x#Vt9" * 6,
    "EMAIL_HOST": "mail.example.org",
    "ALLOWED_HOSTS": "kartu.example.lt",
    "DATABASE_URL": "postgres://kartu:secret@database/kartu",
}


@pytest.fixture
def log_lines():
    """The lines of portal.requests as they are written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("portal.requests")
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def run_python(*arguments, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "COVERAGE_PROCESS_START") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=django_settings.BASE_DIR,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_has_the_strict_headers(client, path):
    response = client.get(path)
    assert response.status_code == 200
    policy = {
        name: values
        for name, *values in (part.split() for part in response["Content-Security-Policy"].split(";") if part)
    }
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_depends_on_its_address_only(client, path):
    response = client.get(path, headers={"accept-language": "ru"})
    assert not response.cookies
    assert response.get("Vary", "") in {"", "Accept-Encoding"}
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_unchanged_page_is_not_sent_again(client, encoding):
    path = f"/{LANGUAGES[0]}/"
    first = client.get(path, headers={"accept-encoding": encoding})
    assert first.get("Content-Encoding", "identity") == encoding
    again = client.get(path, headers={"accept-encoding": encoding, "if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/accounts/login/"])
def test_pages_for_staff_are_kept_by_nobody(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.django_db
def test_page_that_depends_on_a_cookie_is_kept_by_no_proxy():
    def with_form(request):
        return HttpResponse(get_token(request))

    response = PublicCacheMiddleware(with_form)(RequestFactory().get("/lt/feedback/"))
    assert response["Cache-Control"] == "private, no-cache"
    assert "ETag" not in response


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_page_speaks_the_language_of_its_address(client, language):
    response = client.get(f"/{language}/nowhere/", headers={"accept-language": "de"})
    assert response.status_code == 404
    assert response["Content-Language"] == language
    assert f'lang="{language}"' in response.content.decode()


@pytest.mark.django_db
def test_missing_page_without_a_language_speaks_the_first(client):
    response = client.get("/nowhere/", headers={"accept-language": "ru"})
    assert (response.status_code, response["Content-Language"]) == (404, LANGUAGES[0])


@pytest.mark.django_db
def test_sign_in_speaks_the_browsers_language(client):
    response = client.get("/accounts/login/", headers={"accept-language": "ru,en;q=0.5"})
    assert response["Content-Language"] == "ru"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.django_db
def test_back_office_speaks_the_users_language(client):
    user = get_user_model().objects.create_superuser(email="ona@example.org", password="x", language="en")
    client.force_login(user)
    assert client.get("/admin/", headers={"accept-language": "ru"})["Content-Language"] == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/%00", "/lt/%00/", "/lt/events/a%00b/"])
def test_nul_in_a_path_is_a_missing_page(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["q=%00", "q=a%00b&page=%00", "%00=1", "q=%ff%fe", "q=%", "page=%F0%9F%98%80"])
def test_odd_bytes_in_a_query_are_no_error(client, query):
    for page in ("", "events/", "services/", "jobs/", "guide/"):
        assert client.get(f"/{LANGUAGES[0]}/{page}?{query}").status_code in {200, 404}


@pytest.mark.django_db
def test_nul_is_taken_out_of_the_query():
    request = BadInputMiddleware(lambda request: request)(RequestFactory().get("/?q%00=a%00b&q=c"))
    assert list(request.GET.lists()) == [("q", ["ab", "c"])]


def test_path_with_nul_does_not_exist():
    request = RequestFactory().get("/lt/")
    request.path_info = "/lt/a\0b/"

    with pytest.raises(Http404):
        BadInputMiddleware(lambda request: request)(request)


def test_healthz_needs_no_database_and_no_known_host(client):
    response = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok", "no-store")


@pytest.mark.django_db
def test_log_line_says_what_was_asked_but_not_by_whom_or_what_was_typed(client, log_lines):
    client.get(
        "/lt/?q=ona@example.lt",
        headers={"user-agent": "Spy/1.0", "x-forwarded-for": "192.0.2.44"},
        REMOTE_ADDR="192.0.2.44",
    )
    [line] = log_lines()
    assert (line["method"], line["route"], line["status"]) == ("GET", "lt/", 200)
    assert line["ms"] >= 0
    assert line["id"]
    for personal in ("ona", "192.0.2", "Spy", "?"):
        assert personal not in json.dumps(line)


def test_head_is_answered_without_a_body_but_with_its_length():
    response = RequestLogMiddleware(lambda request: HttpResponse("text", headers={"Content-Length": "4"}))(
        RequestFactory().head("/lt/")
    )
    assert (response.content, response["Content-Length"]) == (b"", "4")


def test_health_is_logged_only_when_it_is_bad(client, log_lines):
    client.get("/healthz")
    assert log_lines() == []


@pytest.mark.django_db
def test_log_line_holds_no_secret_of_the_path(client, log_lines):
    client.get("/accounts/password/reset/key/abc-topsecret/")
    assert "topsecret" not in json.dumps(log_lines())


def test_exception_is_logged_with_its_place_but_without_its_words(log_lines):
    request = RequestFactory().get("/lt/")
    request.request_id, request.resolver_match = "abc", None
    try:
        raise ValueError("Key (email)=(ona@example.lt) already exists")
    except ValueError as error:
        RequestLogMiddleware(None).process_exception(request, error)
    [line] = log_lines()
    assert line["exception"] == "builtins.ValueError"
    assert "test_safety.py" in line["traceback"][0]
    assert "ona" not in json.dumps(line)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Not Found: /lt/?q=ona", "Not Found: /lt/?…"),
        ("no user jonas.p+x@example.lt here", "no user (e-mail) here"),
        ("from 192.0.2.44 again", "from (address) again"),
        ("from 2001:db8:0:0:1::44 again", "from (address) again"),
        ("at 12:30:15, version 5.2.19", "at 12:30:15, version 5.2.19"),
    ],
)
def test_log_text_is_cleaned(text, shown):
    assert without_personal_data(text) == shown


def test_message_of_a_library_is_cleaned_when_it_is_written():
    record = logging.makeLogRecord({"name": "django", "msg": "no user %s", "args": ("ona@example.lt",)})

    assert json.loads(JsonFormatter().format(record))["message"] == "no user (e-mail)"


def test_production_settings_pass_djangos_own_check():
    done = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_HOST"])
def test_server_without_its_settings_does_not_start(missing):
    done = run_python(
        "-c", "import portal.wsgi", **{name: value for name, value in PRODUCTION.items() if name != missing}
    )
    assert done.returncode != 0
    assert f"Set the environment variable {missing}." in done.stderr


def test_secret_may_come_from_a_file(tmp_path):
    key = tmp_path / "key"
    key.write_text("from-a-file\n")
    production = {**PRODUCTION, "SECRET_KEY_FILE": str(key)}
    del production["SECRET_KEY"]
    done = run_python("-c", "import portal.settings as s; print(s.SECRET_KEY)", **production)
    assert done.stdout == "from-a-file\n", done.stderr


@pytest.mark.parametrize(
    ("written", "told"),
    [("", "mailto:kartu@localhost"), ("a@example.lt", "mailto:a@example.lt"), ("https://example.lt/x", None)],
)
def test_security_txt_says_whom_to_tell_and_until_when(written, told):
    """As RFC 9116 wants it: its end is never a year ahead, and never over while the portal runs."""
    code = """if True:
        import django
        django.setup()
        from django.test import Client
        print(Client().get("/.well-known/security.txt", HTTP_HOST="localhost").text)
    """
    answer = run_python("-c", code, DJANGO_SETTINGS_MODULE="tests.settings", SECURITY_CONTACT=written, SECRET_KEY="x")
    fields = dict(line.split(": ", 1) for line in answer.stdout.strip().splitlines())

    assert fields["Contact"] == (told or written)
    assert timedelta(days=90) < datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC) < timedelta(days=366)
    assert fields["Preferred-Languages"] == "lt, en, ru"
    assert fields["Canonical"].endswith("/.well-known/security.txt")
