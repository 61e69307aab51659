"""Facts for machines inside a page (JSON-LD)."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

# What could end the element or begin another one, and the two line ends that some readers of JSON stumble over.
UNSAFE = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(data):
    """``data`` as a block of JSON-LD, or "" without data. No browser runs it; no text in it can leave it."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
