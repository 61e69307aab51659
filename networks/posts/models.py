"""Posts and the municipalities they answer for; who fills them when is in terms.py."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.constraints import Check, Once
from content.models import Content
from directory.models import ContactPoint, Municipality, Organisation, Project
from networks.posts.keeping import KeptCard, KeptQuerySet
from networks.posts.terms import Tenure


class PostQuerySet(KeptQuerySet):
    def coordinators(self):
        return self.filter(role=Post.Role.COORDINATOR)

    def of_project(self, project):
        """The people who run a project; its coordinators stand under their municipalities."""
        return self.filter(project=project).exclude(role=Post.Role.COORDINATOR)

    def supervised_by(self, *posts):
        """Posts at the hosts that these posts look after, in the municipalities agreed."""
        line = Supervision.objects.filter(supervisor__in=posts, organisation=OuterRef("organisation"))
        return self.filter(Exists(line.filter(municipality__coverages__post=OuterRef("pk"))))

    def not_on_leave(self):
        """Posts for which ``is_on_leave`` is false today."""
        today = timezone.localdate()
        return self.exclude(Q(leave_from__lte=today) & (Q(leave_until__isnull=True) | Q(leave_until__gte=today)))

    def left_by_their_people(self):
        """Posts whose account belongs to somebody whose term has ended."""
        ended = Tenure.objects.filter(post=OuterRef("pk"), end_date__lt=timezone.localdate())
        since = ended.filter(end_date__gt=OuterRef("user_since"))
        vacant = Exists(ended) & ~Exists(Tenure.objects.current().filter(post=OuterRef("pk")))
        return self.filter(user__isnull=False).filter(Exists(since) | (Q(user_since__isnull=True) & vacant))

    def older_than_their_people(self):
        """Posts with a confirmation, silence, leave or open letter from before the first day of all who are in them.

        That day is ``since``.
        """
        terms = Tenure.objects.current().filter(post=OuterRef("pk"))
        first = terms.order_by(F("start_date").asc(nulls_first=True)).values("start_date")[:1]
        asked_before = Q(
            confirmation_requests__answered_at__isnull=True,
            confirmation_requests__replaced_at__isnull=True,
            confirmation_requests__sent_at__date__lt=F("since"),
        )
        days = ("assured_on", "unconfirmed_since", "leave_from")
        known_before = Q(*((f"{day}__lt", F("since")) for day in days), _connector=Q.OR)
        return self.annotate(since=Subquery(first)).filter(known_before | asked_before).distinct()

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

    def for_contact_card(self):
        """Load what a vCard says besides: where the municipality and the host's office are."""
        return self.for_cards().prefetch_related("coverages__municipality", "organisation__places")


