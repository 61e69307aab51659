"""Regular work on the queue, sessions, search index and version of pages; each section has its own in such a module."""

from django.core.management import call_command
from procrastinate import builtin_tasks
from procrastinate.contrib.django import app

from portal.page_cache.models import Version
from portal.search.models import rebuild_words

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


@app.periodic(cron="20 4 * * *")
@app.task(name="forget_old_words", queueing_lock="forget_old_words")
def forget_old_words(timestamp):
    """Forget words that no public record has any more, and learn those that two edits at once left out."""
    rebuild_words()


@app.periodic(cron="40 * * * *")
@app.task(name="sum_up_version", queueing_lock="sum_up_version")
def sum_up_version(timestamp):
    """Keep few moves to count: each page that is made asks for their number first."""
    Version.objects.sum_up()
