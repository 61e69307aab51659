"""Work that every section leaves to the queue; it finds this module by its name, and through it the letters' task."""

from procrastinate.contrib.django import app

from content.access import rate_limit
from content.editing.models import KeptForm
from content.letters import send_letter

__all__ = ["erase_old_forms", "forget_senders", "send_letter"]


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
