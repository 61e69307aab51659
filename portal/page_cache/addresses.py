"""Which requests are answered for everybody alike, and by what they are told apart."""

import sys
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from portal.page_cache.routes import question_of


class Address(NamedTuple):
    scheme: str
    host: str
    path: str
    question: str

    @property
    def language(self):
        head = self.path.split("/", 2)[1]
        return head if head in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def address_of(environ):
    """The Address a request asks for, or None when its answer may be for one reader only, or is not known to be kept.

    The cookie that protects forms changes no page without one; every other cookie may say who somebody is.
    """
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    if environ.get("SCRIPT_NAME") or "HTTP_AUTHORIZATION" in environ:
        return None
    if "HTTP_COOKIE" in environ and not is_of_forms(environ["HTTP_COOKIE"]):
        return None
    host, scheme = environ.get("HTTP_HOST", ""), scheme_of(environ)
    if host not in hosts(tuple(settings.ALLOWED_HOSTS), settings.SITE_URL):
        return None
    if settings.SECURE_SSL_REDIRECT and scheme != "https":
        return None
    path = environ.get("PATH_INFO", "")
    question = question_of(path, environ.get("QUERY_STRING", ""))
    return None if question is None else Address(scheme, host, path, question)


def scheme_of(environ):
    """As Django reads it; links in pages begin with it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if (said := environ.get(name)) is not None:
            return "https" if said.split(",", 1)[0].strip() == secure else "http"
    return environ.get("wsgi.url_scheme", "http")


def is_of_forms(cookie):
    return all(part.partition("=")[0].strip() == settings.CSRF_COOKIE_NAME for part in cookie.split(";"))


@lru_cache(maxsize=8)
def hosts(allowed, site_url):
    """The hosts that are kept, written as browsers write them: no pattern and no odd port, which have no end."""
    names = {name.lower() for name in allowed if not name.startswith((".", "*"))}
    port = urlsplit(site_url).port
    return names | ({f"{name}:{port}" for name in names} if port else set())


def environ_of(address):
    """A request for it, as a server would make it."""
    parts = urlsplit(f"{address.scheme}://{address.host}")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": address.path,
        "QUERY_STRING": address.question,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or (443 if address.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": address.host,
        "wsgi.url_scheme": address.scheme,
        "wsgi.version": (1, 0),
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if settings.SECURE_PROXY_SSL_HEADER and address.scheme == "https":
        header, secure = settings.SECURE_PROXY_SSL_HEADER
        environ[header] = secure
    return environ
