"""The records of this section; ``from services.models import …`` finds all of them here."""

from services.models.grants import ApplicationWindow, Grant
from services.models.hours import HoursMode, OpeningException, OpeningHours, ServiceAtLocation
from services.models.service import CostOption, RequiredDocument, Service, ServiceActivity, ServiceContact

__all__ = [
    "ApplicationWindow",
    "CostOption",
    "Grant",
    "HoursMode",
    "OpeningException",
    "OpeningHours",
    "RequiredDocument",
    "Service",
    "ServiceActivity",
    "ServiceAtLocation",
    "ServiceContact",
]
