"""The Atom feed and the facts for search engines: what is on, and what was cancelled or moved."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import lxml.etree
import lxml.html
import pytest
import time_machine
from django.utils import timezone

from events.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db

VILNIUS = ZoneInfo("Europe/Vilnius")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=UTC), tick=False):
        yield


def feed(client, language="en", query=""):
    answer = client.get(f"/{language}/events/feed.xml{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return lxml.etree.fromstring(answer.content)


def titles(tree):
    return [entry.findtext(f"{ATOM}title") for entry in tree.findall(f"{ATOM}entry")]


def change(series, **fields):
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        date = series.occurrences.get()
        for name, value in fields.items():
            setattr(date, name, value)
        date.save()
    return date


def in_days(days):
    return timezone.now() + timedelta(days=days)


# --- Atom -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("lt", "Renginiai – Kartu", ["Pamoka", "Atšaukta: Šventė"]),
        ("en", "Events – Kartu", ["Class", "Cancelled: Feast"]),
        ("ru", "Мероприятия – Kartu", ["Урок", "Отменено: Праздник"]),
    ],
)
def test_feed_speaks_the_language_of_its_address(client, language, title, words):
    make.make_event(name_lt="Pamoka", name_en="Class", name_ru="Урок")
    feast = make.make_event(name_lt="Šventė", name_en="Feast", name_ru="Праздник", starts_at=in_days(3))
    change(feast, status="cancelled")

    tree = feed(client, language)

    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert tree.findtext(f"{ATOM}title") == title
    assert titles(tree) == words
    links = {link.get("rel"): link.get("href") for link in tree.findall(f"{ATOM}link")}
    assert links == {
        "self": f"http://testserver/{language}/events/feed.xml",
        "alternate": f"http://testserver/{language}/events/",
    }


def test_entry_keeps_its_name_and_is_new_when_the_date_was_moved(client):
    series = make.make_event(name_en="Class", starts_at=datetime(2026, 10, 5, 19, tzinfo=VILNIUS))
    [before] = feed(client).findall(f"{ATOM}entry")

    moved = {"starts_at": in_days(6), "ends_at": in_days(7), "previous_start_at": in_days(5)}
    change(series, status="rescheduled", status_reason_en="The hall is closed <b>", **moved)
    [after] = feed(client).findall(f"{ATOM}entry")
    [russian] = feed(client, "ru").findall(f"{ATOM}entry")

    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id") == russian.findtext(f"{ATOM}id")
    assert before.findtext(f"{ATOM}id").startswith("urn:uuid:")
    assert (before.findtext(f"{ATOM}updated"), after.findtext(f"{ATOM}updated")) == (
        "2026-10-01T09:00:00+00:00",
        "2026-10-01T10:00:00+00:00",
    )
    assert after.findtext(f"{ATOM}title") == "Moved: Class"
    assert "The hall is closed &lt;b&gt;" in after.findtext(f"{ATOM}summary")


def test_feed_holds_the_next_dates_and_far_ones_that_changed(client):
    series = make.make_event(name_en="Class", starts_at=None)
    for day in range(1, 61):
        make.make_date(series, in_days(day))
    make.make_event(name_en="Over", starts_at=in_days(-1))
    far = make.make_event(name_en="Far", starts_at=in_days(90))
    assert titles(feed(client)) == ["Class"] * 50

    change(far, status="cancelled")

    assert titles(feed(client)) == ["Class"] * 50 + ["Cancelled: Far"]


def test_feed_obeys_the_filters_and_says_so(client):
    make.make_event(name_en="free")
    make.make_event(name_en="paid", is_accessible_for_free=False)

    tree = feed(client, query="?free=1&page=3&nonsense=1")

    assert titles(tree) == ["free"]
    assert tree.find(f"{ATOM}link[@rel='self']").get("href") == "http://testserver/en/events/feed.xml?free=1"
    assert titles(feed(client, query="?when=%00&from=abc&kind=nothing")) == ["free", "paid"]


@pytest.mark.parametrize("amount", [0, 1, 3])
def test_feed_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    for _ in range(amount):
        change(make.make_event(), status="cancelled")

    with django_assert_num_queries(2 if amount == 0 else 6):
        assert len(titles(feed(client))) == amount


@pytest.mark.parametrize("amount", [0, 1])
def test_unchanged_feed_is_not_sent_again(client, amount):
    series = [make.make_event() for _ in range(amount)]
    first = client.get("/lt/events/feed.xml")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"

    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        again = client.get("/lt/events/feed.xml", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        for record in series:
            record.unpublish()
            gone = client.get("/lt/events/feed.xml", headers={"if-none-match": first["ETag"]})
            assert (gone.status_code, record.name_lt in gone.text) == (200, False)


@pytest.mark.parametrize("path", ["", "month/", "?kind=nothing&free=1"])
def test_list_and_month_lead_to_the_feed(client, path):
    page = lxml.html.document_fromstring(client.get(f"/en/events/{path}").text)

    asked = "?free=1" if "free" in path else ""
    assert page.xpath("//link[@type='application/atom+xml']/@href") == [f"http://testserver/en/events/feed.xml{asked}"]
    assert page.xpath("//a[starts-with(@href, 'webcal:')]/@href") == [
        f"webcal://testserver/en/events/calendar.ics{asked}"
    ]


# --- JSON-LD ----------------------------------------------------------------------------------------------------------


def structured(client, series, language="en"):
    address = f"/{language}{series.get_absolute_url()[3:]}"
    page = lxml.html.document_fromstring(client.get(address).text)
    blocks = page.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(blocks[0])["@graph"] if blocks else None


def test_search_engines_get_the_same_facts(client):
    place = make.make_place(postal_code="56100", address_locality="Kaišiadorys", latitude=54.86, longitude=24.45)
    series = make.make_event(
        slug="class", name_en="Class", summary_en="Come", place=place, languages=["lt", "ru"], starts_at=None
    )
    start = datetime(2026, 10, 27, 19, tzinfo=VILNIUS)
    make.make_date(series, start, ends_at=start + timedelta(minutes=90))

    [event] = structured(client, series)

    organiser = f"http://localhost/en/networks/organisations/{series.organiser.slug}/"
    assert event == {
        "@type": "Event",
        "@id": f"http://localhost/en/events/class/#{series.occurrences.get().pk}",
        "name": "Class",
        "description": "Come",
        "url": "http://localhost/en/events/class/",
        "startDate": "2026-10-27T19:00:00+02:00",
        "endDate": "2026-10-27T20:30:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Place",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Pavyzdžio g. 1",
                "postalCode": "56100",
                "addressLocality": "Kaišiadorys",
                "addressCountry": "LT",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 54.86, "longitude": 24.45},
        },
        "inLanguage": ["lt", "ru"],
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "EUR",
            "url": "http://localhost/en/events/class/",
        },
        "organizer": {"@type": "Organization", "name": series.organiser.name_en, "url": organiser},
    }


@pytest.mark.parametrize(
    ("status", "said"),
    [("cancelled", "EventCancelled"), ("postponed", "EventPostponed"), ("rescheduled", "EventRescheduled")],
)
def test_search_engines_learn_what_happened(client, status, said):
    before = datetime(2026, 10, 20, 19, tzinfo=VILNIUS)
    series = make.make_event(starts_at=None)
    make.make_date(series, before + timedelta(days=7), status=status, previous_start_at=before)

    [event] = structured(client, series)

    assert event["eventStatus"] == f"https://schema.org/{said}"
    assert event.get("previousStartDate") == ("2026-10-20T19:00:00+03:00" if status == "rescheduled" else None)


@pytest.mark.parametrize(
    ("fields", "mode", "kinds"),
    [
        ({"attendance_mode": "online", "place": None}, "Online", ["VirtualLocation"]),
        ({"attendance_mode": "mixed"}, "Mixed", ["Place", "VirtualLocation"]),
        ({}, "Offline", ["Place"]),
    ],
)
def test_search_engines_learn_where(client, fields, mode, kinds):
    [event] = structured(client, make.make_event(online_url="https://example.org/room", **fields))

    found = event["location"] if isinstance(event["location"], list) else [event["location"]]
    assert event["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert [location["@type"] for location in found] == kinds
    assert [location["url"] for location in found if "url" in location] == ["https://example.org/room"] * (
        mode != "Offline"
    )


def test_days_without_hours_are_days(client):
    series = make.make_event(is_all_day=True, starts_at=None)
    make.make_date(
        series,
        datetime(2026, 10, 24, tzinfo=VILNIUS),
        ends_at=datetime(2026, 10, 27, tzinfo=VILNIUS),
    )

    [event] = structured(client, series)

    assert (event["startDate"], event["endDate"]) == ("2026-10-24", "2026-10-26")


def test_only_dates_ahead_that_have_a_place_are_told(client):
    over, nowhere = make.make_event(starts_at=in_days(-2)), make.make_event(place=None)
    undated = make.make_event(starts_at=None, is_date_to_be_announced=True)
    many = make.make_event(starts_at=in_days(-2))
    for day in range(1, 15):
        make.make_date(many, in_days(day))

    assert [structured(client, series) for series in (over, nowhere, undated)] == [None, None, None]
    assert len(structured(client, many)) == 10


def test_no_text_leaves_the_block(client):
    name = "</script><script>alert(1)</script><!-- & \u2028 'x' \"y\""
    series = make.make_event(name_en=name)
    page = client.get(f"/en{series.get_absolute_url()[3:]}").text

    assert "<script>alert" not in page
    assert page.count("</script>") == 2
    # What programs take for the end of a line is a blank in every outlet.
    assert structured(client, series)[0]["name"] == name.replace("\u2028", " ")


def test_draft_tells_search_engines_nothing(client):
    series = make.make_event(published_at=None)
    client.force_login(make.make_staff())

    page = client.get(f"{series.get_absolute_url()}?preview=1").text

    assert "ld+json" not in page
    assert ".ics" not in page


def test_unpublished_organiser_is_not_named(client):
    series = make.make_event(organiser=make.make_organisation(published_at=None, name_lt="SLAPTA"))

    assert "organizer" not in structured(client, series, "lt")[0]
    for path in ("events/feed.xml", "events/calendar.ics", f"events/{series.slug}.ics"):
        assert "SLAPTA" not in client.get(f"/lt/{path}").text
    assert Event.objects.published().count() == 1
