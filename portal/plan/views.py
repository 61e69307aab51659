from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.sharing.text import Line, channels, shortened
from networks.posts.who_helps import helper_for
from portal.plan.forms import PlanForm

# A message to send: long enough for all tasks by name, short enough for one screen of a messenger.
MOST_LETTERS = 1500


@require_safe
def plan_page(request):
    """All tasks, or those that fit the answers in the address; nothing of the reader is stored."""
    filters = PlanForm(request.GET)
    tasks = list(filters.tasks())
    municipality = filters.asked("municipality")
    link = f"{settings.SITE_URL}{reverse('guide:plan')}{filters.question}"
    context = {
        "filters": filters,
        "tasks": tasks,
        "municipality": municipality,
        "helper": helper_for(municipality),
        "texts": plan_text(tasks, link),
        # Each address holds its text, of Cyrillic in six times the bytes.
        "channels": channels([_("First 90 days in Lithuania"), link], _("First 90 days")),
    }
    return render(request, "plan/plan.html", context)


def plan_text(tasks, link):
    """The plan as lines to send: each task with its deadline; the last lines are left out first, never the link."""
    lines = [Line(_("First 90 days in Lithuania"), 0)]
    for number, task in enumerate(tasks, 1):
        lines.append(Line(f"{number}. {task.text('name')}", 0))
        lines.append(Line(" ".join(task.text("deadline").split()), 1, is_whole=True))
    return [line.text for line in shortened([*lines, Line(link, 0, is_whole=True)], MOST_LETTERS)]
