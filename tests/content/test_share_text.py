"""The text to send: never too long, what matters last to go; and what events and services put first."""

from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from content.sharing.facts import Facts, plain
from content.sharing.text import KEPT, LIMIT, NAME, SUMMARY, Line, ellipsis, share_text, shortened
from content.translatable.models import ShownText
from events.models import EventContact
from services.models import OpeningException, OpeningHours, ServiceAtLocation
from tests import factories as make
from tests.content.test_sharing import NUMBER, contacts, every_kind, full_event, get, halves, text_of

pytestmark = pytest.mark.django_db

# --- Never too long ---------------------------------------------------------------------------------------------------

LONG = {"name": 200, "summary": 1000, "description": 3000, "alert": 600, "place": 200, "street": 150}


def long_text(length):
    return ("Приглашаем всех желающих познакомиться " * (length // 30))[:length].strip()


def long_texts(model):
    """All texts of a kind of record as long as they may be, in Russian."""
    texts = {}
    for name in model.translated_fields():
        length = model._meta.get_field(name).max_length or LONG.get(name, 1000)
        texts[f"{name}_ru"] = long_text(length)
    return texts


@every_kind
def test_longest_texts_in_russian_stay_within_the_limit(client, make_record):
    model = type(make_record())
    record = make_record(slug="a" * 110, **long_texts(model))
    if hasattr(record, "contacts"):
        for number in range(9):
            record.contacts.create(kind="mobile", value=f"+370 612 0000{number}", label_ru=long_text(120))
    text = text_of(client, record, "ru")

    assert LIMIT - 60 <= len(text) <= LIMIT
    assert text.splitlines()[-1].endswith(f"/{'a' * 110}/")
    assert "Приглашаем" in text
    if hasattr(record, "contacts"):
        assert "+370 612 00 000" in text


def test_dates_numbers_and_link_outlive_every_other_text(client):
    place = make.make_place(name_ru=long_text(200), street_address=long_text(200))
    event = make.make_event(starts_at=None, place=place, slug="a" * 110)
    for name, text in long_texts(type(event)).items():
        setattr(event, name, text)
    event.save()
    starts_at = datetime(2030, 11, 5, 19, tzinfo=timezone.get_default_timezone())
    reasons = {"status_reason_ru": long_text(200), "previous_start_at": starts_at - timedelta(days=7)}
    make.make_date(event, starts_at, status="rescheduled", **reasons)
    contacts(EventContact, series=event)
    text = text_of(client, event, "ru")

    assert len(text) <= LIMIT
    assert "ПЕРЕНЕСЕНО: было вторник, 29 октября 2030 г., 19:00, теперь вторник, 5 ноября 2030 г., 19:00–21:00" in text
    assert NUMBER in text
    assert text.splitlines()[-1] == f"http://testserver/ru/events/{'a' * 110}/"


def test_summary_goes_before_anything_else():
    lines = [Line("Name", NAME), Line("one two three four five six seven", SUMMARY), Line("+370 612 00001", KEPT)]

    assert [line.text for line in shortened(lines, 50)] == ["Name", "one two three four five six…", "+370 612 00001"]
    assert [line.text for line in shortened(lines, 30)] == ["Name", "+370 612 00001"]


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("Кайшядорис встречает", 20, "Кайшядорис встречает"),
        ("Кайшядорис встречает", 19, "Кайшядорис…"),
        ("one two, three", 9, "one two…"),
        ("Nebeprisikiškiakopūsteliaujantis", 10, "Nebeprisi…"),
    ],
)
def test_ellipsis_cuts_at_words(text, room, expected):
    assert ellipsis(text, room) == expected
    assert len(expected) <= room


def test_text_is_counted_in_composed_letters_and_has_plain_spaces():
    # An e with a dot as two characters, a no-break space, a line break.
    facts = Facts(name="Kave\u0307\u00a0ir\narbata", path="/")

    assert share_text(facts, "https://example.org/") == ["Kavė ir arbata", "https://example.org/"]


def test_rich_text_becomes_words():
    text = ShownText("<h2>One</h2><p>two &amp; <b>three</b></p><ul><li>four</li><li>five</li></ul>", "lt", True)

    assert plain(text) == "One two & three four five"
    assert plain(text).language == "lt"


# --- Ways to send -----------------------------------------------------------------------------------------------------


def test_every_way_carries_the_whole_text(client):
    record, _facts = full_event()
    tree = get(client, record, "share/", "ru")
    text = tree.get_element_by_id("text").text_content()
    *rest, link = text.splitlines()
    found = {urlsplit(href)._replace(query="").geturl(): parse_qs(urlsplit(href).query) for href in ways(tree)}

    assert found == {
        "viber://forward": {"text": [text]},
        "https://wa.me/": {"text": [text]},
        "https://t.me/share/url": {"url": [link], "text": ["\n".join(rest)]},
        "sms:": {"body": [text]},
        "mailto:": {"subject": [record.name_ru], "body": [text.replace("\n", "\r\n")]},
    }
    # A plus would be read as a plus by programs that expect %20.
    assert [href for href in ways(tree) if "+" in href] == []


