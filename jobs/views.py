from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobs.forms import JobFilterForm
from jobs.models import ExternalJobSource, JobPosting
from portal.content.pagination import paginate
from portal.content.preview import is_preview, readable
from portal.directory.models import Organisation


@require_safe
def job_list(request):
    """Open postings, newest first, and where else to look for work."""
    filters = JobFilterForm(request.GET)
    page = paginate(request, filters.apply(JobPosting.objects.published().for_cards()))
    sources = readable(request, ExternalJobSource.objects)
    return render(request, "jobs/list.html", {"filters": filters, "page": page, "sources": sources})


@require_safe
def job_detail(request, slug):
    """A posting; one that has expired answers 410 and says so."""
    if not is_preview(request) and JobPosting.objects.expired().filter(slug=slug).exists():
        return render(request, "410.html", status=410)
    posting = get_object_or_404(readable(request, JobPosting.objects).for_detail(), slug=slug)
    return render(request, "jobs/detail.html", {"record": posting, "is_preview": is_preview(request)})


@require_safe
def employer_list(request):
    employers = Organisation.objects.published().employers().for_cards().in_order_of_name()
    return render(request, "jobs/employers.html", {"page": paginate(request, employers)})
