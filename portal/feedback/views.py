from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.feedback.forms import ReportForm

# Reports from one sender.
LIMIT = {"report": "10/h/key"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """Report a mistake: one text, one optional contact, no account."""
    if request.method == "POST":
        form = ReportForm(request.POST, is_allowed=lambda: may_send(request))
        if form.is_valid():
            form.save()
            return redirect("feedback:thanks")
    else:
        form = ReportForm(initial={"page": request.GET.get("page", "")[:300]})
    return render(request, "feedback/report.html", {"form": form})


def may_send(request):
    """Count this report of its sender, who is known for an hour only, and only by a fingerprint of the address."""
    sender = salted_hmac("portal.feedback", get_adapter(request).get_client_ip(request)).hexdigest()
    return ratelimit.consume(request, app="portal.feedback", action="report", config=LIMIT, key=sender)


@require_safe
def thanks(request):
    return render(request, "feedback/thanks.html")
