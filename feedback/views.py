from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.access.rate_limit import may_send
from feedback.forms import ReportForm

# Reports from one sender.
LIMIT = "10/h"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """Report a mistake: one text, one optional contact, no account."""
    if request.method == "POST":
        form = ReportForm(request.POST, is_allowed=lambda weight: may_send(request, "report", LIMIT, weight))
        if form.is_valid():
            form.save()
            return redirect("feedback:thanks")
    else:
        form = ReportForm(initial={"page": request.GET.get("page", "")[:300]})
    return render(request, "feedback/report.html", {"form": form})


@require_safe
def thanks(request):
    return render(request, "feedback/thanks.html")
