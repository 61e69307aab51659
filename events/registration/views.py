"""The public pages of registering: the form, and the receipt behind a private link."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.access.private_pages import private_page
from content.access.rate_limit import may_send
from events.models import EventSeries, Registration
from events.registration.forms import RegistrationForm
from events.registration.querysets import PROOF_LINK

# Registrations from one sender: a family, or somebody who helps a few others.
LIMIT = "10/h"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, slug):
    """Register for one date of an event; the receipt follows."""
    series = get_object_or_404(EventSeries.objects.published().for_detail(), slug=slug)
    if request.method == "POST":
        form = RegistrationForm(
            series,
            request.POST,
            is_allowed=lambda: may_send(request, "registration", LIMIT),
            may_hold=partial(may_send, request),
        )
        if form.is_valid() and (registration := form.register()):
            return redirect(registration.private_path())
    else:
        form = RegistrationForm(series, date=request.GET.get("date", ""))
    return render(request, "events/register.html", {"series": series, "form": form})


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request, token):
    """What we keep of one registration; reading changes nothing, the button cancels, a second time does no harm."""
    try:
        registration = Registration.objects.with_date().of_link(token)
    except Registration.DoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        registration.cancel()
        return redirect(registration.private_path())
    return receipt_page(request, registration)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The link of the letter: the page asks, its button confirms the contact; the receipt follows."""
    try:
        registration = Registration.objects.with_date().of_link(token, PROOF_LINK)
    except Registration.DoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        registration.confirm_contact()
    if request.method == "POST" or not registration.can_be_confirmed:
        return redirect(registration.private_path())
    context = {"registration": registration, "series": registration.event.series}
    return render(request, "events/confirm.html", context)


def receipt_page(request, registration):
    series = registration.event.series
    context = {"registration": registration, "series": series, "page_to_report": series.get_absolute_url()}
    if registration.is_erased:
        return render(request, "410.html", context, status=410)
    return render(request, "events/registration.html", context)
