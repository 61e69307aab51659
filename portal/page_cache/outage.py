"""What readers get while the database is away: the last good page, which says since when, or a page that says so."""

import re
from functools import cache

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from portal.page_cache.answers import Answer

# Ours are written by our own templates; what people wrote is escaped and holds no tag.
BEGINNING_OF_CONTENT = re.compile(rb"<main\b[^>]*>")
RETRY_AFTER = "30"
# What a page of Django's gets from its middleware; here none of it has run.
SAFE = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
]


def with_line(answer, language):
    """The same answer; a page begins with a line that says since when it is, and has an ETag of its own."""
    body = answer.body
    if answer.is_page and (found := BEGINNING_OF_CONTENT.search(body)):
        body = body[: found.end()] + line(answer.made_at, language).encode() + body[found.end() :]
    return Answer(answer.status, answer.headers, body, cache_control="no-store", version=answer.version)


def line(moment, language):
    with override(language):
        return render_to_string("page_cache/_line.html", {"moment": timezone.localtime(moment)})


@cache
def page_of_outage():
    return render_to_string("503.html").encode()


def no_answer(environ, start_response):
    """503, to be tried again in a moment."""
    page = page_of_outage()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Cache-Control", "no-store"),
        ("Retry-After", RETRY_AFTER),
        *SAFE,
    ]
    start_response("503 Service Unavailable", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page]
