from django import template

from content.letters.models import UndeliveredLetter

register = template.Library()


@register.simple_tag
def refused_letters(record):
    """The newest refused letter of each address that the record of a form has, or that it was written about."""
    return UndeliveredLetter.objects.refused_for(record) if record else []
