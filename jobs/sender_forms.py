"""The sender's other words: an answer to a question, the wish for a new link."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobs.models import JobSubmission
from jobs.plain_fields import PlainField


class MessageForm(forms.Form):
    text = PlainField(
        label=_("Your answer"), max_length=2000, rows=4, error_messages={"required": _("Write your answer.")}
    )


class LinkForm(forms.Form):
    """A wish for a new link. Whether the address is known, the answer does not say."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("The address from which you sent the posting."),
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address.")},
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, is_allowed=lambda: True):
        super().__init__(data, use_required_attribute=False)
        self.is_allowed = is_allowed

    def clean(self):
        if self.cleaned_data.get("website"):
            raise ValidationError(_("Your posting was not sent. Please try again."))
        if not self.errors and not self.is_allowed():
            raise ValidationError(_("Too many forms are coming in just now. Please try again in an hour."))

    def save(self):
        """Send a new link for each posting of that sender that has not ended."""
        for submission in JobSubmission.objects.of_sender(self.cleaned_data["email"]).going_on():
            submission.send_link_again()
