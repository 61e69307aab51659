"""What may be a mistake and is no contradiction: said beside its field before readers see it, all of it at once.

A record that is or becomes public is not saved with a remark that is new, until whoever saves says "all the same". A
draft is saved and told what it lacks.
"""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from modeltranslation.utils import build_localized_fieldname

# The box that says "I have read it".
DESPITE = "_despite"
REMARK = "remark"
# Longer sentences are hard to read in a language that one is learning.
MOST_WORDS = 30
# Lithuanian numbers as people type them into texts; 112 and other short ones may stand there.
NUMBER = re.compile(r"(?<![\w+])(?:\+370|8|0)(?:[\s\-–()/]*\d){8}(?!\d)")
BREAKS = re.compile(r"</(?:p|li|h2|h3)>|<br ?/?>|(?<=[.!?…:;])\s")


def remarks_on_text(text):
    """Sentences about one text: a phone number in it, a sentence that is too long."""
    if found := NUMBER.search(strip_tags(text)):
        yield _(
            "There is a phone number in this text: %(number)s. Put it among the contacts: there it can be called, and "
            "is put right in one place."
        ) % {"number": found.group().strip()}
    for part in BREAKS.split(text):
        words = strip_tags(part).split()
        if len(words) > MOST_WORDS:
            count = {"count": len(words), "beginning": " ".join(words[:4])}
            yield (
                ngettext(
                    "The sentence “%(beginning)s…” has %(count)d word. Make two of it.",
                    "The sentence “%(beginning)s…” has %(count)d words. Make two of it.",
                    len(words),
                )
                % count
            )


class Remarking:
    """For forms whose ``remarks(cleaned_data)`` yields (field, sentence)."""

    has_remarks = False

    def remark(self, found):
        """Put remarks beside their fields, unless they were read already; the old ones of a public record are."""
        if DESPITE in self.data:
            return
        for field, text in found:
            if field in self.fields:
                self.has_remarks = True
                self.add_error(field, ValidationError(text, code=REMARK))


class ContentForm(Remarking, forms.ModelForm):
    """The form of a record of any section; a section adds remarks on its own facts."""

    def remarks(self, cleaned):
        for name in self._meta.model.translated_fields():
            for code, _language in settings.LANGUAGES:
                column = build_localized_fieldname(name, code)
                yield from ((column, text) for text in remarks_on_text(cleaned.get(column) or ""))

    def clean(self):
        super().clean()
        self.found_remarks = list(self.remarks(self.cleaned_data))
        if self.will_be_public():
            is_new = "published_at" in self.changed_data
            self.remark(row for row in self.found_remarks if is_new or row[0] in self.changed_data)

    def will_be_public(self):
        return self.cleaned_data.get("published_at", self.instance.published_at) is not None


class ContactForm(Remarking, forms.ModelForm):
    """A way to reach somebody; one that will not work is said before it is saved."""

    def clean(self):
        super().clean()
        if {"kind", "value"} & set(self.changed_data) and self.cleaned_data.get("value"):
            contact = self._meta.model(kind=self.cleaned_data.get("kind", ""), value=self.cleaned_data["value"])
            contact.normalise()
            if not contact.is_valid:
                self.remark([("value", self.what_is_wrong(contact))])

    def what_is_wrong(self, contact):
        if contact.kind in contact.NUMBERS:
            return _("This number cannot be dialled: readers will see that it is being checked. Is a digit missing?")
        return _("This address does not work: readers will see that it is being checked.")
