from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm
from directory.forms import MunicipalityField, TermField
from directory.models import Term


class GuideFilterForm(FilterForm):
    """The guide of one municipality: its own pages beside the national ones."""

    q = None
    municipality = MunicipalityField()


class QuestionFilterForm(FilterForm):
    topic = TermField(Term.Vocabulary.TOPIC, label=_("Topic"))

    def apply(self, questions):
        if text := self.asked("q"):
            questions = questions.matching(text)
        if topic := self.asked("topic"):
            questions = questions.filter(topics=topic)
        return questions


class WordFilterForm(QuestionFilterForm):
    """Words are looked for in any language and by the spellings known for them, or by their first letter."""

    letter = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    def __init__(self, data):
        super().__init__(data)
        # Offers come under the box while somebody types, as under the one of every page (static/suggest.js).
        self.fields["q"].widget.attrs.update({"autocomplete": "off", "data-offers": ""})

    def apply(self, words):
        words = super().apply(words)
        return words.beginning_with(letter) if (letter := self.asked("letter")) else words
