"""Services: what an organisation offers, where and when (HSDS 3.0 terms), grants and their application windows."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.content.languages import SPOKEN_LANGUAGES
from portal.content.models import Content, ContentQuerySet, Translatable, TranslatableQuerySet
from portal.directory.models import ContactPoint, Municipality, Organisation, Place, Project, Term, ways_to_reach

# A year in which every day of a yearly window exists.
LEAP_YEAR = 2024


class ServiceQuerySet(ContentQuerySet):
    def in_municipality(self, municipality):
        """Services of that municipality and those of the whole country."""
        served = Service.area_served.through.objects.filter(municipality=municipality).values("service")
        return self.filter(Q(pk__in=served) | Q(is_nationwide=True))

    def newest_facts_first(self):
        """Real services before examples, newer facts before older ones, then in the alphabet."""
        by_name = self.in_order_of_name()
        return by_name.order_by("is_example", F("source_as_of").desc(nulls_last=True), *by_name.query.order_by)

    def with_grants(self):
        return self.filter(Exists(Grant.objects.filter(service=OuterRef("pk"))))

    def with_activities(self):
        return self.filter(Exists(ServiceActivity.objects.filter(service=OuterRef("pk"))))

    def for_cards(self):
        return super().for_cards().select_related("provider").prefetch_related("contacts", "area_served", "topics")

    def for_detail(self):
        return self.select_related("provider", "successor", "project__funder").prefetch_related(
            "contacts",
            "provider__contacts",
            "topics",
            "area_served",
            "activities",
            "costs",
            "required_documents",
            "mandatory_for",
            "grants__windows",
            Prefetch("locations", queryset=ServiceAtLocation.objects.with_hours()),
        )


class Service(Content):
    """Help that somebody gives to somebody, with what a person must know before going there."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("available")
        TEMPORARILY_CLOSED = "temporarily_closed", _("temporarily closed")
        DEFUNCT = "defunct", _("ended")

    class LegalStatus(models.TextChoices):
        ASYLUM_SEEKER = "asylum_seeker", _("asylum seekers")
        REFUGEE = "refugee", _("people with refugee status")
        SUBSIDIARY = "subsidiary", _("people with subsidiary protection")
        TEMPORARY = "temporary_protection", _("people with temporary protection")
        RESIDENCE = "residence_permit", _("people with a residence permit")
        CITIZEN = "citizen", _("citizens of Lithuania")

    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services", verbose_name=_("provider")
    )
    alternate_name = models.CharField(_("also known as"), max_length=200, blank=True)
    topics = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TOPIC},
        related_name="services",
        verbose_name=_("topics"),
    )
    needs = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.NEED},
        related_name="services_needed",
        verbose_name=_("needs"),
    )
    eligibility_description = models.TextField(_("who can use it"), blank=True)
    legal_statuses = ArrayField(
        models.CharField(max_length=20, choices=LegalStatus.choices),
        verbose_name=_("legal statuses"),
        default=list,
        blank=True,
        help_text=_("Empty: everybody."),
    )
    minimum_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    languages = ArrayField(
        models.CharField(max_length=8, choices=SPOKEN_LANGUAGES),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    interpretation_services = models.CharField(_("interpretation"), max_length=200, blank=True)
    is_free = models.BooleanField(_("free of charge"), null=True, blank=True, help_text=_("Unknown: leave open."))
    fees_description = models.TextField(_("about the price"), blank=True)
    application_process = models.TextField(_("how to apply"), blank=True)
    wait_time = models.CharField(_("waiting time"), max_length=200, blank=True)
    area_served = models.ManyToManyField(
        Municipality, blank=True, related_name="services", verbose_name=_("municipalities served")
    )
    is_nationwide = models.BooleanField(_("in all of Lithuania"), default=False)
    is_emergency = models.BooleanField(_("emergency help"), default=False)

    status = models.CharField(_("status"), max_length=18, choices=Status.choices, default=Status.ACTIVE)
    closed_until = models.DateField(_("closed until"), null=True, blank=True)
    # A service paid for by a project may end with it.
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("paid for by")
    )
    valid_through = models.DateField(_("paid for until"), null=True, blank=True)
    end_warned_on = models.DateField(_("staff warned of the end on"), null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("replaced by"),
    )
    gives_training = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.TRAINING},
        related_name="trained_by",
        verbose_name=_("gives the mandatory training"),
    )
    mandatory_for = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.OCCUPATION},
        related_name="mandatory_services",
        verbose_name=_("mandatory for"),
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_in_order",
            ),
        ]

    @property
    def has_ended(self):
        """The service is no longer given: closed for good, or the money that paid for it has run out."""
        return self.status == self.Status.DEFUNCT or (
            self.valid_through is not None and self.valid_through < timezone.localdate()
        )

    @property
    def spoken(self):
        names = dict(SPOKEN_LANGUAGES)
        return [str(names.get(code, code)) for code in self.languages]

    @property
    def for_legal_statuses(self):
        names = dict(self.LegalStatus.choices)
        return [str(names.get(code, code)) for code in self.legal_statuses]

    @property
    def ways_to_reach(self):
        """The service's own contacts, else its provider's."""
        return ways_to_reach(self.contacts.all(), self.provider)


class ServiceContact(ContactPoint):
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("service"))

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")


