"""Texts as pages show them, escaped and marked with their language, and the words that the cards of lists are of."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language_bidi


def direction(code):
    """The attribute that turns a text round which is written the other way than the page, else ""."""
    is_right_to_left = code in settings.LANGUAGES_BIDI
    if is_right_to_left == get_language_bidi():
        return ""
    return format_html(' dir="{}"', "rtl" if is_right_to_left else "ltr")


def marked(text):
    """The text, wrapped in its ``lang`` when that is not the page's."""
    if getattr(text, "is_foreign", False):
        return format_html('<span lang="{}"{}>{}</span>', text.language, direction(text.language), text)
    return text


def written(record, field="name"):
    """A field's text as HTML; "" without a record. Two texts that are written alike are the same on the page too."""
    return conditional_escape(marked(record.text(field))) if record else ""


@dataclass(frozen=True)
class Card:
    """What a list shows of a record, in words: the template of a card says it from these and nothing else.

    Texts are HTML in the reader's language. Equal cards look the same, so a page renders each once (``once``).
    """

    url: str
    name: str
    summary: str
    is_example: bool
    old_facts_year: int | None
    foreign_language: str
    foreign_language_in: str


def facts_of(record):
    """What every Card says, from a record of ``for_cards()``."""
    return {
        "url": record.get_absolute_url(),
        "name": written(record),
        "summary": written(record, "summary"),
        "is_example": record.is_example,
        "old_facts_year": record.old_facts_year,
        "foreign_language": record.foreign_language,
        "foreign_language_in": record.foreign_language_in,
    }
