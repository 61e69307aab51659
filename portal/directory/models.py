"""What several sections point at: municipalities, organisations, places, projects, terms, contact points."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.content.models import Content, ContentQuerySet, Translatable, TranslatableQuerySet
from portal.directory.phones import diallable, shown

WHEELCHAIR = [
    ("unknown", _("not known")),
    ("yes", _("step-free")),
    ("limited", _("step-free in part")),
    ("no", _("not step-free")),
]


class TermQuerySet(TranslatableQuerySet):
    def of(self, vocabulary):
        """The terms of one vocabulary in their own order."""
        return self.filter(vocabulary=vocabulary).order_by("position", "pk")


class Term(Translatable):
    """A word of a controlled list (HSDS taxonomy_term, schema.org DefinedTerm): topics, needs, event kinds ..."""

    class Vocabulary(models.TextChoices):
        TOPIC = "topic", _("topic")
        NEED = "need", _("need")
        EVENT_KIND = "event_kind", _("event kind")
        AUDIENCE = "audience", _("audience")
        OCCUPATION = "occupation", _("occupation group (ISCO-08)")
        TRAINING = "training", _("mandatory training")
        VOLUNTEERING = "volunteering", _("field of volunteering")

    vocabulary = models.CharField(_("list"), max_length=16, choices=Vocabulary.choices)
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["vocabulary", "position", "pk"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="term_code_unique_in_its_list")]


class County(Translatable):
    """One of the ten counties (apskritys), by its code in ISO 3166-2:LT."""

    code = models.CharField(_("code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    map_path = models.TextField(_("outline"), help_text=_("SVG path in the 360 × 274 box of the map."))

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")


class Municipality(Translatable):
    """One of the sixty municipalities, by its code in ISO 3166-2:LT."""

    class Kind(models.TextChoices):
        CITY = "city", _("city municipality")
        DISTRICT = "district", _("district municipality")
        MUNICIPALITY = "municipality", _("municipality")

    code = models.CharField(_("code"), max_length=5, unique=True)
    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    county = models.ForeignKey(
        County, on_delete=models.PROTECT, related_name="municipalities", verbose_name=_("county")
    )
    seat = models.CharField(_("seat"), max_length=60)
    # Other ways people write it: towns, cases, old and foreign names; the look-up folds diacritics itself.
    alternate_names = ArrayField(
        models.CharField(max_length=80), verbose_name=_("other names"), default=list, blank=True
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    map_x = models.DecimalField(_("x on the map"), max_digits=5, decimal_places=1)
    map_y = models.DecimalField(_("y on the map"), max_digits=5, decimal_places=1)

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def get_absolute_url(self):
        return reverse("networks:coordinator", kwargs={"municipality_slug": self.slug})

    @property
    def own_address(self):
        return self.get_absolute_url()


class ContactPoint(Translatable):
    """One way to reach somebody (schema.org ContactPoint). A number that cannot be dialled is kept and never linked."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        MOBILE = "mobile", _("mobile phone")
        FAX = "fax", _("fax")
        EMAIL = "email", _("e-mail")
        WEBSITE = "website", _("website")
        FACEBOOK = "facebook", "Facebook"
        WHATSAPP = "whatsapp", "WhatsApp"
        VIBER = "viber", "Viber"
        TELEGRAM = "telegram", "Telegram"

    NUMBERS = {Kind.PHONE, Kind.MOBILE, Kind.FAX, Kind.WHATSAPP, Kind.VIBER}
    CALLS = {Kind.PHONE, Kind.MOBILE}
    ADDRESSES = {Kind.WEBSITE, Kind.FACEBOOK, Kind.TELEGRAM}

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=300, help_text=_("For example: +370 600 12 345"))
    normalised = models.CharField(_("normalised value"), max_length=300, blank=True, editable=False)
    value_as_given = models.CharField(_("as given in the source"), max_length=300, blank=True)
    label = models.CharField(_("label"), max_length=120, blank=True, help_text=_("For example: reception desk"))
    available_hours = models.CharField(_("when"), max_length=120, blank=True)
    available_languages = ArrayField(
        models.CharField(max_length=8), verbose_name=_("languages"), default=list, blank=True
    )
    is_shared_mailbox = models.BooleanField(_("shared mailbox"), default=False)
    domestic_only = models.BooleanField(_("can be called from Lithuania only"), default=False)
    is_valid = models.BooleanField(_("valid"), default=True, editable=False)
    is_public = models.BooleanField(_("public"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return self.display

    def save(self, *args, **kwargs):
        """Derive what is computed from the value, whoever writes it: form, import or shell."""
        self.normalise()
        super().save(*args, **kwargs)

    def normalise(self):
        """Fill ``normalised``, ``is_valid``, ``domestic_only``; a value that cannot work becomes invalid, not lost."""
        self.value_as_given = self.value_as_given or self.value
        if self.kind in self.NUMBERS:
            self.normalised, self.domestic_only = diallable(self.value)
        elif self.kind == self.Kind.EMAIL:
            self.normalised = _valid_or_empty(validate_email, self.value.strip().lower())
        else:
            self.normalised = _valid_or_empty(URLValidator(schemes=["http", "https"]), self.value.strip())
        self.is_valid = bool(self.normalised)

    @property
    def is_diallable(self):
        return self.is_valid and self.kind in self.CALLS

    @property
    def is_being_checked(self):
        return not self.is_valid

    @property
    def is_answered(self):
        """Readers can call or write here and somebody reads it: a number or an e-mail address that works."""
        return self.is_public and self.is_valid and self.kind in {*self.CALLS, self.Kind.EMAIL}

    @property
    def is_working_mailbox(self):
        return self.is_shared_mailbox and self.is_answered

    @property
    def href(self):
        """The address to link to, or "" when there is nothing a tap could do: a fax, a broken number."""
        if not self.is_valid or self.kind == self.Kind.FAX:
            return ""
        match self.kind:
            case self.Kind.PHONE | self.Kind.MOBILE:
                return f"tel:{self.normalised}"
            case self.Kind.EMAIL:
                return f"mailto:{self.value.strip()}"
            case self.Kind.WHATSAPP:
                return f"https://wa.me/{self.normalised.lstrip('+')}"
            case self.Kind.VIBER:
                return f"viber://chat?number=%2B{self.normalised.lstrip('+')}"
        return self.normalised

    @property
    def display(self):
        """What is printed: a number grouped for reading aloud, an address as given."""
        if self.kind in self.NUMBERS and self.is_valid:
            return shown(self.normalised)
        return self.value.strip()


def ways_to_reach(own, organisation):
    """The public contacts of a record, else those of the organisation behind it, if that may be shown at all."""
    found = [contact for contact in own if contact.is_public]
    if not found and organisation.is_published:
        found = [contact for contact in organisation.contacts.all() if contact.is_public]
    return found


def _valid_or_empty(validate, value):
    try:
        validate(value)
    except ValidationError:
        return ""
    return value


class OrganisationQuerySet(ContentQuerySet):
    def for_cards(self):
        return super().for_cards().prefetch_related("contacts")

    def for_detail(self):
        return self.select_related("parent", "municipality").prefetch_related("contacts", "area_served", "places")

    def employers(self):
        return self.filter(is_employer=True)

    def in_municipality(self, municipality):
        """Organisations that sit there or serve it."""
        serving = Organisation.area_served.through.objects.filter(municipality=municipality).values("organisation")
        return self.filter(Q(municipality=municipality) | Q(pk__in=serving))


class Organisation(Content):
    """A body people deal with (schema.org Organization, HSDS organization): authority, NGO, school, employer ..."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("public authority")
        NGO = "ngo", _("non-governmental organisation")
        INTERNATIONAL = "international", _("international organisation")
        AGENCY = "agency", _("development agency")
        CHAMBER = "chamber", _("chamber of commerce")
        EDUCATION = "education", _("education and culture")
        HEALTH = "health", _("health")
        SOCIAL = "social", _("social services")
        RESEARCH = "research", _("research")
        BUSINESS = "business", _("company")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.OTHER)
    legal_name = models.CharField(
        _("official name"), max_length=250, blank=True, help_text=_("In Lithuanian, as on the sign at the door.")
    )
    alternate_name = models.CharField(_("short name"), max_length=120, blank=True)
    identifier = models.CharField(_("company code"), max_length=9, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="departments", verbose_name=_("part of")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("municipality"),
        help_text=_("Where its seat is."),
    )
    area_served = models.ManyToManyField(
        Municipality, blank=True, related_name="served_by", verbose_name=_("municipalities served")
    )
    url = models.URLField(_("website"), blank=True)
    same_as = ArrayField(models.URLField(), verbose_name=_("other pages"), default=list, blank=True)
    logo = models.ImageField(_("logo"), upload_to="logos/", blank=True)
    is_employer = models.BooleanField(_("employer"), default=False)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )

    # It came with a job that an employer sent: ``unpublish_at`` follows the last day of its jobs, until staff decide.
    is_public_with_jobs = models.BooleanField(
        _("public while it has open jobs"),
        default=False,
        editable=False,
        help_text=_("If yes, it came with a job that an employer sent. Publish or verify it, and its page stays."),
    )
    # Whoever verified may leave; which office it was is said on.
    verifying_body = models.CharField(_("verified by the office"), max_length=200, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def get_absolute_url(self):
        return reverse("networks:organisation", kwargs={"slug": self.slug})

    def verify(self, user):
        """Write down that ``user`` made sure today that this organisation exists and is what it says.

        Where it is public with its jobs it then stays public without them; nothing hidden becomes public.
        """
        self.verified_at, self.verified_by, self.verifying_body = timezone.now(), user, user.body or "Kartu"
        written = ["verified_at", "verified_by", "verifying_body"]
        if self.is_public_with_jobs and self.is_published:
            self.is_public_with_jobs, self.unpublish_at = False, None
            written += ["is_public_with_jobs", "unpublish_at"]
        self.save(update_fields=written)

    verify.alters_data = True

    def publish(self):
        """Make it public for good: from now on it does not follow its jobs."""
        super().publish()
        self.leave_to_staff()

    publish.alters_data = True

    def unpublish(self):
        """Take it from the public for good: no new job brings it back."""
        super().unpublish()
        self.leave_to_staff()

    unpublish.alters_data = True

    def leave_to_staff(self):
        """Whether it is public is what staff have said, and follows nothing else any more."""
        if self.is_public_with_jobs:
            self.is_public_with_jobs = False
            self.save(update_fields=["is_public_with_jobs"])

    leave_to_staff.alters_data = True


class OrganisationContact(ContactPoint):
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("organisation")
    )

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")


class Place(Translatable):
    """Where something happens (HSDS location): a door with an address, or a virtual room."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("address")
        VIRTUAL = "virtual", _("online")
        POSTAL = "postal", _("postal address only")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PHYSICAL)
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("organisation"),
    )
    # Never translated: it must match the sign on the wall.
    street_address = models.CharField(_("street and number"), max_length=200, blank=True)
    address_locality = models.CharField(_("town or village"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("municipality"),
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    url = models.URLField(_("address on the internet"), blank=True)
    transportation = models.TextField(_("how to get there"), blank=True)
    wheelchair = models.CharField(_("step-free access"), max_length=7, choices=WHEELCHAIR, default="unknown")
    accessibility_note = models.TextField(_("about access"), blank=True)
    is_example = models.BooleanField(_("example"), default=False, editable=False)

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("place")
        verbose_name_plural = _("places")

    @property
    def address(self):
        """The postal address on one line, or "" for a place that has none."""
        town = " ".join(part for part in [self.postal_code, self.address_locality] if part)
        return ", ".join(part for part in [self.street_address, town] if part)


class ProjectQuerySet(ContentQuerySet):
    def for_cards(self):
        return super().for_cards().select_related("applicant", "funder")

    def for_detail(self):
        return self.select_related("applicant", "funder").prefetch_related("partners", "activities__kind")


class Project(Content):
    """A funded project: what it wants, what it reached, who pays. Events and services of it show its funder."""

    class Emblem(models.TextChoices):
        NONE = "", _("none")
        EU = "eu", _("emblem of the European Union")

    identifier = models.CharField(_("project number"), max_length=60, blank=True)
    aim = models.TextField(_("aim"), blank=True)
    results = models.TextField(_("results"), blank=True)
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    funder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="funded", verbose_name=_("funder")
    )
    programme = models.CharField(_("programme"), max_length=250, blank=True)
    disclaimer = models.TextField(_("disclaimer"), blank=True)
    emblem_variant = models.CharField(
        _("emblem"), max_length=4, choices=Emblem.choices, default=Emblem.NONE, blank=True
    )
    applicant = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="led", verbose_name=_("applicant")
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="joined", verbose_name=_("partners"))

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-start_date", "pk"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__isnull=True)
                | Q(start_date__isnull=True)
                | Q(end_date__gte=models.F("start_date")),
                name="project_ends_after_start",
            )
        ]

    def get_absolute_url(self):
        return reverse("networks:project", kwargs={"slug": self.slug})


class ProjectActivity(Translatable):
    """One line of a project's plan, with the number it promised, if it promised one."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="activities", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    kind = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.EVENT_KIND},
        related_name="+",
        verbose_name=_("event kind"),
    )
    target = models.PositiveSmallIntegerField(_("promised number"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TranslatableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("project activity")
        verbose_name_plural = _("project activities")
