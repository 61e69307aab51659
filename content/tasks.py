"""Work that every section leaves to the queue; it finds this module by its name, and through it the letters' task."""

from procrastinate.contrib.django import app

from content.access.models import SentForm
from content.letters import send_letter

__all__ = ["erase_sent_forms", "send_letter"]


@app.periodic(cron="30 3 * * *")
@app.task(name="erase_sent_forms", queueing_lock="erase_sent_forms")
def erase_sent_forms(timestamp):
    """Forget who sent forms: no limit counts them any more."""
    SentForm.objects.due_for_erasure().delete()
