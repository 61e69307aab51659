"""The texts of one language of one record: these fields, and no other, whatever is sent."""

import hashlib
from functools import partial

from django import forms
from django.contrib import admin
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from content.models import Content

VERSION = "_version"


def version_of(record, language):
    """A fingerprint of both sides: a save over somebody else's, or over a source that moved, is not made."""
    columns = columns_of(record, language)
    texts = [record.source_hash(), *(getattr(record, column) or "" for column in columns)]
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:32]


def columns_of(record, language):
    """The columns of a language whose source has a text, or that have one themselves, in the order of the record."""
    return [
        build_localized_fieldname(field, language)
        for field in record.translated_fields()
        if record.written(field, record.source_language) or record.written(field, language)
    ]


class TranslationForm(forms.ModelForm):
    """``save_translation`` writes the texts of the language and whose they are, and nothing else of the record."""

    by_machine = forms.BooleanField(
        label=_("A machine made this translation, and nobody has reviewed it: readers are told"), required=False
    )

    def __init__(self, *args, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language
        known = self.instance.translations.get(language, {})
        self.initial["by_machine"] = known.get("origin") == Content.Origin.MACHINE

    @property
    def columns(self):
        return [name for name in self.fields if name != "by_machine"]

    def save_translation(self, user, is_right):
        """``is_right``: somebody says that the text renders today's source. Whether it is complete and so current."""
        record = self.instance
        is_current = is_right and not record.missing_fields(self.language)
        if is_current:
            origin = Content.Origin.MACHINE if self.cleaned_data["by_machine"] else Content.Origin.HUMAN
            record.note_current(self.language, by=str(user), origin=origin)
        with transaction.atomic():
            record.save(update_fields=[*self.columns, "translations", "updated_at"])
        return is_current


def form_class(request, record, language):
    """The form of a record, with the fields its admin has."""
    shown = admin.site._registry[type(record)]
    return forms.modelform_factory(
        type(record),
        form=TranslationForm,
        fields=columns_of(record, language),
        formfield_callback=partial(shown.formfield_for_dbfield, request=request),
    )
