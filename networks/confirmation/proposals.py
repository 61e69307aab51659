"""What a coordinator proposes and staff decide: the name, the host organisation, the municipalities of a card."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from content.constraints import Once
from directory.models import Municipality, Organisation
from networks.confirmation.models import ConfirmationRequest
from networks.posts import letters
from networks.posts.keeping import KEPT_FOR
from networks.posts.models import Coverage, Post


def proposable(post):
    """The facts of a card that change only with the consent of staff, as they are now."""
    facts = {
        "title": getattr(post, build_localized_fieldname("name", post.source_language)),
        "organisation": post.organisation_id,
        "municipalities": sorted(post.coverages.values_list("municipality_id", flat=True)),
    }
    if len(post.people) == 1:
        person = post.people[0]
        facts |= {"given_name": person.given_name, "family_name": person.family_name}
    return facts


class ChangeProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ChangeProposal.State.PROPOSED)

    def due_for_erasure(self):
        return self.exclude(state=ChangeProposal.State.PROPOSED).filter(created_at__lt=timezone.now() - KEPT_FOR)


class ChangeProposal(models.Model):
    """A proposed change of a card. ``basis`` is what the card said then: when that has changed, it is stale."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for staff")
        APPLIED = "applied", _("approved")
        REJECTED = "rejected", _("rejected")
        REPLACED = "replaced", _("replaced by a newer proposal")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("post"))
    patch = models.JSONField(_("proposed"), default=dict, editable=False)
    basis = models.JSONField(_("as it was"), default=dict, editable=False)
    note = models.TextField(_("note"), max_length=1000, blank=True, editable=False)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    # The letter whose link it came by, if it did: approving it then also confirms the card.
    request = models.ForeignKey(
        ConfirmationRequest,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="proposals",
        verbose_name=_("request to confirm"),
    )
    reply_to = models.EmailField(_("answer goes to"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PROPOSED, editable=False, db_index=True
    )
    reason = models.TextField(
        _("reason"), max_length=1000, blank=True, help_text=_("The coordinator reads it in a letter.")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        [
            *("id", "post", "patch", "basis", "note", "proposer", "request", "reply_to"),
            *("created_at", "state", "reason", "decided_at", "decided_by"),
        ],
        "the row is deleted by erase_old_confirmations a year after it was proposed, once it is decided",
    )

    objects = ChangeProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            Once(
                fields=["post"],
                condition=models.Q(state="proposed"),
                name="changeproposal_one_waits_per_post",
                says=_("Another change of this card waits already."),
            )
        ]

    def __str__(self):
        return f"{self.post} ({timezone.localdate(self.created_at):%Y-%m-%d})"

    @classmethod
    def propose(cls, post, patch, note="", **origin):
        """Put a proposal before staff; one that waited for the same card is replaced. The caller holds the card."""
        cls.objects.waiting().filter(post=post).update(state=cls.State.REPLACED)
        basis = {key: value for key, value in proposable(post).items() if key in patch}
        return cls.objects.create(post=post, patch=patch, basis=basis, note=note, **origin)

    @property
    def is_stale(self):
        """The card no longer says what the proposer saw."""
        now = proposable(self.post)
        return any(now.get(key) != value for key, value in self.basis.items())

    @property
    def rows(self):
        """What changes, in words: (fact, as it was, as proposed)."""
        labels = {
            "given_name": _("first name"),
            "family_name": _("surname"),
            "title": _("title of the post"),
            "organisation": _("organisation"),
            "municipalities": _("municipalities"),
        }
        return [
            (label, _in_words(key, self.basis.get(key)), _in_words(key, self.patch[key]))
            for key, label in labels.items()
            if key in self.patch
        ]

    @property
    def may_be_somebody_else(self):
        """First name and surname change at once: a mistake put right, or another person, who needs a term."""
        return {"given_name", "family_name"} <= self.patch.keys()

    def apply(self, user):
        """Change the card as proposed and write to the proposer. Raises ValidationError when that cannot be done."""
        with transaction.atomic():
            self._begin()
            if self.is_stale:
                raise ValidationError(_("The card has changed since. Reject this proposal and ask for a new one."))
            self._write(self.post)
            self._decide(self.State.APPLIED, user)
            if self.request_id and not (self.post.assured_on and self.post.assured_on >= self._proposed_on):
                self.post.assure(self.post.host_name, Post.AssuranceMethod.LETTER)

    apply.alters_data = True

    def reject(self, user, reason):
        """Leave the card as it is and tell the proposer why."""
        with transaction.atomic():
            self._begin()
            self._decide(self.State.REJECTED, user, reason)

    reject.alters_data = True

    @property
    def _proposed_on(self):
        return timezone.localdate(self.created_at)

    def _begin(self):
        self.post.hold()
        self.refresh_from_db()
        if self.state != self.State.PROPOSED:
            raise ValidationError(_("This proposal is decided already."))

    def _write(self, post):
        patch = self.patch
        if "title" in patch:
            setattr(post, build_localized_fieldname("name", post.source_language), patch["title"])
        if "organisation" in patch:
            post.organisation = Organisation.objects.filter(pk=patch["organisation"]).first()
            if post.organisation is None:
                raise ValidationError(_("The proposed organisation does not exist any more."))
        post.save()
        if "municipalities" in patch:
            _cover(post, patch["municipalities"])
        names = {key: patch[key] for key in ("given_name", "family_name") if key in patch}
        if names:
            person = post.people[0]
            for key, value in names.items():
                setattr(person, key, value)
            person.save(update_fields=list(names))

    def _decide(self, state, user, reason=""):
        self.state, self.reason = state, reason
        self.decided_at, self.decided_by = timezone.now(), user
        self.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        letters.decision(self)


def _cover(post, municipalities):
    """Have the post answer for these municipalities: rows go and come, so history shows each."""
    covered = {coverage.municipality_id: coverage for coverage in post.coverages.all()}
    for municipality, coverage in covered.items():
        if municipality not in municipalities:
            coverage.delete()
    for municipality in Municipality.objects.filter(pk__in=set(municipalities) - covered.keys()):
        Coverage.objects.create(post=post, municipality=municipality)


def _in_words(key, value):
    if key == "organisation":
        return str(Organisation.objects.filter(pk=value).first() or "–")
    if key == "municipalities":
        return ", ".join(str(municipality) for municipality in Municipality.objects.filter(pk__in=value or [])) or "–"
    return value or "–"
