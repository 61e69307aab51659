"""What somebody sends when an agency has returned a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.agency.xliff import MOST_BYTES, NoXliffError, read


class ReturnedForm(forms.Form):
    """``returned`` and ``language`` once it is valid; every mistake of the file is a sentence beside the field."""

    file = forms.FileField(label=_("The file that the agency returned"))
    by_machine = forms.BooleanField(
        label=_("A machine made these translations, and nobody has reviewed them: readers are told"), required=False
    )

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.languages = languages
        self.fields["file"].widget.attrs["accept"] = ".xlf,.xliff"

    def clean_file(self):
        try:
            self.language, self.returned = read(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except NoXliffError as error:
            raise forms.ValidationError(str(error)) from error
        if self.language not in self.languages:
            words = _("The file is translated into a language that you do not write here. Nothing was changed.")
            raise forms.ValidationError(words)
        return self.cleaned_data["file"]
