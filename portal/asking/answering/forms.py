"""What an office does with a question, each by its own button; one text for all of them."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.asking import letters
from portal.asking.forms import MessageForm
from portal.asking.models import AnswerTemplate
from portal.asking.offices import offices_to_pass_on_to

ANSWER, ASK_BACK, TEMPLATE, PASS_ON, CLOSE = "answer", "ask_back", "template", "pass_on", "close"


class OfficeForm(MessageForm):
    """``act`` is the button that was pressed."""

    template = forms.ModelChoiceField(
        AnswerTemplate.objects.all(), required=False, label=_("Template"), empty_label=_("Choose")
    )
    to = forms.ChoiceField(label=_("To whom"), required=False)
    note = forms.CharField(label=_("Why, for whoever gets it"), max_length=500, required=False)

    def __init__(self, link, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.link, self.question = link, link.question
        self.offices = {str(pk): office for pk, office in offices_to_pass_on_to().items() if office.email != link.email}
        self.act = self.data.get("act", ANSWER)
        named = sorted((office.name, pk) for pk, office in self.offices.items())
        self.fields["to"].choices = [("", _("Choose")), *((pk, name) for name, pk in named)]
        self.fields["text"].label = _("Your answer")
        self.fields["text"].required = self.act in {ANSWER, ASK_BACK}

    def clean_text(self):
        if self.act in {ANSWER, ASK_BACK}:
            return super().clean_text()
        return self.cleaned_data["text"]

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if self.act in {PASS_ON, CLOSE} and given.get("text", "").strip():
            self.add_error("text", _("You have written something. Send it first, or empty the field."))
        if self.act == PASS_ON and not given.get("to"):
            self.add_error("to", _("Choose who gets the question."))
        if self.act == TEMPLATE and not given.get("template"):
            self.add_error("template", _("Choose a template."))

    def perform(self):
        """Do what the button says; False where the page is to be shown again, with all that was typed."""
        if self.act == TEMPLATE:
            self._put_in()
            return False
        try:
            with transaction.atomic():
                self._change()
        except ValidationError as error:
            self.add_error(None, error)
            self.look_again(self.question.messages.count())
            return False
        return True

    def _change(self):
        given = self.cleaned_data
        if self.act == PASS_ON:
            letters.tell_office(self.question.pass_on(self.offices[given["to"]], given["note"]))
        elif self.act == CLOSE:
            self.question.close()
        else:
            self.question.reply(given["text"], office=self.link, asks_back=self.act == ASK_BACK, seen=given["seen"])
            letters.tell_reader(self.question)

    def _put_in(self):
        """The template below what was typed, in the reader's language."""
        text = self.cleaned_data["template"].text("answer", self.question.language)
        self.data = self.data.copy()
        self.data["text"] = f"{self.cleaned_data['text'].rstrip()}\n\n{text}".strip()
