from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.models import JobPosting
from portal.content.forms import FilterForm, SpokenLanguageField
from portal.directory.forms import MunicipalityField, TermField
from portal.directory.models import Term

LEVELS = list(JobPosting.LanguageLevel)


class JobFilterForm(FilterForm):
    municipality = MunicipalityField()
    level = forms.ChoiceField(
        label=_("Lithuanian you know"),
        choices=[("", _("Any")), *JobPosting.LanguageLevel.choices],
        required=False,
        help_text=_("Shows jobs that need this much Lithuanian or less."),
    )
    language = SpokenLanguageField(label=_("Language at work"))
    kind = TermField(Term.Vocabulary.OCCUPATION, label=_("Kind of work"))
    housing = forms.BooleanField(label=_("With housing"), required=False)

    def apply(self, postings):
        """Narrow ``postings`` to what was asked, newest first."""
        if text := self.asked("q"):
            postings = postings.matching(text)
        if municipality := self.asked("municipality"):
            postings = postings.filter(municipality=municipality)
        if level := self.asked("level"):
            postings = postings.filter(required_language_level__in=LEVELS[: LEVELS.index(level) + 1])
        if language := self.asked("language"):
            postings = postings.filter(working_languages__contains=[language])
        if occupation := self.asked("kind"):
            postings = postings.in_occupation(occupation)
        if self.asked("housing"):
            postings = postings.exclude(housing=JobPosting.Housing.NO)
        return postings.newest_first()
