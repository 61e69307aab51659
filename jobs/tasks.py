"""Regular work on jobs."""

from procrastinate.contrib.django import app

from content.erasure.traces import erase
from jobs.models import JobContact, JobPosting, JobSubmission
from jobs.postings.employers import erase_contacts_of_past_employers
from jobs.postings.letters import write_to_moderators


@app.periodic(cron="50 3 * * *")
@app.task(name="erase_old_job_submissions", queueing_lock="erase_old_job_submissions")
def erase_old_job_submissions(timestamp):
    """Erase who sent a job in and whom to call: unconfirmed after a week, the others a year after the end."""
    erase(JobSubmission.objects.due_for_erasure())
    erase(JobContact.objects.due_for_erasure(), is_of_office=True)
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
