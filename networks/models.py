"""Networks: coordinators and their posts, agreements, volunteer initiatives."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.content.models import Content, ContentQuerySet
from portal.directory.models import ContactPoint, Municipality, Organisation, Project, Term


class Person(models.Model):
    """Somebody who fills a post: the name and no more (data minimisation)."""

    given_name = models.CharField(_("first name"), max_length=80)
    family_name = models.CharField(_("surname"), max_length=80)
    honorific = models.CharField(_("title"), max_length=20, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "given_name", "family_name", "honorific"],
        "published contact of an office; deleted by staff when the last term is no longer needed for the funder",
    )

    class Meta:
        ordering = ["family_name", "given_name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return " ".join(part for part in [self.honorific, self.given_name, self.family_name] if part)


class PostQuerySet(ContentQuerySet):
    def coordinators(self):
        return self.filter(role=Post.Role.COORDINATOR)

    def for_cards(self):
        """Load what a contact card shows: the people now in the post, its contacts, its host."""
        return (
            super()
            .for_cards()
            .select_related("organisation")
            .prefetch_related(
                "contacts",
                "coverages",
                Prefetch("tenures", queryset=Tenure.objects.current().select_related("person"), to_attr="now"),
            )
        )


class Post(Content):
    """A post at an organisation (schema.org OrganizationRole); ``name`` is its title, a person fills it for a time."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        SUPERVISOR = "supervisor", _("supervising project coordinator")
        MANAGER = "manager", _("project manager")
        FINANCIER = "financier", _("project financier")
        RESEARCHER = "researcher", _("researcher")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="posts", verbose_name=_("organisation")
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("project")
    )
    role = models.CharField(_("role"), max_length=11, choices=Role.choices)
    deputy = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="deputy_of", verbose_name=_("deputy")
    )
    leave_from = models.DateField(_("on leave from"), null=True, blank=True)
    leave_until = models.DateField(_("on leave until"), null=True, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    office_hours = models.CharField(_("reception hours"), max_length=200, blank=True)
    # Answers for every municipality that nobody else answers for.
    is_national = models.BooleanField(_("answers for the rest of the country"), default=False)
    user = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("account"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    municipalities = models.ManyToManyField(
        Municipality, through="Coverage", related_name="posts", verbose_name=_("municipalities")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(leave_from__isnull=True)
                | Q(leave_until__isnull=True)
                | Q(leave_until__gte=F("leave_from")),
                name="post_leave_ends_after_start",
            )
        ]

    def get_absolute_url(self):
        coverage = next(iter(self.coverages.all()), None) if self.pk else None
        return coverage.municipality.get_absolute_url() if coverage else self.organisation.get_absolute_url()

    @cached_property
    def people(self):
        """Who fills the post today; empty means vacant."""
        tenures = self.now if hasattr(self, "now") else self.tenures.current().select_related("person")
        return [tenure.person for tenure in tenures]

    @property
    def is_vacant(self):
        return not self.people

    @property
    def is_on_leave(self):
        today = timezone.localdate()
        return (
            self.leave_from is not None
            and self.leave_from <= today
            and (self.leave_until is None or self.leave_until >= today)
        )

    @property
    def is_reachable(self):
        """Somebody is in the post and at work, and there is a number or an address that works."""
        return not self.is_vacant and not self.is_on_leave and self.has_working_contact

    @property
    def has_working_contact(self):
        return any(contact.href and contact.is_public for contact in self.contacts.all())

    @property
    def is_numberless(self):
        """Every phone number of this post is being checked."""
        calls = [contact for contact in self.contacts.all() if contact.kind in ContactPoint.CALLS]
        return bool(calls) and not any(contact.is_valid for contact in calls)


class ConfirmationRequest(models.Model):
    """A letter that asked whether a post's card is right: its link works once, until it expires, for this post."""

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="confirmation_requests", verbose_name=_("post")
    )
    token_hash = models.CharField(_("fingerprint of the private link"), max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("supervisor told at"), null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("request to confirm")
        verbose_name_plural = _("requests to confirm")

    def __str__(self):
        return f"{self.post_id} ({self.sent_at:%Y-%m-%d})"


class PostContact(ContactPoint):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("post"))

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")


class TenureQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.filter(
            Q(start_date__isnull=True) | Q(start_date__lte=today), Q(end_date__isnull=True) | Q(end_date__gte=today)
        )


class Tenure(models.Model):
    """A person in a post from one day to another; history is kept by ending a row, never by overwriting it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="tenures", verbose_name=_("post"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures", verbose_name=_("person"))
    start_date = models.DateField(_("from"), null=True, blank=True)
    end_date = models.DateField(_("to"), null=True, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "post", "person", "start_date", "end_date"], "deleted with the person; the history of who held a post"
    )

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["-start_date", "pk"]
        verbose_name = _("term in a post")
        verbose_name_plural = _("terms in a post")
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(start_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="tenure_ends_after_start",
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.start_date or '…'}–{self.end_date or '…'})"


class Coverage(models.Model):
    """Which municipality a post answers for. Whom to ask beside it is said by SecondLine."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="coverages", verbose_name=_("post"))
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="coverages", verbose_name=_("municipality")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("municipality of a post")
        verbose_name_plural = _("municipalities of a post")
        constraints = [models.UniqueConstraint(fields=["post", "municipality"], name="coverage_once")]

    def __str__(self):
        return f"{self.post_id} → {self.municipality_id}"