def ways(tree):
    return tree.xpath("//main//ul[@class='links']//a/@href")


# --- Events -----------------------------------------------------------------------------------------------------------


def at(day, hour=19):
    return datetime(2030, 11, day, hour, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"status": "cancelled", "status_reason_en": "The teacher is ill."},
            ["CANCELLED: Tuesday, 5 November 2030, 19:00–21:00", "The teacher is ill."],
        ),
        (
            {"status": "postponed"},
            ["POSTPONED, new date to be announced: Tuesday, 5 November 2030, 19:00–21:00"],
        ),
        (
            {"status": "rescheduled", "previous_start_at": at(4, 18)},
            ["MOVED from Monday, 4 November 2030, 18:00 to Tuesday, 5 November 2030, 19:00–21:00"],
        ),
    ],
)
def test_change_of_the_next_date_comes_first(client, changes, expected):
    event = make.make_event(starts_at=None)
    make.make_date(event, at(5), **changes)
    make.make_date(event, at(12))
    lines = text_of(client, event).splitlines()

    assert lines[: len(expected) + 1] == [*expected, event.name_en]
    assert "Tuesday, 12 November 2030, 19:00–21:00" in lines
    assert [half for half in halves(client, event).values() if event.name_lt in half or event.name_en in half]
    assert expected[0] in halves(client, event)["en"]


def test_change_of_a_later_date_stands_in_its_place(client):
    event = make.make_event(starts_at=at(5))
    make.make_date(event, at(12), status="cancelled")
    lines = text_of(client, event).splitlines()

    assert lines[0] == event.name_en
    assert "CANCELLED: Tuesday, 12 November 2030, 19:00–21:00" in lines


def test_dates_in_different_places_say_which_is_where(client):
    event = make.make_event(starts_at=at(5), place=make.make_place(name_en="Library"))
    make.make_date(event, at(12), place=make.make_place(name_en="Museum", street_address="Parko g. 2"))
    lines = text_of(client, event).splitlines()

    assert "Tuesday, 5 November 2030: Library" in lines
    assert "Tuesday, 12 November 2030: Museum" in lines
    assert lines.index("Parko g. 2") == lines.index("Tuesday, 12 November 2030: Museum") + 1


@pytest.mark.parametrize(
    ("fields", "dates", "expected"),
    [
        ({"is_date_to_be_announced": True, "date_hint_en": "in spring"}, [], "Date to be announced: in spring"),
        ({}, [(at(5) - timedelta(days=3000), {})], "This event is over."),
        ({"is_all_day": True}, [(at(5, 0), {"ends_at": at(6, 0)})], "Tuesday, 5 November 2030"),
        (
            {"is_all_day": True},
            [(at(5, 0), {"ends_at": at(8, 0)})],
            "Tuesday, 5 November 2030 – Thursday, 7 November 2030",
        ),
        (
            {},
            [(at(5, 10), {"ends_at": at(7, 12)})],
            "Tuesday, 5 November 2030, 10:00 – Thursday, 7 November 2030, 12:00",
        ),
        ({"attendance_mode": "online", "place": None}, [(at(5), {})], "Online"),
        ({"online_url": "https://example.org/room"}, [(at(5), {})], "https://example.org/room – Online"),
    ],
)
def test_every_kind_of_time_and_place_is_said(client, fields, dates, expected):
    event = make.make_event(starts_at=None, **fields)
    for starts_at, more in dates:
        make.make_date(event, starts_at, **more)

    assert expected in text_of(client, event).splitlines()


# --- Services ---------------------------------------------------------------------------------------------------------


def test_hours_are_short(client):
    service = make.make_service()
    location = ServiceAtLocation.objects.create(service=service, place=make.make_place())
    for day in (0, 1, 2):
        OpeningHours.objects.create(location=location, day_of_week=day, opens=time(8), closes=time(12))
        OpeningHours.objects.create(location=location, day_of_week=day, opens=time(13), closes=time(17))
    OpeningHours.objects.create(location=location, day_of_week=4, mode="by_appointment", note_en="by phone")
    day = timezone.localdate() + timedelta(days=1)
    OpeningException.objects.create(location=location, starts_on=day, ends_on=day, reason_en="Holiday")
    lines = text_of(client, service).splitlines()

    assert "Monday–Wednesday 08:00–12:00, 13:00–17:00; Friday by appointment (by phone)" in lines
    assert any(line.endswith(": closed. Holiday") for line in lines)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "defunct"}, "This service has ended."),
        (
            {"status": "temporarily_closed", "closed_until": date(2030, 1, 2)},
            "Temporarily closed. Opens again on 2 January 2030.",
        ),
    ],
)
def test_closed_service_says_so_first(client, fields, expected):
    assert text_of(client, make.make_service(**fields)).splitlines()[0] == expected
