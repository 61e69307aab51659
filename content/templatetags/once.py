"""A part of a page that was rendered before is not rendered again: ``{% once "services/_card.html" card=card %}``."""

import threading

from django import template
from django.conf import settings
from django.db.models import Model
from django.template.base import token_kwargs
from django.utils.translation import get_language

register = template.Library()

# In each process; a card is about 800 bytes, a field with sixty municipalities 4,500.
MOST_CHARACTERS = 2_000_000


class Memory(dict):
    """Texts by their keys; the oldest are forgotten when all together are too long."""

    def __init__(self, most):
        super().__init__()
        self.most, self.length, self.lock = most, 0, threading.Lock()

    def keep(self, key, text):
        with self.lock:
            if key in self or len(text) > self.most / 10:
                return
            self[key] = text
            self.length += len(text)
            while self.length > self.most:
                self.length -= len(self.pop(next(iter(self))))


rendered = Memory(MOST_CHARACTERS)


def as_words(value):
    """What a template is given of a record: its card."""
    return value.card if isinstance(value, Model) else value


class OnceNode(template.Node):
    def __init__(self, name, values):
        self.name = name
        self.values = values

    def render(self, context):
        values = {name: as_words(value.resolve(context)) for name, value in self.values.items()}
        key = values.pop("key") if "key" in values else tuple(values.values())
        # A designer who changes a template sees it at once.
        if key is None or settings.DEBUG:
            return self.rendered(context, values)
        key = (self.name, get_language(), key)
        text = rendered.get(key)
        if text is None:
            text = self.rendered(context, values)
            rendered.keep(key, text)
        return text

    def rendered(self, context, values):
        found = context.template.engine.get_template(self.name)
        return found.render(context.new(values))


@register.tag
def once(parser, token):
    """Include a template with these values alone, like ``include … only``, and keep the text for equal values.

    Of a record the template gets the ``card``. Equal values look the same; where they do not, ``key`` says which do,
    and None that none do. The template must not look at anything else: not at the time, the reader, or the database.
    """
    _tag, name, *rest = token.split_contents()
    values = token_kwargs(rest, parser)
    if rest or name[0] not in "\"'":
        raise template.TemplateSyntaxError('Write {% once "name.html" value=… %}.')
    return OnceNode(name[1:-1], values)
