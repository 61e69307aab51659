"""What a reader asks, and what an office answers."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm
from content.forms.public import PublicForm
from content.text import tidy
from directory.forms import MunicipalityField
from directory.phones import diallable, shown
from feedback.models import record_at
from portal.asking import letters
from portal.asking.dangers import danger_of
from portal.asking.models import LONGEST, ReaderQuestion
from portal.asking.offices import office_for

READ_FIRST = _("Please read first what is above. It is not sent yet; your text is still here.")


class PlaceForm(FilterForm):
    """First question: where. Who answers there is shown before anybody writes."""

    q = None
    municipality = MunicipalityField(label=_("Your municipality"), empty_label=_("Choose"))


class AskForm(PublicForm):
    """A question. Whom it goes to was shown; where that is somebody else meanwhile, or words of danger stand in it,
    the page comes back once with what was typed."""

    municipality = MunicipalityField(widget=forms.HiddenInput)
    page = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    office = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    knows_danger = forms.BooleanField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your question"),
        help_text=_("Write in your own words and in your language. Please do not write more about you than is needed."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your question.")},
    )
    language = forms.ChoiceField(label=_("In which language shall we answer?"), choices=settings.LANGUAGES)
    email = forms.EmailField(
        label=_("E-mail, if you want a notice when there is an answer"),
        help_text=_("We send the private link there too: whoever reads this mailbox can read your question."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone, if you want to be called"),
        help_text=_("You can leave this empty. For example: +370 600 12 345"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        self.danger = self.office_now = None

    def clean_text(self):
        text = tidy(self.cleaned_data["text"], in_lines=True)
        if not any(letter.isalnum() for letter in text):
            raise ValidationError(self.fields["text"].error_messages["required"])
        return text

    def clean_page(self):
        """Only a path of this portal is kept: a whole address could hold anything."""
        page = self.cleaned_data["page"].partition("?")[0]
        return page if page.startswith("/") and not page.startswith("//") else ""

    def clean_phone(self):
        if not self.cleaned_data["phone"].strip():
            return ""
        number, is_free_or_paid_line = diallable(self.cleaned_data["phone"])
        if not number or is_free_or_paid_line:
            raise ValidationError(_("Check the phone number. For example: +370 600 12 345"))
        return shown(number)

    def clean(self):
        municipality = self.cleaned_data.get("municipality")
        self.office_now = office_for(municipality) if municipality else None
        self.danger = danger_of(self.cleaned_data.get("text", ""))
        if not self.office_now:
            self.add_error(None, _("Nobody takes questions there just now. Your text is still here."))
        elif self.cleaned_data.get("office") != self.office_now.mark:
            self.add_error(None, _("Somebody else answers now. Please look who it is, and send the question again."))
        elif self.danger and not self.cleaned_data.get("knows_danger"):
            self.add_error(None, READ_FIRST)
        return super().clean()

    def has_come_before(self):
        return ReaderQuestion.objects.filter(form_number=self.number).exists()

    def shown_again(self):
        """The same words, now to whoever answers today, and with the danger pointed out."""
        self.data = self.data.copy()
        self.data["office"] = self.office_now.mark if self.office_now else ""
        self.data["knows_danger"] = "on" if self.danger else ""

    def save(self):
        """Keep the question and the letters about it together; the same form sent twice is one question."""
        record = record_at(self.cleaned_data["page"]) if self.cleaned_data["page"] else None
        names = ("municipality", "page", "language", "email", "phone")
        with transaction.atomic():
            question, is_new = ReaderQuestion.objects.get_or_create(
                form_number=self.number,
                defaults={
                    **{name: self.cleaned_data[name] for name in names},
                    "is_urgent": self.danger is not None,
                    "record_type": record._meta.label_lower if record else "",
                    "record_id": record.pk if record else None,
                },
            )
            if is_new:
                question.messages.create(text=self.cleaned_data["text"], is_from_reader=True)
                letters.tell_office(question.hand_to(self.office_now))
                letters.receipt(question)
        return question


class MessageForm(forms.Form):
    """What is written in a thread; ``seen`` says how many messages its writer had read."""

    overtaken = _("Somebody has written meanwhile. Please read it; your text is still here.")

    text = forms.CharField(
        max_length=LONGEST,
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your message.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self):
        text = tidy(self.cleaned_data["text"], in_lines=True)
        if not any(letter.isalnum() for letter in text):
            raise ValidationError(self.fields["text"].error_messages["required"])
        return text

    def look_again(self, seen):
        """Shown once more, the page holds all messages there are."""
        if self.is_bound:
            self.data = self.data.copy()
            self.data["seen"] = seen


class ThreadForm(MessageForm):
    """What a reader writes on; words of danger bring the page back once, with whom to call, and make it urgent."""

    knows_danger = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.danger = None

    def clean(self):
        super().clean()
        self.danger = danger_of(self.cleaned_data.get("text", ""))
        if self.danger and not self.cleaned_data.get("knows_danger"):
            self.add_error(None, READ_FIRST)

    def look_again(self, seen):
        super().look_again(seen)
        if self.is_bound:
            self.data["knows_danger"] = "on" if self.danger else ""
