"""Letters that ask a coordinator whether a card is right, and what follows from the answer or from none."""

import hashlib
import secrets
from collections import namedtuple

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.posts import letters
from networks.posts.keeping import ASK_EVERY, KEPT_FOR, LINK_WORKS_FOR, REMIND_AFTER
from networks.posts.models import Post, Supervision

FIRST, SECOND = 1, 2
Step = namedtuple("Step", "letter tell_supervisor")
NOTHING = Step(None, None)


def fingerprint(token):
    """What is kept of a private link: enough to know it again, not enough to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


def posts_above(post):
    """Whom to turn to about a post: who supervises its host, else the national posts; all of them can be reached."""
    supervisions = Supervision.objects.filter(municipality__in=post.coverages.values("municipality"))
    own = supervisions.filter(organisation=post.organisation_id)
    others = Post.objects.published().for_cards().exclude(pk=post.pk)
    for found in (
        others.filter(pk__in=own.values("supervisor")),
        others.filter(pk__in=supervisions.values("supervisor")),
        others.filter(is_national=True),
    ):
        if reachable := [above for above in found if above.is_reachable]:
            return reachable
    return []


class ConfirmationRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Letters that were neither answered nor followed by another."""
        return self.filter(answered_at__isnull=True, replaced_at__isnull=True)

    def unanswered_twice(self):
        """Those whose supervisor was told that nobody answered."""
        return self.waiting().filter(escalated_at__isnull=False)

    def for_token(self, token):
        """The letter with this private link, or None."""
        return self.select_related("post__organisation").filter(token_hash=fingerprint(token)).first()

    def answered_otherwise(self):
        """The card was confirmed by signing in, by phone, or by staff: nothing is left to ask."""
        return self.waiting().update(answered_at=timezone.now(), answer=ConfirmationRequest.Answer.OTHERWISE)

    def due_for_erasure(self):
        return self.filter(sent_at__lt=timezone.now() - KEPT_FOR)


