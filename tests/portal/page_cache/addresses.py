"""Addresses of every kind of page that is kept, in the starter content."""

from directory.models import Municipality, Organisation, Project, Term
from events.models import EventSeries
from guide.models import GuidePage, Question, Word
from jobs.models import JobPosting
from networks.models import Post
from services.models import Service

LISTS = [
    *("", "about/", "accessibility/", "privacy/", "offline/", "data/services.json", "data/services.json?page=2"),
    *("events/", "events/?when=week", "events/?when=past", "events/month/", "events/calendar.ics", "events/feed.xml"),
    *("services/", "services/?municipality=kaisiadoriu-r&topic=health", "services/?open=on", "services/helplines/"),
    *("jobs/", "jobs/?level=none&housing=on", "jobs/employers/", "jobs/feed.xml"),
    *("networks/", "networks/?show=projects", "networks/coordinators/", "networks/coordinators/?q=Kaunas"),
    *("networks/volunteering/", "guide/", "guide/?municipality=kaisiadoriu-r", "guide/questions/", "guide/residents/"),
    *("courses/?level=A1", "courses/feed.xml?municipality=kaisiadoriu-r"),
    *("guide/first-90-days/", "guide/first-90-days/?family=children&municipality=kaisiadoriu-r"),
    *("guide/words/", "guide/words/?page=2", "guide/figures/", "guide/leaflets/"),
]
WITHOUT_LANGUAGE = ["/", "/robots.txt", "/sitemap.xml", "/sw.js", "/manifest.webmanifest", "/data/services.json"]


def kept_addresses():
    """One or more for every line of portal.page_cache.routes; the languages take turns."""
    found = [*LISTS, *(f"{path}{below}" for path, belows in details() for below in belows)]
    return [*WITHOUT_LANGUAGE, *(f"/{('lt', 'en', 'ru')[number % 3]}/{path}" for number, path in enumerate(found))]


def details():
    """(path of a record without its language, what lies below it)."""
    page = ("", "share/", "card/")
    municipality = Municipality.objects.get(slug="kaisiadoriu-r").slug
    event = EventSeries.objects.published().first()
    yield below_language(event), page
    yield f"events/{event.slug}.ics", ("",)
    for model in (Service, JobPosting, Organisation, Project, GuidePage):
        yield below_language(model.objects.published().first()), page
    yield f"guide/questions/{Question.objects.published().first().slug}/", page[1:]
    yield f"guide/words/{Word.objects.published().first().slug}/", page[1:]
    yield f"networks/coordinators/{municipality}/", page
    yield f"networks/coordinators/{Post.objects.published().first().slug}", (".vcf", ".3.vcf")
    yield f"offline/{municipality}.html", ("",)
    need = Term.objects.of(Term.Vocabulary.NEED).first().code
    yield f"services/needs/{need}/", ("", f"?municipality={municipality}")


def below_language(record):
    return record.get_absolute_url().split("/", 2)[2]
