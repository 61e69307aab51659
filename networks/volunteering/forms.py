"""What readers ask of the initiatives, and what somebody who wants to help tells us."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm
from content.forms.public import PublicForm
from content.text import tidy
from directory.forms import MunicipalityField, RecordChoiceField, TermField
from directory.models import Term
from directory.phones import diallable, shown
from networks.models import Initiative, VolunteerOffer


class InitiativeFilterForm(FilterForm):
    q = None
    topic = TermField(Term.Vocabulary.VOLUNTEERING, label=_("Field of help"))
    municipality = MunicipalityField()

    def apply(self, initiatives):
        if topic := self.asked("topic"):
            initiatives = initiatives.on(topic)
        if municipality := self.asked("municipality"):
            initiatives = initiatives.in_municipality(municipality)
        return initiatives


def initiatives_that_take_help():
    return Initiative.objects.published().in_order_of_name()


class OfferForm(PublicForm):
    """An offer of help. What is typed into it reaches staff only, until they have talked to the person."""

    initiative = RecordChoiceField(
        initiatives_that_take_help, "slug", label=_("Whom do you want to help?"), empty_label=_("Anybody who needs it")
    )
    municipality = MunicipalityField(label=_("Where can you help?"), empty_label=_("Anywhere, or from home"))
    text = forms.CharField(
        label=_("What can you do, and when do you have time?"),
        help_text=_("For example: I can drive on Saturdays. I speak Lithuanian and Russian."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write how you can help.")},
    )
    name = forms.CharField(
        label=_("What shall we call you?"),
        help_text=_("A first name is enough."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Write what we shall call you.")},
    )
    contact = forms.CharField(
        label=_("Phone or e-mail"),
        help_text=_("One is enough. For example: +370 600 12 345"),
        max_length=254,
        error_messages={"required": _("Write a phone number or an e-mail address.")},
    )
    language = forms.ChoiceField(label=_("In which language shall we answer?"), choices=settings.LANGUAGES)
    consent = forms.BooleanField(
        label=_("I agree that you keep what I wrote here"),
        help_text=_(
            "Only staff of Kartu read it. They talk to you and may then give it to one organisation that needs your "
            "help. We erase it after 12 months."
        ),
        error_messages={"required": _("Without your consent we cannot keep your offer.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()

    def clean_name(self):
        """One line without characters that nobody sees."""
        name = tidy(self.cleaned_data["name"], in_lines=False)
        if not any(letter.isalpha() for letter in name):
            raise ValidationError(self.fields["name"].error_messages["required"])
        return name

    def clean_contact(self):
        """An address that letters can be sent to, or a number that somebody can call."""
        value = self.cleaned_data["contact"].strip()
        if "@" in value:
            try:
                validate_email(value)
            except ValidationError as error:
                raise ValidationError(_("Check the e-mail address. For example: name@example.org")) from error
            return value.lower()
        number, is_free_or_paid_line = diallable(value) if re.search(r"\d", value) else ("", False)
        if not number or is_free_or_paid_line:
            raise ValidationError(_("Check the phone number. For example: +370 600 12 345"))
        return shown(number)

    def receive(self):
        """Keep the offer; return it, or None when it came before."""
        names = ("initiative", "municipality", "text", "name", "contact", "language")
        return VolunteerOffer.receive(**{name: self.cleaned_data[name] for name in names})
