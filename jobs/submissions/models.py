"""What an employer sends in: nothing of it is public until somebody of the staff has approved it.

A submission holds the sender's answers; the posting is made when they are approved. A later change waits here too, as
those answers only that differ from the live posting.
"""

import hashlib
import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.languages import interface_languages
from content.models import Content
from jobs.postings import letters
from jobs.postings.employers import free_slug, make_employer
from jobs.postings.models import JobPosting
from jobs.submissions.answers import answers_of, write_facts, write_relations
from jobs.submissions.querysets import (
    LINK_AGAIN_AFTER,
    MOST_UNCONFIRMED,
    RENEWABLE_FOR,
    STRANGER_AGAIN_AFTER,
    JobSubmissionQuerySet,
    State,
    confirmation_signer,
    last_day_allowed,
    link_signer,
    new_key,
)


class JobSubmission(models.Model):
    """One employer's posting on its way: confirmed by letter, looked at by staff, changed and withdrawn by its link."""

    State = State
    OPEN = {State.WAITING, State.ASKED}
    ENDED = {State.REJECTED, State.WITHDRAWN}

    posting = models.OneToOneField(
        JobPosting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submission",
        verbose_name=_("job posting"),
    )
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.UNCONFIRMED)
    # Before the first approval all answers; later only those that are to change.
    answers = models.JSONField(_("answers"), default=dict)
    sender_email = models.EmailField(_("sender's e-mail"))
    sender_language = models.CharField(_("sender's language"), max_length=8, choices=interface_languages)
    submission_key = models.UUIDField(_("number of the form"), unique=True)
    link_key = models.CharField(_("key of the private link"), max_length=22, unique=True, default=new_key)
    link_sent_at = models.DateTimeField(_("link sent again at"), null=True, blank=True)
    warned_of = models.DateField(_("warned of the end on"), null=True, blank=True)
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("e-mail confirmed at"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        [
            "id",
            "posting",
            "state",
            "answers",
            "sender_email",
            "sender_language",
            "submission_key",
            "link_key",
            "link_sent_at",
            "warned_of",
            "created_at",
            "confirmed_at",
            "waiting_since",
            "decided_at",
            "decided_by",
            "ended_at",
        ],
        "the row is deleted by erase_old_job_submissions: 7 days after it came if nobody confirmed it, else 12 months "
        "after the posting's last day, its rejection or its withdrawal",
    )

    objects = JobSubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("submitted job")
        verbose_name_plural = _("submitted jobs")
        indexes = [
            models.Index(fields=["state", "waiting_since"], name="jobsubmission_queue"),
            models.Index(fields=["sender_email"], name="jobsubmission_by_sender"),
        ]

    def __str__(self):
        return self.answers.get("name") or (str(self.posting) if self.posting else f"#{self.pk}")

    # --- What it says

    @property
    def is_change(self):
        """It is about a posting that was approved before."""
        return self.posting_id is not None

    @property
    def all_answers(self):
        """The posting as the sender wants it: what is live, with what is to change."""
        return {**(answers_of(self.posting) if self.posting else {}), **self.answers}

    @property
    def version(self):
        """A fingerprint of what there is to decide on: nobody approves what changed while they were reading."""
        state = json.dumps([self.state, self.answers], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(state.encode()).hexdigest()[:16]

    @property
    def can_be_renewed(self):
        if self.state in self.ENDED or self.posting is None or self.posting.is_taken_down:
            return False
        return self.posting.valid_through >= timezone.localdate() - RENEWABLE_FOR

    @property
    def can_be_changed(self):
        """To be changed or withdrawn by its sender; letters and the private page offer what these rules allow."""
        return self.state not in {*self.ENDED, self.State.UNCONFIRMED}

    @property
    def can_be_answered(self):
        """Staff have asked something; while the answer waits, more can be said."""
        return self.state == self.State.ASKED or (self.state == self.State.WAITING and self.comments.exists())

    # --- Links. They are letters' business: whoever has one may do all that its sender may.

    def private_path(self, name="private"):
        return reverse(f"jobs:{name}", kwargs={"token": link_signer.sign(self.link_key)})

    @property
    def edit_path(self):
        return self.private_path("edit")

    @property
    def answer_path(self):
        return self.private_path("answer")

    @property
    def renew_path(self):
        return self.private_path("renew")

    @property
    def withdraw_path(self):
        return self.private_path("withdraw")

    def confirmation_path(self):
        return reverse("jobs:confirm", kwargs={"token": confirmation_signer.sign(self.link_key)})

    def send_link_again(self):
        """Send a new private link to the sender; the old one stops working. Asked too often, nothing happens."""
        with transaction.atomic():
            self._lock()
            now = timezone.now()
            is_stranger = self.state == self.State.UNCONFIRMED
            again_after = STRANGER_AGAIN_AFTER if is_stranger else LINK_AGAIN_AFTER
            if self.link_sent_at and self.link_sent_at > now - again_after:
                return
            if is_stranger and JobSubmission.objects.letters_to_stranger(self.sender_email) >= MOST_UNCONFIRMED:
                return
            self.link_key, self.link_sent_at = new_key(), now
            self.save(update_fields=["link_key", "link_sent_at"])
            if is_stranger:
                letters.ask_to_confirm(self)
            else:
                letters.send_link(self)

    send_link_again.alters_data = True

    # --- What the sender does

    def confirm(self):
        """The sender's address is right: the submission joins the queue. Returns False when it had done so before."""
        with transaction.atomic():
            self._lock()
            if self.state != self.State.UNCONFIRMED:
                return False
            self.confirmed_at = timezone.now()
            self._wait()
            self.save()
            letters.say_received(self)
            letters.tell_moderators(self)
        return True

    confirm.alters_data = True

    def propose(self, answers):
        """Take the sender's changed answers. A later last day counts at once; anything else waits to be approved."""
        with transaction.atomic():
            self._lock()
            self._refuse_unless(self.can_be_changed)
            if self.posting:
                live = answers_of(self.posting)
                answers = {name: value for name, value in answers.items() if value != live.get(name)}
            if self.posting and answers.keys() <= {"valid_through"}:
                # Nothing else differs from what is live, so nothing is left to decide.
                if answers:
                    self._renew(answers["valid_through"])
                self.answers, self.state, self.waiting_since = {}, self.State.APPROVED, None
            else:
                self.answers = answers
                self._wait()
                letters.tell_moderators(self)
            self.save()

    propose.alters_data = True

    def renew(self, until):
        """Let people apply until that day (ISO text), at most 60 days ahead; nobody need look at it again."""
        with transaction.atomic():
            self._lock()
            self._renew(until)
            self.save()

    renew.alters_data = True

    def _renew(self, until):
        self._refuse_unless(self.can_be_renewed)
        write_facts(self.posting, {"valid_through": until})
        if not timezone.localdate() <= self.posting.valid_through <= last_day_allowed():
            raise ValidationError({"valid_through": _("Choose a day within the next 60 days.")})
        self.posting.full_clean()
        self.posting.save()
        self.answers.pop("valid_through", None)

    def answer(self, text):
        """The sender's words to the staff; the submission goes back to the queue."""
        with transaction.atomic():
            self._lock()
            self._refuse_unless(self.can_be_answered)
            self.comments.create(text=text)
            if self.state == self.State.ASKED:
                self._wait()
                self.save()
                letters.tell_moderators(self)

    answer.alters_data = True

    def withdraw(self):
        """Take everything back: what is live is gone with the next request."""
        with transaction.atomic():
            self._lock()
            if self.state in self.ENDED:
                return
            if self.posting:
                self.posting.unpublish()
            self.state, self.answers, self.waiting_since = self.State.WITHDRAWN, {}, None
            self.ended_at = timezone.now()
            self.save()
            letters.say_withdrawn(self)

    withdraw.alters_data = True

    # --- What staff decide

    def edit(self, version, answers):
        """Staff put the answers right before they decide."""
        with transaction.atomic():
            self._lock_to_decide(version)
            live = answers_of(self.posting) if self.posting else {}
            self.answers = {name: value for name, value in answers.items() if name not in live or value != live[name]}
            self.save(update_fields=["answers"])

    edit.alters_data = True

    def approve(self, user, version, organisation=None):
        """Publish the posting or its change. Without ``organisation`` a new employer is made from the answers.

        Raises ValidationError, changing nothing, when the answers changed meanwhile or may not be public.
        """
        with transaction.atomic():
            self._lock_to_decide(version)
            is_change = self.is_change
            if is_change:
                self._apply_change()
            else:
                self._publish(organisation or make_employer(self.answers))
            self.posting.assure(user.body or "Kartu", Content.AssuranceMethod.LOGIN)
            self._decide(user, self.State.APPROVED)
            self.answers = {}
            self.save()
            letters.say_approved(self, is_change)

    approve.alters_data = True

    def _apply_change(self):
        if self.posting.is_taken_down:
            raise ValidationError(_("This posting was taken down. Publish it again, or reject the change."))
        write_facts(self.posting, self.answers)
        self._refuse_past_day(self.posting)
        self.posting.full_clean()
        self.posting.save()
        write_relations(self.posting, self.answers)

    def _publish(self, organisation):
        if not organisation.is_employer:
            organisation.is_employer = True
            organisation.save(update_fields=["is_employer", "updated_at"])
        posting = JobPosting(hiring_organisation=organisation)
        write_facts(posting, self.answers)
        self._refuse_past_day(posting)
        posting.slug = free_slug(JobPosting, self.answers["name"], "darbas")
        posting.full_clean()
        posting.save()
        write_relations(posting, self.answers)
        posting.publish()
        self.posting = posting

    @staticmethod
    def _refuse_past_day(posting):
        """The letter to the sender would say "published" of something that nobody sees."""
        if posting.has_expired:
            raise ValidationError(_("The last day to apply has passed. Ask the sender for a new one."))

    def ask(self, user, version, question):
        """Send it back to the sender with a question."""
        with transaction.atomic():
            self._lock_to_decide(version)
            self.comments.create(author=user, is_from_staff=True, text=question)
            self._decide(user, self.State.ASKED)
            self.save()
            letters.ask_back(self, question)

    ask.alters_data = True

    def reject(self, user, version, reason):
        """Say no and why. Of a live posting only the change is refused; the posting stays as it is."""
        with transaction.atomic():
            self._lock_to_decide(version)
            self.comments.create(author=user, is_from_staff=True, text=reason)
            self._decide(user, self.State.APPROVED if self.is_change else self.State.REJECTED)
            if self.is_change:
                self.answers = {}
            else:
                self.ended_at = timezone.now()
            self.save()
            letters.say_rejected(self, reason)

    reject.alters_data = True

    # --- Nightly

    def warn_of_end(self):
        """Tell the sender that the posting ends soon; of each last day once."""
        with transaction.atomic():
            self._lock()
            self.warned_of = self.posting.valid_through
            self.save(update_fields=["warned_of"])
            letters.warn_of_end(self)

    warn_of_end.alters_data = True

    # --- Within a transaction

    def _lock(self):
        self.refresh_from_db(from_queryset=JobSubmission.objects.select_for_update())

    def _lock_to_decide(self, version):
        self._lock()
        if self.version != version:
            raise ValidationError(_("The sender has changed the answers meanwhile. Please look at them once more."))
        self._refuse_unless(self.state in self.OPEN)

    def _refuse_unless(self, allowed):
        if not allowed:
            raise ValidationError(_("This is no longer possible: %(state)s.") % {"state": self.get_state_display()})

    def _wait(self):
        """Join the queue; whoever waits already keeps the place."""
        if self.state != self.State.WAITING:
            self.waiting_since = timezone.now()
        self.state = self.State.WAITING

    def _decide(self, user, state):
        self.state, self.decided_by, self.decided_at, self.waiting_since = state, user, timezone.now(), None
