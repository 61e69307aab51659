from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.forms.public import PublicForm
from feedback.models import Report


class ReportForm(PublicForm, forms.ModelForm):
    class Meta:
        model = Report
        fields = ["page", "message", "contact"]
        widgets = {"page": forms.HiddenInput, "message": forms.Textarea(attrs={"rows": 5})}
        labels = {"message": _("What is wrong?"), "contact": _("Your e-mail or phone, if you want an answer")}
        help_texts = {"contact": _("You can leave this empty.")}
        error_messages = {"message": {"required": _("Write what is wrong.")}}

    def clean_page(self):
        """Only a path of this portal is kept: a whole address could hold anything."""
        page = self.cleaned_data["page"].partition("?")[0]
        return page if page.startswith("/") and not page.startswith("//") else ""

    def save(self, commit=True):
        self.instance.language = get_language()
        self.instance.find_record()
        self.instance.came_in_flood = Report.objects.is_flooded(self.instance.page)
        return super().save(commit)
