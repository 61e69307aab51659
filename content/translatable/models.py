"""Records with texts in several columns, one per language; abstract, as all of this application's."""

from functools import cache, lru_cache

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf, Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from content.languages import interface_languages, resolution_order
from content.sorting import SortKey
from content.text import composed, has_words, legible

# Names and summaries: lists show the same ones again and again.
SHORT = 400


class ShownText(str):
    """A text and the language it is really in; ``is_foreign`` when that is not the reader's."""

    __slots__ = ("is_foreign", "language")

    def __new__(cls, text, language, is_foreign):
        shown = super().__new__(cls, text)
        shown.language = language
        shown.is_foreign = is_foreign
        return shown


@cache
def columns_of(field, wanted):
    """(language, column) of a translated field in the order in which a reader of ``wanted`` gets its texts."""
    return [(code, build_localized_fieldname(field, code)) for code in resolution_order(wanted)]


@cache
def is_line(model, field):
    """The field holds one line of text."""
    return isinstance(model._meta.get_field(field), models.CharField)


def fit(value, in_one_line):
    """A stored text fit for every outlet; "" when there is nothing to read in it."""
    if not value:
        return ""
    return _fit(value, in_one_line) if len(value) <= SHORT else _fit.__wrapped__(value, in_one_line)


@lru_cache(maxsize=4000)
def _fit(value, in_one_line):
    if not has_words(value):
        return ""
    return legible(value).replace("\n", " ") if in_one_line else legible(value)


@cache
def translated_fields_of(model):
    translated = translator.get_options_for_model(model).fields
    return [field.name for field in model._meta.concrete_fields if field.name in translated]


def name_order(language):
    """What readers of that language find a record by in an alphabetical list."""
    names = [build_localized_fieldname("name", code) for code in resolution_order(language)]
    return SortKey(Coalesce(*(NullIf(name, Value("")) for name in names)))


def orders_of_name(prefix, *before):
    """An index for each language: records in the order ``before``, then by name."""
    return [
        models.Index(*before, name_order(code), "id", name=f"{prefix}_{code}")
        for code in settings.MODELTRANSLATION_LANGUAGES
    ]


def words_within(name, *fields):
    """The index of what ``matching()`` looks for: parts of words in these texts, in any language."""
    columns = [
        build_localized_fieldname(field, code) for field in fields for code in settings.MODELTRANSLATION_LANGUAGES
    ]
    return GinIndex(*(OpClass(Upper(column), name="gin_trgm_ops") for column in columns), name=name)


class TranslatableQuerySet(models.QuerySet):
    def in_order_of_name(self):
        """In the alphabet of the reader's language: Č after C, Š after S, Ž after Z."""
        return self.order_by(name_order(get_language() or settings.LANGUAGE_CODE), "pk")


class Translatable(models.Model):
    """Texts in several columns, one per language; a missing one is shown in another language and said so."""

    source_language = models.CharField(
        _("source language"),
        max_length=8,
        choices=interface_languages,
        default=settings.LANGUAGE_CODE,
        help_text=_("The language the texts were first written in."),
    )

    class Meta:
        abstract = True

    @classmethod
    def translated_fields(cls):
        """The names of the fields that are written once per language, in the order of the model."""
        return translated_fields_of(cls)

    def text(self, field, language=None):
        """Return ``field`` as ShownText in ``language`` (the active one), or in the next one its readers may read."""
        wanted = language or get_language() or settings.LANGUAGE_CODE
        for code, column in columns_of(field, wanted):
            if value := fit(getattr(self, column), is_line(type(self), field)):
                return ShownText(value, code, code != wanted)
        return ShownText("", wanted, False)

    def written(self, field, language):
        """What ``field`` says in that language alone, fit for every outlet; "" when there is nothing to read in it."""
        return fit(getattr(self, build_localized_fieldname(field, language)), is_line(type(self), field))

    def save(self, *args, **kwargs):
        """Keep texts as they are meant, whoever writes them: form, import or shell."""
        self.tidy_texts()
        super().save(*args, **kwargs)

    def tidy_texts(self):
        """One form for line ends and letters, nothing unseen; markup without words is no text."""
        translated = self.translated_fields()
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)
            if not isinstance(value, str) or not isinstance(field, (models.CharField, models.TextField)):
                continue
            if field.name in translated:
                continue
            if isinstance(field, ProseEditorField) and not has_words(value):
                value = ""
            value = composed(value)
            setattr(self, field.attname, value.replace("\n", " ") if isinstance(field, models.CharField) else value)

    def __str__(self):
        return str(self.text("name"))
