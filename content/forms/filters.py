"""What a reader asks of a list, by GET. A wrong question narrows nothing and never ends in an error page."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from content.languages import SPOKEN_LANGUAGES
from content.text import UNSEEN


class FilterForm(forms.Form):
    """Base of the sections' filters: ``apply()`` uses ``asked()``, lists print ``active`` and keep ``query``."""

    q = forms.CharField(label=_("Word"), required=False, max_length=100)

    def __init__(self, data):
        if data.get("q"):
            data = data.copy()
            data["q"] = UNSEEN.sub("", data["q"])
        super().__init__(data=data, use_required_attribute=False)
        self.is_valid()

    def asked(self, name):
        """The clean value of one filter, or None when it is empty or makes no sense."""
        return self.cleaned_data.get(name) or None

    @property
    def given(self):
        """The filters in use, as they stand in the address."""
        return {
            name: self.data.get(name) for name in self.fields if self.asked(name) is not None and self.data.get(name)
        }

    @property
    def query(self):
        """The query string of the filters in use, ready to be followed by ``page=``."""
        return f"{urlencode(self.given)}&" if self.given else ""

    @property
    def question(self):
        """The filters in use as an address ends with them: "?topic=1" or ""."""
        return f"?{urlencode(self.given)}" if self.given else ""

    @property
    def active(self):
        """Every filter in use as (what it says, address of the list without it)."""
        return [
            (
                self._says(name),
                f"?{urlencode({key: value for key, value in self.given.items() if key != name})}#results",
            )
            for name in self.given
        ]

    @property
    def fields_to_show(self):
        """Each field with the ``key`` of its looks (see ``once``): None while it holds what was freely typed.

        A field whose choices change says today's in ``offered_now``.
        """
        return [(field, self._looks(field)) for field in self.visible_fields()]

    def _looks(self, bound):
        value, is_choice = bound.value(), isinstance(bound.field, forms.ChoiceField | forms.BooleanField)
        if bound.name in self.errors or not (is_choice or value in (None, "")):
            return None
        offered = getattr(bound.field, "offered_now", ())
        value = tuple(value) if isinstance(value, list) else value
        return f"{type(self).__module__}.{type(self).__qualname__}", bound.name, value, offered

    def _says(self, name):
        field, value = self.fields[name], self.given[name]
        choices = {str(key): label for key, label in getattr(field, "choices", [])}
        return choices.get(value, field.label if isinstance(field, forms.BooleanField) else value)


class SpokenLanguageField(forms.ChoiceField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Language spoken"))
        super().__init__(choices=spoken_choices, required=False, **kwargs)


def spoken_choices():
    """A function: the choices are not copied for each form."""
    return [("", _("Any")), *SPOKEN_LANGUAGES]
