"""What a link to a page looks like where it is forwarded (Open Graph), and what a search engine says of it."""

from functools import lru_cache
from html import unescape

import nh3
from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.text import Truncator
from django.utils.translation import get_language

from content.access.private_pages import is_private

register = template.Library()

# What Viber, Telegram and WhatsApp show of it; longer texts are cut there in the middle of a word.
LONGEST = 200
# Open Graph wants a language with a country; the language alone is what it is about.
LOCALES = {"lt": "lt_LT", "en": "en_GB", "ru": "ru_RU", "uk": "uk_UA"}
PICTURE = "previews/{}.png"
USUAL = "kartu"
IN_SHORT = ["summary", "description"]


@register.simple_block_tag
def as_text(content):
    """The markup inside as one line of plain text, which is escaped again wherever it is put."""
    return as_line(content)


@register.simple_tag(takes_context=True)
def description(context, said):
    """``said``, else what the record of the page says in short, at most LONGEST letters."""
    record = context.get("record")
    if not said and hasattr(record, "translated_fields"):
        said = next(filter(None, map(record.text, in_short(record))), "")
    return Truncator(as_line(said)).chars(LONGEST)


def in_short(record):
    return [field for field in IN_SHORT if field in record.translated_fields()]


def as_line(text):
    """Without markup, and without what a script or a style in it says."""
    return " ".join(unescape(nh3.clean(text, tags=set())).split())


@register.inclusion_tag("includes/_preview.html", takes_context=True)
def link_preview(context, title, said):
    """Nothing for a draft, for a page that its link alone opens, or for one that is not found: not to be told on."""
    request = context.get("request")
    if request is None or request.resolver_match is None or context.get("is_preview") or is_private(request.path):
        return {}
    return {
        "title": title,
        "description": said,
        "address": request.build_absolute_uri(request.path),
        "picture": request.build_absolute_uri(static(picture_of(request.resolver_match.view_name))),
        "locale": LOCALES.get(get_language(), get_language()),
    }


@lru_cache(maxsize=200)
def picture_of(view_name):
    """The file for a page: that of its view, else that of its section, else the portal's (``make previews``)."""
    names = [view_name.replace(":", "-"), view_name.partition(":")[0], USUAL]
    return next(path for path in map(PICTURE.format, names) if finders.find(path))
