"""The network: projects, agreements in force, partners."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.access.preview import readable
from content.pagination import first_rows_or_one, paginate
from directory.models import Organisation, Project
from networks.forms import OrganisationFilterForm
from networks.models import Agreement

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
