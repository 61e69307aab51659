"""Agreements between organisations: who signed, how long they hold, and what of them everybody may read."""

from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.constraints import Check
from content.models import Content, ContentQuerySet
from directory.models import Organisation, Project
from networks.agreements.parties import AgreementParty

# Days before the end on which staff are told that an agreement ends.
REMINDED_BEFORE = (60, 30, 0)
FEWEST_PARTIES = 2


class AgreementQuerySet(ContentQuerySet):
    def published(self):
        """The public list: in force, not yet over, and with somebody who agreed to be shown."""
        today = timezone.localdate()
        return (
            super()
            .published()
            .filter(Exists(AgreementParty.objects.shown().filter(agreement=OuterRef("pk"))))
            .filter(state=Agreement.State.IN_FORCE)
            .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
            .filter(Q(valid_through__isnull=True) | Q(valid_through__gte=today))
        )

    def of(self, organisation):
        """Agreements that ``organisation`` is a party of and agreed to be shown in, each once."""
        return self.filter(
            Exists(AgreementParty.objects.filter(agreement=OuterRef("pk"), organisation=organisation, is_shown=True))
        )

    def for_cards(self):
        """Load the parties that may be named, and of the others how many there are."""
        return super().for_cards().with_parties()

    def for_detail(self):
        return self.with_parties()

    def with_parties(self):
        """Load the parties that may be named, as ``shown_parties``, and how many there are in all."""
        shown = AgreementParty.objects.shown().select_related("organisation")
        return self.annotate(party_count=Count("parties", distinct=True)).prefetch_related(
            Prefetch("parties", queryset=shown, to_attr="shown_parties")
        )

    def beginning_with(self, slug):
        """The same ones, that of ``slug`` first if it is among them."""
        return self.order_by(Case(When(slug=slug, then=0), default=1), *self.model._meta.ordering)

    def ending_soon(self):
        """In force, and not longer than 60 days from today."""
        today = timezone.localdate()
        latest = today + timedelta(days=max(REMINDED_BEFORE))
        return self.filter(state=Agreement.State.IN_FORCE, valid_through__range=(today, latest))

    def near_their_end(self):
        """In force, and over in 60 days or already over: what the nightly round looks at."""
        latest = timezone.localdate() + timedelta(days=max(REMINDED_BEFORE))
        return self.filter(state=Agreement.State.IN_FORCE, valid_through__lte=latest).order_by("valid_through", "pk")


