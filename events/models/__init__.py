"""Events: a series says what happens, its occurrences say when; people register for an occurrence."""

from events.models.attendance import AttendanceTally
from events.models.registering import RegistrationError
from events.models.registration import Registration
from events.models.series import Event, EventContact, EventSeries

__all__ = ["AttendanceTally", "Event", "EventContact", "EventSeries", "Registration", "RegistrationError"]
