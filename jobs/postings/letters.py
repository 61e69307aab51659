"""Letters about submitted jobs. Each is stored in the queue, in the transaction of what caused it.

A letter to an address that is not confirmed holds no word that somebody typed: else the form would be a way to write to
strangers in our name.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from content.access.rate_limit import may_write_to
from content.letters.message import Letter


def ask_to_confirm(submission):
    """The only letter before the address is confirmed; sent again, it is the same. A few a day over all forms."""
    if not may_write_to(submission.sender_email):
        return
    with translation.override(submission.sender_language):
        link = settings.SITE_URL + submission.confirmation_path()
        _send(submission, "confirm", _("Confirm your job posting"), is_urgent=True, link=link)


def say_received(submission):
    with translation.override(submission.sender_language):
        _send(submission, "received", _("We have your job posting"))


def ask_back(submission, question):
    with translation.override(submission.sender_language):
        _send(submission, "asked", _("A question about your job posting"), question=question)


def say_approved(submission, is_change):
    with translation.override(submission.sender_language):
        subject = _("Your change is published") if is_change else _("Your job posting is published")
        _send(submission, "approved", subject, is_change=is_change, **_about(submission.posting))


def say_rejected(submission, reason):
    with translation.override(submission.sender_language):
        subject = _("Your change is not published") if submission.is_change else _("Your job posting is not published")
        _send(submission, "rejected", subject, reason=reason)


def say_withdrawn(submission):
    with translation.override(submission.sender_language):
        _send(submission, "withdrawn", _("Your job posting was withdrawn"))


def warn_of_end(submission):
    with translation.override(submission.sender_language):
        _send(submission, "ending", _("Your job posting ends soon"), **_about(submission.posting))


def send_link(submission):
    with translation.override(submission.sender_language):
        _send(submission, "link", _("The link to your job posting"), is_urgent=True)


def _about(posting):
    return {"posting": posting, "address": settings.SITE_URL + posting.get_absolute_url()}


def _send(submission, name, subject, *, is_urgent=False, **context):
    links = {
        "private": settings.SITE_URL + submission.private_path(),
        "submit": settings.SITE_URL + reverse("jobs:submit"),
    }
    context = {**links, "submission": submission, **context}
    body = render_to_string(f"jobs/letters/{name}.txt", context)
    Letter(f"{subject} – Kartu", body, [submission.sender_email], about=submission, is_urgent=is_urgent).send()


def tell_moderators(submission):
    """Tell the staff when the first one joins an empty queue; how long it is, the morning's letter says."""
    if type(submission).objects.waiting().exclude(pk=submission.pk).exists():
        return
    write_to_moderators(1, None)


def write_to_moderators(amount, longest):
    """One letter to each moderator: how many wait, and since when the first of them does."""
    address = settings.SITE_URL + reverse("admin:jobs_jobsubmission_changelist")
    for user in get_user_model().objects.who_may("jobs.change_jobsubmission"):
        with translation.override(user.language):
            days = (timezone.now() - longest).days if longest else 0
            body = render_to_string("jobs/letters/queue.txt", {"amount": amount, "days": days, "address": address})
            Letter(_("Jobs wait for review") + " – Kartu", body, [user.email], about=user, stop="jobs").send()


def tell_moderators_of_ends(postings):
    """One letter to each moderator about postings that staff entered and that end soon."""
    address = settings.SITE_URL + reverse("admin:jobs_jobposting_changelist")
    for user in get_user_model().objects.who_may("jobs.change_jobsubmission"):
        with translation.override(user.language):
            body = render_to_string("jobs/letters/ending_staff.txt", {"postings": postings, "address": address})
            Letter(_("Job postings end soon") + " – Kartu", body, [user.email], about=user, stop="jobs").send()