class Agreement(Content):
    """An agreement between organisations; ``summary`` is its scope in public words, the signed file is private.

    The state changes only through the methods below; each locks the row, so two people cannot pass each other.
    """

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

    # What only the methods write; a form, a restored version or an import never does.
    OWN_FIELDS = ["state", "date_signed", "terminated_on", "termination_reason", "reminded_on"]

    identifier = models.CharField(_("number"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("project")
    )
    valid_from = models.DateField(
        _("valid from"), null=True, blank=True, help_text=_("Empty: from the day of the last signature.")
    )
    valid_through = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day. Empty: without an end.")
    )
    date_signed = models.DateField(_("date of the last signature"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True, editable=False)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True, editable=False)
    termination_reason = models.TextField(_("why it was terminated"), blank=True, editable=False)
    renewal_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="renewals",
        verbose_name=_("renews"),
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
            Check(
                condition=Q(valid_through__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_through__gte=F("valid_from")),
                name="agreement_ends_after_start",
                violation_error_message=_("An agreement cannot end before it begins."),
                beside="valid_through",
            ),
            Check(
                condition=~Q(state__in=["in_force", "expired"]) | Q(date_signed__isnull=False),
                name="agreement_in_force_is_signed",
                says=_("An agreement in force has the date of its last signature."),
            ),
            Check(
                condition=~Q(state="terminated") | Q(terminated_on__isnull=False),
                name="agreement_terminated_says_when",
                says=_("A terminated agreement says on which day it ended."),
            ),
        ]

    def get_absolute_url(self):
        """Its place on the list, which begins with it: the list shows its first rows only."""
        return f"{reverse('networks:list')}?agreement={self.slug}#{self.slug}"

    def clean(self):
        super().clean()
        # Parties are stored after the agreement.
        if self.pk and self.state == self.State.IN_FORCE:
            self._refuse_unsigned()

    # --- What is public

    @property
    def own_address(self):
        return reverse("networks:agreement", kwargs={"slug": self.slug})

    @property
    def is_published(self):
        today = timezone.localdate()
        return (
            super().is_published
            and self.state == self.State.IN_FORCE
            and (self.valid_from is None or self.valid_from <= today)
            and (self.valid_through is None or self.valid_through >= today)
            and (bool(self.shown_parties) if hasattr(self, "shown_parties") else self.parties.shown().exists())
        )

    @property
    def is_in_force(self):
        """Signed by all, begun and not yet over: what a person on the phone would call in force."""
        return self.state == self.State.IN_FORCE and not self.begins_later and (self.days_left or 0) >= 0

    @property
    def begins_later(self):
        return self.state == self.State.IN_FORCE and bool(self.valid_from) and self.valid_from > timezone.localdate()

    @property
    def state_in_words(self):
        """The state as it is today: what is signed and begins later is not in force yet."""
        if self.begins_later:
            return _("signed, in force from %(date)s") % {"date": date_format(self.valid_from)}
        if self.state == self.State.IN_FORCE and not self.is_in_force:
            return self.State.EXPIRED.label
        return self.get_state_display()

    def publish(self):
        """Make it public. Raises ValidationError when it is not in force, is over, or nobody agreed to be shown."""
        self._refuse_unsigned()
        if self.state != self.State.IN_FORCE:
            raise ValidationError(
                _("Only an agreement in force can be public. This one: %s.") % self.get_state_display()
            )
        if self.begins_later:
            raise ValidationError(
                _("It is in force from %(date)s. Publish it then, or write that day into “published at”.")
                % {"date": date_format(self.valid_from)}
            )
        if self.days_left is not None and self.days_left < 0:
            raise ValidationError(_("This agreement is over: readers do not see it any more."))
        if not self.parties.shown().exists():
            raise ValidationError(
                _("No party that has a public page agreed to be shown. Ask them, then tick the box of the party.")
            )
        super().publish()

    publish.alters_data = True

    @property
    def days_left(self):
        """Days until the last day, negative once it is over; None without an end."""
        return (self.valid_through - timezone.localdate()).days if self.valid_through else None

    @property
    def unnamed_count(self):
        """How many parties readers only see as a number (for_cards)."""
        return self.party_count - len(self.shown_parties)

    # --- From draft to the end

    def send_for_signature(self):
        """The text is agreed on: from now on the parties stay as they are and sign."""
        with self._changing({self.State.DRAFT}, "sent for signature"):
            if self.parties.count() < FEWEST_PARTIES:
                raise ValidationError(_("An agreement needs at least two parties. Add them first."))
            self.state = self.State.AWAITING

    send_for_signature.alters_data = True

    def take_back(self):
        """Back to the draft, as long as nobody has signed."""
        with self._changing({self.State.AWAITING}, "taken back"):
            if self.parties.signed().exists():
                raise ValidationError(_("Somebody has signed already. Terminate this agreement and make a new one."))
            self.state = self.State.DRAFT

    take_back.alters_data = True

    def sign(self, party, signatory, on):
        """Write down who signed for ``party`` and when, or correct it; the last signature brings it into force."""
        with self._changing({self.State.AWAITING, self.State.IN_FORCE}, "signature written down"):
            if party.agreement_id != self.pk:
                raise ValidationError(_("This organisation is not a party of the agreement."))
            if on > timezone.localdate():
                raise ValidationError(_("The date of a signature cannot be in the future."))
            if not signatory.strip():
                raise ValidationError(_("Write who signed."))
            self.parties.filter(pk=party.pk).update(signatory=signatory.strip(), signed_on=on)
            if not self.parties.unsigned().exists():
                self._come_into_force()

    sign.alters_data = True

    def _come_into_force(self):
        signed = max(self.parties.values_list("signed_on", flat=True))
        # A first day that came from the signatures follows them when one of their dates is put right.
        start = signed if self.valid_from in {None, self.date_signed} else self.valid_from
        if self.valid_through and self.valid_through < start:
            raise ValidationError(_("The last signature is later than the day the agreement ends. Check both dates."))
        self.state, self.date_signed, self.valid_from = self.State.IN_FORCE, signed, start

    def terminate(self, on, reason):
        """End it on ``on``, today or earlier; it leaves the public list at once."""
        with self._changing({self.State.AWAITING, self.State.IN_FORCE}, "terminated"):
            if on > timezone.localdate():
                raise ValidationError(_("This day is still to come. To end it later, change “valid until”."))
            if not reason.strip():
                raise ValidationError(_("Write why the agreement was terminated."))
            self.state, self.terminated_on, self.termination_reason = self.State.TERMINATED, on, reason.strip()

    terminate.alters_data = True

    def renew(self):
        """Return a new draft with the same texts and parties, unsigned; whether they are shown is asked again."""
        ended = {self.State.IN_FORCE, self.State.EXPIRED, self.State.TERMINATED}
        with self._changing(ended, "renewed"):
            if open_draft := self.renewals.filter(state__in=[self.State.DRAFT, self.State.AWAITING]).first():
                raise ValidationError(_("A renewal is being prepared already: %s") % open_draft)
            draft = self._copy()
            AgreementParty.objects.bulk_create(
                AgreementParty(agreement=draft, organisation_id=organisation)
                for organisation in self.parties.values_list("organisation", flat=True)
            )
        return draft

    renew.alters_data = True

    def _copy(self):
        texts = {
            field.name: getattr(self, field.name)
            for field in self._meta.concrete_fields
            if getattr(field, "translated_field", None) is not None
        }
        kept = {name: getattr(self, name) for name in ("kind", "project", "source_language", "translations")}
        start = self.valid_through + timedelta(days=1) if self.valid_through else None
        return Agreement.objects.create(
            renewal_of=self, slug=self._free_slug(), valid_from=start, is_example=self.is_example, **kept, **texts
        )

    def _free_slug(self):
        root = self.slug[:110]
        taken = set(Agreement.objects.filter(slug__startswith=root).values_list("slug", flat=True))
        return next(slug for number in range(2, len(taken) + 3) if (slug := f"{root}-{number}") not in taken)

    def expire(self):
        """Write down that the last day is over; readers do not see it since midnight."""
        with self._changing({self.State.IN_FORCE}, "expired"):
            if self.days_left is None or self.days_left >= 0:
                raise ValidationError(_("This agreement is not over yet."))
            self.state = self.State.EXPIRED

    expire.alters_data = True

    @property
    def is_reminder_due(self):
        """A day to remind on has come since the last letter; one letter stands for all days that were missed."""
        if self.state != self.State.IN_FORCE or self.valid_through is None:
            return False
        days = [self.valid_through - timedelta(days=before) for before in REMINDED_BEFORE]
        return any(day <= timezone.localdate() and (self.reminded_on is None or self.reminded_on < day) for day in days)

    def note_reminded(self):
        """Write down, with the letters in one transaction, that staff were told today."""
        self.reminded_on = timezone.localdate()
        self.save(update_fields=["reminded_on"])

    note_reminded.alters_data = True

    @contextmanager
    def _changing(self, states, reason):
        """Lock the row and save at the end. Raises ValidationError, changing nothing, from any other state."""
        with transaction.atomic():
            Agreement.objects.select_for_update().only("pk").get(pk=self.pk)
            self.refresh_from_db(fields=[*self.OWN_FIELDS, "valid_from", "valid_through"])
            if self.state not in states:
                raise ValidationError(_("This cannot be done now. State: %s.") % self.get_state_display())
            yield
            self._change_reason = reason
            self.save(update_fields=[*self.OWN_FIELDS, "valid_from", "updated_at"])

    def _refuse_unsigned(self):
        """Raise ValidationError, with the number, while parties have not signed."""
        missing = max(FEWEST_PARTIES - self.parties.count(), 0) + self.parties.unsigned().count()
        if missing:
            text = ngettext("%(count)d party must still sign.", "%(count)d parties must still sign.", missing)
            raise ValidationError(text % {"count": missing})
