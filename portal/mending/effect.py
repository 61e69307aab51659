"""What a word or phrase would change: the frozen questions that it touches, answered without and with it."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import override

from portal.questions.frozen import frozen_questions
from portal.questions.models import SearchHint
from portal.questions.understanding import understand
from portal.search.forms import SearchForm
from portal.search.marking import words_of
from portal.search.results import Results

# More are counted, not shown: each is searched twice.
MOST_SHOWN = 30
FIRST = 3


@dataclass
class Change:
    """A frozen question whose first answers change; ``before`` and ``after`` are their titles."""

    language: str
    text: str
    before: list
    after: list
    was_right: bool
    is_right: bool

    @property
    def is_worse(self):
        return self.was_right and not self.is_right

    @property
    def is_better(self):
        return self.is_right and not self.was_right


@dataclass
class Effect:
    """All that a word or phrase changes among the frozen questions."""

    asked: int
    touched: int
    changes: list

    @property
    def worse(self):
        return sum(change.is_worse for change in self.changes)

    @property
    def better(self):
        return sum(change.is_better for change in self.changes)


def effect_of(hint):
    """The Effect of a SearchHint that is not saved yet, as it stands in the form."""
    others = tuple(SearchHint.objects.filter(is_active=True).exclude(pk=hint.pk).as_hints())
    saved = SearchHint.objects.filter(is_active=True, pk=hint.pk).as_hints() if hint.pk else ()
    before, after = (*others, *saved), (*others, *([hint.hint] if hint.is_active else []))
    touched = [question for question in frozen_questions() if _is_touched(question, before, after)]
    compared = [_compare(question, before, after) for question in touched[:MOST_SHOWN]]
    changes = [change for change in compared if change.before != change.after]
    return Effect(len(frozen_questions()), len(touched), changes)


def _is_touched(question, before, after):
    typed = words_of(question.text)
    one, other = (understand(question.text, typed, question.language, hints) for hints in (before, after))
    return one != other


def _compare(question, before, after):
    with override(question.language):
        first = _first(question.text, before)
        then = _first(question.text, after)
    was, now = ({lead for lead, _title in answers} for answers in (first, then))
    return Change(
        question.language,
        question.text,
        [title for _lead, title in first],
        [title for _lead, title in then],
        not was.isdisjoint(question.answers),
        not now.isdisjoint(question.answers),
    )


def _first(text, hints):
    """The leads and titles of the first results."""
    query = QueryDict(mutable=True)
    query["q"] = text
    return [(one.lead, one.name) for one in Results(SearchForm(query), hints).first(FIRST)]
