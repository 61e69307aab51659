"""The page of a project: what it wants, who pays, what it promised and what was done, from every section."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from content.pagination import first_rows_or_one
from directory.models import Project, ProjectActivity
from events.models import Event
from networks.models import Post, Supervision


@dataclass
class Activity:
    """One line of the plan with its events for everybody: dates held, and dates still to come."""

    record: ProjectActivity
    held: int
    planned: int
    # Of a promised event: the dates that keep the promise.
    dates: list


@dataclass
class Supervised:
    """A supervising post and what it looks after: pairs of municipality and host organisation (None: not public)."""

    post: Post
    hosts: list


@require_safe
def project_detail(request, slug):
    """A project: what it wants, who pays, who works in it, what it promised and what was done."""
    project = get_object_or_404(readable(request, Project.objects).for_detail(), slug=slug)
    posts = list(Post.objects.published().for_cards().of_project(project))
    parts = {
        "events": project.events.published().upcoming().for_cards(),
        "past_events": project.events.published().past().for_cards(),
        "services": project.services.published().for_cards().in_order_of_name(),
        "agreements": project.agreements.published().for_cards(),
    }
    context = {
        "record": project,
        "is_preview": is_preview(request),
        "posts": posts,
        "activities": activities_of(project),
        "network": network_of(project),
        "supervision": supervision_of(posts),
        **first_rows_or_one(request, parts),
    }
    return render(request, "pages/project.html", context)


def activities_of(project):
    """The plan in its order. Events count by their kind; every date of a series is one event."""
    now = timezone.now()
    counts = {
        row["kind"]: row
        for row in project.events.published()
        .order_by()
        .values("kind")
        .annotate(
            held=_dates(occurrences__ends_at__lt=now),
            planned=_dates(occurrences__ends_at__gte=now),
        )
    }
    none = {"held": 0, "planned": 0}
    found = [(activity, counts.get(activity.kind_id, none)) for activity in project.activities.all()]
    kept = dates_of_promises(project)
    return [Activity(activity, count["held"], count["planned"], kept.get(activity.pk, [])) for activity, count in found]


def dates_of_promises(project):
    """{key of a promise: the public dates that keep it}, those that were called off too."""
    kept = {}
    dates = Event.objects.published().filter(series__promise__project=project).select_related("series")
    for date in dates.soonest_first():
        kept.setdefault(date.series.promise_id, []).append(date)
    return kept


def network_of(project):
    """The public organisations in the project's network that have not left."""
    members = project.network_members.select_related("organisation", "territory")
    return [row for row in members if row.organisation.is_published and not row.left_on]


def _dates(**when):
    """How many dates took place, or will: those that were called off are no result."""
    return Count("occurrences", filter=Q(**when) & ~Q(occurrences__status__in=Event.CALLED_OFF), distinct=True)


def supervision_of(posts):
    """Which of the project's posts looks after which hosts, in a constant number of queries."""
    by_key = {post.pk: post for post in posts}
    found = {}
    rows = Supervision.objects.filter(supervisor__in=by_key).select_related("municipality", "organisation")
    for row in rows:
        host = row.organisation if row.organisation.is_published else None
        found.setdefault(row.supervisor_id, []).append((row.municipality, host))
    return [Supervised(by_key[key], hosts) for key, hosts in found.items()]
