"""The sender's other words: an answer to a question, the wish for a new link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms.fields import PlainField
from content.forms.public import PublicForm
from jobs.models import JobSubmission


class MessageForm(forms.Form):
    text = PlainField(
        label=_("Your answer"), max_length=2000, rows=4, error_messages={"required": _("Write your answer.")}
    )


class LinkForm(PublicForm):
    """A wish for a new link. Whether the address is known, the answer does not say."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("The address from which you sent the posting."),
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address.")},
    )

    def save(self):
        """Send a new link for each posting of that sender that has not ended."""
        for submission in JobSubmission.objects.of_sender(self.cleaned_data["email"]).going_on():
            submission.send_link_again()
