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
    """Words are looked for in any language and by the spellings known for them."""
