"""``{% icon "search" %}``: a drawing beside words, which say the same."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name):
    """A drawing of static/icons.svg by its name there; "" without a name."""
    if not name:
        return ""
    sprite = f"{static('icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', sprite)
