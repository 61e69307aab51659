"""Work that every section leaves to the queue; it finds this module by its name, and through it the letters' task."""

from procrastinate.contrib.django import app

from content.access import rate_limit
from content.letters import send_letter

__all__ = ["forget_senders", "send_letter"]


@app.periodic(cron="5 * * * *")
@app.task(name="forget_senders", queueing_lock="forget_senders")
def forget_senders(timestamp):
    """Forget, every hour, who sent forms or tried to sign in so long ago that it does not count any more."""
    rate_limit.forget_senders()
