"""What staff do with a question of a reader, step by step."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from content.admin.steps import Step, StepForm
from portal.asking import letters
from portal.asking.answering.guide_draft import make_draft, proposal
from portal.asking.models import LONGEST, AnswerTemplate, ReaderQuestion
from portal.asking.offices import offices_to_pass_on_to

State = ReaderQuestion.State
OPEN = frozenset({State.WAITING, State.ANSWERED, State.ASKED_BACK})


def text_field(label):
    return forms.CharField(label=label, max_length=LONGEST, widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}))


class ReplyForm(StepForm):
    """Refused where somebody wrote since the page was opened; the text stays."""

    lead = _("The reader sees it behind the private link, as written by the staff of Kartu, and gets a notice.")
    text = text_field(_("Your answer"))
    seen = forms.IntegerField(widget=forms.HiddenInput)
    asks_back = False

    def __init__(self, record, user, *args, **kwargs):
        super().__init__(record, user, *args, **kwargs)
        self.fields["seen"].initial = record.messages.count()
        texts = [str(template.text("answer", record.language)) for template in AnswerTemplate.objects.all()]
        self.fields["text"].help_text = " · ".join(texts)

    def perform(self):
        with transaction.atomic():
            given = self.cleaned_data
            self.record.reply(given["text"], user=self.user, asks_back=self.asks_back, seen=given["seen"])
            letters.tell_reader(self.record)
        return gettext("Sent to the reader.")


class AskBackForm(ReplyForm):
    lead = _("The question waits for the reader then, and counts as answered for nobody.")
    asks_back = True


class PassOnForm(StepForm):
    lead = _("The office gets a letter with a link of its own. The links of those who had the question end.")
    to = forms.ChoiceField(label=_("To whom"), widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        label=_("Why, for whoever gets it"), max_length=500, required=False, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, record, user, *args, **kwargs):
        super().__init__(record, user, *args, **kwargs)
        self.offices = {str(pk): office for pk, office in offices_to_pass_on_to().items()}
        named = sorted((office.name, pk) for pk, office in self.offices.items())
        self.fields["to"].choices = [(pk, name) for name, pk in named]

    def perform(self):
        office = self.offices[self.cleaned_data["to"]]
        with transaction.atomic():
            letters.tell_office(self.record.pass_on(office, self.cleaned_data["note"]))
        return gettext("The question was passed on to %(name)s.") % {"name": office.name}


class CloseForm(StepForm):
    lead = _("Nothing more is to be done. The reader can read it for 90 days, then it is erased.")

    def perform(self):
        self.record.close()
        return gettext("The question is closed.")


class GuideForm(StepForm):
    lead = _(
        "A draft that only staff see. What looks personal was taken out (“…”). Read both texts: nothing in them may "
        "tell who asked."
    )
    name = forms.CharField(label=_("Question"), max_length=200, widget=UnfoldAdminTextInputWidget)
    answer = text_field(_("Answer"))

    def __init__(self, record, user, *args, **kwargs):
        super().__init__(record, user, *args, **kwargs)
        self.fields["name"].initial, self.fields["answer"].initial = proposal(record)
        self.draft = None

    def perform(self):
        if not self.user.has_perm("guide.add_question"):
            raise ValidationError(gettext("You may not add questions to the guide."))
        self.draft = make_draft(self.record, self.cleaned_data["name"], self.cleaned_data["answer"])
        return gettext("The draft is made. Finish it, translate it, publish it.")

    def address_after(self):
        return reverse("admin:guide_question_change", args=[self.draft.pk])


STEPS = (
    Step("answer", _("Answer"), ReplyForm, OPEN, ReaderQuestion.ANSWER, frozenset({State.WAITING})),
    Step("ask-back", _("Ask the reader"), AskBackForm, OPEN, ReaderQuestion.ANSWER),
    Step("pass-on", _("Pass on"), PassOnForm, OPEN, ReaderQuestion.ANSWER),
    Step("close", _("Close"), CloseForm, OPEN, ReaderQuestion.ANSWER, frozenset({State.ANSWERED})),
    Step(
        "to-guide",
        _("Make it a question of the guide"),
        GuideForm,
        frozenset({State.ANSWERED, State.CLOSED}),
        ReaderQuestion.ANSWER,
    ),
)
