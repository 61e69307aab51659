"""Every sentence about "now", in every outlet, with facts of 0, 200 and 1,200 days, checked and unchecked."""

import json
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from content.freshness import HOLDS_FOR
from directory.models import Term
from events.outlets.calendar import calendar_file
from events.outlets.structured_data import events_in_words_of_schema
from guide.models import Question
from jobs.models import JobPosting
from jobs.postings.structured_data import posting_in_words_of_schema
from portal.leaflets.contents import newcomers_sheet
from services.models import ApplicationWindow, Grant, OpeningHours, Service, ServiceAtLocation
from tests import factories as make

pytestmark = pytest.mark.django_db
DOUBT = "Not checked since"
AGES = [(0, False), (200, False), (1200, False), (0, True), (200, True), (1200, True)]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


either = pytest.mark.parametrize(("days", "is_checked"), AGES)


def aged(days, is_checked):
    """Facts so old; ``is_checked``: somebody looked today."""
    today = timezone.localdate()
    return {"source_as_of": today - timedelta(days=days), "assured_on": today if is_checked else None}


def holds(kind, days, is_checked):
    return is_checked or timedelta(days=days) <= HOLDS_FOR[kind]


def open_service(days, is_checked):
    """A door that is open day and night, and a grant all year."""
    place = make.make_municipality(slug="vieta")
    topic = make.make_term(Term.Vocabulary.TOPIC, "tema")
    service = make.make_service(slug="tarnyba", name_en="Office", **aged(days, is_checked))
    service.area_served.add(place)
    service.topics.add(topic)
    door = ServiceAtLocation.objects.create(service=service, place=make.make_place(municipality=place))
    for day in range(7):
        OpeningHours.objects.create(location=door, day_of_week=day, opens=time(0), closes=time(0))
    door.open_on_holidays = True
    door.save()
    grant = Grant.objects.create(service=service, code="grant", amount_max=100, name_en="Money")
    ApplicationWindow.objects.create(grant=grant, all_year=True, url="https://example.org/apply")
    return service


def outlets_of(service):
    """Every address that tells of a service."""
    need = make.make_term(Term.Vocabulary.NEED, "need")
    service.needs.add(need)
    return {
        "page": service.get_absolute_url(),
        "list": reverse("services:list"),
        "need": reverse("services:need", args=["need"]),
        "share": f"{service.get_absolute_url()}share/",
        "card": f"{service.get_absolute_url()}card/",
        "pack": reverse("pack", args=["vieta"]),
        "open data": reverse("open_data"),
    }


@either
def test_services_in_every_outlet(client, days, is_checked):
    service = open_service(days, is_checked)
    pages = {
        name: client.get(address).content.decode().replace("\xa0", " ") for name, address in outlets_of(service).items()
    }
    of_service, of_hours, of_grant = (holds(kind, days, is_checked) for kind in ("service", "hours", "grant"))
    assert {name: DOUBT in text for name, text in pages.items()} == dict.fromkeys(pages, not of_service)
    live = {name: "Open now" in pages[name] for name in ("page", "list", "need")}
    # The filter of the list has these words too.
    assert live | {"list": "Open now, day" in pages["list"]} == dict.fromkeys(live, of_hours)
    asked = {name: "These hours are of" in text for name, text in pages.items()}
    assert asked == dict.fromkeys(pages, not of_hours)
    can = {name: "You can apply now" in pages[name] for name in ("page", "list", "need")}
    assert can == dict.fromkeys(can, of_grant)
    told = {name: "One could apply all year round, says a page of" in text for name, text in pages.items()}
    assert told == dict.fromkeys(pages, not of_grant) | {"card": False}
    assert ("https://example.org/apply" in pages["page"]) is of_grant
    assert ("openingHoursSpecification" in pages["page"]) is of_hours
    door = json.loads(pages["open data"])["contents"][0]["service_at_locations"][0]
    assert bool(door.get("schedules")) is of_hours


@either
def test_paper(days, is_checked):
    service = open_service(days, is_checked)
    told = json.dumps(
        newcomers_sheet(service.topics.get(code="tema"), service.area_served.get(slug="vieta")).__dict__, default=vars
    )
    assert (DOUBT in told) is not holds("service", days, is_checked)
    assert ("These hours are of" in told) is not holds("hours", days, is_checked)


@either
def test_only_doors_of_known_hours_are_open_now(client, days, is_checked):
    open_service(days, is_checked)
    found = client.get(reverse("services:list"), {"open": "on"}).content.decode()
    assert ("Office" in found) is holds("hours", days, is_checked)
    assert Service.objects.open_now().exists() is holds("hours", days, is_checked)


