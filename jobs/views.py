from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from content.pagination import paginate
from directory.models import Organisation
from jobs.forms import JobFilterForm
from jobs.models import ExternalJobSource, JobPosting
from jobs.postings.structured_data import posting_in_words_of_schema

# Open postings on the page of one that has ended.
SIMILAR = 5


@require_safe
def job_list(request):
    """Open postings, newest first, and where else to look for work."""
    filters = JobFilterForm(request.GET)
    page = paginate(request, filters.apply(JobPosting.objects.published().for_cards()))
    sources = readable(request, ExternalJobSource.objects)
    feed = f"{reverse('jobs:feed')}{filters.question}"
    return render(request, "jobs/list.html", {"filters": filters, "page": page, "sources": sources, "feed": feed})


@require_safe
def job_detail(request, slug, training_card="jobs/_training.html", load=lambda posting: None):
    """A posting; one that has ended answers 410, says nothing of itself, and leads to open ones like it.

    ``load`` fetches what ``training_card`` shows beyond the name of a training.
    """
    ended = (
        None
        if is_preview(request)
        else JobPosting.objects.gone().select_related("occupation").filter(slug=slug).first()
    )
    if ended:
        similar = JobPosting.objects.like(ended).for_cards()[:SIMILAR]
        return render(request, "410.html", {"jobs": similar, "is_job": True}, status=410)
    posting = get_object_or_404(readable(request, JobPosting.objects).for_detail(), slug=slug)
    load(posting)
    context = {
        "record": posting,
        "training_card": training_card,
        "is_preview": is_preview(request),
        "structured_data": posting_in_words_of_schema(posting),
    }
    return render(request, "jobs/detail.html", context)


@require_safe
def employer_list(request):
    """Employers with their contacts and how many jobs they offer now."""
    employers = Organisation.objects.published().employers().for_cards()
    employers = employers.annotate(open_jobs=Subquery(JobPosting.objects.published().amount_of(OuterRef("pk"))))
    return render(request, "jobs/employers.html", {"page": paginate(request, employers.in_order_of_name())})
