"""Forms of the back office for a post: somebody begins, a term ends, somebody is on leave."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from networks.models import Person, Post


class DayField(forms.DateField):
    """A day, chosen with the calendar that the browser brings."""

    def __init__(self, **kwargs):
        attrs = {"type": "date", "class": " ".join(INPUT_CLASSES)}
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs=attrs), **kwargs)


class PostChoiceField(forms.ModelChoiceField):
    """Posts by who is in them: their titles are much alike."""

    def label_from_instance(self, post):
        people = ", ".join(map(str, post.people)) or _("vacant")
        return f"{post.organisation}: {people}"


class PostForm(forms.Form):
    """Base: the form belongs to a post; ``save()`` says False, with the error in the form, when the model refuses."""

    def __init__(self, post, data=None):
        super().__init__(data)
        self.post = post

    def save(self):
        try:
            with transaction.atomic():
                self.apply()
        except ValidationError as error:
            self.add_error(None, error.messages)
            return False
        return True

    def apply(self):
        raise NotImplementedError

    def doubts(self):
        """What to look at now that it is done."""
        return []


class BeginTermForm(PostForm):
    person = forms.ModelChoiceField(
        label=_("Somebody who is in the list of people"),
        queryset=Person.objects.all(),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    given_name = forms.CharField(
        label=_("or a new person: first name"), max_length=80, required=False, widget=UnfoldAdminTextInputWidget
    )
    family_name = forms.CharField(label=_("surname"), max_length=80, required=False, widget=UnfoldAdminTextInputWidget)
    on = DayField(label=_("First day"), help_text=_("Whoever is in the post now leaves it the day before."))
    beside = forms.BooleanField(
        label=_("Both share the post"),
        help_text=_("Whoever is in the post now stays. Readers see both names."),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    keeps_account = forms.ChoiceField(
        required=False,
        choices=[
            ("yes", _("Yes: it is the account of the new person")),
            ("no", _("No: it is the account of the person before")),
        ],
        widget=UnfoldAdminRadioSelectWidget,
    )

    def __init__(self, post, data=None):
        super().__init__(post, data)
        self.fields["on"].initial = timezone.localdate()
        if post.user is None:
            del self.fields["keeps_account"]
        else:
            question = _("May %(email)s go on changing this card?") % {"email": post.user.email}
            self.fields["keeps_account"].label = question
        # Kept for the sentences afterwards: by then the card may have left it.
        self.account = post.user

    def clean(self):
        given, family = self.cleaned_data.get("given_name"), self.cleaned_data.get("family_name")
        if bool(self.cleaned_data.get("person")) == bool(given or family):
            raise ValidationError(_("Choose a person from the list or write the name of a new one."))
        if bool(given) != bool(family):
            raise ValidationError(_("Write the first name and the surname."))
        # Of two who share the post, the one who was there keeps what he or she has.
        if self.account and not self.cleaned_data.get("beside") and not self.cleaned_data.get("keeps_account"):
            self.add_error("keeps_account", _("Choose whose account it is."))

    @property
    def is_new_persons(self):
        """What staff said of the account; None when nobody leaves."""
        said = "" if self.cleaned_data["beside"] else self.cleaned_data.get("keeps_account")
        return said == "yes" if said else None

    def apply(self):
        data = self.cleaned_data
        person = data["person"] or Person.objects.create(given_name=data["given_name"], family_name=data["family_name"])
        self.post.begin_term(person, data["on"], beside=data["beside"], keeps_account=self.is_new_persons)

    def doubts(self):
        if self.is_new_persons is False and self.post.user:
            yield _("%(email)s loses this card when the new person begins. Invite the new person on that day.") % {
                "email": self.account.email
            }
        elif self.is_new_persons is False:
            yield _("%(email)s may not change this card any more. Invite the new person.") % {
                "email": self.account.email
            }


class EndTermForm(PostForm):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), widget=UnfoldAdminSelectWidget)
    on = DayField(
        label=_("Last day"),
        help_text=_(
            "From the day after, the post is vacant. A term that has not begun is taken back by an earlier day."
        ),
    )

    def __init__(self, post, data=None):
        super().__init__(post, data)
        terms = post.tenures.unfinished()
        self.fields["person"].queryset = Person.objects.filter(tenures__in=terms).distinct()
        self.fields["person"].initial = self.fields["person"].queryset.first()
        self.fields["on"].initial = timezone.localdate()

    def apply(self):
        self.post.end_term(self.cleaned_data["person"], self.cleaned_data["on"])


class LeaveForm(PostForm):
    leave_from = DayField(
        label=_("First day of the leave"), required=False, help_text=_("Empty: the person is at work.")
    )
    leave_until = DayField(
        label=_("Last day of the leave"), required=False, help_text=_("Empty: until further notice.")
    )
    deputy = PostChoiceField(
        label=_("Who stands in"), queryset=Post.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, post, data=None):
        super().__init__(post, data)
        self.fields["deputy"].queryset = Post.objects.exclude(pk=post.pk).for_cards()
        for name in self.fields:
            self.fields[name].initial = getattr(post, name)

    def apply(self):
        data = self.cleaned_data
        self.post.begin_leave(data["leave_from"], data["leave_until"], data["deputy"])
