"""The public page of results: what a project promised, and what is reached so far."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from directory.models import Project
from portal.funder_report.kept import public_report
from portal.funder_report.outputs import tables
from portal.funder_report.outputs.charts import bars


@require_safe
def project_results(request, slug):
    """The indicators that everybody may see, as they are now, with a picture and a table of the same numbers."""
    projects = readable(request, Project.objects).select_related("funder", "applicant")
    project = get_object_or_404(projects, slug=slug)
    report = public_report(project)
    context = {
        "record": project,
        "is_preview": is_preview(request),
        "today": timezone.localdate(),
        "figures": tables.promises(report),
        "bars": bars(report),
    }
    return render(request, "funder_report/results.html", context)
