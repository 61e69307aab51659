from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.access.preview import readable
from content.access.private_pages import private_page
from content.access.rate_limit import may_send
from content.pagination import paginate
from networks.models import Initiative, VolunteerOffer
from networks.volunteering.forms import InitiativeFilterForm, OfferForm
from networks.volunteering.letters import ask_to_confirm, send_receipt

# Offers from one sender: a family, or somebody who helps a few others.
LIMIT = "5/h"


@require_safe
def volunteering(request):
    """Initiatives by field of help and municipality; those that name no municipality act everywhere."""
    filters = InitiativeFilterForm(request.GET)
    initiatives = filters.apply(readable(request, Initiative.objects)).for_cards()
    return render(request, "networks/volunteering.html", {"filters": filters, "page": paginate(request, initiatives)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request):
    """Offer help; ``?initiative=`` chooses one. Staff read it first; nothing of it is ever public."""
    if request.method == "POST":
        form = OfferForm(request.POST, is_allowed=lambda weight: may_send(request, "volunteer_offer", LIMIT, weight))
        if form.is_valid():
            with transaction.atomic():
                if received := form.receive():
                    ask_to_confirm(received)
            return redirect("networks:offer_thanks")
    else:
        form = OfferForm(initial={"initiative": request.GET.get("initiative", "")[:120]})
    return render(request, "networks/offer.html", {"form": form})


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def offer_confirm(request, token):
    """The link of the letter: the page asks, its button confirms the address; then staff read the offer."""
    try:
        offer = VolunteerOffer.objects.of_link(token)
    except VolunteerOffer.DoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        with transaction.atomic():
            if offer.confirm_contact():
                offer.refresh_from_db()
                send_receipt(offer)
        return redirect(offer.proof_path())
    return render(request, "networks/offer_confirm.html", {"offer": offer})


@require_safe
def offer_thanks(request):
    return render(request, "networks/offer_thanks.html")
