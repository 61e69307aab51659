from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.sharing.views import card_page, share_page
from directory.models import County, Municipality
from networks.forms import CoordinatorFilterForm
from networks.models import Post
from networks.posts import vcard
from networks.posts.who_helps import Helpers, answers, by_county, by_name
from networks.sharing import facts_for


@require_safe
def coordinator_list(request):
    """Who helps in the municipality that was asked for; without a question, or an answer, all sixty by county."""
    filters = CoordinatorFilterForm(request.GET)
    found = filters.look_up()
    helpers = Helpers()
    context = {"filters": filters, "found": found, "helpers": helpers}
    if found:
        context["answers"] = helpers.answers(found.municipalities)
    else:
        context["answers"] = by_name(helpers.answers(filters.municipalities))
        context["counties"] = by_county(context["answers"], County.objects.in_bulk())
    return render(request, "networks/coordinators.html", context)


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
def post_card(request, slug, version=4):
    """A post as a vCard, for the address book of a phone; the middleware answers conditional requests."""
    post = get_object_or_404(Post.objects.published().for_contact_card(), slug=slug)
    headers = {"Content-Disposition": f'attachment; filename="{post.slug}.vcf"'}
    return HttpResponse(
        vcard.write(post, request.build_absolute_uri, version),
        content_type="text/vcard; charset=utf-8",
        headers=headers,
    )
