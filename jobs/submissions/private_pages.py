"""The sender's own page behind the private link. The link is the key: it opens one submission and nothing else."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.access.private_pages import private_page
from jobs.models import JobSubmission, answers_of
from jobs.submissions.forms import FactsForm, LastDayForm, MessageForm


def private(view):
    """Give the view the submission that the link opens; any other link gets the same short answer."""

    @private_page
    @wraps(view)
    def inner(request, token):
        submissions = JobSubmission.objects.select_related("posting__municipality", "posting__occupation")
        try:
            submission = submissions.of_link(token)
        except JobSubmission.DoesNotExist:
            return link_is_dead(request)
        return view(request, submission)

    return inner


def link_is_dead(request):
    """Used, too old, replaced or forged: which of them, nobody is told."""
    return render(request, "jobs/link_dead.html", {"is_preview": True, "page_to_report": "/"}, status=410)


@require_safe
@private
def overview(request, submission):
    """What became of the posting, what was asked, and what its sender can do."""
    return show(request, submission)


def show(request, submission, *, message=None, last_day=None, status=200):
    posting = submission.posting
    live = answers_of(posting) if posting else {}
    facts = FactsForm(submission=submission)
    context = {
        "submission": submission,
        "posting": posting,
        "rows": facts.rows(live, submission.all_answers) if submission.state != submission.State.WITHDRAWN else [],
        "message": message or MessageForm(),
        "last_day": last_day or LastDayForm(),
        "conversation": submission.comments.all(),
        **about_page(),
    }
    return render(request, "jobs/private.html", context, status=status)


def about_page():
    """A private page is not for search engines, and its address is not for our own reports of mistakes either."""
    return {"is_preview": True, "page_to_report": "/"}


@require_http_methods(["GET", "HEAD", "POST"])
@private
def edit(request, submission):
    """Change the posting; what is live stays until staff have approved the change."""
    if not submission.can_be_changed:
        return redirect(submission.private_path())
    form = FactsForm(request.POST or None, request.FILES or None, submission=submission)
    if request.method == "POST" and form.is_valid() and carried_out(form, submission.propose, form.answers):
        return redirect(submission.private_path())
    return render(request, "jobs/edit.html", {"form": form, "submission": submission, **about_page()})


@require_POST
@private
def answer(request, submission):
    form = MessageForm(request.POST)
    if form.is_valid() and carried_out(form, submission.answer, form.cleaned_data["text"]):
        return redirect(submission.private_path())
    return show(request, submission, message=form)


@require_POST
@private
def renew(request, submission):
    """Let people apply for longer; this counts at once."""
    form = LastDayForm(request.POST)
    if form.is_valid() and carried_out(form, submission.renew, form.cleaned_data["valid_through"].isoformat()):
        return redirect(submission.private_path())
    return show(request, submission, last_day=form)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def withdraw(request, submission):
    """Ask, then take the posting from the public for good."""
    if request.method == "POST":
        submission.withdraw()
        return redirect(submission.private_path())
    return render(request, "jobs/withdraw.html", {"submission": submission, **about_page()})


def carried_out(form, act, *args):
    """Do it and return True; when the model refuses, the form says why."""
    try:
        act(*args)
    except ValidationError as error:
        known = hasattr(error, "error_dict") and error.error_dict.keys() <= form.fields.keys()
        form.add_error(None, error if known else error.messages)
        return False
    return True
