"""Which questions wait, which are late, whose time is over; whom a link belongs to."""

from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.public_holidays import after_working_days

# Erased so long after it was closed.
KEPT_FOR = timedelta(days=90)
# Answered, or asked back, and silent for so long: closed by itself.
CLOSED_AFTER = timedelta(days=30)
# Working days without an answer: then who supervises the post is told, then the project.
SUPERVISOR_AFTER, PROJECT_AFTER = 2, 5
# Letters about questions to one mailbox in an hour; the others follow. None is left out.
MOST_LETTERS_AN_HOUR = 30

reader_signer = Signer(sep=".", salt="asking.reader")
mailbox_signer = Signer(sep=".", salt="asking.mailbox")
office_signer = Signer(sep=".", salt="asking.office")


def key_of(signer, token):
    """What the link of a letter or a page was made from; "" for one that is not ours."""
    try:
        return signer.unsign(token)
    except BadSignature:
        return ""


class ReaderQuestionQuerySet(models.QuerySet):
    def waiting(self):
        """Those that somebody has to answer."""
        return self.filter(state="waiting")

    def in_order_of_waiting(self):
        """In danger first, then who waits longest; then those that wait for the reader, then closed ones."""
        waits = models.Case(models.When(state="waiting", then=0), models.When(state="closed", then=2), default=1)
        return self.order_by(waits, "-is_urgent", "waiting_since", "pk")

    def of_link(self, token, signer=reader_signer):
        """The question whose reader holds this link, or None."""
        return self.select_related("municipality").filter(link_key=key_of(signer, token) or None).first()

    def late(self):
        """Waiting ones of which somebody above has still to be told: (question, working days that are over)."""
        now = timezone.now()
        for question in self.waiting().filter(project_told_at__isnull=True).select_related("municipality"):
            steps = (PROJECT_AFTER,) if question.supervisor_told_at else (PROJECT_AFTER, SUPERVISOR_AFTER)
            days = next((days for days in steps if after_working_days(question.waiting_since, days) <= now), None)
            if days:
                yield question, days

    def silent(self):
        """Answered, and nothing written since."""
        answered = self.filter(state__in=["answered", "asked_back"])
        return answered.filter(written_at__lt=timezone.now() - CLOSED_AFTER)

    def due_for_erasure(self):
        return self.filter(Q(state="closed", closed_at__lt=timezone.now() - KEPT_FOR))


class OfficeLinkQuerySet(models.QuerySet):
    def going_on(self):
        return self.filter(ended_at__isnull=True)

    def of_link(self, token):
        """The question as it lies at one office, by the link of its letter, or None."""
        found = self.select_related("question__municipality", "post", "organisation")
        return found.filter(link_key=key_of(office_signer, token) or None).first()

    def untold(self):
        """Offices that the letter about a question has still to be written to, danger first."""
        waiting = self.going_on().filter(told_at__isnull=True, question__state="waiting")
        return waiting.select_related("question__municipality").order_by("-question__is_urgent", "pk")

    def told_in_the_last_hour(self, email):
        return self.filter(email=email, told_at__gt=timezone.now() - timedelta(hours=1)).count()
