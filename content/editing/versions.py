"""Which version of a record a form began with, and what two people wrote over each other."""

import hashlib
from dataclasses import dataclass

from django import forms
from django.forms.models import model_to_dict
from django.utils.html import strip_tags
from django.utils.text import capfirst

# The form's own field: the row of the history that it began with, a fingerprint of the record, one of the rows below.
VERSION = "_version"
NEW = "new"


@dataclass(frozen=True)
class Difference:
    """A field that is stored otherwise than it was typed; ``is_mine``: what stands in the form is what was typed."""

    label: str
    stored: str
    typed: str
    is_mine: bool


class Version:
    """A record as a form can change it: its fields, and the rows below it."""

    def __init__(self, record, form_class, formsets):
        self.record, self.form_class = record, form_class
        self.rows = {formset.prefix: (formset, list(formset.get_queryset())) for formset in formsets}

    def __str__(self):
        last = self.history.order_by("-history_id").values_list("history_id", flat=True).first() if self.history else 0
        return f"{last or 0}.{self.of_record}.{self.of_rows}"

    @property
    def history(self):
        return getattr(self.record, "history", None)

    @property
    def of_record(self):
        return _digest(model_to_dict(self.record, list(self.form_class.base_fields)))

    @property
    def of_rows(self):
        return _digest(
            [
                [model_to_dict(row, list(formset.form.base_fields)) for row in found]
                for formset, found in self.rows.values()
            ]
        )

    def differs_from(self, began):
        """Whether somebody has saved the record since a form began with ``began``."""
        _history, _dot, prints = began.partition(".")
        return bool(prints) and prints != f"{self.of_record}.{self.of_rows}"

    def differences(self, began, typed):
        """What is stored beside what was typed. ``typed`` takes over what only the other person has changed."""
        number, _dot, prints = began.partition(".")
        found = list(self._of_fields(self._base(number), typed))
        if prints.partition(".")[2] != self.of_rows:
            found += list(self._of_rows(typed))
        return found

    def _base(self, number):
        """The record as it was when the form was opened, or None when no history says so."""
        row = self.history.filter(history_id=number).first() if self.history and number.isdigit() else None
        return row.instance if row else None

    def _of_fields(self, base, typed):
        stored, mine = self.form_class(instance=self.record), self.form_class(typed, instance=self.record)
        began = self.form_class(instance=base) if base else None
        for name, field in stored.fields.items():
            data = mine[name].data
            if not field.has_changed(stored[name].initial, data):
                continue
            is_list = isinstance(field, forms.ModelMultipleChoiceField)
            is_mine = began is None or is_list or field.has_changed(began[name].initial, data)
            if not is_mine:
                _take_over(typed, stored[name])
            yield Difference(_label(field), _shown(field, stored[name].initial), _shown(field, data), is_mine)

    def _of_rows(self, typed):
        for prefix, (formset, rows) in self.rows.items():
            names = [name for name in typed if name.startswith(f"{prefix}-") and not name.endswith(("_FORMS", "-id"))]
            texts = [text for name in names for text in typed.getlist(name) if len(text) > 2]
            label = capfirst(formset.model._meta.verbose_name_plural)
            yield Difference(str(label), "; ".join(map(str, rows)) or "–", "; ".join(texts) or "–", is_mine=True)


def _digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def _take_over(typed, bound):
    """Write into ``typed`` what a field of an untouched form would send."""
    widget = getattr(bound.field.widget, "widget", bound.field.widget)
    parts = widget.get_context(bound.html_name, bound.value(), {})["widget"]
    for part in parts.get("subwidgets") if isinstance(widget, forms.MultiWidget) else [parts]:
        value, attrs = part.get("value"), part.get("attrs", {})
        values = value if isinstance(value, list | tuple) else [value]
        if part.get("type") == "checkbox":
            values = ["on"] if attrs.get("checked") else []
        typed.setlist(part["name"], ["" if each is None else str(each) for each in values])


def _shown(field, value):
    """A value as a person reads it."""
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        return ", ".join(_shown(field, each) for each in (value.all() if hasattr(value, "all") else value)) or "–"
    if value in (None, ""):
        return "–"
    if hasattr(field, "queryset"):
        return str(field.queryset.filter(pk=getattr(value, "pk", value)).first() or value)
    choices = {str(code): name for code, name in getattr(field, "choices", None) or []}
    return strip_tags(str(choices.get(str(value), value)))


def _label(field):
    return str(capfirst(field.label or ""))
