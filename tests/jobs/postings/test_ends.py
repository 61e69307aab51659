"""How a posting ends: renewed, warned of, withdrawn, erased; with the letters."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from jobs.models import JobContact, JobPosting, JobSubmission
from jobs.tasks import erase_old_job_submissions, warn_of_ending_jobs
from tests import factories as make
from tests.jobs.senders import changed, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make.make_staff(body="Agentūra", language="lt")


# --- Renewal, end, withdrawal -----------------------------------------------------------------------------------------


def test_later_last_day_counts_at_once():
    submission = make.make_submission("approved")

    submission.propose(changed(submission, valid_through=in_days(60)))

    assert submission.state == "approved"
    assert JobPosting.objects.get().valid_through.isoformat() == in_days(60)


@pytest.mark.parametrize("days", [-1, 61, 4000])
def test_last_day_lies_within_sixty_days(days):
    submission = make.make_submission("approved")

    with pytest.raises(ValidationError):
        submission.renew(in_days(days))

    assert JobPosting.objects.get().valid_through.isoformat() == in_days(30)


@pytest.mark.parametrize(("days_after", "can"), [(30, True), (31, False)])
def test_posting_that_ended_can_be_renewed_for_a_month(days_after, can):
    submission = make.make_submission("approved")
    with time_machine.travel(timezone.now() + timedelta(days=30 + days_after)):
        assert submission.can_be_renewed is can
        assert not JobPosting.objects.published().exists()
        if can:
            submission.renew(in_days(20))
            assert JobPosting.objects.published().exists()


def test_sender_is_told_that_staff_took_the_posting_down_and_brings_it_back_by_nothing(client, moderator):
    submission = make.make_submission("approved")
    assert "Paskelbta." in client.get(submission.private_path()).text
    submission.posting.unpublish()

    page = client.get(submission.private_path()).text
    assert "Kartu darbuotojai šį skelbimą nuėmė." in page
    assert "Pratęsti" not in page
    for prolong in (
        lambda: submission.renew(in_days(40)),
        lambda: submission.propose(changed(submission, valid_through=in_days(40))),
    ):
        with pytest.raises(ValidationError):
            prolong()

    submission.propose(changed(submission, salary_min="1900"))
    page = client.get(submission.private_path()).text
    assert "Jūsų pakeitimas laukia" in page
    assert "visi mato" not in page
    mail.outbox.clear()
    with pytest.raises(ValidationError, match="nuimtas"):
        submission.approve(moderator, submission.version)
    assert mail.outbox == []
    assert not JobPosting.objects.published().exists()


def test_change_of_a_posting_that_ended_meanwhile_is_not_called_published(moderator):
    submission = make.make_submission("approved")
    submission.propose(changed(submission, salary_min="1900"))
    mail.outbox.clear()

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        with pytest.raises(ValidationError, match="diena"):
            submission.approve(moderator, submission.version)
        assert mail.outbox == []
        submission.propose(changed(submission, valid_through=in_days(20)))
        submission.approve(moderator, submission.version)
        assert JobPosting.objects.published().get().salary_min == 1900


def test_change_taken_back_waits_no_more():
    submission = make.make_submission("approved")
    before = submission.all_answers
    submission.propose({**before, "salary_min": "1900"})
    assert submission.waiting_since is not None

    submission.propose(before)

    submission.refresh_from_db()
    assert (submission.state, submission.waiting_since) == ("approved", None)


def test_withdrawn_posting_is_gone_at_once_and_for_good(moderator):
    submission = make.make_submission("approved")
    submission.propose(changed(submission, salary_min="1300"))

    submission.withdraw()

    assert (submission.state, submission.answers) == ("withdrawn", {})
    assert not JobPosting.objects.published().exists()
    for act in (
        lambda: submission.renew(in_days(10)),
        lambda: submission.propose(submission.all_answers),
        lambda: submission.approve(moderator, submission.version),
    ):
        with pytest.raises(ValidationError):
            act()


def test_sender_is_warned_five_days_before_and_once_for_each_last_day():
    submission = make.make_submission("approved", valid_through=in_days(10))
    mail.outbox.clear()

    for days, letters in [(4, 0), (5, 1), (6, 1), (10, 1)]:
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            warn_of_ending_jobs(timestamp=0)
        assert len(mail.outbox) == letters, days
    assert submission.private_path() in mail.outbox[0].body

    submission = JobSubmission.objects.get()
    submission.renew(in_days(12))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        warn_of_ending_jobs(timestamp=0)
    assert len(mail.outbox) == 2


def test_moderators_are_warned_once_of_the_end_of_what_staff_entered(moderator):
    moderator.groups.add(make.make_group("Job moderator"))
    day = timezone.localdate() + timedelta(days=10)
    jobs = [make.make_job(valid_through=day), make.make_job(valid_through=day, published_at=None)]
    make.make_job(valid_through=day + timedelta(days=30))
    mail.outbox.clear()

    for days, letters in [(4, 0), (5, 1), (6, 1), (10, 1), (11, 1)]:
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            warn_of_ending_jobs(timestamp=0)
        assert len(mail.outbox) == letters, days
    assert mail.outbox[0].to == [moderator.email]
    assert [job.name_lt in mail.outbox[0].body for job in jobs] == [True, False]

    JobPosting.objects.filter(pk=jobs[0].pk).update(valid_through=day + timedelta(days=5))
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        warn_of_ending_jobs(timestamp=0)
    assert len(mail.outbox) == 2


# --- Erasure ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "days", "is_kept"),
    [
        ("unconfirmed", 6, True),
        ("unconfirmed", 8, False),
        ("rejected", 364, True),
        ("rejected", 366, False),
        ("withdrawn", 364, True),
        ("withdrawn", 366, False),
        ("asked", 366, False),
        ("waiting", 366, False),
        ("approved", 30 + 364, True),
        ("approved", 30 + 366, False),
    ],
)
def test_senders_are_erased_in_time(state, days, is_kept):
    submission = make.make_submission(state)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        erase_old_job_submissions(timestamp=0)

    assert JobSubmission.objects.exists() is is_kept
    if state == "approved":
        assert JobPosting.objects.filter(pk=submission.posting.pk).exists()
        assert JobContact.objects.exists() is is_kept
