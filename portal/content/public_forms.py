"""Forms that anybody may send without an account: what keeps programs out and costs people nothing."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _

# Nobody reads and fills a form faster than this; programs do.
FASTEST = timedelta(seconds=2)
LONGEST = timedelta(hours=24)


class PublicForm(forms.Form):
    """``is_allowed`` is asked once the rest is right: False when the sender has sent too many."""

    # People do not see it; programs fill everything in.
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    # The moment the form was opened, signed.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, is_allowed=lambda: True, **kwargs):
        super().__init__(data, **kwargs)
        self.is_allowed = is_allowed
        self.signer = TimestampSigner(salt=f"{type(self).__module__}.{type(self).__qualname__}")
        self.fields["opened"].initial = self.signer.sign("form")

    def clean(self):
        if self.cleaned_data.get("website"):
            raise ValidationError(_("Your message was not sent. Please try again."))
        self._check_time()
        if not self.errors and not self.is_allowed():
            raise ValidationError(_("Too many messages are coming in just now. Please try again in an hour."))
        return self.cleaned_data

    def _check_time(self):
        """Refuse a form that is not ours, or was sent too soon or too late; the page then holds a fresh one."""
        ticket = self.cleaned_data.get("opened", "")
        try:
            self.signer.unsign(ticket, max_age=LONGEST)
        except SignatureExpired:
            self._renew(_("The form was open for a long time. Please look at it once more and send it again."))
        except BadSignature:
            self._renew(_("Please send the form once more."))
        else:
            if not self.errors and self._is_younger(ticket, FASTEST):
                self.add_error(None, _("Please send the form once more."))

    def _is_younger(self, ticket, age):
        try:
            self.signer.unsign(ticket, max_age=age)
        except SignatureExpired:
            return False
        return True

    def _renew(self, words):
        self.add_error(None, words)
        self.data = {**self.data.dict(), "opened": self.fields["opened"].initial}