class SecondLine(models.Model):
    """An organisation to turn to in a municipality "in case of any questions", beside the coordinator."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="second_lines", verbose_name=_("municipality")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="second_line_in", verbose_name=_("organisation")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("second line")
        verbose_name_plural = _("second lines")
        constraints = [models.UniqueConstraint(fields=["municipality", "organisation"], name="secondline_once")]

    def __str__(self):
        return f"{self.municipality_id} → {self.organisation_id}"


class Supervision(models.Model):
    """Which project coordinator looks after which host organisation, for which municipality."""

    supervisor = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="supervisions", verbose_name=_("supervising project coordinator")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="supervised_by", verbose_name=_("organisation")
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="supervised_by", verbose_name=_("municipality")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")
        constraints = [models.UniqueConstraint(fields=["organisation", "municipality"], name="supervision_once")]

    def __str__(self):
        return f"{self.supervisor_id} → {self.organisation_id}"


class AgreementQuerySet(ContentQuerySet):
    def published(self):
        """The public list shows agreements in force; the day after the last one they leave it."""
        today = timezone.localdate()
        return (
            super()
            .published()
            .filter(state=Agreement.State.IN_FORCE)
            .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
            .filter(Q(valid_through__isnull=True) | Q(valid_through__gte=today))
        )

    def for_cards(self):
        shown = AgreementParty.objects.filter(is_shown=True).select_related("organisation")
        return super().for_cards().prefetch_related(Prefetch("parties", queryset=shown, to_attr="shown_parties"))


class Agreement(Content):
    """An agreement between organisations; ``summary`` is its scope in public words, the signed file is private."""

    class Kind(models.TextChoices):
        COOPERATION = "cooperation", _("cooperation")
        INFORMATION = "information", _("information exchange")
        PARTNERSHIP = "partnership", _("partnership")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        AWAITING = "awaiting", _("awaiting signature")
        IN_FORCE = "in_force", _("in force")
        EXPIRED = "expired", _("expired")
        TERMINATED = "terminated", _("terminated")

    identifier = models.CharField(_("number"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("project")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_through = models.DateField(_("valid until"), null=True, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True, editable=False)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True)
    document = models.FileField(_("signed file"), upload_to="private/agreements/", blank=True, editable=False)
    renewal_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name=_("renews")
    )
    organisations = models.ManyToManyField(
        Organisation, through="AgreementParty", related_name="agreements", verbose_name=_("parties")
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_through__gte=F("valid_from")),
                name="agreement_ends_after_start",
            )
        ]

    def get_absolute_url(self):
        return f"{reverse('networks:list')}#{self.slug}"

    @property
    def is_published(self):
        today = timezone.localdate()
        return (
            super().is_published
            and self.state == self.State.IN_FORCE
            and (self.valid_from is None or self.valid_from <= today)
            and (self.valid_through is None or self.valid_through >= today)
        )


class AgreementParty(models.Model):
    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="parties", verbose_name=_("agreement")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreement_parties", verbose_name=_("organisation")
    )
    signatory = models.CharField(_("signed by"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    is_shown = models.BooleanField(_("agreed to be shown"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [models.UniqueConstraint(fields=["agreement", "organisation"], name="agreementparty_once")]

    def __str__(self):
        return f"{self.agreement_id}: {self.organisation_id}"


class InitiativeQuerySet(ContentQuerySet):
    def for_cards(self):
        """An initiative has no page of its own: its card shows the whole text."""
        return self.select_related("organiser").prefetch_related("topics", "audience_sizes")


class Initiative(Content):
    """A volunteer initiative or group."""

    organiser = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("organiser"),
    )
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    topics = models.ManyToManyField(
        Term,
        blank=True,
        limit_choices_to={"vocabulary": Term.Vocabulary.VOLUNTEERING},
        related_name="initiatives",
        verbose_name=_("fields"),
    )
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="initiatives", verbose_name=_("municipalities")
    )
    url = models.URLField(_("website"), blank=True)
    same_as = ArrayField(models.URLField(), verbose_name=_("other pages"), default=list, blank=True)
    help_wanted = models.TextField(_("help wanted"), blank=True)
    needs_vetting = models.BooleanField(_("volunteers are vetted"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("volunteer initiative")
        verbose_name_plural = _("volunteer initiatives")

    def get_absolute_url(self):
        return f"{reverse('networks:volunteering')}#{self.slug}"


class AudienceSize(models.Model):
    """How many people a group had on a day; "more than 800" is 800 with ``is_at_least``."""

    class Metric(models.TextChoices):
        MEMBERS = "members", _("members")
        LIKES = "likes", _("likes")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="audience_sizes", verbose_name=_("initiative")
    )
    count = models.PositiveIntegerField(pgettext_lazy("how many", "number"))
    is_at_least = models.BooleanField(_("or more"), default=False)
    metric = models.CharField(_("of what"), max_length=7, choices=Metric.choices, default=Metric.MEMBERS)
    as_of = models.DateField(_("as of"))

    class Meta:
        ordering = ["-as_of", "pk"]
        verbose_name = _("size")
        verbose_name_plural = _("sizes")

    def __str__(self):
        return f"{self.count} ({self.as_of})"


class VolunteerOffer(models.Model):
    """An offer of help sent by a visitor; passed on only after staff have vetted it, erased after 12 months."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        VETTED = "vetted", _("vetted")
        PASSED_ON = "passed_on", _("passed on")
        DECLINED = "declined", _("declined")

    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name=_("initiative"),
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipality")
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80, blank=True)
    contact = models.CharField(_("e-mail or phone"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("offer"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.NEW)
    consent_at = models.DateTimeField(_("consent given at"))
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    erase_after = models.DateField(_("erase after"), db_index=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        [
            "id",
            "initiative",
            "municipality",
            "name",
            "contact",
            "language",
            "text",
            "state",
            "consent_at",
            "created_at",
            "erase_after",
        ],
        "the row is deleted on erase_after, 12 months after the offer came",
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("offer of help")
        verbose_name_plural = _("offers of help")

    def __str__(self):
        return f"{self.pk} ({self.get_state_display()})"
