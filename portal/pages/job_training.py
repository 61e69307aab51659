"""Who gives the trainings that a job asks for: services, and the next events."""

from django.db.models import Prefetch, prefetch_related_objects

from events.models import EventSeries
from services.models import Service


def load_trainings(posting):
    """Fetch, with the posting's trainings, the public services that give them and the events with a date to come."""
    services = Service.objects.published().select_related("provider")
    prefetch_related_objects(
        [posting],
        Prefetch("mandatory_trainings__trained_by", services.prefetch_related("contacts", "provider__contacts")),
        Prefetch("mandatory_trainings__trained_at", EventSeries.objects.published().upcoming().for_cards()),
    )
