"""What other sections have on the subject of a page of the guide; it stands beside its text."""

from django.db.models import Case, Q, Value, When

from content.pagination import Part
from events.models import Event, EventSeries
from guide.models import Question, Word
from jobs.models import JobPosting
from services.models import Service

# So many stand beside a text; a link leads to all of them.
SERVICES, EVENTS, JOBS, QUESTIONS, WORDS = 3, 3, 3, 4, 8


def related_to(page):
    """Public records beside the text of a page; those of its municipality before those of the whole country."""
    topics = page.topics.all()
    return {
        "services": Part(services_for(page, topics), SERVICES),
        "events": Part(events_for(page), EVENTS),
        "jobs": Part(jobs_for(page), JOBS),
        "questions": Part(questions_for(page, topics), QUESTIONS),
        "words": Part(words_for(page, topics), WORDS),
    }


def services_for(page, topics):
    services = Service.objects.published().still_given().filter(is_example=False)
    # A service of two of the topics stands there once.
    services = services.filter(pk__in=services.filter(topics__in=topics).values("pk")) if topics else services.none()
    if page.municipality is None:
        services = services.filter(is_nationwide=True)
    else:
        services = services.in_municipality(page.municipality)
    return services.for_cards().near_first()


def events_for(page):
    series = EventSeries.objects.published().filter(kind__in=page.event_kinds.all(), is_example=False)
    if page.municipality is not None:
        dates = Event.objects.of(series).in_municipality(page.municipality)
        series = series.filter(pk__in=dates.values("series"))
    return series.upcoming().for_cards()


def jobs_for(page):
    jobs = JobPosting.objects.published().filter(is_example=False)
    if not page.shows_jobs:
        return jobs.none()
    jobs = jobs.filter(municipality=page.municipality) if page.municipality else jobs
    return jobs.newest_first().for_cards()


def questions_for(page, topics):
    if page.readers != page.Readers.NEWCOMERS or not topics:
        return Question.objects.none()
    questions = Question.objects.published().filter(topics__in=topics, is_example=False)
    questions = questions.filter(Q(municipality__isnull=True) | Q(municipality=page.municipality))
    return questions.for_cards().distinct().order_by("position", "pk")


def words_for(page, topics):
    """Words that lead to the page first, then those of its topics."""
    words = Word.objects.published().filter(is_example=False)
    chosen = Q(guide_page=page) | Q(pk__in=Word.topics.through.objects.filter(term__in=topics).values("word"))
    leads_here = Case(When(guide_page=page, then=Value(0)), default=Value(1))
    words = words.filter(chosen).in_order()
    return words.order_by(leads_here, *words.query.order_by).for_cards()
