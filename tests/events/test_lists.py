"""Lists of dates: this week first, day by day, with the filters of the contract; what is over stays browsable."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import lxml.html
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.models import Term
from events.calendar_grid import Month
from events.models import Event
from events.views import MOST_FURTHER
from tests import factories as make

pytestmark = pytest.mark.django_db

VILNIUS = ZoneInfo("Europe/Vilnius")
# A Wednesday, 12:00 in Vilnius.
NOW = datetime(2026, 10, 14, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VILNIUS)


def in_days(days):
    return timezone.now() + timedelta(days=days)


def tree_of(client, query="", language="en", path=""):
    answer = client.get(f"/{language}/events/{path}?{query}")
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.text)


def words(element):
    return " ".join(element.text_content().split())


def names(client, query="", language="en"):
    """What a reader sees: the names of the dates in their order, then those without a date."""
    return [words(found) for found in tree_of(client, query, language).xpath("//main//h4 | //main//article//h3")]


def days(client, query="", language="en"):
    return [words(heading) for heading in tree_of(client, query, language).find_class("day")]


# --- Order ------------------------------------------------------------------------------------------------------------


def test_dates_stand_soonest_first_and_unknown_ones_in_a_part_of_their_own(client):
    make.make_event(name_en="later", starts_at=in_days(9))
    make.make_event(name_en="unknown", starts_at=None, is_date_to_be_announced=True)
    make.make_event(name_en="sooner", starts_at=in_days(2))
    make.make_event(name_en="over", starts_at=in_days(-2))

    assert names(client) == ["sooner", "later", "unknown"]
    assert [words(heading) for heading in tree_of(client).xpath("//main//h2")][:2] == [
        "2 events found",
        "Date to be announced",
    ]
    assert names(client, "when=month") == ["sooner", "later"]


def test_series_stands_once_with_its_later_dates_folded(client):
    series = make.make_event(name_en="class", starts_at=in_days(-7))
    make.make_event(name_en="once", starts_at=in_days(1))
    for number in (-14, *range(0, 70, 7)):
        make.make_date(series, in_days(number))
    rows = tree_of(client).xpath("//ul[@class='rows']/li")
    narrow = tree_of(client, "from=2026-10-20&to=2026-10-29").xpath("//ul[@class='rows']/li")

    assert names(client) == ["class", "once"]
    assert [words(row.find(".//time")) for row in rows] == ["12:00–14:00", "12:00–14:00"]
    assert words(rows[0].find("details/summary")) == "9 more dates"
    later = [words(date) for date in rows[0].findall("details/ul/li")]
    assert len(later) == MOST_FURTHER
    assert later[0] == "Wednesday, 21 October 2026, 12:00–14:00"
    assert rows[1].find("details") is None
    # What is folded is what was asked for, too.
    assert [words(date) for date in narrow[0].findall("details/ul/li")] == ["Wednesday, 28 October 2026, 11:00–13:00"]
    assert names(client, "when=past") == ["class"]
    assert days(client, "when=past") == ["Wednesday, 7 October 2026"]


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", ["Wednesday, 14 October 2026 Today", "Thursday, 15 October 2026 Tomorrow", "Sunday, 25 October 2026"]),
        (
            "lt",
            [
                "Trečiadienis, 2026 m. spalio 14 d. Šiandien",
                "Ketvirtadienis, 2026 m. spalio 15 d. Rytoj",
                "Sekmadienis, 2026 m. spalio 25 d.",
            ],
        ),
        (
            "ru",
            [
                "Среда, 14 октября 2026 г. Сегодня",
                "Четверг, 15 октября 2026 г. Завтра",
                "Воскресенье, 25 октября 2026 г.",
            ],
        ),
    ],
)
def test_dates_are_grouped_by_day_in_words(client, language, headings):
    series = make.make_event(starts_at=at("2026-10-14T10:00"))  # it has begun, two hours ago
    series.occurrences.update(ends_at=at("2026-10-14T13:00"))
    for moment in ("2026-10-14T19:00", "2026-10-15T00:30", "2026-10-25T23:00"):
        make.make_event(starts_at=at(moment))

    assert days(client, language=language) == headings


def test_date_that_goes_on_stands_under_today(client):
    series = make.make_event(is_all_day=True, starts_at=None)
    make.make_date(series, at("2026-10-12T00:00"), ends_at=at("2026-10-17T00:00"))
    page = tree_of(client)

    assert days(client) == ["Wednesday, 14 October 2026 Today"]
    assert [words(time) for time in page.xpath("//main//time")] == ["12 October 2026 – 16 October 2026"]


@pytest.mark.parametrize(("day", "said"), [(4, False), (5, True)])
def test_week_without_events_says_so(client, day, said):
    make.make_event(starts_at=in_days(day))

    assert ("Nothing is on this week" in client.get("/en/events/").text) is said
    assert "Nothing is on this week" not in client.get("/en/events/?when=month").text


def test_past_dates_are_listed_newest_first_with_their_day(client):
    make.make_event(name_en="long ago", starts_at=at("2025-03-01T12:00"))
    make.make_event(name_en="lately", starts_at=at("2026-10-10T12:00"))
    make.make_event(name_en="coming")

    assert names(client, "when=past") == ["lately", "long ago"]
    assert days(client, "when=past") == ["Saturday, 10 October 2026", "Saturday, 1 March 2025"]


# --- Filters ----------------------------------------------------------------------------------------------------------


def make_many():
    training = make.make_term(Term.Vocabulary.EVENT_KIND, "training")
    meeting = make.make_term(Term.Vocabulary.EVENT_KIND, "meeting")
    town, village = (make.make_place(municipality=make.make_municipality(slug=slug)) for slug in ("town", "village"))
    make.make_event(name_en="today", name_lt="Pamoka", kind=training, place=town, starts_at=at("2026-10-14T19:00"))
    paid = make.make_event(
        name_en="sunday", kind=meeting, place=town, is_accessible_for_free=False, starts_at=at("2026-10-18T12:00")
    )
    make.make_event(
        name_en="monday", kind=meeting, place=village, languages=["ru", "uk"], starts_at=at("2026-10-19T10:00")
    )
    make.make_event(
        name_en="november", kind=training, place=village, suits_children=True, starts_at=at("2026-11-12T10:00")
    )
    make.make_event(name_en="winter", kind=training, place=village, starts_at=at("2027-01-12T10:00"))
    make.make_event(name_en="over", kind=training, place=village, starts_at=at("2026-09-01T10:00"))
    moved = make.make_date(paid, at("2026-12-06T12:00"), place=village)
    make.make_event(name_en="unknown", kind=meeting, place=town, starts_at=None, is_date_to_be_announced=True)
    return moved


AHEAD = ["today", "sunday", "monday", "november", "winter"]
FILTERS = [
    ("", [*AHEAD, "unknown"]),
    ("q=Pamok", ["today"]),
    ("q=UNK", ["unknown"]),
    ("when=today", ["today"]),
    ("when=week", ["today", "sunday"]),
    ("when=month", ["today", "sunday", "monday", "november"]),
    ("when=past", ["over"]),
    ("from=2026-10-19", ["monday", "november", "sunday", "winter"]),
    ("from=2026-10-18&to=2026-10-19", ["sunday", "monday"]),
    ("to=2026-10-18", ["today", "sunday"]),
    ("from=2026-08-01&to=2026-10-14", ["over", "today"]),
    ("to=2026-09-30", ["over"]),
    ("from=2026-09-02&when=past", []),
    ("from=2026-08-02&when=past", ["over"]),
    ("from=2026-10-15&when=week", ["sunday"]),
    ("municipality=town", ["today", "sunday", "unknown"]),
    ("municipality=village", ["monday", "november", "sunday", "winter"]),
    ("language=uk", ["monday"]),
    ("kind=meeting", ["sunday", "monday", "unknown"]),
    ("free=1", ["today", "monday", "november", "winter", "unknown"]),
    ("children=1", ["november"]),
    ("children=1&when=week", []),
    ("kind=training&municipality=village&when=month&free=1", ["november"]),
]


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_list_is_narrowed_by_what_was_asked(client, language):
    make_many()
    make_names = {"lt": "name_lt", "en": "name_en", "ru": "name_ru"}
    by_name = {getattr(event.series, make_names[language]): event.series.name_en for event in Event.objects.all()}

    found = {query: names(client, query, language) for query, _expected in FILTERS}

    wrong = {
        query: [by_name.get(name, "unknown") for name in found[query]]
        for query, expected in FILTERS
        if [by_name.get(name, "unknown") for name in found[query]] != expected
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "query",
    ["when=yesterday", "from=abc", "to=2026-02-30", "from=0001-01-01", "to=9999-12-31", "from=1999-12-31", "free=0",
     "kind=nothing", "municipality=nowhere", "language=klingon", "children=", "page=abc", "from=%00", "month=abc"],
)  # fmt: skip
def test_wrong_question_narrows_nothing(client, query):
    make_many()

    assert names(client, query) == [*AHEAD, "unknown"]


@pytest.mark.parametrize("typed", ["2026-10-18", "18.10.2026", "18/10/2026", "2026.10.18", " 2026/10/18 "])
def test_days_are_read_as_people_write_them(client, typed):
    make_many()

    assert names(client, f"from={typed}&to={typed}") == ["sunday"]


def test_days_in_the_wrong_order_are_read_as_they_were_meant(client):
    make_many()

    assert names(client, "from=2026-10-19&to=2026-10-18") == ["sunday", "monday"]


def test_what_is_no_day_is_said(client):
    page = tree_of(client, "from=<b>abc&to=2026-02-30")

    assert [words(note) for note in page.xpath("//main//*[@role='note']/p")] == [
        "From the day: This is not a day we know. Write it like this: 2026-11-05.",
        "To the day: This is not a day we know. Write it like this: 2026-11-05.",
    ]
    assert page.xpath("//details/@open") == [""]
    assert page.xpath("//input[@name='from']/@value") == ["<b>abc"]


def test_filters_can_be_taken_away_one_by_one(client):
    make_many()
    page = tree_of(client, "q=o&when=month&from=2026-10-01&to=2026-12-31&free=1&children=1&kind=training&page=9")

    links = page.xpath("//ul[@class='active']//a")
    assert [words(link).replace("Remove the filter: ", "").rstrip(" ✕") for link in links] == [
        "o",
        "In the next 30 days",
        "2026-10-01",
        "2026-12-31",
        "training en",
        "Free of charge",
        "Suits children",
    ]
    assert links[-1].get("href") == "?q=o&when=month&from=2026-10-01&to=2026-12-31&kind=training&free=1#results"


def test_pages_keep_the_question(client):
    for number in range(1, 17):
        make.make_event(starts_at=in_days(number))
    page = tree_of(client, "free=1&from=2026-10-15")

    assert page.xpath("//nav[@class='pager']//a/@href") == ["?from=2026-10-15&free=1&page=2#results"]
    assert len(names(client, "free=1&from=2026-10-15&page=2")) == 7


def test_usual_times_are_one_tap_away_and_keep_the_other_filters(client):
    links = tree_of(client, "when=week&free=1&from=2026-10-01").xpath("//main/nav[@aria-label='When']//a")

    assert [(words(link), link.get("href"), link.get("aria-current")) for link in links] == [
        ("Today", "?free=1&when=today#results", None),
        ("This week", "?free=1&when=week#results", "true"),
        ("In the next 30 days", "?free=1&when=month#results", None),
        ("Past events", "?free=1&when=past#results", None),
        ("By month", "/en/events/month/?free=1", None),
    ]


# --- State ------------------------------------------------------------------------------------------------------------


def test_cancelled_and_moved_dates_stay_visible_with_their_state(client):
    series = [make.make_event(starts_at=None) for _number in range(3)]
    make.make_date(series[0], at("2026-10-15T19:00"), status="cancelled", status_reason_en="The teacher is ill")
    make.make_date(series[1], at("2026-10-16T19:00"), status="postponed")
    make.make_date(series[2], at("2026-10-17T18:00"), status="rescheduled", previous_start_at=at("2026-10-16T18:00"))
    rows = [words(row) for row in tree_of(client).xpath("//main//ul[@class='rows']/li")]

    assert "Cancelled 19:00–21:00 The teacher is ill" in rows[0]
    assert "Postponed 19:00–21:00" in rows[1]
    assert "Moved 18:00–20:00 Before: Friday, 16 October 2026, 18:00" in rows[2]
    # The time of what does not take place; the time before the move is struck through on its own line.
    assert len(tree_of(client).xpath("//main//p[@class='when']/s[time]")) == 2


def test_date_at_another_place_names_that_place(client):
    moved = make_many()
    other = make.make_place(name_en="Library")
    Event.objects.filter(pk=moved.pk).update(place=other)

    rows = [words(row) for row in tree_of(client, "from=2026-12-06&to=2026-12-06").xpath("//ul[@class='rows']/li")]

    assert len(rows) == 1
    assert "Library" in rows[0]


@pytest.mark.parametrize("amount", [1, 3])
def test_dates_of_one_series_ask_no_more_queries(client, django_assert_num_queries, amount):
    series = make.make_event(starts_at=None)
    for number in range(1, amount + 1):
        make.make_date(series, in_days(number), place=make.make_place(), status="cancelled")

    with django_assert_num_queries(6):
        client.get("/lt/events/")
    with django_assert_num_queries(3):
        client.get("/lt/events/month/")


def test_first_page_of_the_site_shows_the_next_date_of_three_events(client):
    daily = make.make_event(name_lt="Kasdien", starts_at=None)
    for number in range(1, 9):
        make.make_date(daily, in_days(number))
    for name, day in (("Antras", 5), ("Trečias", 6), ("Ketvirtas", 7)):
        make.make_event(name_lt=name, starts_at=in_days(day))
    page = lxml.html.document_fromstring(client.get("/lt/").text)

    assert [words(heading) for heading in page.xpath("//article/h3")] == ["Kasdien", "Antras", "Trečias"]


# --- Month ------------------------------------------------------------------------------------------------------------


def month_of(client, query="", language="en"):
    return tree_of(client, query, language, "month/")


def cells(page):
    """Day -> what stands there, for days that have something."""
    found = page.xpath("//table[@class='month']//td[ul]")
    return {words(cell.find_class("cell")[0]): [words(item) for item in cell.findall("ul/li")] for cell in found}


def test_month_is_a_table_by_week(client):
    series = make.make_event(name_en="class", starts_at=at("2026-10-01T19:00"))
    make.make_date(series, at("2026-10-31T09:30"), status="cancelled")
    make.make_date(series, at("2026-11-01T09:30"))
    page = month_of(client)
    table = page.xpath("//table[@class='month']")[0]

    assert words(page.find(".//h1")) == words(table.find("caption")) == "Events: October 2026"
    assert [words(head) for head in table.xpath(".//th[@scope='col']")] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip
    assert [len(row.findall("td")) for row in table.xpath(".//tbody/tr")] == [7] * 5
    assert cells(page) == {"1": ["19:00 class"], "31": ["Cancelled 09:30 class"]}
    assert words(table.find_class("alone")[0]) == "Thursday, 1 October 2026"
    assert words(page.xpath("//h2[@id='results']")[0]) == "2 events found"


@pytest.mark.parametrize(
    ("language", "title", "first"),
    [("lt", "Renginiai: 2026 m. spalis", "Pirmadienis"), ("ru", "Мероприятия: октябрь 2026 г.", "Понедельник")],
)
def test_month_speaks_the_readers_language(client, language, title, first):
    page = month_of(client, language=language)

    assert words(page.find(".//h1")) == title
    assert words(page.xpath("//th")[0]) == first


def test_event_of_several_days_stands_on_each_of_them(client):
    series = make.make_event(name_en="camp", is_all_day=True, starts_at=None)
    make.make_date(series, at("2026-09-29T00:00"), ends_at=at("2026-10-03T00:00"))

    assert list(cells(month_of(client))) == ["1", "2"]
    assert list(cells(month_of(client, "month=2026-09"))) == ["29", "30"]


def test_evening_that_ends_after_midnight_stands_on_one_day(client):
    make.make_event(starts_at=at("2026-10-20T23:00"))

    assert list(cells(month_of(client))) == ["20"]


def test_months_lead_on_with_the_same_filters_and_end(client):
    def links(query):
        return {
            link.get("rel"): link.get("href") for link in month_of(client, query).xpath("//nav[@class='pager'][1]/a")
        }

    assert links("free=1&month=2026-12&when=past") == {
        "prev": "?free=1&month=2026-11#results",
        "next": "?free=1&month=2027-01#results",
    }
    assert links("month=2028-10") == {"prev": "?month=2028-09#results"}
    assert links("month=2024-10") == {"next": "?month=2024-11#results"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2026-12", date(2026, 12, 1)),
        ("", date(2026, 10, 1)),
        ("abc", date(2026, 10, 1)),
        ("2026-13", date(2026, 10, 1)),
        ("0000-00", date(2026, 10, 1)),
        ("2026-1", date(2026, 10, 1)),
        ("1999-12", date(2024, 10, 1)),
        ("9999-12", date(2028, 10, 1)),
    ],
)
def test_month_asked_is_one_that_can_be_looked_at(typed, shown):
    assert Month.asked(typed).first == shown


def test_month_obeys_the_filters(client):
    make_many()

    assert cells(month_of(client, "kind=training")) == {"14": ["19:00 today"]}
    assert cells(month_of(client, "municipality=village&month=2026-12")) == {"6": ["12:00 sunday"]}
    assert words(month_of(client, "q=nothing").xpath("//main/p[1]")[0]) == "Nothing is on in this month."
    chips = month_of(client, "kind=training&month=2026-12").xpath("//ul[@class='active']//a/@href")
    assert chips == ["?month=2026-12#results"]


# --- Addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["month", "calendar"])
def test_words_of_other_addresses_are_refused(slug):
    with pytest.raises(ValidationError) as refused:
        make.make_event(slug=slug).full_clean()

    assert "slug" in refused.value.message_dict


def test_date_that_is_over_is_not_ahead_though_others_last_longer():
    series = make.make_event(starts_at=None)
    make.make_date(series, in_days(1), ends_at=in_days(9))
    over = make.make_date(series, in_days(-2), ends_at=in_days(-1))

    assert over not in Event.objects.ahead()
    assert over in Event.objects.over()


def test_usual_words_are_not_refused():
    make.make_event(slug="feed").full_clean()


HIDDEN = [
    {"published_at": None},
    {"published_at": NOW + timedelta(hours=1)},
    {"unpublish_at": NOW - timedelta(hours=1)},
    {"visibility": "network"},
    {"visibility": "staff"},
]


@pytest.mark.parametrize("fields", HIDDEN)
@pytest.mark.parametrize("undated", [True, False])
def test_series_that_is_not_public_is_in_no_outlet(client, fields, undated):
    when = {"starts_at": None, "is_date_to_be_announced": True} if undated else {"starts_at": in_days(1)}
    hidden = make.make_event(name_lt="SLAPTA", slug="slapta", summary_lt="SLAPTA", **when, **fields)
    for path in ("", "month/", "calendar.ics", "feed.xml", "?q=slapta", "?when=week", "month/?q=slapta"):
        page = client.get(f"/lt/events/{path}")
        assert (page.status_code, "SLAPTA" in page.text) == (200, False), path

    assert client.get("/lt/events/slapta/").status_code == client.get("/lt/events/slapta.ics").status_code == 404
    assert not Event.objects.published().filter(series=hidden).exists()
