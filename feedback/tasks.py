"""Regular work on reports of mistakes and searches in vain."""

from procrastinate.contrib.django import app

from content.erasure.traces import erase
from feedback.letters import tell_of_reports
from feedback.models import EmptySearch, Report


@app.periodic(cron="30 3 * * *")
@app.task(name="erase_old_reports", queueing_lock="erase_old_reports")
def erase_old_reports(timestamp):
    """Erase the reports of mistakes that are a year old: some hold a way to reach their sender."""
    erase(Report.objects.due_for_erasure())


@app.periodic(cron="15 5 * * *")
@app.task(name="tell_of_new_reports", queueing_lock="tell_of_new_reports")
def tell_of_new_reports(timestamp):
    """Tell those who look after a record that readers found mistakes on its page."""
    tell_of_reports()


@app.periodic(cron="30 3 * * *")
@app.task(name="erase_old_searches", queueing_lock="erase_old_searches")
def erase_old_searches(timestamp):
    """Erase the searches that found nothing a year ago."""
    EmptySearch.objects.due_for_erasure().delete()
