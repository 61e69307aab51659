"""Regular work on events."""

from procrastinate.contrib.django import app

from events.models import Event, EventSeries, Registration
from events.registration.reminders import remind


@app.periodic(cron="40 3 * * *")
@app.task(name="erase_old_registrations", queueing_lock="erase_old_registrations")
def erase_old_registrations(timestamp):
    """Forget the names and contacts of people 30 days after the date they registered for."""
    Registration.objects.due_for_erasure().erase()


@app.periodic(cron="*/10 * * * *")
@app.task(name="fill_free_seats", queueing_lock="fill_free_seats")
def fill_free_seats(timestamp):
    """Give free seats to people who wait, and seats that nobody confirmed in time. Other ways do it at once."""
    for event in Event.objects.with_people_waiting():
        event.fill_free_seats()


@app.periodic(cron="*/10 * * * *")
@app.task(name="remind_of_tomorrow", queueing_lock="remind_of_tomorrow")
def remind_of_tomorrow(timestamp):
    """Remind everybody who has a place tomorrow, once, in the morning or as soon after it as there is a worker."""
    remind()


@app.periodic(cron="50 3 * * *")
@app.task(name="make_dates", queueing_lock="make_dates")
def make_dates(timestamp):
    """Make the dates of repeated events that have come within reach; those that are there stay as they are."""
    for series in EventSeries.objects.still_repeating():
        series.make_dates_ahead()