class ServiceActivity(Translatable):
    """One thing to join within a service: a choir, an instrument, a course, with who leads it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="activities", verbose_name=_("service"))
    name = models.CharField(_("name"), max_length=200)
    description = models.CharField(_("description"), max_length=300, blank=True)
    leader = models.CharField(_("leader"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")


class RequiredDocument(Translatable):
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="required_documents", verbose_name=_("service")
    )
    name = models.CharField(_("document to bring"), max_length=200)
    url = models.URLField(_("form to fill in"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("document to bring")
        verbose_name_plural = _("documents to bring")


class CostOption(Translatable):
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="costs", verbose_name=_("service"))
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    name = models.CharField(_("for what"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")


class ServiceAtLocationQuerySet(models.QuerySet):
    def with_hours(self):
        """Load the places with the hours that hold today and the exceptions that are not over."""
        today = timezone.localdate()
        hours = OpeningHours.objects.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_through__isnull=True) | Q(valid_through__gte=today),
        )
        exceptions = OpeningException.objects.filter(ends_on__gte=today)
        return self.select_related("place__municipality").prefetch_related(
            Prefetch("opening_hours", queryset=hours), Prefetch("exceptions", queryset=exceptions)
        )


class ServiceAtLocation(models.Model):
    """A service at one door; opening hours belong here."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="locations", verbose_name=_("service"))
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="service_locations", verbose_name=_("place")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ServiceAtLocationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("place of the service")
        verbose_name_plural = _("places of the service")
        constraints = [models.UniqueConstraint(fields=["service", "place"], name="service_once_per_place")]

    def __str__(self):
        return f"{self.service_id} @ {self.place_id}"


class HoursMode(models.TextChoices):
    OPEN = "open", _("open")
    BY_APPOINTMENT = "by_appointment", _("by appointment")
    CLOSED = "closed", _("closed")


class OpeningHours(Translatable):
    """One slot of one weekday in Vilnius wall time; a lunch break is two slots."""

    class Day(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, related_name="opening_hours", verbose_name=_("place")
    )
    day_of_week = models.PositiveSmallIntegerField(_("day"), choices=Day.choices)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    mode = models.CharField(_("how"), max_length=14, choices=HoursMode.choices, default=HoursMode.OPEN)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_through = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["day_of_week", "opens", "pk"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(mode=HoursMode.CLOSED) | Q(opens__isnull=True) | Q(closes__gt=F("opens")),
                name="openinghours_close_after_opening",
            )
        ]

    def __str__(self):
        return (
            f"{self.get_day_of_week_display()} {self.opens:%H:%M}"
            if self.opens
            else str(self.get_day_of_week_display())
        )


class OpeningException(Translatable):
    """Dates on which the usual hours do not hold."""

    location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, related_name="exceptions", verbose_name=_("place")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    mode = models.CharField(_("how"), max_length=14, choices=HoursMode.choices, default=HoursMode.CLOSED)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="openingexception_ends_after_start")
        ]

    def __str__(self):
        return f"{self.starts_on}–{self.ends_on}"


class Grant(Translatable):
    """Money one can apply for (schema.org Grant)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="grants", verbose_name=_("service"))
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("for what"), blank=True)
    eligibility = models.TextField(_("who can apply"), blank=True)
    amount_max = models.DecimalField(_("amount up to"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="grant_code_unique_in_its_service")]


class ApplicationWindow(models.Model):
    """When applications are taken: all year, or from one day of the year to another, every year, both included."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="windows", verbose_name=_("grant"))
    all_year = models.BooleanField(_("all year"), default=False)
    opens_month = models.PositiveSmallIntegerField(_("from month"), null=True, blank=True)
    opens_day = models.PositiveSmallIntegerField(_("from day"), null=True, blank=True)
    closes_month = models.PositiveSmallIntegerField(_("to month"), null=True, blank=True)
    closes_day = models.PositiveSmallIntegerField(_("to day"), null=True, blank=True)
    url = models.URLField(_("where to apply"), blank=True)

    class Meta:
        ordering = ["opens_month", "opens_day", "pk"]
        verbose_name = _("application window")
        verbose_name_plural = _("application windows")
        constraints = [
            models.CheckConstraint(
                condition=Q(all_year=True)
                | Q(
                    opens_month__range=(1, 12),
                    closes_month__range=(1, 12),
                    opens_day__range=(1, 31),
                    closes_day__range=(1, 31),
                ),
                name="applicationwindow_says_when",
            )
        ]

    def clean(self):
        """Refuse days that no year has, such as 31 April."""
        if self.all_year:
            return
        for month, day in [(self.opens_month, self.opens_day), (self.closes_month, self.closes_day)]:
            try:
                date(LEAP_YEAR, month, day)
            except (TypeError, ValueError) as error:
                raise ValidationError(
                    _("Give the first and the last day of the window, or tick “all year”.")
                ) from error

    @property
    def in_words(self):
        """ "all year round", "every year from 1 March to 31 May" in the reader's language."""
        if self.all_year:
            return _("All year round")
        return _("Every year from %(first)s to %(last)s") % {
            "first": date_format(date(LEAP_YEAR, self.opens_month, self.opens_day), "MONTH_DAY_FORMAT"),
            "last": date_format(date(LEAP_YEAR, self.closes_month, self.closes_day), "MONTH_DAY_FORMAT"),
        }

    def __str__(self):
        if self.all_year:
            return "01-01–12-31"
        return f"{self.opens_month:02}-{self.opens_day:02}–{self.closes_month:02}-{self.closes_day:02}"
