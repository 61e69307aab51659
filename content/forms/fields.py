"""Fields for text, sums, days and numbers as people type them."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.text import tidy

MARKUP = re.compile(r"<\s*[a-zA-Z/!?]")


class PlainField(forms.CharField):
    """Text as people write it, with ``rows`` in several lines. Markup is refused, what nobody sees is dropped."""

    def __init__(self, *, rows=0, **kwargs):
        self.rows = rows
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**kwargs)

    def to_python(self, value):
        return tidy(str(super().to_python(value)), in_lines=self.rows > 0)

    def validate(self, value):
        super().validate(value)
        if MARKUP.search(value):
            raise ValidationError(_("Write plain text, without the sign “<”."), code="markup")


class AmountField(forms.DecimalField):
    """A sum or a number of hours: 1200, 1 200, 8,50 and 8.50 are all understood."""

    def __init__(self, **kwargs):
        options = {"min_value": 1, "max_digits": 9, "decimal_places": 2, **kwargs}
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), localize=False, **options)

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"[\s€]", "", value).replace(",", ".")
            if not re.fullmatch(r"[0-9.]{0,12}", value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class DayField(forms.DateField):
    """A day, chosen with the phone's own calendar."""

    default_error_messages = {"invalid": _("Write the day like this: 2026-12-31")}

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value):
        """Accept a day also as the ISO text that answers hold."""
        return super().clean(value.isoformat() if isinstance(value, date) else value)


def required(field):
    """The same field, to be filled in: choices of records are made for filters, which never demand anything."""
    field.required = field.widget.is_required = True
    return field
