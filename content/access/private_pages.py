"""Pages that their address alone opens, or that belong to one person: one kind, one set of headers.

A view says that it is one; which addresses are private is read from the routes, so no list of paths can forget one.
The headers are set by ``portal.middleware``, on every answer below such an address: half a link is a link.
"""

from functools import cache

from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern

# The pages of who signs in, all of them: the libraries' views know nothing of us.
SIGNED_IN = ("/admin/", "/accounts/")
HEADERS = {
    # Kept by no browser and no proxy.
    "Cache-Control": "no-store",
    # The address is a key: no other page is told of it, not even ours. Not "no-referrer": that would also take the
    # sender's name from our own buttons, and Django then refuses the form as foreign.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def private_page(view):
    """Mark a view: its page is for who has its link, or for whom it is about."""
    view.is_private = True
    return view


def is_private(path):
    """Return True for an address below which pages are private, whether one answers there or not."""
    return _below_language(path).startswith(private_prefixes())


def without_key(path):
    """The path as a log may hold it: of a private one only the part that all of its kind share."""
    below = _below_language(path)
    prefix = next((prefix for prefix in private_prefixes() if below.startswith(prefix)), below)
    return path.removesuffix(below.removeprefix(prefix))


def _below_language(path):
    head, _slash, rest = path.lstrip("/").partition("/")
    return rest if head in dict(settings.LANGUAGES) else path.lstrip("/")


@cache
def private_prefixes():
    """What the addresses of private pages begin with, without the language, up to the first part that changes."""
    return tuple(sorted(set(_fixed_parts(get_resolver().url_patterns, ""))))


def _fixed_parts(patterns, before):
    for pattern in patterns:
        address = before if isinstance(pattern.pattern, LocalePrefixPattern) else before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _fixed_parts(pattern.url_patterns, address)
        elif getattr(pattern.callback, "is_private", False):
            yield address.partition("<")[0]
