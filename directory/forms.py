"""Fields for municipalities, terms (each asks the database once per form) and phone numbers."""

import re
from functools import lru_cache

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.forms.fields import PlainField
from content.sorting import sort_key
from content.translatable.models import columns_of
from directory.models import Municipality, Term
from directory.phones import diallable


class RecordChoiceField(forms.ChoiceField):
    """A choice of records by a readable key of the address; the clean value is the record itself."""

    def __init__(self, records, key, empty_label=None, **kwargs):
        super().__init__(required=False, **kwargs)
        self.empty_label = empty_label or _("Any")
        self.records, self.key = records, key

    def __deepcopy__(self, memo):
        """A form gets its own copy of the field, and with it today's records in the reader's language."""
        field = super().__deepcopy__(memo)
        for name in ("found", "offered_now", "rows"):
            field.__dict__.pop(name, None)
        field.choices = field.offered
        return field

    @cached_property
    def found(self):
        """The records by their keys, asked for once per form and not before somebody needs them."""
        return {getattr(record, self.key): record for record in self.records()}

    def offered(self):
        return [("", self.empty_label), *self.offered_now]

    @cached_property
    def offered_now(self):
        """The choices of the database: two forms that offer the same look the same."""
        return tuple((key, str(record)) for key, record in self.found.items())

    def clean(self, value):
        key = super().clean(value)
        return self.found.get(key) if key else None


def record_of(model, values):
    """A record of which only these columns are known. Django wants them in the order of the model's fields."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[name] for name in names])


class MunicipalityField(RecordChoiceField):
    """All sixty are offered, and nothing of them is loaded but their names."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Municipality"))
        super().__init__(municipalities_in_order, "slug", **kwargs)

    @property
    def columns(self):
        """A key, an address, and the names in the order in which the reader reads them."""
        order = columns_of("name", get_language() or settings.LANGUAGE_CODE)
        return ["id", "slug", *(column for _code, column in order)]

    @cached_property
    def rows(self):
        return tuple(Municipality.objects.order_by("pk").values_list(*self.columns))

    @cached_property
    def offered_now(self):
        return names_in_order(self.rows)

    def clean(self, value):
        key = forms.ChoiceField.clean(self, value)
        chosen = next((row for row in self.rows if row[1] == key), None) if key else None
        return chosen and record_of(Municipality, dict(zip(self.columns, chosen, strict=True)))


class TermField(RecordChoiceField):
    def __init__(self, vocabulary, **kwargs):
        super().__init__(lambda: Term.objects.of(vocabulary), "code", **kwargs)


@lru_cache(maxsize=10)
def names_in_order(rows):
    """(slug, name) in the alphabet, of rows of MunicipalityField; of the same sixty rows it is worked out once."""
    named = [(slug, next(filter(None, names), "")) for _key, slug, *names in rows]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def municipalities_in_order():
    """All sixty, in the alphabet of the reader's language."""
    return sorted(Municipality.objects.all(), key=lambda municipality: sort_key(str(municipality)))


class PhoneField(PlainField):
    """A number that can be dialled, in any usual notation; what was typed is kept."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("For example: +370 600 12 345"))
        kwargs.setdefault("max_length", 30)
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        super().__init__(widget=widget, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and not (re.fullmatch(r"[\d\s()+./–-]+", value) and diallable(value)[0]):
            raise ValidationError(_("Check the phone number. For example: +370 600 12 345"), code="phone")
