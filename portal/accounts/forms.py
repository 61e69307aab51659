from unfold.forms import UserChangeForm as UnfoldUserChangeForm
from unfold.forms import UserCreationForm as UnfoldUserCreationForm

from portal.accounts.models import User


class UserCreationForm(UnfoldUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name", "body", "language", "is_staff", "groups"]


class UserChangeForm(UnfoldUserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
