"""Organisations and projects: each page gathers what the portal knows, from all sections."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from content.pagination import Part, first_rows_or_one, paginate
from directory.models import Organisation, Project
from directory.structured_data import organisation_in_words_of_schema
from networks.forms import OrganisationFilterForm
from networks.models import Agreement, Post
from networks.projects import activities_of, supervision_of

# Rows that are one line each, and agreements, whose address is a place on the list.
MOST_ROWS = 30


@require_safe
def network_list(request):
    """Projects, agreements in force, and partner organisations (employers have a list of their own).

    ``?agreement=`` is the address of one: the agreements begin with it.
    """
    filters = OrganisationFilterForm(request.GET)
    agreements = readable(request, Agreement.objects).for_cards()
    parts = {
        "projects": Project.objects.published().for_cards(),
        "agreements": agreements.beginning_with(request.GET.get("agreement", "")),
    }
    context = {"filters": filters, **first_rows_or_one(request, parts, MOST_ROWS)}
    if "opened" not in context:
        partners = Organisation.objects.published().filter(is_employer=False).for_cards()
        context["page"] = paginate(request, filters.apply(partners))
    return render(request, "networks/list.html", context)


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
    return render(request, "networks/organisation.html", context)


@require_safe
def project_detail(request, slug):
    """A project: what it wants, who pays, who works in it, what it promised and what was done."""
    project = get_object_or_404(readable(request, Project.objects).for_detail(), slug=slug)
    posts = list(Post.objects.published().for_cards().of_project(project))
    parts = {
        "events": project.events.published().upcoming().for_cards(),
        "past_events": project.events.published().past().for_cards(),
        "services": project.services.published().for_cards().in_order_of_name(),
        "agreements": project.agreements.published().for_cards(),
    }
    context = {
        "record": project,
        "is_preview": is_preview(request),
        "posts": posts,
        "activities": activities_of(project),
        "supervision": supervision_of(posts),
        **first_rows_or_one(request, parts),
    }
    return render(request, "networks/project.html", context)
