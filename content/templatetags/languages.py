"""Language links, hreflang, and texts that say which language they are in."""

import nh3
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content.languages import translated_languages
from content.models import TAGS
from content.wording import direction, marked

register = template.Library()

CODES = [code for code, _name in settings.LANGUAGES]


def in_language(path, code):
    """Return ``path`` (with its query) under another language's prefix: slugs are not translated, so that is all."""
    head, _slash, rest = path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if head in CODES else f"/{code}/"


def _complete_languages(context):
    record = context.get("record")
    return record.complete_languages() if hasattr(record, "complete_languages") else translated_languages()


@register.simple_tag(takes_context=True)
def page_languages(context):
    """The page being shown in each language: list of {code, name, url, current, translated}."""
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    complete = _complete_languages(context)
    return [
        {
            "code": code,
            "name": name,
            "url": in_language(path, code),
            "current": code == get_language(),
            "translated": code in complete,
        }
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def head_links(context):
    """Canonical address and hreflang set; a page that is not in the reader's language asks not to be indexed."""
    request = context.get("request")
    if request is None or request.resolver_match is None or context.get("is_preview"):
        return mark_safe('<meta name="robots" content="noindex">')
    complete = _complete_languages(context)
    if get_language() not in complete:
        return mark_safe('<meta name="robots" content="noindex">')
    addresses = {code: request.build_absolute_uri(in_language(request.path, code)) for code in complete}
    links = [("canonical", "", addresses[get_language()])]
    links += [("alternate", code, address) for code, address in addresses.items()]
    links.append(("alternate", "x-default", x_default(request, addresses)))
    return format_html_join(
        "\n    ",
        '<link rel="{}"{} href="{}">',
        ((rel, format_html(' hreflang="{}"', code) if code else "", url) for rel, code, url in links),
    )


def x_default(request, addresses):
    """Where readers of other languages are sent: home pages to the chooser, others to English if it is there."""
    if request.path.count("/") == 2:
        return request.build_absolute_uri(reverse("chooser"))
    return addresses.get(settings.X_DEFAULT_LANGUAGE) or next(iter(addresses.values()))


def in_its_language(text, html):
    if not text.is_foreign:
        return html
    return format_html('<div lang="{}"{}>{}</div>', text.language, direction(text.language), html)


register.simple_tag(marked)


@register.simple_tag
def shown(record, field="name"):
    """A field's text in the reader's language, or in another with its ``lang``."""
    return marked(record.text(field)) if record else ""


@register.simple_tag
def shown_if_public(neighbour):
    """The name of a record that another one points at, or "" while it is not public itself."""
    return marked(neighbour.text("name")) if neighbour and neighbour.is_published else ""


@register.simple_tag
def shown_lines(record, field):
    """A longer plain text as paragraphs."""
    text = record.text(field)
    lines = [line for line in text.splitlines() if line.strip()]
    paragraphs = format_html_join("", "<p>{}</p>", ((line,) for line in lines))
    return in_its_language(text, paragraphs)


@register.simple_tag
def shown_html(record, field="description"):
    """A rich text, cleaned once more on its way out, so nothing that reached the table by another way can run."""
    text = record.text(field)
    clean = mark_safe(nh3.clean(text, tags=TAGS, attributes={"a": {"href"}}, link_rel="noreferrer"))  # noqa: S308
    return in_its_language(text, clean)
