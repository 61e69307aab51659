"""An address and how often: all that a follower tells us."""

from django import forms
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.access.rate_limit import may_write_to
from content.forms.public import PublicForm
from portal.follow.letters import ask_to_confirm
from portal.follow.models import Follow, Followed, Follower


class FollowForm(PublicForm):
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Check the e-mail address. For example: name@example.org"),
        },
    )
    rhythm = forms.ChoiceField(
        label=_("How often shall we write?"),
        choices=Follower.Rhythm.choices,
        initial=Follower.Rhythm.DAY,
        help_text=_("Of cancelled and moved dates and of urgent notices we tell you at once."),
    )

    def clean_address(self):
        return self.cleaned_data["address"].strip().lower()

    @transaction.atomic
    def follow(self, kind, question):
        """Note the wish and ask by letter; of whom we know already nobody learns that here."""
        followed, _made = Followed.objects.get_or_create(kind=kind, question=question)
        address = self.cleaned_data["address"]
        rhythm = {"language": get_language(), "rhythm": self.cleaned_data["rhythm"]}
        follower, _made = Follower.objects.get_or_create(address=address, defaults=rhythm)
        follow, _made = Follow.objects.get_or_create(follower=follower, followed=followed)
        if may_write_to(address):
            ask_to_confirm(follow)
