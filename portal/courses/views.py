from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.pagination import first_rows_or_one
from portal.courses.cards import card_of_event, card_of_service
from portal.courses.forms import CourseFilterForm

# So many of each kind stand on the page; a link leads to all of them.
SHOWN = 12


@require_safe
def course_list(request):
    """Courses with dates, courses to join, and those of earlier years; ``?show=`` gives one kind alone, in pages."""
    filters = CourseFilterForm(request.GET)
    parts = {"events": filters.events(), "services": filters.services(), "earlier": filters.earlier()}
    found = first_rows_or_one(request, parts, SHOWN)
    makers = {"events": card_of_event, "services": card_of_service, "earlier": card_of_service}
    for name in parts.keys() & found.keys():
        found[f"{name}_cards"] = [makers[name](record) for record in found[name]]
    return render(request, "courses/list.html", {"filters": filters, **found})
