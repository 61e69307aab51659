from content.search import LASTING, Source
from directory.models import Organisation, Project

SOURCES = [
    Source(
        Organisation,
        "networks",
        LASTING,
        title=("name", "legal_name", "alternate_name"),
        local=lambda municipality: Organisation.objects.in_municipality(municipality),
    ),
    Source(Project, "networks", LASTING, body=("description", "alert", "aim", "results", "programme")),
]