class Post(KeptCard, Content):
    """A post at an organisation (schema.org OrganizationRole); ``name`` is its title, a person fills it for a time."""

    decays_as = "post"

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
            Check(
                condition=Q(leave_from__isnull=True)
                | Q(leave_until__isnull=True)
                | Q(leave_until__gte=F("leave_from")),
                name="post_leave_ends_after_start",
                says=_("The leave ends before it begins."),
                beside="leave_until",
            ),
            Check(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("id")),
                name="post_is_not_its_own_deputy",
                says=_("A post cannot stand in for itself. Choose another post."),
                beside="deputy",
            ),
        ]

    def get_absolute_url(self):
        coverage = next(iter(self.coverages.all()), None) if self.pk else None
        return coverage.municipality.get_absolute_url() if coverage else self.organisation.get_absolute_url()

    def clean(self):
        super().clean()
        self.clean_leave()

    def clean_leave(self):
        """Refuse a deputy who is the post itself, and a leave that cannot be."""
        if self.deputy_id is not None and self.deputy_id == self.pk:
            raise ValidationError({"deputy": _("A post cannot stand in for itself. Choose another post.")})
        if self.leave_until and not self.leave_from:
            raise ValidationError({"leave_from": _("Write the first day of the leave too.")})
        if self.leave_until and self.leave_until < self.leave_from:
            raise ValidationError({"leave_until": _("The leave ends before it begins.")})

    # --- People come and go

    @transaction.atomic
    def begin_term(self, person, on, beside=False, keeps_account=None):
        """Put ``person`` into the post from the day ``on``; return the new term.

        Whoever is in the post leaves it the day before, unless both are to share it (``beside``); what that person
        had confirmed counts no more. ``keeps_account`` says whether the account of the card is the new person's; None:
        the day it was given decides. Raises ValidationError, changing nothing, when that would change a term that is
        over or one that begins later.
        """
        Post.objects.select_for_update().get(pk=self.pk)
        if not beside:
            for tenure in self.tenures.overlapping(on, None).select_related("person"):
                tenure.make_room(on)
        tenure = Tenure(post=self, person=person, start_date=on)
        tenure.full_clean()
        tenure.save()
        self.forget_people()
        if keeps_account is not None:
            self.hand_over_account(keeps_account, on)
        if tenure.has_begun and not beside:
            self.begin_afresh(on)
        self.follow_terms()
        return tenure

    begin_term.alters_data = True

    @transaction.atomic
    def end_term(self, person, on):
        """Let the term of ``person`` end with the day ``on``; one that has not begun is taken back by an earlier day.

        Raises ValidationError when there is no term to end.
        """
        Post.objects.select_for_update().get(pk=self.pk)
        terms = self.tenures.unfinished().filter(person=person)
        tenure = terms.order_by(F("start_date").asc(nulls_first=True)).first()
        if tenure is None:
            raise ValidationError(_("This person has no term in this post that could end."))
        if not tenure.has_begun and on < tenure.start_date:
            tenure.delete()
        else:
            tenure.end_date = on
            tenure.full_clean()
            tenure.save()
        self.forget_people()
        self.follow_terms()

    end_term.alters_data = True

    def begin_leave(self, on, until=None, deputy=None):
        """Nobody is sent to this post from ``on`` to ``until``, or until further notice; ``deputy`` stands in."""
        self.leave_from, self.leave_until, self.deputy = on, until, deputy
        self.clean_leave()
        self.save(update_fields=["leave_from", "leave_until", "deputy", "updated_at"])

    begin_leave.alters_data = True

    def end_leave(self):
        """Back at work: readers are sent to this post again. The deputy is remembered."""
        self.leave_from = self.leave_until = None
        self.save(update_fields=["leave_from", "leave_until", "updated_at"])

    end_leave.alters_data = True

    def follow_terms(self):
        """Take the card out of the hands of an account whose person's term has ended."""
        if Post.objects.left_by_their_people().filter(pk=self.pk).exists():
            self.release_account()

    def forget_people(self):
        """Ask the database again who fills the post."""
        self.__dict__.pop("people", None)
        self.__dict__.pop("now", None)

    # --- Who can be reached

    @cached_property
    def people(self):
        """Who fills the post today; empty means vacant."""
        tenures = self.now if hasattr(self, "now") else self.tenures.current().select_related("person")
        return [tenure.person for tenure in tenures]

    @property
    def successors_without_account(self):
        """Who begins later and will not have the account that the card has now."""
        since = self.user_since or timezone.localdate()
        return [tenure.person for tenure in self.tenures.to_come() if tenure.start_date > since]

    @property
    def held_since(self):
        """The first day of those who are in the post now; None: nobody, or the day is not known."""
        starts = [tenure.start_date for tenure in self.tenures.current()]
        return None if None in starts else min(starts, default=None)

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
        return any(contact.is_answered for contact in self.contacts.all())

    @property
    def working_mailboxes(self):
        """Addresses that an office reads, whoever is in the post."""
        return [contact for contact in self.contacts.all() if contact.is_working_mailbox]

    @property
    def first_way(self):
        """The one contact of a short row: a number to call, else an address to write to, else None."""
        ways = [contact for contact in self.contacts.all() if contact.is_answered]
        return min(ways, key=lambda contact: not contact.is_diallable, default=None)


class PostContact(ContactPoint):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("post"))

    class Meta(ContactPoint.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")


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
        constraints = [
            Once(
                fields=["post", "municipality"],
                name="coverage_once",
                says=_("This post has this municipality already."),
                beside="municipality",
            )
        ]

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
        constraints = [
            Once(
                fields=["municipality", "organisation"],
                name="secondline_once",
                says=_("This organisation already helps further in this municipality."),
                beside="organisation",
            )
        ]

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
        constraints = [
            Once(
                fields=["organisation", "municipality"],
                name="supervision_once",
                says=_("This organisation is supervised in this municipality already."),
                beside="organisation",
            )
        ]

    def __str__(self):
        return f"{self.supervisor_id} → {self.organisation_id}"
