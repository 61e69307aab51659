"""What cards say of a service now, wherever they stand, and the filter "open now"."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import lxml.html
import pytest
import time_machine

from directory.models import Term
from services.models import ApplicationWindow, Grant, OpeningException, OpeningHours, ServiceAtLocation
from tests import factories as make

pytestmark = pytest.mark.django_db

VILNIUS = ZoneInfo("Europe/Vilnius")
# A Monday.
BEFORE_LUNCH = datetime(2026, 11, 23, 11, 59, 59, tzinfo=VILNIUS)
LUNCH = datetime(2026, 11, 23, 12, 0, tzinfo=VILNIUS)


def at(moment):
    return time_machine.travel(moment, tick=False)


def with_hours(service=None, *slots, name="Office", **fields):
    """A service with a door that has these slots on Mondays: ("08:00", "12:00")."""
    service = service or make.make_service(**fields)
    names = {f"name_{code}": name for code in ("lt", "en", "ru")}
    door = ServiceAtLocation.objects.create(service=service, place=make.make_place(**names))
    for opens, closes, *mode in slots or [("08:00", "12:00"), ("12:45", "17:00")]:
        times = {"opens": time.fromisoformat(opens), "closes": time.fromisoformat(closes)}
        OpeningHours.objects.create(location=door, day_of_week=0, mode=mode[0] if mode else "open", **times)
    return service


def with_grant(service, *windows):
    grant = Grant.objects.create(service=service, code=f"g{service.grants.count()}", amount_max=1, name_en="Grant")
    for window in windows:
        days = dict(zip(("opens_month", "opens_day", "closes_month", "closes_day"), window, strict=False))
        ApplicationWindow.objects.create(grant=grant, all_year=not window, **days)
    return service


def said(client, path="/en/services/"):
    """The sentences of the cards: {name of the service: sentences}."""
    tree = lxml.html.fromstring(client.get(path).text)
    cards = tree.xpath("//main//*[contains(@class, 'card')][.//h3]")
    return {
        card.xpath("normalize-space(.//h3)"): [
            " ".join(tag.text_content().split()) for tag in card.xpath("./p[not(@class='tags')]/span[@class]")
            if "tag" in tag.get("class")
        ]
        for card in cards
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "opened", "closed"),
    [
        ("lt", "Dabar dirba, iki 12:00.", "Dabar nedirba. Atidarys šiandien 12:45."),
        ("en", "Open now, until 12:00.", "Closed now. Opens today at 12:45."),
        ("ru", "Сейчас открыто, до 12:00.", "Сейчас закрыто. Откроется сегодня в 12:45."),
    ],
)
def test_cards_say_it_wherever_they_stand_and_change_with_the_clock(client, language, opened, closed):
    topic = make.make_term(Term.Vocabulary.TOPIC)
    project = make.make_project()
    service = with_hours(None, is_nationwide=True, topics=[topic], project=project, is_emergency=True)
    page = make.make_guide_page(topics=[topic])
    paths = [f"/{language}/services/", f"/{language}/services/helplines/", *(
        f"/{language}{record.get_absolute_url()[3:]}" for record in (service.provider, project, page)
    )]  # fmt: skip
    name = getattr(service, f"name_{language}")

    for moment, sentence in ((BEFORE_LUNCH, opened), (LUNCH, closed)):
        with at(moment):
            assert {path: said(client, path).get(name) for path in paths} == {key: [sentence] for key in paths}


def test_kept_page_is_not_used_once_the_sentence_is_wrong(client):
    with_hours()

    with at(BEFORE_LUNCH):
        first = client.get("/en/services/")
        again = client.get("/en/services/", headers={"If-None-Match": first["ETag"]})
    with at(LUNCH):
        later = client.get("/en/services/", headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert again.status_code == 304
    assert later.status_code == 200
    assert "Closed now. Opens today at 12:45." in later.text


def test_sentence_about_now_carries_its_end_and_is_not_printed(client):
    service = with_grant(with_hours(), (3, 1, 5, 31))
    detail = f"/en{service.get_absolute_url()[3:]}"

    with at(BEFORE_LUNCH):
        pages = [lxml.html.fromstring(client.get(path).text) for path in ("/en/services/", detail)]

    ends = [[(part.get("data-now"), "noprint" in part.get("class")) for part in page.xpath("//*[@data-now]")]
            for page in pages]  # fmt: skip
    noon, midnight = ("2026-11-23T12:00:00+02:00", True), ("2026-11-24T00:00:00+02:00", True)
    assert ends == [[noon, midnight], [midnight, noon]]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "defunct"}, "This service has ended."),
        ({"valid_through": "2026-11-22"}, "This service has ended."),
        ({"status": "temporarily_closed"}, "Temporarily closed."),
        (
            {"status": "temporarily_closed", "closed_until": "2026-12-07"},
            "Temporarily closed. Opens again on 7\xa0December 2026.",
        ),
    ],
)
def test_service_that_is_not_given_says_only_that_and_on_paper_too(client, fields, sentence):
    with_grant(with_hours(None, **fields), (3, 1, 5, 31))

    with at(BEFORE_LUNCH):
        page = client.get("/en/services/").text
        assert list(said(client).values()) == [[sentence.replace("\xa0", " ")]]
    assert 'class="noprint" data-now' not in page


def test_of_several_doors_the_most_useful_speaks_and_is_named(client):
    service = with_hours(None, ("13:00", "14:00"), name="Later")
    with_hours(service, ("08:00", "16:00", "by_appointment"), name="Desk")
    with_hours(service, ("08:00", "12:00"), name="First")
    with_hours(service, ("08:00", "18:00"), name="Longest")

    told = []
    for hour in (7, 9, 13, 18):
        with at(datetime(2026, 11, 23, hour, 30, tzinfo=VILNIUS)):
            told += said(client)[service.name_en]

    assert told == [
        "First · Closed now. Opens today at 08:00.",
        "Longest · Open now, until 18:00.",
        "Longest · Open now, until 18:00.",
        "First · Closed now. Opens on 30 November 2026 at 08:00.",
    ]


SPRING, YEAR, AUTUMN = [(3, 1, 5, 31)], [()], [(9, 1, 10, 31)]
FOREVER = "You can apply now."


@pytest.mark.parametrize(
    ("day", "grants", "sentence"),
    [
        ("2027-02-28", [SPRING], "You cannot apply now. Applications open in 1 day, on 1 March 2027."),
        ("2027-03-01", [SPRING], "You can apply now, until 31 May 2027."),
        ("2027-05-31", [SPRING], "You can apply today: this is the last day."),
        ("2027-06-01", [SPRING], "You cannot apply now. Applications open in 274 days, on 1 March 2028."),
        ("2027-02-28", [SPRING, YEAR, YEAR], "You can apply for 2 of 3 grants now."),
        ("2027-03-01", [SPRING, YEAR, YEAR], FOREVER),
        ("2027-06-01", [SPRING, YEAR], "You can apply for 1 of 2 grants now."),
        ("2027-06-01", [YEAR, YEAR], FOREVER),
        ("2027-08-31", [SPRING, AUTUMN], "You cannot apply now. Applications open in 1 day, on 1 September 2027."),
        ("2027-08-31", [[*SPRING, *AUTUMN]], "You cannot apply now. Applications open in 1 day, on 1 September 2027."),
        ("2027-10-31", [[*SPRING, *AUTUMN]], "You can apply today: this is the last day."),
    ],
)
def test_grants_are_told_in_one_sentence(client, day, grants, sentence):
    service = make.make_service()
    for windows in grants:
        with_grant(service, *windows)

    with at(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=VILNIUS)):
        assert said(client)[service.name_en] == [sentence]


def test_nothing_is_said_of_a_service_whose_hours_nobody_knows(client):
    service = make.make_service()
    Grant.objects.create(service=service, code="no-window", amount_max=1, name_en="Grant")
    ServiceAtLocation.objects.create(service=service, place=make.make_place())

    assert said(client)[service.name_en] == []


def test_filter_open_now_finds_open_doors_only_and_narrows_with_the_others(client):
    here = make.make_municipality(slug="here")
    opened = with_hours(area_served=[here])
    elsewhere = with_hours(area_served=[])
    closed_today = with_hours(area_served=[here])
    on_request = with_hours(None, ("08:00", "12:00", "by_appointment"), area_served=[here])
    suspended = with_hours(area_served=[here], status="temporarily_closed")
    ended = with_hours(area_served=[here], valid_through="2026-11-22")
    make.make_service(area_served=[here])
    OpeningException.objects.create(location=closed_today.locations.get(), starts_on="2026-11-23", ends_on="2026-11-23")

    with at(BEFORE_LUNCH):
        alone = said(client, "/en/services/?open=on")
        together = said(client, "/en/services/?open=on&municipality=here")
        page = client.get("/en/services/?open=on&municipality=here").text
    with at(LUNCH):
        at_lunch = said(client, "/en/services/?open=on")
        nothing, other = client.get("/en/services/?open=on").text, client.get("/en/services/?q=qqqq").text

    assert set(alone) == {opened.name_en, elsewhere.name_en}
    assert set(together) == {opened.name_en}
    assert at_lunch == {}
    assert "We do not know the opening hours of every place." in nothing
    assert "We do not know" not in other
    assert "1 service found" in page
    assert 'href="?municipality=here#results"' in page
    assert [record for record in (on_request, suspended, ended) if record.name_en in page] == []


def test_pages_of_what_is_open_keep_the_filter(client):
    names = {with_hours().name_en for _ in range(21)}

    with at(BEFORE_LUNCH):
        first, second = (client.get(f"/en/services/?open=on&page={number}").text for number in (1, 2))
        shown = [said(client, f"/en/services/?open=on&page={number}") for number in (1, 2)]

    assert [len(page) for page in shown] == [20, 1]
    assert {*shown[0], *shown[1]} == names
    assert 'href="?open=on&amp;page=2' in first
    assert 'href="?open=on&amp;page=1' in second


@pytest.mark.parametrize("value", ["", "false"])
def test_filter_that_is_not_ticked_narrows_nothing(client, value):
    service = make.make_service()

    assert list(said(client, f"/en/services/?open={value}")) == [service.name_en]


@pytest.mark.parametrize("amount", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("/en/services/", 14), ("/en/services/?open=on", 16), ("/en/services/helplines/", 8)]
)
def test_state_costs_a_constant_number_of_queries(client, django_assert_num_queries, path, queries, amount):
    for _ in range(amount):
        service = with_grant(with_hours(is_emergency=True), (3, 1, 5, 31))
        OpeningException.objects.create(location=service.locations.get(), starts_on="2026-12-07", ends_on="2026-12-07")

    with at(BEFORE_LUNCH), django_assert_num_queries(queries):
        client.get(path)
