"""The page of an organisation: all that the portal knows of it, from every section."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from content.pagination import Part, first_rows_or_one
from directory.models import Organisation
from directory.structured_data import organisation_in_words_of_schema
from networks.models import Agreement

# Rows that are one line each.
MOST_ROWS = 30


@require_safe
def organisation_detail(request, slug):
    """An organisation with all that the portal knows of it: services, events, jobs, agreements, people, projects.

    Long lists show their first rows; ``?show=`` opens one of them, page by page.
    """
    organisation = get_object_or_404(readable(request, Organisation.objects).for_detail(), slug=slug)
    parts = {
        "services": organisation.services.published().for_cards().in_order_of_name(),
        "events": organisation.events.published().upcoming().for_cards(),
        "co_organised": organisation.co_organised.published().upcoming().for_cards(),
        "jobs": organisation.job_postings.published().for_cards(),
        "agreements": Agreement.objects.published().of(organisation).for_cards(),
        "posts": organisation.posts.published().for_cards().prefetch_related("coverages__municipality"),
        "departments": organisation.departments.published().for_cards().in_order_of_name(),
        "initiatives": organisation.initiatives.published(),
    }
    context = {
        "record": organisation,
        "is_preview": is_preview(request),
        "places": Part(organisation.places.select_related("municipality"), MOST_ROWS),
        "led": Part(organisation.led.published(), MOST_ROWS),
        "joined": Part(organisation.joined.published(), MOST_ROWS),
        "funded": Part(organisation.funded.published(), MOST_ROWS),
        **first_rows_or_one(request, parts),
    }
    if organisation.is_published:
        context["structured_data"] = organisation_in_words_of_schema(organisation, context["places"])
    return render(request, "pages/organisation.html", context)
