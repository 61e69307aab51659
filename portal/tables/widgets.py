"""How a value stands in a cell, and what a cell that somebody typed means; a mistake is a sentence."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Field
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import widgets
from modeltranslation.utils import build_localized_fieldname

from content.text import tidy

YES, NO = gettext_lazy("yes"), gettext_lazy("no")
DAYS = ("%Y-%m-%d", "%Y.%m.%d", "%d.%m.%Y")
# What separates several values in one cell.
SEVERAL = ";"


def in_all_languages(text):
    """A lazy text as each language of the interface says it, in small letters."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(str(text).casefold())
    return found


class Words(widgets.Widget):
    """Text, as a form keeps it; rich text passes the field that cleans it."""

    def __init__(self, field):
        super().__init__()
        self.field = field

    def clean(self, value, row=None, **kwargs):
        text = tidy(value or "", in_lines=not isinstance(self.field, models.CharField))
        if text and isinstance(self.field, models.SlugField):
            try:
                self.field.run_validators(text)
            except ValidationError as error:
                raise ValueError(" ".join(error.messages)) from error
        return text or (None if self.field.null else "")

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Number(widgets.Widget):
    def __init__(self, field):
        super().__init__()
        self.field = field

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None if self.field.null else self.field.get_default()
        is_decimal = isinstance(self.field, models.DecimalField)
        try:
            found = Decimal(value.replace(" ", "").replace(",", "."))
            if is_decimal or found == int(found):
                return found.quantize(Decimal(10) ** -self.field.decimal_places) if is_decimal else int(found)
        except (InvalidOperation, OverflowError, ValueError):
            pass
        raise ValueError(_("“%(value)s” is no number.") % {"value": value[:40]})

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Day(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        for form in DAYS if value else ():
            try:
                return datetime.strptime(value, form).date()  # noqa: DTZ007 (a day has no zone)
            except ValueError:
                continue
        if value:
            raise ValueError(_("“%(value)s” is no day. Write it like 2027-01-31.") % {"value": value[:40]})
        return None

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class YesNo(widgets.Widget):
    def __init__(self, field):
        super().__init__()
        self.field = field

    @cached_property
    def known(self):
        yes, no = in_all_languages(YES) | {"1", "true"}, in_all_languages(NO) | {"0", "false"}
        return {**dict.fromkeys(yes, True), **dict.fromkeys(no, False)}

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None if self.field.null else self.field.get_default()
        if value.casefold() not in self.known:
            raise ValueError(_("Write “yes” or “no”."))
        return self.known[value.casefold()]

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(YES if value else NO)


class Choice(widgets.Widget):
    """One of a list, by its name in any language or by its code."""

    def __init__(self, field):
        super().__init__()
        self.field = field

    @cached_property
    def known(self):
        found = {str(code).casefold(): code for code, _label in self.field.flatchoices}
        for code, label in self.field.flatchoices:
            found.update(dict.fromkeys(in_all_languages(label), code))
        return found

    def clean(self, value, row=None, **kwargs):
        return self.code(value) if value else self.field.get_default()

    def code(self, value):
        if value.casefold() not in self.known:
            names = ", ".join(str(label) for _code, label in self.field.flatchoices)
            words = {"value": value[:40], "names": names}
            raise ValueError(_("“%(value)s” is not one of: %(names)s.") % words)
        return self.known[value.casefold()]

    def label(self, code):
        return str(dict(self.field.flatchoices).get(code, code))

    def render(self, value, obj=None, **kwargs):
        return self.label(value) if value else ""


class Choices(Choice):
    """Several of a list."""

    def clean(self, value, row=None, **kwargs):
        return [self.code(part) for part in parts(value)]

    def render(self, value, obj=None, **kwargs):
        return f"{SEVERAL} ".join(self.label(code) for code in value or [])


class Addresses(widgets.Widget):
    """Several free values."""

    def clean(self, value, row=None, **kwargs):
        return parts(value)

    def render(self, value, obj=None, **kwargs):
        return f"{SEVERAL} ".join(value or [])


def parts(value):
    return [part.strip() for part in (value or "").replace("\n", SEVERAL).split(SEVERAL) if part.strip()]


class Keys:
    """Records that a cell can name: by their key, or by their name in any language when it is only one's."""

    def __init__(self, field):
        self.choices = field.formfield().queryset.complex_filter(field.get_limit_choices_to())
        self.model = self.choices.model
        self.key = next((name for name in ("slug", "code") if hasattr(self.model, name)), "")

    @cached_property
    def known(self):
        found = {}
        records = list(self.choices)
        for record in records:
            for code, _name in settings.LANGUAGES:
                name = getattr(record, build_localized_fieldname("name", code), "") or ""
                found.setdefault(name.casefold(), set()).add(record)
        by_name = {name: next(iter(those)) for name, those in found.items() if name and len(those) == 1}
        return {**by_name, **{getattr(record, self.key).casefold(): record for record in records}}

    def find(self, value):
        if value.casefold() not in self.known:
            words = {"kind": self.model._meta.verbose_name_plural, "value": value[:60]}
            raise ValueError(_("“%(value)s” is not found in the list: %(kind)s.") % words)
        return self.known[value.casefold()]


class Record(widgets.Widget):
    def __init__(self, field):
        super().__init__()
        self.keys, self.is_needed = Keys(field), not field.null

    def clean(self, value, row=None, **kwargs):
        if self.is_needed and not value:
            raise ValueError(Field.default_error_messages["required"])
        return self.keys.find(value) if value else None

    def render(self, value, obj=None, **kwargs):
        return getattr(value, self.keys.key) if value else ""


class Records(widgets.ManyToManyWidget):
    """Several records; the library writes them after the record itself."""

    def __init__(self, field):
        self.keys = Keys(field)
        super().__init__(self.keys.model)

    def clean(self, value, row=None, **kwargs):
        return [self.keys.find(part) for part in parts(value)]

    def render(self, value, obj=None, **kwargs):
        records = value.all() if hasattr(value, "all") else value or []
        return f"{SEVERAL} ".join(sorted(getattr(record, self.keys.key) for record in records))
