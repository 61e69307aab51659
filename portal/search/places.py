"""What of each kind of record belongs to a municipality. Kinds that are not named here are of the whole country."""

from django.db.models import Q

from directory.models import Organisation
from events.models import EventSeries
from guide.models import GuidePage, Question, Statistic
from jobs.models import JobPosting
from networks.models import Initiative, Post
from services.models import Service


def of_municipality_or_country(municipality):
    return Q(municipality=municipality) | Q(municipality__isnull=True)


def in_municipality(municipality):
    """A condition for entries: records of ``municipality``, and those of the whole country."""
    local = [
        Service.objects.in_municipality(municipality),
        Organisation.objects.in_municipality(municipality),
        Initiative.objects.in_municipality(municipality),
        JobPosting.objects.filter(municipality=municipality),
        EventSeries.objects.filter(
            Q(place__municipality=municipality) | Q(occurrences__place__municipality=municipality)
        ),
        Post.objects.filter(coverages__municipality=municipality),
        *(model.objects.filter(of_municipality_or_country(municipality)) for model in (GuidePage, Question, Statistic)),
    ]
    found = ~Q(model__in=[records.model._meta.label_lower for records in local])
    for records in local:
        found |= Q(model=records.model._meta.label_lower, record_id__in=records.order_by().values("pk"))
    return found
