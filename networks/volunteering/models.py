"""Volunteer initiatives and offers of help."""

from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from content.constraints import Check
from content.languages import interface_languages
from content.models import Content, ContentQuerySet
from directory.models import Municipality, Organisation, Term

# An offer of help is erased 12 months after it came, passed on or not.
KEPT_FOR = timedelta(days=365)
# One by e-mail that nobody confirmed is read by nobody and erased so long after it came.
UNCONFIRMED_KEPT_FOR = timedelta(days=7)
# The link that confirms stands in the letter only: who has it reads the mailbox.
PROOF_LINK = Signer(sep=".", salt="networks.volunteering.confirm")


class InitiativeQuerySet(ContentQuerySet):
    def for_cards(self):
        """An initiative has no page of its own: its card shows the whole text."""
        return self.select_related("organiser").prefetch_related("topics", "audience_sizes", "municipalities")

    def on(self, topic):
        return self.filter(Exists(Initiative.topics.through.objects.filter(initiative=OuterRef("pk"), term=topic)))

    def in_municipality(self, municipality):
        """Initiatives of that municipality, and those that name none: they act everywhere."""
        named = Initiative.municipalities.through.objects.filter(initiative=OuterRef("pk"))
        return self.filter(Exists(named.filter(municipality=municipality)) | ~Exists(named))

    def for_detail(self):
        return self.for_cards()


class Initiative(Content):
    """A volunteer initiative or group."""

    decays_as = "initiative"

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
        indexes = [models.Index(fields=["position", "id"], name="initiative_in_order")]

    def get_absolute_url(self):
        return f"{reverse('networks:volunteering')}#{self.slug}"

    @property
    def own_address(self):
        return reverse("networks:initiative", kwargs={"slug": self.slug})


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


class VolunteerOfferQuerySet(models.QuerySet):
    def waiting(self):
        """What staff have still to decide or to pass on; one by e-mail counts once its sender has confirmed it."""
        counts = Q(contact_confirmed_at__isnull=False) | ~Q(contact__contains="@")
        return self.filter(counts, state__in=[VolunteerOffer.State.NEW, VolunteerOffer.State.VETTED])

    def due_for_erasure(self):
        return self.filter(erase_after__lte=timezone.localdate())

    def of_link(self, token):
        """The offer that the link in the letter confirms. Raises DoesNotExist for a link that is not ours."""
        try:
            return self.get(pk=int(PROOF_LINK.unsign(token)))
        except (BadSignature, ValueError) as error:
            raise VolunteerOffer.DoesNotExist from error


