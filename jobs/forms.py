"""What readers ask of the list of jobs."""

from urllib.parse import urlencode

from django import forms
from django.db.models import OuterRef, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm, SpokenLanguageField
from directory.forms import MunicipalityField, RecordChoiceField
from directory.models import Term
from jobs.models import JobPosting


class OccupationField(RecordChoiceField):
    """The occupation groups: major groups as headings, the groups within them below (ISCO-08)."""

    def __init__(self, **kwargs):
        super().__init__(lambda: Term.objects.of(Term.Vocabulary.OCCUPATION), "code", **kwargs)

    @cached_property
    def names(self):
        return {code: str(term) for code, term in self.found.items()}

    @cached_property
    def offered_now(self):
        return tuple(self.grouped(list(self.found.values()), self.names))

    def __deepcopy__(self, memo):
        field = super().__deepcopy__(memo)
        field.__dict__.pop("names", None)
        return field

    def grouped(self, terms, names):
        within = {}
        for term in terms:
            within.setdefault(term.parent_id, []).append((term.code, names[term.code]))
        for major in terms:
            if major.parent_id is None:
                yield names[major.code], self.choices_of(major, names, within.get(major.pk, []))

    def choices_of(self, major, names, groups):
        return tuple(groups) or ((major.code, names[major.code]),)


class OccupationFilterField(OccupationField):
    """The groups with jobs in them, and every major group as a whole: a list that a phone can hold."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.records = occupations_in_use

    def choices_of(self, major, names, groups):
        used = [group for group in groups if self.found[group[0]].is_in_use]
        return ((major.code, gettext("All: %(name)s") % {"name": names[major.code]}), *used)

    def valid_value(self, value):
        """A link to a group stays good when its last job is gone."""
        return value in self.found


def occupations_in_use():
    """The occupation groups; ``is_in_use``: a job in it is open."""
    # Its order makes the question take the index of occupations; asked whether there is any, PostgreSQL reads all jobs
    # for each group that has none.
    last_to_end = JobPosting.objects.published().filter(occupation=OuterRef("pk")).order_by("-valid_through")
    return Term.objects.of(Term.Vocabulary.OCCUPATION).annotate(is_in_use=Subquery(last_to_end.values("pk")[:1]))


class JobFilterForm(FilterForm):
    municipality = MunicipalityField()
    level = forms.ChoiceField(
        label=_("Lithuanian you know"),
        choices=[("", _("Any")), *JobPosting.LanguageLevel.choices],
        required=False,
        help_text=_("Shows jobs that need this much Lithuanian or less."),
    )
    language = SpokenLanguageField(label=_("Language at work"))
    kind = OccupationFilterField(label=_("Kind of work"))
    employment = forms.ChoiceField(
        label=_("Employment"), choices=[("", _("Any")), *JobPosting.EmploymentType.choices], required=False
    )
    shifts = forms.ChoiceField(
        label=_("Working time"), choices=[("", _("Any")), *JobPosting.Shifts.choices], required=False
    )
    pay = forms.IntegerField(
        label=_("Pay from, euros before tax"),
        min_value=1,
        max_value=100_000,
        required=False,
        localize=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(label=_("Pay for"), choices=JobPosting.PAY_PERIODS, required=False)
    permit = forms.ChoiceField(
        label=_("Your permit"), choices=[("", _("Any")), *JobPosting.Permit.choices[1:]], required=False
    )
    carers = forms.BooleanField(label=_("Suits people who care for children"), required=False)
    housing = forms.BooleanField(label=_("Housing or help to find it"), required=False)
    transport = forms.BooleanField(label=_("Transport to work"), required=False)
    meals = forms.BooleanField(label=_("Meals"), required=False)

    # The name of the filter: (the method of the queryset, or the fields to be equal).
    VERBS = {"q": "matching", "level": "within_level", "kind": "in_occupation", "permit": "accepting"}
    EQUAL = {
        "municipality": "municipality",
        "employment": "employment_type",
        "shifts": "shifts",
        "carers": "suits_carers",
        "transport": "has_transport",
        "meals": "has_meals",
    }

    def apply(self, postings):
        """Narrow ``postings`` to what was asked, newest first."""
        for name, verb in self.VERBS.items():
            if (asked := self.asked(name)) is not None:
                postings = getattr(postings, verb)(asked)
        equal = {field: asked for name, field in self.EQUAL.items() if (asked := self.asked(name)) is not None}
        postings = postings.filter(**equal)
        if language := self.asked("language"):
            postings = postings.filter(working_languages__contains=[language])
        if self.asked("housing"):
            postings = postings.exclude(housing=JobPosting.Housing.NO)
        if pay := self.asked("pay"):
            postings = postings.paying(pay, self.asked("unit") or JobPosting.SalaryUnit.MONTH)
        return postings.newest_first()

    @property
    def shortcuts(self):
        """What most people ask for as (what it says, address of the list, whether it was asked): they add up."""
        usual = [
            ("level", "none", _("Jobs without Lithuanian")),
            ("housing", "on", _("With housing")),
            ("carers", "on", _("For people with children")),
        ]
        return [self._shortcut(*one) for one in usual]

    def _shortcut(self, name, value, label):
        is_on = self.given.get(name) == value
        rest = {key: given for key, given in self.given.items() if key != name}
        return label, f"?{urlencode(rest if is_on else {**rest, name: value})}#results", is_on

    @property
    def given(self):
        """The unit of pay alone asks for nothing."""
        found = super().given
        return {name: value for name, value in found.items() if name != "unit" or "pay" in found}

    def _says(self, name):
        if name == "kind":
            return self.fields["kind"].names[self.given["kind"]]
        if name == "pay":
            return _("Pay from %(amount)s euros") % {"amount": self.given["pay"]}
        words = super()._says(name)
        return f"{self.fields[name].label}: {words}" if name == "unit" else words
