"""Fields for municipalities, terms (each asks the database once per form) and phone numbers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.forms.fields import PlainField
from content.sorting import sort_key
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
        field.found = {getattr(record, self.key): record for record in self.records()}
        field.choices = [("", self.empty_label), *((key, str(record)) for key, record in field.found.items())]
        return field

    def clean(self, value):
        return self.found.get(super().clean(value))


class MunicipalityField(RecordChoiceField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Municipality"))
        super().__init__(municipalities_in_order, "slug", **kwargs)


class TermField(RecordChoiceField):
    def __init__(self, vocabulary, **kwargs):
        super().__init__(lambda: Term.objects.of(vocabulary), "code", **kwargs)


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
