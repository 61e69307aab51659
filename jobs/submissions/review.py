"""What moderators do with a submission: put its answers right, approve, ask, reject."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import CHECKBOX_CLASSES, INPUT_CLASSES, RADIO_CLASSES, SELECT_CLASSES, TEXTAREA_CLASSES

from content.forms.fields import PlainField
from directory.models import Organisation
from jobs.postings.employers import known_employer
from jobs.submissions.forms import FactsForm

# The widget: the look of the back office.
CLASSES = [
    (forms.CheckboxSelectMultiple, CHECKBOX_CLASSES),
    (forms.RadioSelect, RADIO_CLASSES),
    (forms.CheckboxInput, CHECKBOX_CLASSES),
    (forms.Select, SELECT_CLASSES),
    (forms.Textarea, TEXTAREA_CLASSES),
    (forms.Widget, INPUT_CLASSES),
]


def dress(form):
    for field in form.fields.values():
        classes = next(classes for widget, classes in CLASSES if isinstance(field.widget, widget))
        field.widget.attrs["class"] = " ".join(classes)


class EditForm(FactsForm):
    """The sender's answers, put right by staff before they decide."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, submission):
        super().__init__(data, submission=submission, initial={"version": submission.version}, prefix="edit")
        self.submission = submission
        dress(self)

    def carry_out(self, user):
        self.submission.edit(self.cleaned_data["version"], self.answers)
        return _("The answers were changed.")


class EmployerField(forms.ModelChoiceField):
    """All organisations; those that stay hidden say so, for their jobs will name no employer."""

    def label_from_instance(self, organisation):
        if organisation.is_published or organisation.is_public_with_jobs:
            return str(organisation)
        return _("%(name)s (not public)") % {"name": organisation}


class ReviewForm(forms.Form):
    """The decision; whoever asks or rejects says it in words that the sender reads."""

    DECISIONS = [("approve", _("Approve")), ("ask", _("Ask")), ("reject", _("Reject"))]

    version = forms.CharField(widget=forms.HiddenInput)
    organisation = EmployerField(
        label=_("Employer on the portal"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_(
            "Choose the employer if it is here already. A new one is public while it has open jobs; once it is "
            "verified or published, its page stays."
        ),
    )
    text = PlainField(
        label=_("Question or reason"),
        help_text=_("The sender gets it by letter, in these words. Write in the sender's language."),
        max_length=2000,
        rows=4,
        required=False,
    )
    # Its value is that of the button.
    decision = forms.ChoiceField(choices=DECISIONS, widget=forms.HiddenInput)

    def __init__(self, data=None, *, submission):
        super().__init__(data, use_required_attribute=False, initial={"version": submission.version})
        self.submission = submission
        if submission.is_change:
            del self.fields["organisation"]
        else:
            field = self.fields["organisation"]
            field.queryset = Organisation.objects.in_order_of_name()
            field.empty_label = _("New: %(name)s") % {"name": submission.answers.get("employer_name", "")}
            field.initial = known_employer(submission.answers)
        dress(self)

    def clean(self):
        needs_words = self.cleaned_data.get("decision") in {"ask", "reject"}
        if needs_words and self.cleaned_data.get("text") == "":
            self.add_error("text", ValidationError(_("Write what the sender should know.")))

    def carry_out(self, user):
        data = self.cleaned_data
        match data["decision"]:
            case "approve":
                self.submission.approve(user, data["version"], data.get("organisation"))
                return _("The posting is published.")
            case "ask":
                self.submission.ask(user, data["version"], data["text"])
                return _("The question was sent.")
        self.submission.reject(user, data["version"], data["text"])
        return _("The sender was told why it is not published.")
