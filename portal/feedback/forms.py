from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.feedback.models import Report


class ReportForm(forms.ModelForm):
    # People do not see it; programs fill everything in.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ["page", "message", "contact"]
        widgets = {"page": forms.HiddenInput, "message": forms.Textarea(attrs={"rows": 5})}
        labels = {"message": _("What is wrong?"), "contact": _("Your e-mail or phone, if you want an answer")}
        help_texts = {"contact": _("You can leave this empty.")}
        error_messages = {"message": {"required": _("Write what is wrong.")}}

    def __init__(self, *args, is_allowed=lambda: True, **kwargs):
        """``is_allowed`` is asked once when the form is sent: False when its sender has sent too many."""
        super().__init__(*args, **kwargs)
        self.is_allowed = is_allowed

    def clean_page(self):
        """Only a path of this portal is kept: a whole address could hold anything."""
        page = self.cleaned_data["page"].partition("?")[0]
        return page if page.startswith("/") and not page.startswith("//") else ""

    def clean(self):
        if self.cleaned_data.get("website"):
            raise ValidationError(_("Your message was not sent. Please try again."))
        if Report.objects.is_flooded() or not self.is_allowed():
            raise ValidationError(_("Too many messages are coming in just now. Please try again in an hour."))
        return self.cleaned_data

    def save(self, commit=True):
        self.instance.language = get_language()
        self.instance.find_record()
        return super().save(commit)
