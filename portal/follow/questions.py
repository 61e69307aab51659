"""What can be followed: each kind with its filters, its words, its address, and the news that are for it."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst

from directory.alerts.board import About
from directory.alerts.models import Alert
from directory.models import Municipality
from events.forms import EventFilterForm
from events.models import Event, EventSeries
from guide.forms import GuideFilterForm
from guide.models import GuidePage
from jobs.forms import JobFilterForm
from jobs.models import JobPosting
from portal.courses.forms import CourseFilterForm
from portal.follow.models import Followed
from services.forms import ServiceFilterForm
from services.models import Grant, Service

Kind = Followed.Kind
FORMS = {
    Kind.EVENTS: EventFilterForm,
    Kind.JOBS: JobFilterForm,
    Kind.SERVICES: ServiceFilterForm,
    Kind.GUIDE: GuideFilterForm,
    Kind.COURSES: CourseFilterForm,
}
RECORDS = {
    Kind.MUNICIPALITY: Municipality.objects.all,
    Kind.EVENT: EventSeries.objects.published,
    Kind.PAGE: GuidePage.objects.published,
}
# Sections of the pages that show a kind, as notices name them.
SECTIONS = {Kind.MUNICIPALITY: "networks", Kind.EVENT: "events", Kind.PAGE: "guide"}
# What is asked of now, and means something else when news come.
OF_NOW = {"when", "open"}


def question_of(kind, data):
    """The filters in use, without those of the moment; {"slug": …} of a record, or None where there is none."""
    if kind in FORMS:
        given = FORMS[kind](data).given
        return {name: given[name] for name in sorted(given) if name not in OF_NOW}
    if kind in RECORDS:
        slug = data.get("slug", "")
        return {"slug": slug} if RECORDS[kind]().filter(slug=slug).exists() else None
    return None


def filters_of(followed):
    return FORMS[followed.kind](QueryDict(urlencode(followed.question)))


def record_of(followed):
    return RECORDS[followed.kind]().filter(slug=followed.question["slug"]).first()


def in_words(followed):
    """ "Events: Kaunas, Free of charge" in the reader's language."""
    kind = Kind(followed.kind)
    if kind in FORMS:
        told = [str(words) for words, _address in filters_of(followed).active]
    else:
        told = [str(record_of(followed) or "…")]
    return f"{capfirst(str(kind.label))}: {', '.join(told)}" if told else str(kind.label)


def address_of(followed):
    """The page that was followed."""
    if followed.kind in FORMS:
        question = f"?{urlencode(followed.question)}" if followed.question else ""
        return f"{reverse(f'{followed.kind}:list')}{question}"
    record = record_of(followed)
    return record.get_absolute_url() if record else reverse("home")


# --- Which news are for it --------------------------------------------------------------------------------------------


def matching(followed, news):
    """Those of ``news`` ({kind: [News]}) that a follower of the question is to be told."""
    rules = RULES[followed.kind]
    subject = filters_of(followed) if followed.kind in FORMS else record_of(followed)
    if subject is None:
        return
    for kind, items in news.items():
        if kind == "alert":
            yield from alerts_for(followed, subject, items)
        elif rule := rules.get(kind):
            keys = set(rule(subject, [item.record_id for item in items]))
            yield from (item for item in items if item.record_id in keys)


def alerts_for(followed, subject, items):
    asked = subject.asked if followed.kind in FORMS else lambda name: None
    places = {asked("municipality"), subject if isinstance(subject, Municipality) else None}
    places.add(getattr(subject, "municipality", None) or getattr(getattr(subject, "place", None), "municipality", None))
    topics = {asked("topic")} if followed.kind in FORMS else set()
    if isinstance(subject, GuidePage):
        topics = set(subject.topics.all())
    about = About(
        SECTIONS.get(followed.kind, followed.kind),
        frozenset(place.pk for place in places if place),
        frozenset(topic.pk for topic in topics if topic),
    )
    found = {alert.pk: alert for alert in Alert.objects.live().filter(pk__in=[item.record_id for item in items])}
    return [item for item in items if item.record_id in found and found[item.record_id].is_for(about)]


def events_of_filter(filters, keys):
    series = filters.narrow(EventSeries.objects.published().filter(pk__in=keys))
    dated = filters.apply(Event.objects.of(series)).order_by().values_list("series", flat=True)
    return {*dated, *filters.apply_to_undated(series).values_list("pk", flat=True)}


def dates_of_filter(filters, keys):
    """A date that left the days asked for is news too: only its place is asked."""
    dates = filters.apply_place(Event.objects.filter(pk__in=keys))
    return dates.of(filters.narrow(EventSeries.objects.published())).values_list("pk", flat=True)


def jobs_of_filter(filters, keys):
    return filters.apply(JobPosting.objects.published().filter(pk__in=keys)).values_list("pk", flat=True)


def services_of_filter(filters, keys):
    return filters.apply(Service.objects.published().filter(pk__in=keys)).values_list("pk", flat=True)


def courses_with_dates(filters, keys):
    return filters.narrow_events(EventSeries.objects.published().filter(pk__in=keys)).values_list("pk", flat=True)


def dates_of_courses(filters, keys):
    return (
        Event.objects.filter(pk__in=keys)
        .of(filters.narrow_events(EventSeries.objects.published()))
        .values_list("pk", flat=True)
    )


def courses_to_join(filters, keys):
    return filters.narrow_services(Service.objects.published().filter(pk__in=keys)).values_list("pk", flat=True)


def grants_of_filter(filters, keys):
    services = Service.objects.published().filter(grants__in=keys)
    found = filters.apply(services).order_by().values("pk")
    return Grant.objects.filter(pk__in=keys, service__in=found).values_list("pk", flat=True)


def pages_of_filter(filters, keys):
    pages = GuidePage.objects.published().filter(pk__in=keys)
    municipality = filters.asked("municipality")
    return (pages.of_municipality(municipality) if municipality else pages).values_list("pk", flat=True)


def of_place(rule, form):
    """The rule of a list for what is followed of one municipality."""
    return lambda place, keys: rule(form(QueryDict(urlencode({"municipality": place.slug}))), keys)


def dates_of_series(series, keys):
    return series.occurrences.filter(pk__in=keys).values_list("pk", flat=True)


def the_page_itself(page, keys):
    return [key for key in keys if key == page.pk]


RULES = {
    Kind.EVENTS: {"event": events_of_filter, "date": dates_of_filter},
    Kind.JOBS: {"job": jobs_of_filter},
    Kind.SERVICES: {"service": services_of_filter, "grant": grants_of_filter},
    Kind.GUIDE: {"guide": pages_of_filter},
    Kind.COURSES: {"event": courses_with_dates, "date": dates_of_courses, "service": courses_to_join},
    Kind.MUNICIPALITY: {
        "event": of_place(events_of_filter, EventFilterForm),
        "date": of_place(dates_of_filter, EventFilterForm),
        "job": of_place(jobs_of_filter, JobFilterForm),
        "service": of_place(services_of_filter, ServiceFilterForm),
        "grant": of_place(grants_of_filter, ServiceFilterForm),
        "guide": of_place(pages_of_filter, GuideFilterForm),
    },
    Kind.EVENT: {"date": dates_of_series},
    Kind.PAGE: {"guide": the_page_itself},
}
