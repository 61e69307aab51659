"""How a posting comes in: the form, the link to confirm, the wish for a new link. Reading changes nothing."""

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.access.private_pages import private_page
from content.access.rate_limit import may_send
from jobs.models import JobSubmission
from jobs.submissions.forms import LinkForm, SubmissionForm
from jobs.submissions.private_pages import link_is_dead

# Forms from one sender: an agency may bring a few postings.
LIMIT = "10/h"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request):
    """Send a posting in: the next step is a letter to the address given."""
    if request.method == "POST":
        form = SubmissionForm(
            request.POST, request.FILES, is_allowed=lambda weight: may_send(request, "job", LIMIT, weight)
        )
        if form.is_valid():
            form.save()
            return redirect("jobs:sent")
    else:
        form = SubmissionForm()
    return render(request, "jobs/submit.html", {"form": form})


@require_safe
def sent(request):
    """What comes next; the same for everybody, whatever was done with the form."""
    return render(request, "jobs/sent.html")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The link of the first letter: the page asks, its button confirms, once."""
    try:
        submission = JobSubmission.objects.of_confirmation(token)
    except JobSubmission.DoesNotExist:
        return link_is_dead(request)
    if request.method != "POST":
        return render(request, "jobs/confirm.html", {"submission": submission, "is_preview": True})
    if not submission.confirm():
        return link_is_dead(request)
    return redirect(submission.private_path())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request):
    """A new private link by letter; the answer is the same whether the address is known or not."""
    if request.method == "POST":
        form = LinkForm(request.POST, is_allowed=lambda weight: may_send(request, "job_link", LIMIT, weight))
        if form.is_valid():
            form.save()
            return redirect("jobs:link_sent")
    else:
        form = LinkForm()
    return render(request, "jobs/link.html", {"form": form})


@require_safe
def link_sent(request):
    return render(request, "jobs/link_sent.html")
