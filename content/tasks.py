"""Work that every section leaves to the queue; it finds this module by its name, and through it the letters' task."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from content.access import rate_limit
from content.editing.models import KeptForm
from content.letters.models import UndeliveredLetter
from content.letters.queue import send_letter

__all__ = ["erase_old_forms", "forget_letters", "forget_senders", "rescue_stalled", "send_letter"]

# The database decides when a job is due, by its own clock: this is over by any.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


@app.periodic(cron="40 3 * * *")
@app.task(name="erase_old_forms", queueing_lock="erase_old_forms")
def erase_old_forms(timestamp):
    """Erase what was typed into a form and not saved for 14 days."""
    KeptForm.objects.due_for_erasure().delete()


@app.periodic(cron="5 * * * *")
@app.task(name="forget_senders", queueing_lock="forget_senders")
def forget_senders(timestamp):
    """Forget, every hour, who sent forms or tried to sign in so long ago that it does not count any more."""
    rate_limit.forget_senders()


@app.periodic(cron="* * * * *")
@app.task(name="rescue_stalled", queueing_lock="rescue_stalled", pass_context=True)
async def rescue_stalled(context, timestamp):
    """Take up again, every minute, what a worker was doing that is not there any more.

    A letter may so be sent twice, with the same number; never not at all.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job, retry_at=AT_ONCE)


@app.periodic(cron="25 3 * * *")
@app.task(name="forget_letters", queueing_lock="forget_letters")
def forget_letters(timestamp):
    """Forget the addresses of letters that did not arrive, after 90 days."""
    UndeliveredLetter.objects.due_for_erasure().delete()
