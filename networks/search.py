from django.db.models import CharField, OuterRef, Subquery

from content.search import LASTING, Source
from networks.models import Agreement, Coverage, Initiative, Post


def municipality_slug():
    """Of a post: the municipality on whose page it stands."""
    covered = Coverage.objects.filter(post=OuterRef("pk")).values("municipality__slug")
    return {"municipality_slug": Subquery(covered[:1], output_field=CharField())}


SOURCES = [
    Source(
        Post,
        "coordinators",
        LASTING,
        body=("description", "alert", "office", "office_hours"),
        local=lambda municipality: Post.objects.filter(coverages__municipality=municipality),
        told=municipality_slug,
    ),
    Source(
        Agreement,
        "networks",
        LASTING,
        only={"state": Agreement.State.IN_FORCE},
        since="valid_from",
        until="valid_through",
    ),
    Source(
        Initiative,
        "networks",
        LASTING,
        body=("description", "alert", "help_wanted"),
        local=lambda municipality: Initiative.objects.in_municipality(municipality),
    ),
]
