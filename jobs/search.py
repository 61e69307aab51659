from content.search import LASTING, Source
from jobs.models import ExternalJobSource, JobPosting

SOURCES = [
    Source(
        JobPosting,
        "jobs",
        body=("description", "alert", "qualifications", "work_hours", "benefits_note"),
        until="valid_through",
        local=lambda municipality: JobPosting.objects.filter(municipality=municipality),
    ),
    Source(ExternalJobSource, "jobs", LASTING),
]
