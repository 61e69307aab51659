"""The portal's own regular work. The queue finds this module by its name, and through it the letters' task."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from procrastinate import builtin_tasks
from procrastinate.contrib.django import app

from content.letters import send_letter
from events.models import Event, EventSeries, Registration
from feedback.mail import tell_of_reports
from feedback.models import EmptySearch, Report
from jobs.mail import write_to_moderators
from jobs.models import JobContact, JobPosting, JobSubmission
from jobs.models.employers import erase_contacts_of_past_employers
from networks.models import AgreementFile, ChangeProposal, ConfirmationRequest, Post, VolunteerOffer
from networks.models.confirmation import ask_all
from networks.reminders_mail import nightly_round
from portal.search.models import rebuild_words
from services.ends import warn_of_ends

__all__ = [
    "ask_coordinators",
    "clear_sessions",
    "erase_old_confirmations",
    "erase_old_job_submissions",
    "erase_old_offers",
    "erase_old_registrations",
    "erase_old_reports",
    "erase_old_searches",
    "fill_free_seats",
    "forget_old_jobs",
    "forget_old_words",
    "make_dates",
    "release_accounts",
    "remove_orphaned_files",
    "send_letter",
    "tell_of_new_reports",
    "tell_of_waiting_jobs",
    "warn_of_ending_jobs",
    "warn_of_services_that_end",
    "watch_agreements",
]

# A job that failed holds its letter; this long somebody may find out why.
DAYS_KEPT = 14


@app.periodic(cron="10 3 * * *")
@app.task(name="forget_old_jobs", queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context, timestamp):
    """Remove finished, failed and cancelled jobs after ``DAYS_KEPT`` days, and with them the letters they hold."""
    await builtin_tasks.remove_old_jobs(
        context, max_hours=DAYS_KEPT * 24, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )


@app.periodic(cron="20 3 * * *")
@app.task(name="clear_sessions", queueing_lock="clear_sessions")
def clear_sessions(timestamp):
    """Remove the sessions that ended."""
    call_command("clearsessions")


@app.periodic(cron="30 3 * * *")
@app.task(name="erase_old_reports", queueing_lock="erase_old_reports")
def erase_old_reports(timestamp):
    """Erase the reports of mistakes that are a year old: some hold a way to reach their sender."""
    Report.objects.due_for_erasure().delete()


@app.periodic(cron="40 3 * * *")
@app.task(name="erase_old_registrations", queueing_lock="erase_old_registrations")
def erase_old_registrations(timestamp):
    """Forget the names and contacts of people 30 days after the date they registered for."""
    Registration.objects.due_for_erasure().erase()


@app.periodic(cron="*/10 * * * *")
@app.task(name="fill_free_seats", queueing_lock="fill_free_seats")
def fill_free_seats(timestamp):
    """Give free seats to people who wait. It happens at once where seats come free; this is for all other ways."""
    for event in Event.objects.with_people_waiting():
        event.fill_free_seats()


@app.periodic(cron="50 3 * * *")
@app.task(name="make_dates", queueing_lock="make_dates")
def make_dates(timestamp):
    """Make the dates of repeated events that have come within reach; those that are there stay as they are."""
    for series in EventSeries.objects.still_repeating():
        series.make_dates_ahead()


@app.periodic(cron="15 6 * * *")
@app.task(name="ask_coordinators", queueing_lock="ask_coordinators")
def ask_coordinators(timestamp):
    """Ask coordinators whether their cards are right, remind them, and tell supervisors where nobody answered.

    Only when ``ASK_COORDINATORS`` is on: a portal just filled would write to real people about cards nobody has read.
    """
    if settings.ASK_COORDINATORS:
        ask_all()


@app.periodic(cron="40 3 * * *")
@app.task(name="release_accounts", queueing_lock="release_accounts")
def release_accounts(timestamp):
    """Take cards out of the hands of people whose term has ended, and have those of new people begin unchecked."""
    for post in Post.objects.left_by_their_people():
        post.release_account()
    for post in Post.objects.older_than_their_people():
        post.begin_afresh(post.since)


@app.periodic(cron="50 3 * * *")
@app.task(name="erase_old_confirmations", queueing_lock="erase_old_confirmations")
def erase_old_confirmations(timestamp):
    """Erase letters to coordinators, and proposals that were decided, a year after they were made."""
    ConfirmationRequest.objects.due_for_erasure().delete()
    ChangeProposal.objects.due_for_erasure().delete()


@app.periodic(cron="5 5 * * *")
@app.task(name="watch_agreements", queueing_lock="watch_agreements")
def watch_agreements(timestamp):
    """Remind staff of agreements that end in 60 and 30 days and today; write down which are over."""
    nightly_round()


@app.periodic(cron="25 5 * * *")
@app.task(name="warn_of_services_that_end", queueing_lock="warn_of_services_that_end")
def warn_of_services_that_end(timestamp):
    """Tell staff of services that are paid for not longer than 90 days from today."""
    warn_of_ends()


@app.periodic(cron="15 5 * * *")
@app.task(name="tell_of_new_reports", queueing_lock="tell_of_new_reports")
def tell_of_new_reports(timestamp):
    """Tell those who look after a record that readers found mistakes on its page."""
    tell_of_reports()


@app.periodic(cron="50 3 * * *")
@app.task(name="erase_old_offers", queueing_lock="erase_old_offers")
def erase_old_offers(timestamp):
    """Erase the offers of help that are 12 months old, passed on or not."""
    VolunteerOffer.objects.due_for_erasure().delete()


@app.periodic(cron="0 4 * * *")
@app.task(name="remove_orphaned_files", queueing_lock="remove_orphaned_files")
def remove_orphaned_files(timestamp):
    """Delete files of agreements that no record names, an hour after they were written."""
    AgreementFile.objects.remove_orphans(older_than=timedelta(hours=1))


@app.periodic(cron="50 3 * * *")
@app.task(name="erase_old_job_submissions", queueing_lock="erase_old_job_submissions")
def erase_old_job_submissions(timestamp):
    """Erase who sent a job in and whom to call: unconfirmed after a week, the others a year after the end."""
    JobSubmission.objects.due_for_erasure().delete()
    JobContact.objects.due_for_erasure().delete()
    erase_contacts_of_past_employers()


@app.periodic(cron="0 6 * * *")
@app.task(name="warn_of_ending_jobs", queueing_lock="warn_of_ending_jobs")
def warn_of_ending_jobs(timestamp):
    """Write to the senders of postings that end within five days, and to the moderators about those of staff."""
    for submission in JobSubmission.objects.ending_soon().select_related("posting"):
        submission.warn_of_end()
    JobPosting.objects.all().warn_staff_of_end()


@app.periodic(cron="0 5 * * 1-5")
@app.task(name="tell_of_waiting_jobs", queueing_lock="tell_of_waiting_jobs")
def tell_of_waiting_jobs(timestamp):
    """Tell the moderators on working days how many submitted jobs wait, and how long the first of them has."""
    waiting = JobSubmission.objects.waiting().in_order_of_waiting()
    if first := waiting.first():
        write_to_moderators(waiting.count(), first.waiting_since)


@app.periodic(cron="30 3 * * *")
@app.task(name="erase_old_searches", queueing_lock="erase_old_searches")
def erase_old_searches(timestamp):
    """Erase the searches that found nothing a year ago."""
    EmptySearch.objects.due_for_erasure().delete()


@app.periodic(cron="20 4 * * *")
@app.task(name="forget_old_words", queueing_lock="forget_old_words")
def forget_old_words(timestamp):
    """Forget words that no public record has any more, and learn those that two edits at once left out."""
    rebuild_words()
