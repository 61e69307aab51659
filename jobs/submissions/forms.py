"""What employers type about a job: plain text only, and no files."""

import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.forms.fields import AmountField, DayField, PlainField, required
from content.forms.public import PublicForm
from content.languages import SPOKEN_LANGUAGES
from directory.forms import MunicipalityField, PhoneField
from directory.models import Organisation, Term
from jobs.forms import OccupationField
from jobs.models import JobPosting, JobSubmission
from jobs.submissions.answers import EMPLOYER, plain_number
from jobs.submissions.querysets import last_day_allowed

# Languages heard at work in Lithuania; staff can add others to the posting.
AT_WORK = {"az", "be", "en", "hi", "ka", "lt", "pl", "ru", "tg", "tr", "uk", "uz"}
# What nobody earns: a slip of the finger, or the other unit.
PAY_BOUNDS = {JobPosting.SalaryUnit.HOUR: (1, 200), JobPosting.SalaryUnit.MONTH: (100, 50_000)}


class LastDayForm(forms.Form):
    valid_through = DayField(
        label=_("People can apply until"),
        help_text=_("At most 60 days from today. You can renew it later."),
        error_messages={"required": _("Choose the last day to apply. Without it we cannot publish a job.")},
    )

    def clean_valid_through(self):
        day = self.cleaned_data["valid_through"]
        if not timezone.localdate() <= day <= last_day_allowed():
            raise ValidationError(_("Choose a day within the next 60 days."))
        return day


