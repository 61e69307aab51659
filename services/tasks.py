"""Regular work on services."""

from procrastinate.contrib.django import app

from services.catalogue.letters import warn_of_ends


@app.periodic(cron="25 5 * * *")
@app.task(name="warn_of_services_that_end", queueing_lock="warn_of_services_that_end")
def warn_of_services_that_end(timestamp):
    """Tell staff of services that are paid for not longer than 90 days from today."""
    warn_of_ends()
