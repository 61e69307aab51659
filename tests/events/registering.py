"""Registering as a browser does it: for tests of registrations."""

import uuid
from datetime import timedelta

import time_machine
from django.utils import timezone
from django.utils.translation import override

from content.forms.public import TICKET
from events.models import Registration
from tests.factories import make_event, make_registration

NAME = "Олена"


def make_form_event(seats=2, **fields):
    return make_event(**{"registration_mode": "form", "maximum_attendee_capacity": seats, **fields})


def ticket(age=timedelta(minutes=1)):
    with time_machine.travel(timezone.now() - age, tick=False):
        return TICKET.sign(uuid.uuid4().hex)


def answers(series, **changed):
    typed = {
        "date": str(series.occurrences.first().pk),
        "name_called_by": NAME,
        "contact": "olena@example.org",
        "seats": "1",
        "language": "ru",
        "consent": "on",
        "ticket": ticket(),
    }
    return {**typed, **changed}


def send(client, series, prefix="lt", **changed):
    return client.post(f"/{prefix}/events/{series.slug}/register/", answers(series, **changed))


def confirm(client, series):
    """Press the button behind the link of the last letter, as its reader does; return the registration."""
    registration = Registration.objects.filter(event__series=series).latest("pk")
    assert client.post(registration.proof_path()).status_code == 302
    registration.refresh_from_db()
    return registration


def register(client, series, prefix="lt", **changed):
    """Send the form and confirm; return the registration."""
    assert send(client, series, prefix, **changed).status_code == 302
    return confirm(client, series)


def errors(response):
    with override("en"):
        return [str(error) for found in response.context["form"].errors.values() for error in found]


def join(event, seats=1, status=Registration.Status.CONFIRMED, **fields):
    return make_registration(event, seats=seats, status=status, **fields)


def states(event):
    return list(event.registrations.order_by("pk").values_list("status", flat=True))


def in_days(days):
    return timezone.now() + timedelta(days=days)