class FactsForm(LastDayForm):
    """Everything about a posting, for its sender and for staff. ``answers`` is what a submission keeps."""

    GROUPS = [
        (
            _("The job"),
            ["language", "name", "occupation", "municipality", "work_address", "description", "total_job_openings"],
        ),
        (
            _("Pay and hours"),
            [
                "salary_min",
                "salary_max",
                "salary_unit",
                "employment_type",
                "hours_per_week",
                "shifts",
                "work_hours",
                "suits_carers",
                "job_start_date",
            ],
        ),
        (
            _("Who can do this job"),
            ["required_language_level", "working_languages", "permits", "qualifications", "mandatory_trainings"],
        ),
        (_("What you give"), ["housing", "has_transport", "has_meals", "benefits_note"]),
        (
            _("How people apply"),
            ["contact_phone", "contact_email", "contact_label", "application_url", "valid_through"],
        ),
        (_("Employer"), EMPLOYER),
    ]

    language = forms.ChoiceField(
        label=_("In which language do you write?"),
        choices=settings.LANGUAGES,
        help_text=_("One is enough. The facts below are shown in all languages."),
    )
    name = PlainField(
        label=_("What is the job called?"),
        help_text=_("For example: cleaner, driver, cook"),
        max_length=100,
        error_messages={"required": _("Write what the job is called.")},
    )
    occupation = required(OccupationField(label=_("Kind of work"), empty_label=_("Choose")))
    municipality = required(MunicipalityField(empty_label=_("Choose")))
    work_address = PlainField(
        label=_("Address of the work"),
        help_text=_("Street, number and town. You can leave this empty."),
        max_length=200,
        required=False,
    )
    description = PlainField(
        label=_("What does a person do at work?"),
        help_text=_("In short sentences: many readers translate them with a phone."),
        max_length=3000,
        rows=6,
        error_messages={"required": _("Write what a person does at work.")},
    )
    total_job_openings = forms.IntegerField(
        label=_("How many people do you look for?"),
        min_value=1,
        max_value=500,
        initial=1,
        localize=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    salary_min = AmountField(
        label=_("Pay from, euros before tax"),
        help_text=_("The law asks every job advertisement to name the pay."),
        error_messages={"required": _("Write the pay. Without it we cannot publish a job.")},
    )
    salary_max = AmountField(
        label=_("Pay to, euros before tax"), help_text=_("Empty: the pay is one sum."), required=False
    )
    salary_unit = forms.ChoiceField(
        label=_("The pay is for"), choices=JobPosting.PAY_PERIODS, widget=forms.RadioSelect, initial="month"
    )
    employment_type = forms.ChoiceField(label=_("Employment"), choices=JobPosting.EmploymentType.choices)
    hours_per_week = AmountField(
        label=_("Hours a week"), max_value=60, decimal_places=1, required=False, help_text=_("For example: 40")
    )
    shifts = forms.ChoiceField(label=_("Working time"), choices=JobPosting.Shifts.choices)
    work_hours = PlainField(
        label=_("About the hours"),
        help_text=_("For example: two days of work, two days off"),
        max_length=200,
        required=False,
    )
    suits_carers = forms.BooleanField(label=_("Suits people who care for children"), required=False)
    job_start_date = DayField(label=_("Start of work"), help_text=_("Empty: at once."), required=False)

    required_language_level = forms.ChoiceField(
        label=_("How much Lithuanian is needed?"), choices=JobPosting.LanguageLevel.choices
    )
    working_languages = forms.MultipleChoiceField(
        label=_("Which languages can people speak at work?"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    permits = forms.MultipleChoiceField(
        label=_("Which permits do you accept?"),
        choices=JobPosting.Permit.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one permit, or “any permit to work”.")},
    )
    qualifications = PlainField(label=_("What must a person know or have?"), max_length=1000, rows=3, required=False)
    mandatory_trainings = forms.MultipleChoiceField(
        label=_("Which mandatory training is needed?"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    housing = forms.ChoiceField(label=_("Housing"), choices=JobPosting.Housing.choices)
    has_transport = forms.BooleanField(label=_("Transport to work"), required=False)
    has_meals = forms.BooleanField(label=_("Meals"), required=False)
    benefits_note = PlainField(
        label=_("About housing, transport and meals"),
        help_text=_("For example: a room for two people, 80 euros a month"),
        max_length=200,
        required=False,
    )

    contact_phone = PhoneField(label=_("Phone for applicants"), required=False)
    contact_email = forms.EmailField(
        label=_("E-mail for applicants"), help_text=_("Everybody will see it."), max_length=120, required=False
    )
    contact_label = PlainField(
        label=_("Who answers, and in which languages?"),
        help_text=_("For example: office, in Lithuanian and Russian"),
        max_length=120,
        required=False,
    )
    application_url = forms.URLField(
        label=_("Page with your advertisement"), max_length=200, required=False, assume_scheme="https"
    )

    employer_name = PlainField(
        label=_("Name of the employer"),
        help_text=_("As in the register of companies."),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "employers", "autocomplete": "organization"}),
        error_messages={"required": _("Write the name of the employer.")},
    )
    employer_code = forms.RegexField(
        r"^(\d{7}|\d{9})$",
        label=_("Company code"),
        help_text=_("With it we find your company faster."),
        required=False,
        error_messages={"invalid": _("A company code has 9 digits, an old one 7.")},
    )

    def __init__(self, data=None, files=None, *, submission=None, **options):
        answers = submission.all_answers if submission else {"language": get_language()}
        options["initial"] = answers | options.get("initial", {})
        super().__init__(data, files, use_required_attribute=False, **options)
        spoken = {*AT_WORK, *answers.get("working_languages", [])}
        self.fields["working_languages"].choices = [row for row in SPOKEN_LANGUAGES if row[0] in spoken]
        trainings = Term.objects.of(Term.Vocabulary.TRAINING)
        self.fields["mandatory_trainings"].choices = [(term.code, str(term)) for term in trainings]
        if submission and submission.is_change:
            # The text is in that language, and the page has its employer: both stay.
            for name in ["language", *EMPLOYER]:
                del self.fields[name]

    @property
    def groups(self):
        """The fields group by group: (title, bound fields)."""
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in self.GROUPS]
        return [(title, fields) for title, fields in found if fields]

    def clean(self):
        self._check_pay()
        data = self.cleaned_data
        reached = [data.get(name) for name in ("contact_phone", "contact_email", "application_url")]
        if not any(reached) and not self.errors.keys() & {"contact_phone", "contact_email", "application_url"}:
            self.add_error("contact_phone", _("Give a phone number, an e-mail address or a page: one is enough."))
        if "any" in data.get("permits", []):
            data["permits"] = ["any"]
        if self.files:
            self.add_error(None, _("We take no files. Please write everything into the form."))

    def _check_pay(self):
        least, most = self.cleaned_data.get("salary_min"), self.cleaned_data.get("salary_max")
        bounds = PAY_BOUNDS.get(self.cleaned_data.get("salary_unit"))
        if least is not None and most is not None and most < least:
            self.add_error("salary_max", _("“Pay to” must not be less than “pay from”."))
        for name, amount in (("salary_min", least), ("salary_max", most)):
            if amount is not None and bounds and not bounds[0] <= amount <= bounds[1]:
                self.add_error(name, _("Check the sum, and whether it is for a month or for an hour."))

    @property
    def answers(self):
        """The clean answers as plain data; see jobs/submissions/answers.py."""
        names = [name for _title, names in self.GROUPS for name in names if name in self.fields]
        return {name: as_answer(name, self.cleaned_data[name]) for name in names}

    def rows(self, before, after):
        """Each answer in words, as (label, before, after, whether it changes)."""
        for name in [name for _title, names in self.GROUPS for name in names if name in self.fields]:
            old, new = self.words(name, before.get(name)), self.words(name, after.get(name))
            yield self.fields[name].label, old, new, old != new

    def words(self, name, value):
        """An answer as people read it."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("yes") if value else _("no")
        if value in (None, "", []):
            return ""
        if isinstance(field, DayField):
            return date_format(field.clean(value), "DATE_FORMAT")
        if isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField)):
            names = dict(flat(field.choices))
            return ", ".join(str(names.get(key, key)) for key in (value if isinstance(value, list) else [value]))
        return str(value)


def as_answer(name, value):
    """A clean value as plain data that JSON can hold."""
    if name in {"municipality", "occupation"}:
        return value.slug if name == "municipality" else value.code
    if name in {"salary_min", "salary_max", "hours_per_week"}:
        return plain_number(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return sorted(value) if isinstance(value, list) else value if value is not None else ""


def flat(choices):
    """The choices of a select, those within its groups too."""
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from flat(label)
        else:
            yield key, label


class SubmissionForm(PublicForm, FactsForm):
    """The public form."""

    refused = _("Your posting was not sent. Please try again.")
    flooded = _("Too many forms are coming in just now. Please try again in an hour.")
    SENDER = ["sender_email", "consent"]

    sender_email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("Nobody else sees it. We send a link there: open it, and your posting comes to us."),
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address.")},
    )
    consent = forms.BooleanField(
        label=_(
            "I agree that Kartu publishes this posting and its employer with the contacts given here, and keeps my "
            "e-mail address. The address is erased 12 months after the posting has ended."
        ),
        error_messages={"required": _("Without your consent we cannot take the posting.")},
    )

    @property
    def groups(self):
        return [*super().groups, (_("You"), [self[name] for name in self.SENDER])]

    @property
    def employers(self):
        """Names to choose from while typing; any other name can be typed too."""
        return [str(employer) for employer in Organisation.objects.published().employers().in_order_of_name()]

    @property
    def submission_key(self):
        """The same form with other words in it is another posting."""
        content = f"{self.cleaned_data['sender_email'].lower()} {self.answers}"
        return uuid.uuid5(uuid.UUID(self.number), content)

    def has_come_before(self):
        return JobSubmission.objects.filter(submission_key=self.submission_key).exists()

    def save(self):
        """Store the submission and its letter; see JobSubmissionQuerySet.receive()."""
        return JobSubmission.objects.receive(self.submission_key, self.cleaned_data["sender_email"], self.answers)


class MessageForm(forms.Form):
    text = PlainField(
        label=_("Your answer"), max_length=2000, rows=4, error_messages={"required": _("Write your answer.")}
    )


class LinkForm(PublicForm):
    """A wish for a new link. Whether the address is known, the answer does not say."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("The address from which you sent the posting."),
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address.")},
    )

    def save(self):
        """Send a new link for each posting of that sender that has not ended."""
        for submission in JobSubmission.objects.of_sender(self.cleaned_data["email"]).going_on():
            submission.send_link_again()
