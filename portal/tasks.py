"""The portal's own regular work. The queue finds this module by its name, and through it the letters' task."""

from django.core.management import call_command
from procrastinate import builtin_tasks
from procrastinate.contrib.django import app

from events.models import EventSeries
from portal.feedback.models import Report
from portal.letters import send_letter

__all__ = ["clear_sessions", "erase_old_reports", "forget_old_jobs", "make_dates", "send_letter"]

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
@app.task(name="make_dates", queueing_lock="make_dates")
def make_dates(timestamp):
    """Make the dates of repeated events that have come within reach; those that are there stay as they are."""
    for series in EventSeries.objects.still_repeating():
        series.make_dates_ahead()
