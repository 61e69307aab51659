from allauth.account.forms import ConfirmLoginCodeForm
from unfold.forms import UserChangeForm as UnfoldUserChangeForm
from unfold.forms import UserCreationForm as UnfoldUserCreationForm

from accounts.models import User


class UserCreationForm(UnfoldUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name", "body", "language", "is_staff", "groups"]


class UserChangeForm(UnfoldUserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class CodeForm(ConfirmLoginCodeForm):
    """The mailed code has digits only: a phone offers its number keys."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "placeholder": "", "autocomplete": "one-time-code"}