class VolunteerOffer(models.Model):
    """An offer of help sent by a visitor; passed on only after staff have vetted it, erased after 12 months."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        VETTED = "vetted", _("vetted")
        PASSED_ON = "passed_on", _("passed on")
        DECLINED = "declined", _("declined")

    VET = "networks.vet_volunteeroffer"

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
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80)
    contact = models.CharField(_("e-mail or phone"), max_length=254)
    language = models.CharField(_("language"), max_length=8, choices=interface_languages)
    text = models.TextField(_("offer"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.NEW, editable=False)
    consent_at = models.DateTimeField(_("consent given at"), default=timezone.now, editable=False)
    created_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    contact_confirmed_at = models.DateTimeField(_("contact confirmed at"), null=True, blank=True, editable=False)
    erase_after = models.DateField(_("erase after"), db_index=True, editable=False)
    # The same words of the same person on one day are one offer, however often the button was pressed.
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True, editable=False)
    vetted_at = models.DateTimeField(_("vetted at"), null=True, blank=True, editable=False)
    vetted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("vetted by"),
    )
    decision_note = models.TextField(_("note of the decision"), blank=True, editable=False)
    passed_on_at = models.DateTimeField(_("passed on at"), null=True, blank=True, editable=False)
    passed_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("passed on by"),
    )
    passed_to = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("passed on to"),
    )
    passed_to_address = models.CharField(_("address it was passed on to"), max_length=254, blank=True, editable=False)

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
            "contact_confirmed_at",
            "erase_after",
            "fingerprint",
            "vetted_at",
            "vetted_by",
            "decision_note",
            "passed_on_at",
            "passed_on_by",
            "passed_to",
            "passed_to_address",
        ],
        "the row is deleted by erase_old_offers on erase_after: 12 months after the offer came, 7 days if nobody "
        "confirmed its e-mail",
    )

    objects = VolunteerOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("offer of help")
        verbose_name_plural = _("offers of help")
        permissions = [("vet_volunteeroffer", "Can read, vet and pass on offers of help")]
        constraints = [
            Check(
                condition=~Q(state="passed_on") | Q(vetted_at__isnull=False, passed_on_at__isnull=False),
                name="volunteeroffer_vetted_before_passed_on",
                says=_("An offer is vetted before it is passed on."),
            )
        ]

    def __str__(self):
        return f"{self.pk} ({self.get_state_display()})"

    @classmethod
    def receive(cls, **asked):
        """Keep an offer; return it, or None when the same was sent today already."""
        today = timezone.localdate()
        places = [record.pk if record else "" for record in (asked["initiative"], asked["municipality"])]
        words = [asked["name"], asked["contact"], asked["text"]]
        fingerprint = salted_hmac("networks.VolunteerOffer", repr([*words, *places, str(today)])).hexdigest()
        kept_for = UNCONFIRMED_KEPT_FOR if "@" in asked["contact"] else KEPT_FOR
        offer, is_new = cls.objects.get_or_create(
            fingerprint=fingerprint, defaults={**asked, "erase_after": today + kept_for}
        )
        return offer if is_new else None

    @property
    def is_email(self):
        return "@" in self.contact

    @property
    def needs_confirmation(self):
        """Nobody has pressed the button of the letter; a number is confirmed by the talk with staff."""
        return self.is_email and self.contact_confirmed_at is None

    def proof_path(self):
        """The address in the letter that asks to confirm, in the language of the letter."""
        with override(self.language):
            return reverse("networks:offer_confirm", args=[PROOF_LINK.sign(self.pk)])

    def confirm_contact(self):
        """The mailbox is the sender's own: the offer counts from now on. Returns False if it did before."""
        now = timezone.now()
        unconfirmed = VolunteerOffer.objects.filter(pk=self.pk, contact_confirmed_at__isnull=True)
        return bool(unconfirmed.update(contact_confirmed_at=now, erase_after=timezone.localdate(now) + KEPT_FOR))

    confirm_contact.alters_data = True

    def vet(self, by, note=""):
        """Somebody talked to the person and found the offer in order."""
        with self._changing(by, {self.State.NEW, self.State.DECLINED}):
            self.state, self.vetted_at, self.vetted_by = self.State.VETTED, timezone.now(), by
            self.decision_note = note

    vet.alters_data = True

    def decline(self, by, note):
        """The offer is not passed on to anybody."""
        with self._changing(by, {self.State.NEW, self.State.VETTED}):
            self.state, self.vetted_at, self.vetted_by = self.State.DECLINED, None, by
            self.decision_note = note

    decline.alters_data = True

    def pass_on(self, by, to):
        """Write down that the contact goes to ``to``, an e-mail of a public organisation; refused unless vetted."""
        with self._changing(by, {self.State.VETTED}):
            if not (to.kind == to.Kind.EMAIL and to.is_valid and to.organisation.is_published):
                raise ValidationError(_("Choose a working e-mail address of an organisation that has a public page."))
            self.state, self.passed_on_at, self.passed_on_by = self.State.PASSED_ON, timezone.now(), by
            self.passed_to, self.passed_to_address = to.organisation, to.normalised

    pass_on.alters_data = True

    @contextmanager
    def _changing(self, by, states):
        """Lock the row and save at the end. Nothing changes without the right to vet or from any other state."""
        if not by.has_perm(self.VET):
            raise PermissionDenied
        with transaction.atomic():
            VolunteerOffer.objects.select_for_update().only("pk").get(pk=self.pk)
            self.refresh_from_db()
            if self.needs_confirmation:
                raise ValidationError(_("Its sender has not confirmed the e-mail address."))
            if self.state not in states:
                raise ValidationError(_("This cannot be done now. State: %s.") % self.get_state_display())
            yield
            self.save()
