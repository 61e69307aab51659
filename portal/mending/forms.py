import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.mending.effect import effect_of
from portal.questions.models import SearchHint


class SearchHintForm(forms.ModelForm):
    """Saved only when the effect of what stands in it was shown: the first time it comes back with it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = SearchHint
        fields = ["language", "words", "means", "need", "guide_page", "service", "word", "section", "is_active", "note"]

    effect = None

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        shown = _fingerprint(self.instance.hint, self.instance.is_active)
        if self.cleaned_data.get("seen") != shown:
            self.effect = effect_of(self.instance)
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = shown
            self.add_error(None, _("Nothing is saved yet. Look at what changes below, then save once more."))


def _fingerprint(hint, is_active):
    return hashlib.sha256(f"{hint} {is_active}".encode()).hexdigest()[:16]
