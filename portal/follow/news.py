"""What is new: public records compared with what they were like when they were last looked at.

Whoever changed them and however, by the back office, an import, a moment that passed, is no matter.
"""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from directory.alerts.models import Alert
from events.models import Event, EventSeries
from guide.models import GuidePage
from jobs.models import JobPosting
from portal.follow.models import Follow, Followed, Known, News, Untold
from portal.follow.questions import matching
from services.grants.windows import standing
from services.models import Grant, Service

NEW, CHANGED, OPENED = "new", "changed", "opened"
OPEN = "open"
LOCK = "portal.follow"
TELL = """
    INSERT INTO follow_untold (follower_id, news_id)
    SELECT follower_id, news FROM follow_follow, unnest(%s) AS news
    WHERE followed_id = %s AND confirmed_at IS NOT NULL ON CONFLICT DO NOTHING
"""


def look():
    """Find what is new and note whom it concerns, all in one transaction: each piece once, or not at all."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK])
        found = News.objects.bulk_create([item for kind, states in KINDS.items() for item in compared(kind, states())])
        if found:
            note_untold(found)
        # Nobody waits for it any more, or nobody ever did.
        News.objects.filter(~Exists(Untold.objects.filter(news=OuterRef("pk")))).delete()


def note_untold(found):
    """One query for all followers of a question."""
    news = {}
    for item in found:
        news.setdefault(item.kind, []).append(item)
    confirmed = Follow.objects.filter(followed=OuterRef("pk"), confirmed_at__isnull=False)
    for followed in Followed.objects.filter(Exists(confirmed)):
        if keys := [item.pk for item in matching(followed, news)]:
            with connection.cursor() as cursor:
                cursor.execute(TELL, [keys, followed.pk])


def compared(kind, states):
    """The News of a kind; what is there the first time is no news."""
    known = dict(Known.objects.filter(kind=kind).values_list("record_id", "state"))
    is_first = known.pop(0, None) is None
    fresh = {key: state for key, state in states.items() if key not in known}
    changed = {key: state for key, state in states.items() if known.get(key, state) != state}
    rows = [Known(kind=kind, record_id=key, state=state) for key, state in fresh.items()]
    Known.objects.bulk_create([*rows, *([Known(kind=kind, record_id=0)] if is_first else [])])
    for key, state in changed.items():
        Known.objects.filter(kind=kind, record_id=key).update(state=state)
    if is_first:
        return []
    happened = [(key, WHAT[kind](None, state)) for key, state in fresh.items()]
    happened += [(key, WHAT[kind](known[key], state)) for key, state in changed.items()]
    is_urgent = kind in URGENT
    return [News(kind=kind, record_id=key, what=what, is_urgent=is_urgent) for key, what in happened if what]


# --- What each kind of record is like ---------------------------------------------------------------------------------


def series_states():
    """Events with a date to come, or one to be announced."""
    ahead = Event.objects.filter(series=OuterRef("pk"), ends_at__gt=timezone.now())
    found = EventSeries.objects.published().filter(Q(is_date_to_be_announced=True) | Exists(ahead), is_example=False)
    return dict.fromkeys(found.order_by().values_list("pk", flat=True), "")


def date_states():
    """Dates to come: whether they take place, when and where."""
    series = EventSeries.objects.published().filter(is_example=False)
    dates = Event.objects.of(series).filter(ends_at__gt=timezone.now()).order_by()
    rows = dates.values_list("pk", "status", "starts_at", "place_id", "online_url")
    return {key: f"{status}|{at:%Y-%m-%dT%H:%M%z}|{place or ''} {url}"[:300] for key, status, at, place, url in rows}


def job_states():
    return dict.fromkeys(
        JobPosting.objects.published().filter(is_example=False).order_by().values_list("pk", flat=True), ""
    )


def service_states():
    services = Service.objects.published().filter(is_example=False)
    return dict.fromkeys(services.order_by().values_list("pk", flat=True), "")


def grant_states():
    """Whether one can apply today."""
    today, services = timezone.localdate(), Service.objects.published().filter(is_example=False)
    grants = Grant.objects.filter(service__in=services.values("pk")).prefetch_related("windows")
    return {
        grant.pk: OPEN if any(standing(window, today).is_open for window in grant.windows.all()) else ""
        for grant in grants
    }


def page_states():
    return {page.pk: page.source_hash() for page in GuidePage.objects.published().filter(is_example=False)}


def alert_states():
    return dict.fromkeys(Alert.objects.live().values_list("pk", flat=True), "")


KINDS = {
    "event": series_states,
    "date": date_states,
    "job": job_states,
    "service": service_states,
    "grant": grant_states,
    "guide": page_states,
    "alert": alert_states,
}
# What is told at once, whatever rhythm somebody chose: who travels to a date in vain has no use of a digest.
URGENT = {"date", "alert"}


def is_new(before, now):
    return NEW if before is None else ""


def of_date(before, now):
    """Which change of a date it is; a date that is new belongs to its event, which is told."""
    if before is None:
        return ""
    # An address of an online room may hold the sign itself.
    (status, starts, place), (status_now, starts_now, place_now) = before.split("|", 2), now.split("|", 2)
    called_off = {str(value) for value in Event.CALLED_OFF}
    if status_now in called_off:
        return status_now if status != status_now else ""
    if status in called_off:
        return "reinstated"
    if starts != starts_now:
        return "moved"
    return "place" if place != place_now else ""


WHAT = {
    "event": is_new,
    "date": of_date,
    "job": is_new,
    "service": is_new,
    "grant": lambda before, now: OPENED if now == OPEN else "",
    "guide": lambda before, now: CHANGED if before is not None else NEW,
    "alert": is_new,
}
