"""Posts, the people who fill them for a time, and the municipalities they answer for."""

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.content.models import Content, ContentQuerySet
from portal.directory.models import ContactPoint, Municipality, Organisation, Project


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

    def of_project(self, project):
        """The people who run a project; its coordinators stand under their municipalities."""
        return self.filter(project=project).exclude(role=Post.Role.COORDINATOR)

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
