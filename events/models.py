"""Events: a series says what happens, its occurrences say when; people register for an occurrence."""

from events.courses.models import EventCourse
from events.dates.models import Event, EventContact, EventSeries
from events.dates.seats import RegistrationError
from events.registration.attendance import AttendanceTally
from events.registration.invitations import Invitation
from events.registration.models import Registration

__all__ = [
    "AttendanceTally",
    "Event",
    "EventContact",
    "EventCourse",
    "EventSeries",
    "Invitation",
    "Registration",
    "RegistrationError",
]
