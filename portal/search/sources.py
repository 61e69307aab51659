"""What is searched: what the sections tell in their ``search.py``; in which municipality, and in which group it stands.

tests/portal/search/test_index.py compares the list with the models and with the triggers in the database.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.search import SOURCES as DIRECTORY
from events.search import SOURCES as EVENTS
from guide.search import SOURCES as GUIDE
from jobs.search import SOURCES as JOBS
from networks.search import SOURCES as NETWORKS
from services.search import SOURCES as SERVICES

SOURCES = [*GUIDE, *SERVICES, *EVENTS, *JOBS, *NETWORKS, *DIRECTORY]
BY_LABEL = {source.label: source for source in SOURCES}
# Texts that no reader searches for: descriptions of pictures, and the small print of funders.
NOT_SEARCHED = {"image_alt", "disclaimer"}


class Section(models.TextChoices):
    """The groups of the results, in the order they stand in when nothing else decides."""

    WORDS = "words", _("Words from letters")
    GUIDE = "guide", _("Living here")
    SERVICES = "services", _("Services")
    EVENTS = "events", _("Events")
    JOBS = "jobs", _("Jobs")
    COORDINATORS = "coordinators", _("Coordinators")
    NETWORKS = "networks", _("Partners")


def in_municipality(municipality):
    """A condition for entries: records of ``municipality``, and those of the whole country."""
    local = [(source.label, source.local(municipality)) for source in SOURCES if source.local]
    found = ~Q(model__in=[label for label, _records in local])
    for label, records in local:
        found |= Q(model=label, record_id__in=records.order_by().values("pk"))
    return found
