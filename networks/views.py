from itertools import groupby

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from networks.forms import CoordinatorFilterForm, OrganisationFilterForm
from networks.help import answers
from networks.models import Agreement, Initiative, Post
from networks.sharing import facts_for
from portal.content.pagination import paginate
from portal.content.preview import is_preview, readable
from portal.content.sorting import sort_key
from portal.content.views import card_page, share_page
from portal.directory.models import County, Municipality, Organisation, Project


@require_safe
def network_list(request):
    """Projects, agreements in force, and partner organisations (employers have a list of their own)."""
    filters = OrganisationFilterForm(request.GET)
    partners = Organisation.objects.published().filter(is_employer=False).for_cards()
    context = {
        "filters": filters,
        "page": paginate(request, filters.apply(partners)),
        "projects": Project.objects.published().for_cards(),
        "agreements": readable(request, Agreement.objects).for_cards(),
    }
    return render(request, "networks/list.html", context)


@require_safe
def organisation_detail(request, slug):
    """An organisation with all that the portal knows of it: services, events, jobs, agreements, people."""
    organisation = get_object_or_404(readable(request, Organisation.objects).for_detail(), slug=slug)
    context = {
        "record": organisation,
        "is_preview": is_preview(request),
        "services": organisation.services.published().for_cards().in_order_of_name(),
        "events": organisation.events.published().upcoming().for_cards(),
        "jobs": organisation.job_postings.published().for_cards(),
        "posts": organisation.posts.published().for_cards(),
        "initiatives": organisation.initiatives.published(),
        "led": organisation.led.published(),
        "joined": organisation.joined.published(),
        "agreements": Agreement.objects.published()
        .for_cards()
        .filter(parties__organisation=organisation, parties__is_shown=True),
    }
    return render(request, "networks/organisation.html", context)


@require_safe
def coordinator_list(request):
    """All sixty municipalities by county with who helps there; ``?municipality=`` leaves one."""
    filters = CoordinatorFilterForm(request.GET)
    municipality = filters.asked("municipality")
    municipalities = [municipality] if municipality else list(Municipality.objects.all())
    counties = County.objects.in_bulk()
    found = sorted(answers(municipalities), key=lambda answer: _by_county(answer, counties))
    grouped = [
        (counties[code], list(group))
        for code, group in groupby(found, key=lambda answer: answer.municipality.county_id)
    ]
    return render(
        request,
        "networks/coordinators.html",
        {"filters": filters, "grouped": grouped, "is_narrowed": municipality is not None},
    )


def _by_county(answer, counties):
    county = counties[answer.municipality.county_id]
    return sort_key(str(county)), county.pk, sort_key(str(answer.municipality))


@require_safe
def coordinator_detail(request, municipality_slug):
    """Who helps in one municipality; the address for QR codes, letters and print."""
    municipality = get_object_or_404(Municipality.objects.select_related("county"), slug=municipality_slug)
    neighbours = Municipality.objects.filter(county=municipality.county_id).exclude(pk=municipality.pk)
    context = {"answer": answers([municipality])[0], "neighbours": neighbours.in_order_of_name()}
    return render(request, "networks/coordinator.html", context)


@require_safe
def coordinator_share(request, municipality_slug):
    municipality = get_object_or_404(Municipality, slug=municipality_slug)
    return share_page(request, municipality, facts_for(municipality))


@require_safe
def coordinator_card(request, municipality_slug):
    municipality = get_object_or_404(Municipality, slug=municipality_slug)
    return card_page(request, municipality, facts_for(municipality))


@require_safe
def project_detail(request, slug):
    project = get_object_or_404(readable(request, Project.objects).for_detail(), slug=slug)
    context = {
        "record": project,
        "is_preview": is_preview(request),
        "events": project.events.published().for_cards(),
        "posts": Post.objects.published().for_cards().of_project(project),
    }
    return render(request, "networks/project.html", context)


@require_safe
def volunteering(request):
    initiatives = readable(request, Initiative.objects).for_cards()
    return render(request, "networks/volunteering.html", {"page": initiatives})