@either
def test_jobs(client, days, is_checked):
    job = make.make_job(**aged(days, is_checked))
    is_sure = holds("job", days, is_checked)
    addresses = [job.get_absolute_url(), reverse("jobs:list"), reverse("jobs:feed"), f"{job.get_absolute_url()}share/"]
    assert [DOUBT in client.get(address).content.decode() for address in addresses] == [not is_sure] * 4
    job = JobPosting.objects.for_detail().get()
    assert (posting_in_words_of_schema(job) is not None) is is_sure


@either
def test_events(client, days, is_checked):
    event = make.make_event(**aged(days, is_checked))
    is_sure = holds("event", days, is_checked)
    addresses = [event.get_absolute_url(), reverse("events:list"), reverse("events:feed"), reverse("events:calendar")]
    texts = [client.get(address).content.decode().replace("\r\n ", "") for address in addresses]
    assert [DOUBT in text for text in texts] == [not is_sure] * 4
    assert (DOUBT in str(events_in_words_of_schema(event))) is not is_sure
    assert (DOUBT in calendar_file(event).decode().replace("\r\n ", "")) is not is_sure


@either
def test_cards_of_coordinators(client, days, is_checked):
    place = make.make_municipality()
    make.make_post(place, **aged(days, is_checked))
    is_sure = holds("post", days, is_checked)
    page = place.get_absolute_url()
    texts = [client.get(address).content.decode() for address in (page, f"{page}share/", f"{page}card/")]
    assert [DOUBT in text for text in texts] == [not is_sure] * 3


@either
def test_guide_and_figures(client, days, is_checked):
    page = make.make_guide_page(**aged(days, is_checked))
    make.make_question(**aged(days, is_checked))
    figure = {"is_current": True, "source": "Statistics", "as_of": timezone.localdate() - timedelta(days=days)}
    make.make_statistic(**figure, **aged(days, is_checked))
    is_sure = holds("guide", days, is_checked)
    addresses = [page.get_absolute_url(), reverse("guide:questions"), reverse("guide:statistics")]
    texts = [client.get(address).content.decode() for address in addresses]
    assert [DOUBT in text for text in texts] == [not is_sure] * 3
    assert ("Newest figure" in texts[2]) is is_sure
    assert ("FAQPage" in texts[1]) is (is_sure and bool(Question.objects.get().text("description")))


@pytest.mark.parametrize(("days", "is_old"), [(0, False), (200, False), (1200, True)])
def test_a_check_grows_old_too_and_so_does_what_has_no_source(days, is_old):
    then = timezone.localdate() - timedelta(days=days)
    checked = make.make_service(source_as_of=then - timedelta(days=900), assured_on=then)
    undated = make.make_service(source_read_on=then)
    own = make.make_service()
    Service.objects.filter(pk=own.pk).update(created_at=timezone.now() - timedelta(days=days))
    own.refresh_from_db()
    assert [record.is_stale() for record in (checked, undated, own)] == [is_old] * 3
    assert Service.objects.stale().count() == (3 if is_old else 0)


def test_stale_facts_stand_below_what_holds(client):
    old = aged(1200, is_checked=False)
    make.make_service(name_en="Alpha kettle", **old)
    make.make_service(name_en="Beta kettle", **aged(1200, is_checked=True))
    make.make_service(name_en="Gamma kettle", **aged(10, is_checked=False))
    for address, asked in [(reverse("services:list"), {}), (reverse("search:results"), {"q": "kettle"})]:
        text = client.get(address, asked).content.decode()
        places = [text.index(name) for name in ("Alpha", "Beta", "Gamma")]
        assert max(places) == places[0], address
    assert [service.name_en.split()[0] for service in Service.objects.newest_facts_first()][-1] == "Alpha"


@pytest.mark.parametrize(
    ("language", "days", "precision", "words"),
    [
        ("en", 0, "day", "{month} {year}"),
        ("en", 900, "day", "{year}"),
        ("lt", 900, "day", "{year} metų"),
        ("ru", 900, "day", "{year} года"),
        ("en", 0, "year", "{year}"),
    ],
)
def test_the_time_of_the_facts_in_words(language, days, precision, words):
    then = timezone.localdate() - timedelta(days=days)
    record = make.make_service(source_as_of=then, source_as_of_precision=precision)
    with translation.override(language):
        assert record.known_in_words == words.format(month=f"{then:%B}", year=then.year)
