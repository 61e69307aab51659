from django.db.models import Case, Value, When

from content.search import LASTING, Source
from services.models import Service, ServiceActivity


def condition():
    """That a service has ended, or is closed for a time."""
    services = Service.objects
    ways = [When(services.is_over(), then=Value("ended")), When(services.is_paused(), then=Value("paused"))]
    return {"condition": Case(*ways, default=Value(""))}


SOURCES = [
    Source(
        Service,
        "services",
        LASTING,
        title=("name", "alternate_name"),
        body=(
            "description",
            "alert",
            "eligibility_description",
            "interpretation_services",
            "fees_description",
            "application_process",
            "wait_time",
        ),
        parts={
            "table": ServiceActivity._meta.db_table,
            "key": "service_id",
            "names": ["name", "description", "leader"],
        },
        local=lambda municipality: Service.objects.in_municipality(municipality),
        told=condition,
    ),
]
