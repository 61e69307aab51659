from allauth.account.forms import ConfirmLoginCodeForm
from django import forms
from unfold.forms import UserChangeForm as UnfoldUserChangeForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import User


class InvitationForm(forms.ModelForm):
    """A new account of the back office; whoever is invited chooses the password, and nobody else ever knows it."""

    class Meta:
        model = User
        fields = ["email", "name", "body", "language", "groups", "translates"]

    def save(self, commit=True):
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)


class OwnAccountForm(forms.ModelForm):
    """What everybody may change of the own account: the name, and the language of pages and letters."""

    class Meta:
        model = User
        fields = ["name", "language"]
        widgets = {"name": UnfoldAdminTextInputWidget, "language": UnfoldAdminSelectWidget}


class UserChangeForm(UnfoldUserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class CodeForm(ConfirmLoginCodeForm):
    """The mailed code has digits only: a phone offers its number keys."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "placeholder": "", "autocomplete": "one-time-code"}
