"""Jobs: postings whose coded facts can be filtered and read in every language, whatever language the text is in."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Case, ExpressionWrapper, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from content.constraints import Check
from content.languages import SPOKEN_LANGUAGES
from content.models import Content, ContentQuerySet
from directory.models import ContactPoint, Municipality, Organisation, Place, Term, ways_to_reach
from jobs.postings import letters
from jobs.postings.card import card_of
from jobs.postings.employers import KEPT_FOR, follow_jobs

# Whoever answers for a posting hears so long before its end that it ends.
WARNED_BEFORE = timedelta(days=5)
# Weeks in a month, to compare pay for a month with pay for an hour.
WEEKS = 52 / 12


class JobPostingQuerySet(ContentQuerySet):
    def published(self):
        """Published and still open: a posting whose last day has passed is no longer public."""
        return super().published().filter(valid_through__gte=timezone.localdate())

    def expired(self):
        """Postings that were public until their last day passed."""
        return super().published().filter(valid_through__lt=timezone.localdate())

    def ending_soon(self):
        """Open postings whose last day is within five days, that day and today included."""
        return self.published().filter(valid_through__lte=timezone.localdate() + WARNED_BEFORE)

    def of_staff_ending_soon(self):
        """Open postings that staff entered, end within five days, and of whose last day staff were not warned yet."""
        unwarned = self.ending_soon().filter(submission__isnull=True)
        return unwarned.exclude(staff_warned_of=F("valid_through")).order_by("valid_through", "pk")

    def warn_staff_of_end(self):
        """Write to the moderators about these postings, once for each last day of each."""
        with transaction.atomic():
            ending = list(self.of_staff_ending_soon().select_for_update(of=("self",)))
            self.filter(pk__in=[posting.pk for posting in ending]).update(staff_warned_of=F("valid_through"))
            if ending:
                letters.tell_moderators_of_ends(ending)

    warn_staff_of_end.alters_data = True

    def gone(self):
        """Postings that were public and ended: their last day passed, or their employer withdrew them.

        One that staff have published again after it was withdrawn is open.
        """
        ended = Q(pk__in=self.model.objects.expired().values("pk"))
        withdrawn = Q(published_at__isnull=False, submission__state="withdrawn")
        return self.filter(ended | withdrawn & ~Q(pk__in=self.model.objects.published().values("pk")))

    def matching(self, text):
        """Postings that hold ``text`` in any language, also in the names of their occupation group and employer.

        The groups are named in every language, so a Russian word finds a posting written in Lithuanian.
        """
        found, named = Q(pk__in=super().matching(text).values("pk")), Q()
        for code, _name in settings.LANGUAGES:
            for field in ("description", "occupation__name"):
                found |= Q(**{f"{build_localized_fieldname(field, code)}__icontains": text})
            named |= Q(**{f"{build_localized_fieldname('name', code)}__icontains": text})
        # An employer that is not public cannot be guessed by its name either.
        return self.filter(found | Q(hiring_organisation__in=Organisation.objects.published().filter(named)))

    def in_occupation(self, occupation):
        """Postings of an occupation group and of the groups within it."""
        return self.filter(Q(occupation=occupation) | Q(occupation__parent=occupation))

    def within_level(self, level):
        """Postings for which so much Lithuanian is enough."""
        levels = list(JobPosting.LanguageLevel)
        return self.filter(required_language_level__in=levels[: levels.index(level) + 1])

    def accepting(self, permit):
        return self.filter(permits__overlap=[permit, JobPosting.Permit.ANY])

    def paying(self, amount, unit):
        """Postings that pay at least ``amount`` before tax for that ``unit``.

        Pay for the other unit is converted with the hours a week; a posting that does not say them is left out.
        """
        other = F("salary_min") / (F("hours_per_week") * WEEKS)
        if unit == JobPosting.SalaryUnit.MONTH:
            other = F("salary_min") * F("hours_per_week") * WEEKS
        comparable = self.alias(converted=ExpressionWrapper(other, output_field=models.FloatField()))
        return comparable.filter(
            Q(salary_unit=unit, salary_min__gte=amount) | (~Q(salary_unit=unit) & Q(converted__gte=amount))
        )

    def like(self, posting):
        """Open postings of the same kind of work, then of the same municipality."""
        same_kind = Q(occupation=posting.occupation_id)
        if posting.occupation.parent_id:
            same_kind |= Q(occupation__parent=posting.occupation.parent_id)
        return (
            self.published()
            .filter(same_kind | Q(municipality=posting.municipality_id))
            .annotate(is_same_kind=Case(When(same_kind, then=1), default=0, output_field=models.IntegerField()))
            .order_by("-is_same_kind", "-published_at", "-pk")
        )

    def amount_of(self, employer):
        """How many of them an employer has, for a subquery."""
        own = self.filter(hiring_organisation=employer).order_by()
        return own.values("hiring_organisation").annotate(amount=models.Count("pk")).values("amount")

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def for_cards(self):
        return super().for_cards().select_related("hiring_organisation", "municipality", "occupation")

    def for_detail(self):
        return self.select_related(
            "hiring_organisation", "municipality__county", "occupation", "place__municipality"
        ).prefetch_related(
            "contacts",
            "mandatory_trainings",
            "hiring_organisation__contacts",
        )


class JobPosting(Content):
    """An open position (schema.org JobPosting). Lithuanian law wants the pay in it: no pay, no publication."""

    decays_as = "job"

    class EmploymentType(models.TextChoices):
        FULL_TIME = "full_time", _("full time")
        PART_TIME = "part_time", _("part time")
        TEMPORARY = "temporary", _("temporary")
        SEASONAL = "seasonal", _("seasonal")
        INTERNSHIP = "internship", _("internship")

    class SalaryUnit(models.TextChoices):
        MONTH = "month", _("a month")
        HOUR = "hour", _("an hour")

    # Beside the question for the period of pay; the labels above follow a sum: "1,200 euros a month".
    PAY_PERIODS = [(SalaryUnit.MONTH, _("month")), (SalaryUnit.HOUR, _("hour"))]

    class Shifts(models.TextChoices):
        DAY = "day", _("daytime on weekdays")
        SHIFTS = "shifts", _("shifts")
        NIGHTS = "nights", _("nights")
        WEEKENDS = "weekends", _("weekends")
        FLEXIBLE = "flexible", _("flexible hours")

    class LanguageLevel(models.TextChoices):
        NONE = "none", _("no Lithuanian needed")
        A1 = "A1", _("Lithuanian: a few words (A1)")
        A2 = "A2", _("Lithuanian: simple talk (A2)")
        B1 = "B1", _("Lithuanian: everyday talk (B1)")
        B2 = "B2", _("Lithuanian: fluent (B2)")
        C1 = "C1", _("Lithuanian: very good (C1)")
        C2 = "C2", _("Lithuanian: like a native speaker (C2)")

    class Permit(models.TextChoices):
        ANY = "any", _("any permit to work")
        PROTECTION = "protection", _("asylum")
        TEMPORARY_PROTECTION = "temporary_protection", _("temporary protection")
        RESIDENCE = "residence", _("residence permit")
        VISA = "visa", _("national visa")

    class Housing(models.TextChoices):
        NO = "no", _("no housing")
        FREE = "free", _("free housing")
        PAID = "paid", _("housing for a fee")
        HELP = "help", _("help to find housing")

    hiring_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="job_postings", verbose_name=_("employer")
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="job_postings", verbose_name=_("municipality")
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="job_postings",
        verbose_name=_("place of work"),
    )
    # Never translated: it must match the sign on the wall.
    work_address = models.CharField(
        _("address of the work"),
        max_length=200,
        blank=True,
        help_text=_("Street, number and town, if the place is not in the list."),
    )
    occupation = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        limit_choices_to={"vocabulary": Term.Vocabulary.OCCUPATION},
        related_name="job_postings",
        verbose_name=_("occupation group"),
    )
    employment_type = models.CharField(
        _("employment"), max_length=10, choices=EmploymentType.choices, default=EmploymentType.FULL_TIME
    )
    salary_min = models.DecimalField(_("gross pay from"), max_digits=9, decimal_places=2, null=True, blank=True)
    salary_max = models.DecimalField(_("gross pay to"), max_digits=9, decimal_places=2, null=True, blank=True)
    salary_currency = models.CharField(_("currency"), max_length=3, default="EUR")
    salary_unit = models.CharField(_("pay for"), max_length=5, choices=SalaryUnit.choices, default=SalaryUnit.MONTH)
    hours_per_week = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True)
    shifts = models.CharField(_("working time"), max_length=8, choices=Shifts.choices, default=Shifts.DAY)
    work_hours = models.CharField(_("about the hours"), max_length=200, blank=True)
    suits_carers = models.BooleanField(_("suits people who care for children"), default=False)
    required_language_level = models.CharField(
        _("Lithuanian needed"), max_length=4, choices=LanguageLevel.choices, default=LanguageLevel.NONE
    )
    working_languages = ArrayField(
        models.CharField(max_length=8, choices=SPOKEN_LANGUAGES),
        verbose_name=_("languages at work"),
        default=list,
        blank=True,
    )
    permits = ArrayField(
        models.CharField(max_length=20, choices=Permit.choices),
        verbose_name=_("permits accepted"),
        default=list,
        blank=True,
    )
    qualifications = models.TextField(_("what you need"), blank=True)
    mandatory_trainings = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TRAINING},
        related_name="required_by_jobs",
        verbose_name=_("mandatory training"),
    )
    housing = models.CharField(_("housing"), max_length=4, choices=Housing.choices, default=Housing.NO)
    has_transport = models.BooleanField(_("transport to work"), default=False)
    has_meals = models.BooleanField(_("meals"), default=False)
    benefits_note = models.CharField(_("about housing, transport and meals"), max_length=200, blank=True)
    total_job_openings = models.PositiveSmallIntegerField(_("open positions"), default=1)
    job_start_date = models.DateField(_("start of work"), null=True, blank=True)
    valid_through = models.DateField(_("apply until"), null=True, blank=True)
    # The last day of which staff were warned: of a renewed posting they are warned again.
    staff_warned_of = models.DateField(null=True, blank=True, editable=False)
    application_url = models.URLField(_("advertisement or application page"), blank=True)

    objects = JobPostingQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("job posting")
        verbose_name_plural = _("job postings")
        indexes = [
            models.Index(fields=["valid_through", "published_at"], name="jobposting_open"),
            models.Index(fields=["municipality", "valid_through"], name="jobposting_by_municipality"),
            models.Index(fields=["occupation", "-valid_through"], name="jobposting_by_occupation"),
            models.Index(fields=["-published_at", "-id"], name="jobposting_newest_first"),
            GinIndex(fields=["working_languages"], name="jobposting_by_language"),
            GinIndex(fields=["permits"], name="jobposting_by_permit"),
        ]
        constraints = [
            Check(
                condition=Q(published_at__isnull=True)
                | Q(salary_min__gt=0, salary_min__isnull=False, valid_through__isnull=False),
                name="jobposting_published_has_pay_and_end",
                violation_error_message=_("A published posting needs the gross pay and the day until which to apply."),
            ),
            Check(
                condition=Q(salary_max__isnull=True) | Q(salary_max__gte=F("salary_min")),
                name="jobposting_pay_in_order",
                violation_error_message=_("“Pay to” must not be less than “pay from”."),
                beside="salary_max",
            ),
        ]

    def save(self, *args, **kwargs):
        """Save it, and let its employer's page follow, also the one it had before; see follow_jobs()."""
        is_first_draft = self.pk is None and self.published_at is None
        with transaction.atomic():
            before = Organisation.objects.filter(is_public_with_jobs=True, job_postings__in=[self.pk or 0])
            employers = [*before.exclude(pk=self.hiring_organisation_id), self.hiring_organisation]
            super().save(*args, **kwargs)
            for employer in employers:
                if employer.is_public_with_jobs and not is_first_draft:
                    follow_jobs(employer)

    @property
    def is_published(self):
        return super().is_published and self.valid_through is not None and self.valid_through >= timezone.localdate()

    @property
    def card(self):
        return card_of(self)

    @property
    def is_taken_down(self):
        """It is not public whatever its last day is: staff or its sender have taken it from the public."""
        return not super().is_published

    @property
    def has_expired(self):
        return self.valid_through is not None and self.valid_through < timezone.localdate()

    @property
    def spoken(self):
        return [str(name) for code, name in SPOKEN_LANGUAGES if code in self.working_languages]

    @property
    def accepted_permits(self):
        return [str(name) for code, name in self.Permit.choices if code in self.permits]

    @property
    def ways_to_reach(self):
        """The posting's own contacts, else its employer's."""
        return ways_to_reach(self.contacts.all(), self.hiring_organisation)


class JobContactQuerySet(models.QuerySet):
    def due_for_erasure(self):
        """Contacts of postings that ended a year ago: some name a person."""
        return self.filter(posting__valid_through__lt=timezone.localdate() - KEPT_FOR)


class JobContact(ContactPoint):
    posting = models.ForeignKey(
        JobPosting, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("job posting")
    )

    objects = JobContactQuerySet.as_manager()

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")


class ExternalJobSource(Content):
    """A job board elsewhere: what it offers and in which languages."""

    decays_as = "service"

    url = models.URLField(_("website"))
    languages = ArrayField(
        models.CharField(max_length=8, choices=SPOKEN_LANGUAGES), verbose_name=_("languages"), default=list, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("job board elsewhere")
        verbose_name_plural = _("job boards elsewhere")

    def get_absolute_url(self):
        return f"{reverse('jobs:list')}#{self.slug}"

    @property
    def own_address(self):
        return reverse("jobs:source", kwargs={"slug": self.slug})

    @property
    def site_languages(self):
        names = dict(SPOKEN_LANGUAGES)
        return [str(names.get(code, code)) for code in self.languages]
