"""An office answers by the link of its letter: no sign-in, no cookie. Opening the page changes nothing."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from networks.confirmation.by_letter import private_link
from portal.asking.answering.forms import OfficeForm
from portal.asking.models import OfficeLink
from portal.asking.views import shown, unknown


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """Answer, ask back, pass on, close. What was typed stays whatever was pressed."""
    link = OfficeLink.objects.of_link(token)
    if link is None:
        return unknown(request)
    context = {**shown(link.question), "link": link}
    if link.state != link.State.OPEN:
        receipt = request.method != "POST"
        return render(request, "asking/office_closed.html", context, status=200 if receipt else 410)
    form = OfficeForm(link, request.POST or None, initial={"seen": len(context["thread"])})
    if request.method == "POST" and form.is_valid() and form.perform():
        return redirect(link.private_path())
    return render(request, "asking/office.html", {**context, **shown(link.question), "form": form})
