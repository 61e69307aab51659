"""Forms that anybody may send without an account: what keeps programs out and costs people nothing."""

import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _

# A form says which one it is and when it was opened. Programs are fast; so are phones that fill a form by themselves,
# so a fast form is taken like any other and only counts twice against its sender.
TICKET = TimestampSigner(salt="content.public_forms")
FASTEST = timedelta(seconds=2)
FAST_COUNTS = 2
LONGEST = timedelta(hours=24)


class PublicForm(forms.Form):
    """``is_allowed(weight)`` is asked once the rest is right: False when the sender has sent too many.

    ``number`` is then the form's own: the same page sent twice has the same one.
    """

    refused = _("Your message was not sent. Please try again.")
    flooded = _("Too many messages are coming in just now. Please try again in an hour.")

    # People do not see it; programs fill everything in.
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    # Number of this form and the moment it was opened, signed.
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, is_allowed=lambda weight: True, **kwargs):
        super().__init__(data, files, **kwargs)
        self.is_allowed = is_allowed
        self.fields["ticket"].initial = TICKET.sign(uuid.uuid4().hex)

    def clean(self):
        super().clean()
        if self.cleaned_data.get("website"):
            raise ValidationError(self.refused)
        self.number = self._number_of_form()
        if not self.errors and not self.has_come_before() and not self.is_allowed(self._weight()):
            raise ValidationError(self.flooded)
        return self.cleaned_data

    def has_come_before(self):
        """A page sent again, which does not count against its sender."""
        return False

    def _number_of_form(self):
        """The form's own number; a form that is not ours, or came too late, is refused and made anew."""
        try:
            return TICKET.unsign(self.cleaned_data.get("ticket", ""), max_age=LONGEST)
        except SignatureExpired:
            self._renew(_("The form was open for a long time. Please look at it once more and send it again."))
        except BadSignature:
            self._renew(_("Please send the form once more."))
        return None

    def _weight(self):
        return FAST_COUNTS if is_younger(self.cleaned_data["ticket"], FASTEST) else 1

    def _renew(self, words):
        self.add_error(None, words)
        self.data = self.data.copy()
        self.data["ticket"] = self.fields["ticket"].initial


def is_younger(ticket, age):
    try:
        TICKET.unsign(ticket, max_age=age)
    except SignatureExpired:
        return False
    return True
