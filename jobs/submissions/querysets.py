"""Which submissions there are, whom a link belongs to, who waits, whose time is over."""

import secrets
from datetime import timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from jobs.postings import letters
from jobs.postings.employers import KEPT_FOR
from jobs.postings.models import WARNED_BEFORE, JobPosting

# A link to confirm works so long, and what nobody confirmed is erased then.
CONFIRMED_WITHIN = timedelta(days=7)
# The last day to apply, counted from the day it is chosen. Old advertisements mislead people.
MOST_DAYS_AHEAD = 60
# A posting that has ended can be renewed for so long; after that it is sent anew and looked at again.
RENEWABLE_FOR = timedelta(days=30)
# Letters a day to one address that did not ask for them yet; more would be a way to annoy a stranger.
MOST_UNCONFIRMED = 3
STRANGER_AGAIN_AFTER = timedelta(days=1)
LINK_AGAIN_AFTER = timedelta(minutes=15)

link_signer = Signer(sep=".", salt="jobs.submission.link")
confirmation_signer = TimestampSigner(sep=".", salt="jobs.submission.confirmation")


def new_key():
    return secrets.token_urlsafe(16)


def last_day_allowed():
    return timezone.localdate() + timedelta(days=MOST_DAYS_AHEAD)


class State(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("e-mail not confirmed")
    WAITING = "waiting", _("waiting for review")
    ASKED = "asked", _("sent back with a question")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


def waiting_order():
    rank = Case(When(state=State.WAITING, then=0), When(state=State.ASKED, then=1), default=2)
    return [rank, F("waiting_since").asc(nulls_last=True), "-pk"]


class JobSubmissionQuerySet(models.QuerySet):
    def of_link(self, token):
        """The confirmed submission that a private link opens. Raises DoesNotExist for any other link."""
        return self.exclude(state=State.UNCONFIRMED).get(link_key=_unsigned(link_signer.unsign, token))

    def of_confirmation(self, token):
        """The submission that a link to confirm belongs to. Raises DoesNotExist when it is used, too old or forged."""
        key = _unsigned(confirmation_signer.unsign, token, max_age=CONFIRMED_WITHIN)
        return self.get(link_key=key, state=State.UNCONFIRMED)

    def of_sender(self, email):
        return self.filter(sender_email=email.lower())

    def going_on(self):
        """Those about which their sender can still do something."""
        return self.exclude(state__in=[State.REJECTED, State.WITHDRAWN])

    def waiting(self):
        return self.filter(state=State.WAITING)

    def in_order_of_waiting(self):
        """Who waits longest comes first; then what was sent back with a question, then the rest. Nothing is hidden."""
        return self.order_by(*waiting_order())

    def ending_soon(self):
        """Those whose posting ends within five days and whose sender was not yet warned of that day."""
        today = timezone.localdate()
        published = JobPosting.objects.published().filter(valid_through__lte=today + WARNED_BEFORE)
        return self.filter(posting__in=published).exclude(warned_of=F("posting__valid_through"))

    def due_for_erasure(self):
        """What nobody confirmed within a week; everything else a year after its end."""
        now = timezone.now()
        long_ago = now - KEPT_FOR
        return self.filter(
            Q(state=State.UNCONFIRMED, created_at__lt=now - CONFIRMED_WITHIN)
            | Q(ended_at__lt=long_ago)
            | Q(posting__valid_through__lt=timezone.localdate() - KEPT_FOR)
            | Q(posting__isnull=True, waiting_since__lt=long_ago)
            | Q(posting__isnull=True, decided_at__lt=long_ago)
        )

    def letters_to_stranger(self, email):
        """How many letters went within a day to an address that has not confirmed them, those sent again included."""
        a_day_ago = timezone.now() - STRANGER_AGAIN_AFTER
        unconfirmed = self.of_sender(email).filter(state=State.UNCONFIRMED)
        first = unconfirmed.filter(created_at__gte=a_day_ago).count()
        return first + unconfirmed.filter(link_sent_at__gte=a_day_ago).count()

    def receive(self, key, email, answers):
        """Store what was sent and ask its sender to confirm; the same form sent twice is stored once.

        Returns the submission, or None when too many letters to that address wait for an answer already.
        """
        if self.exclude(submission_key=key).letters_to_stranger(email) >= MOST_UNCONFIRMED:
            return None
        with transaction.atomic():
            submission, is_new = self.get_or_create(
                submission_key=key,
                defaults={
                    "sender_email": email.lower(),
                    "sender_language": translation.get_language(),
                    "answers": answers,
                },
            )
            if is_new:
                letters.ask_to_confirm(submission)
        return submission


def _unsigned(unsign, token, **options):
    """The key in a signed token, or one that no submission has."""
    try:
        return unsign(token, **options)
    except BadSignature:
        return ""
