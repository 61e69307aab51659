"""The records of this section; ``from services.models import …`` finds all of them here."""

from services.catalogue.models import Service
from services.catalogue.parts import CostOption, RequiredDocument, ServiceActivity, ServiceContact
from services.courses.models import ServiceCourse
from services.grants.models import ApplicationWindow, Grant
from services.opening.models import HoursMode, OpeningException, OpeningHours, ServiceAtLocation

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
    "ServiceCourse",
]