class ConfirmationRequest(models.Model):
    """A letter that asked whether a post's card is right: its link works once, until it expires, for this post."""

    class Answer(models.TextChoices):
        CORRECT = "correct", _("everything is correct")
        CHANGED = "changed", _("changed by the link")
        OTHERWISE = "otherwise", _("confirmed in another way")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        ANSWERED = "answered", _("answered")
        REPLACED = "replaced", _("followed by another letter")
        EXPIRED = "expired", _("expired")
        GONE = "gone", _("the card has no such reader any more")

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="confirmation_requests", verbose_name=_("post")
    )
    number = models.PositiveSmallIntegerField(
        _("letter"), default=FIRST, help_text=_("1: asked, 2: reminded"), editable=False
    )
    sent_to = models.EmailField(_("sent to"), max_length=300, editable=False)
    token_hash = models.CharField(_("fingerprint of the private link"), max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=9, choices=Answer.choices, blank=True)
    replaced_at = models.DateTimeField(_("followed by another letter at"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("supervisor told at"), null=True, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        [
            *("id", "post", "number", "sent_to", "token_hash", "sent_at", "expires_at"),
            *("answered_at", "answer", "replaced_at", "escalated_at"),
        ],
        "the row is deleted by erase_old_confirmations a year after the letter was sent",
    )

    objects = ConfirmationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("request to confirm")
        verbose_name_plural = _("requests to confirm")

    def __str__(self):
        return f"{self.post_id} ({timezone.localdate(self.sent_at):%Y-%m-%d})"

    @property
    def state(self):
        """Whether the link still works, and if not, why."""
        if self.answered_at:
            return self.State.ANSWERED
        if self.replaced_at:
            return self.State.REPLACED
        if self.expires_at <= timezone.now():
            return self.State.EXPIRED
        post = self.post
        # An address that left the card has no say in it any more.
        if not post.is_published or post.is_vacant or self.sent_to not in post.mailboxes:
            return self.State.GONE
        return self.State.OPEN

    @property
    def waits_for_staff(self):
        """Part of the answer is a proposal that is not decided yet."""
        return self.proposals.filter(state="proposed").exists()

    # --- Asking

    @classmethod
    def ask(cls, post, number=FIRST):
        """Write a letter about the card to its mailbox; the links of all letters before it stop working."""
        now, token = timezone.now(), secrets.token_urlsafe(32)
        with transaction.atomic():
            post.confirmation_requests.waiting().update(replaced_at=now)
            request = cls.objects.create(
                post=post,
                number=number,
                sent_to=post.mailbox,
                token_hash=fingerprint(token),
                sent_at=now,
                expires_at=now + LINK_WORKS_FOR,
            )
            letters.confirmation(request, token, posts_above(post))
        return request

    def escalate(self):
        """Tell who looks after the post that two letters stayed unanswered, and have the public card say it."""
        post, now = self.post, timezone.now()
        with transaction.atomic():
            first = post.confirmation_requests.filter(number=FIRST).order_by("sent_at").first() or self
            if post.unconfirmed_since is None:
                post.unconfirmed_since = post.assured_on or timezone.localdate(first.sent_at)
                post.save(update_fields=["unconfirmed_since", "updated_at"])
            self.escalated_at = now
            self.save(update_fields=["escalated_at"])
            letters.escalation(self, posts_above(post))

    escalate.alters_data = True

    # --- Answering

    def hold(self):
        """Inside a transaction: hold the card and look at the letter as it is now."""
        self.post.hold()
        self.refresh_from_db()

    def close(self, answer):
        self.answered_at, self.answer = timezone.now(), answer
        self.save(update_fields=["answered_at", "answer"])

    def confirm(self):
        """Everything on the card is right. Works once; False, and nothing changed, when the link no longer works."""
        with transaction.atomic():
            self.hold()
            if self.state != self.State.OPEN:
                return False
            self.close(self.Answer.CORRECT)
            self.post.assure(self.post.host_name, Post.AssuranceMethod.LETTER)
        return True

    confirm.alters_data = True

    def save_change(self, edit):
        """Save what the link's form changed. The card is confirmed by it, unless a part waits for staff.

        The caller holds the card and has looked at the state.
        """
        proposal = edit.save(reason=f"letter {self.pk}", request=self, reply_to=self.sent_to)
        self.close(self.Answer.CHANGED)
        if proposal is None:
            self.post.assure(self.post.host_name, Post.AssuranceMethod.LETTER)

    save_change.alters_data = True


# --- The worker's round


def ask_all():
    """Send today's letters and tell supervisors where there was no answer; a second worker finds nothing to do."""
    done = 0
    for pk in Post.objects.published().filter(is_example=False).values_list("pk", flat=True):
        with transaction.atomic():
            # Held before it is looked at: another worker waits here and then finds the letter already written.
            post = Post.objects.published().select_for_update(of=["self"]).filter(pk=pk).first()
            done += post is not None and take_step(post)
    return done


def take_step(post):
    """Do what is due for one card today; True when something was."""
    if post.is_vacant or post.is_on_leave or not post.mailbox:
        return False
    step = step_due(post)
    if step.tell_supervisor:
        step.tell_supervisor.escalate()
    elif step.letter:
        ConfirmationRequest.ask(post, step.letter)
    return step != NOTHING


def step_due(post):
    """The next step: ``letter`` is FIRST or SECOND, or ``tell_supervisor`` is the letter that stayed unanswered."""
    today = timezone.localdate()
    waiting = post.confirmation_requests.waiting().first()
    if waiting and today - silent_since(post, waiting) >= REMIND_AFTER:
        if waiting.number == FIRST:
            return Step(SECOND, None)
        if waiting.escalated_at is None:
            return Step(None, waiting)
    asked = post.confirmation_requests.filter(number=FIRST)
    if since := post.held_since:
        asked = asked.filter(sent_at__date__gte=since)
    begun = asked.first()
    known = [day for day in (post.assured_on, begun and timezone.localdate(begun.sent_at)) if day]
    return Step(FIRST, None) if not known or today - max(known) >= ASK_EVERY else NOTHING


def silent_since(post, letter):
    """The day from which an answer to the letter is missed: nobody is reminded of what came during a leave."""
    sent, last_day_away = timezone.localdate(letter.sent_at), post.leave_until
    is_back = last_day_away is not None and last_day_away < timezone.localdate()
    return max(sent, last_day_away) if is_back else sent
