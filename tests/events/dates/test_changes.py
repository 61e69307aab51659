"""Cancelled, moved, postponed, elsewhere: by method, in the back office, and as readers see it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.roles import sync_roles
from events.models import Event, EventSeries
from tests.factories import make_date, make_event, make_place, make_registration, make_staff, make_user, make_weekly

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 18, 9, 0, tzinfo=UTC)
WHY = {"lt": "Mokytoja susirgo.", "en": "The teacher is ill."}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def series():
    """Every Tuesday from 20 October to 10 November: four dates."""
    return make_weekly(repeats_until=date(2026, 11, 10), name_en="Evening class")


@pytest.fixture
def first(series):
    return series.occurrences.order_by("starts_at").first()


@pytest.fixture
def staff(client):
    user = make_staff(language="en")
    client.force_login(user)
    return user


def state(row):
    row.refresh_from_db()
    return row.status, f"{timezone.localtime(row.starts_at):%m-%d %H:%M}", row.ical_sequence, row.is_edited


# --- Methods ----------------------------------------------------------------------------------------------------------


def test_cancelled_date_stays_with_its_reason(first):
    first.cancel(WHY)

    assert state(first) == ("cancelled", "10-20 19:00", 1, True)
    assert (first.status_reason_lt, first.status_reason_en, first.status_reason_ru) == (*WHY.values(), "")
    assert first.text("status_reason", "ru") == WHY["en"]


def test_saying_the_same_twice_changes_nothing(first):
    first.cancel(WHY)
    first.cancel(WHY)

    assert state(first) == ("cancelled", "10-20 19:00", 1, True)
    assert first.history.count() == 2


def test_reason_is_required(first):
    for change in (first.cancel, first.postpone):
        with pytest.raises(ValidationError):
            change({"lt": "  "})
    with pytest.raises(ValidationError):
        first.change_place(None, "https://example.org/", {})

    assert state(first) == ("scheduled", "10-20 19:00", 0, False)


def test_moved_twice_keeps_the_start_people_knew_and_back_is_as_planned(first):
    start, end, day = first.starts_at, first.ends_at, timedelta(days=1)

    first.move(start + day, end + day, WHY)
    first.move(start + 2 * day, end + 2 * day, WHY)

    assert state(first) == ("rescheduled", "10-22 19:00", 2, True)
    assert (first.previous_start_at, first.recurrence_id) == (start, start)
    first.move(start, end, WHY)
    assert state(first) == ("scheduled", "10-20 19:00", 3, True)
    assert first.previous_start_at is None
    with pytest.raises(ValidationError):
        first.move(end, start, WHY)


def test_date_takes_place_after_all(first):
    first.move(first.starts_at + timedelta(hours=1), first.ends_at + timedelta(hours=1), WHY)
    first.postpone(WHY)
    assert state(first) == ("postponed", "10-20 20:00", 2, True)

    first.reinstate()
    first.reinstate()

    assert state(first) == ("rescheduled", "10-20 20:00", 3, True)
    assert first.text("status_reason") == ""


def test_date_goes_elsewhere_and_comes_back(first):
    place = make_place()

    first.change_place(place, "", WHY)
    assert (first.place, *state(first)) == (place, "scheduled", "10-20 19:00", 1, True)
    first.change_place(None, "", WHY)
    assert (first.place, first.ical_sequence) == (None, 2)


def test_older_instance_does_not_undo_what_happened_meanwhile(first):
    older = Event.objects.get(pk=first.pk)
    first.cancel(WHY)

    older.change_place(make_place(), "", WHY)

    assert state(first)[0] == "cancelled"


def test_whole_series_is_cancelled_and_no_new_dates_are_made(clock):
    series = make_weekly(repeats_until=date(2029, 1, 1))
    past = make_date(series, NOW - timedelta(days=7))

    series.cancel(WHY)
    clock.shift(timedelta(days=30))
    series.make_dates_ahead()

    states = set(series.occurrences.exclude(pk=past.pk).values_list("status", flat=True))
    assert states == {"cancelled"}
    assert state(past)[0] == "scheduled"
    series.refresh_from_db()
    assert series.ical_sequence == 1
    series.regenerate()
    assert set(series.occurrences.exclude(pk=past.pk).values_list("status", flat=True)) == {"cancelled"}


def test_series_goes_elsewhere_but_for_dates_with_a_place_of_their_own(series, first):
    own, usual = make_place(name_en="Own"), make_place(name_en="New usual")
    first.change_place(own, "", WHY)
    last = series.occurrences.order_by("starts_at").last()
    last.cancel(WHY)

    series.change_place(usual, "", {"lt": "Remontas"})

    series.refresh_from_db()
    assert (series.place, series.ical_sequence) == (usual, 1)
    reasons = list(series.occurrences.order_by("starts_at").values_list("status_reason_lt", "is_edited"))
    assert reasons == [(WHY["lt"], True), ("Remontas", False), ("Remontas", False), (WHY["lt"], True)]


def test_event_without_dates_to_come_cannot_be_cancelled():
    with pytest.raises(ValidationError):
        make_event(starts_at=NOW - timedelta(days=3)).cancel(WHY)


# --- What readers see -------------------------------------------------------------------------------------------------


def notes(client, series, language="en"):
    page = html.fromstring(client.get(f"/{language}/events/{series.slug}/").text)
    return [" ".join(note.text_content().split()) for note in page.xpath("//main//div[@role='note']")]


def test_page_says_that_the_next_date_is_cancelled_or_moved(client, series, first):
    assert notes(client, series) == []

    first.cancel(WHY)
    assert notes(client, series) == ["Cancelled: Tuesday, 20 October 2026, 19:00–20:30 The teacher is ill."]
    first.move(first.starts_at + timedelta(days=1), first.ends_at + timedelta(days=1), WHY)
    assert notes(client, series) == [
        "Moved: Tuesday, 20 October 2026, 19:00 → Wednesday, 21 October 2026, 19:00–20:30 The teacher is ill."
    ]
    first.postpone(WHY)
    assert notes(client, series) == [
        "Postponed, the new time is not known yet: Wednesday, 21 October 2026, 19:00–20:30 The teacher is ill."
    ]
    first.reinstate()
    assert notes(client, series)[0].startswith("Moved:")


def test_change_of_a_later_date_is_no_news_for_the_next(client, series):
    series.occurrences.order_by("starts_at").last().cancel(WHY)

    assert notes(client, series) == []


def test_page_says_that_the_whole_event_is_cancelled_once(client, series):
    series.cancel(WHY)

    assert notes(client, series, "lt") == ["Šis renginys atšauktas. Mokytoja susirgo."]
    assert client.get(f"/lt/events/{series.slug}/").text.count("Mokytoja susirgo.") == 1


def test_start_before_the_move_is_struck_through(client, series, first):
    first.move(first.starts_at + timedelta(days=1), first.ends_at + timedelta(days=1), WHY)

    page = html.fromstring(client.get(f"/en/events/{series.slug}/").text)

    moved = next(line for line in page.find_class("when") if line.find_class("tag"))
    assert [old.text_content().strip() for old in moved.getparent().xpath(".//s")] == [
        "Tuesday, 20\xa0October 2026, 19:00"
    ]
    assert moved.xpath("./time/text()") == ["Wednesday, 21\xa0October 2026, 19:00–20:30"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"is_all_day": True, "start_time": None, "end_time": None}, ["Tuesday, 20 October 2026"]),
        (
            {"is_all_day": True, "start_time": None, "end_time": None, "lasts_days": 3},
            ["Tuesday, 20 October 2026 – Thursday, 22 October 2026"],
        ),
        (
            {"lasts_days": 2, "end_time": time(2)},
            ["Tuesday, 20 October 2026, 19:00–02:00"],
        ),
    ],
)
def test_page_says_from_when_to_when(client, fields, expected):
    series = make_weekly(recurrence="single", repeats_until=None, **fields)

    page = html.fromstring(client.get(f"/en/events/{series.slug}/").text)

    found = page.find_class("when")[0].xpath("./time/text()")
    assert [text.replace("\xa0", " ") for text in found] == expected


# --- Back office: a date ----------------------------------------------------------------------------------------------


def address(record, page="change", *args):
    return reverse(f"admin:events_{record._meta.model_name}_{page}", args=[record.pk, *args])


REASON = {"_sent": "1", "reason_lt": "Liga", "reason_en": "Illness", "reason_ru": ""}
BUTTONS = {
    "cancel_date": (REASON, ("cancelled", "10-20 19:00")),
    "postpone_date": (REASON, ("postponed", "10-20 19:00")),
    "move_date": (
        {**REASON, "starts_on": "21.10.2026", "starts_time": "18", "ends_time": "19:30"},
        ("rescheduled", "10-21 18:00"),
    ),
    "change_place": ({**REASON, "online_url": "https://example.org/"}, ("scheduled", "10-20 19:00")),
}


@pytest.mark.parametrize("button", BUTTONS)
def test_button_asks_first_and_then_does_it(client, staff, first, button):
    make_registration(first, seats=2)
    data, expected = BUTTONS[button]

    asked = client.get(address(first, button))
    assert "2 people are registered and will be told." in asked.text
    assert state(first) == ("scheduled", "10-20 19:00", 0, False)
    done = client.post(address(first, button), data)

    assert done.status_code == 302
    assert state(first)[:2] == expected
    assert (first.is_edited, first.status_reason_en) == (True, "Illness")
    assert first.history.first().history_user == staff


@pytest.mark.parametrize("button", BUTTONS)
def test_button_without_a_reason_says_so_and_keeps_what_was_typed(client, staff, first, button):
    data, _expected = BUTTONS[button]

    page = client.post(address(first, button), {**data, "reason_lt": "", "reason_en": " "})

    assert "Write the reason in at least one language." in page.text
    assert state(first)[0] == "scheduled"
    if "starts_on" in data:
        assert 'value="21.10.2026"' in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts_on": "2026-10-17"}, "starts_on"),
        ({"starts_on": "2226-10-17"}, "starts_on"),
        ({"starts_on": "2026-10-27", "starts_time": "19:00", "ends_time": "20:30"}, "starts_on"),
        ({"starts_on": "2026-10-20", "starts_time": "19:00", "ends_time": "20:30"}, "starts_on"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"ends_time": "17:00"}, "ends_time"),
        ({"ends_on": "2026-10-01"}, "ends_on"),
    ],
)
def test_impossible_move_is_refused_at_its_field(client, staff, first, typed, field):
    data = {**REASON, "starts_on": "2026-10-21", "starts_time": "18:00", "ends_time": "19:00", **typed}

    page = client.post(address(first, "move_date"), data)

    assert list(page.context["form"].errors) == [field] if page.context else False
    assert state(first)[0] == "scheduled"


def test_all_day_event_is_moved_by_days(client, staff):
    series = make_weekly(recurrence="single", repeats_until=None, is_all_day=True, start_time=None, end_time=None)
    row = series.occurrences.get()

    client.post(address(row, "move_date"), {**REASON, "starts_on": "2026-10-24", "ends_on": "2026-10-25"})

    row.refresh_from_db()
    assert (row.ends_at - row.starts_at) == timedelta(hours=49)
    assert state(row)[:2] == ("rescheduled", "10-24 00:00")


def test_several_dates_are_cancelled_at_once(client, staff, series):
    rows = list(series.occurrences.order_by("starts_at")[:2])
    chosen = {"action": "cancel_selected", "_selected_action": [row.pk for row in rows]}
    listed = reverse("admin:events_event_changelist")

    asked = client.post(listed, chosen)
    assert "This concerns 2 dates:" in asked.text
    assert {state(row)[0] for row in rows} == {"scheduled"}
    client.post(listed, {**chosen, **REASON})

    assert [row.status for row in series.occurrences.order_by("starts_at")] == [*["cancelled"] * 2, *["scheduled"] * 2]


def test_only_buttons_that_make_sense_are_offered(client, staff, first):
    def offered():
        page = client.get(address(first)).text
        return [name for name in (*BUTTONS, "reinstate_date") if f'href="{address(first, name)}"' in page]

    assert offered() == list(BUTTONS)
    first.cancel(WHY)
    assert offered() == ["move_date", "reinstate_date"]
    client.post(address(first, "reinstate_date"), {"_sent": "1"})
    assert state(first)[0] == "scheduled"


def test_page_of_a_date_changes_seats_and_nothing_else(client, staff, first):
    data = form_data(client.get(address(first)))

    client.post(
        address(first), {**data, "maximum_attendee_capacity": "7", "status": "cancelled", "starts_at_0": "2030-01-01"}
    )

    assert state(first) == ("scheduled", "10-20 19:00", 0, False)
    assert first.maximum_attendee_capacity == 7


# --- Back office: the whole event -------------------------------------------------------------------------------------


def test_whole_event_is_cancelled_by_a_button(client, staff, series):
    asked = client.get(address(series, "cancel_all"))
    assert "This concerns 4 dates:" in asked.text
    assert "Nobody is registered" in asked.text

    client.post(address(series, "cancel_all"), REASON)

    assert set(series.occurrences.values_list("status", flat=True)) == {"cancelled"}
    refused = client.get(address(make_event(starts_at=None), "cancel_all"), follow=True)
    assert "This event has no dates to come." in refused.text


def test_place_of_the_whole_event_is_changed_by_a_button(client, staff, series):
    place = make_place()

    client.post(address(series, "change_place_of_all"), {**REASON, "place": place.pk, "online_url": ""})
    empty = client.post(address(series, "change_place_of_all"), {**REASON, "place": "", "online_url": ""})

    series.refresh_from_db()
    assert series.place == place
    assert list(empty.context["form"].errors) == ["place"]


def form_data(page):
    """What a browser would send back from the form of the page, unchanged."""
    return typed_in(html.fromstring(page.text).xpath("//form[contains(@id, 'event') and contains(@id, '_form')]")[0])


def preview_data(page):
    """What a browser sends when "Save" is chosen on the preview."""
    return typed_in(html.fromstring(page.text).xpath("//form[.//input[@name='_plan']]")[0])


def typed_in(form):
    data = {}
    for name, value in form.form_values():
        # A browser leaves out the line break that begins a text area.
        data.setdefault(name, []).append((value or "").removeprefix("\n"))
    return data


def test_new_weekly_event_is_entered_and_its_dates_are_made(client, staff):
    other = make_event(starts_at=None)
    data = form_data(client.get(reverse("admin:events_eventseries_add")))
    typed = {
        "name_lt": "Kursai",
        "slug": "kursai",
        "kind": other.kind.pk,
        "organiser": other.organiser.pk,
        "recurrence": "weekly",
        "first_date": "20.10.2026",
        "weekdays": ["1", "3"],
        "repeats_until": "2026-11-05",
        "start_time": "19",
        "end_time": "20.30",
    }

    done = client.post(reverse("admin:events_eventseries_add"), {**data, **typed})

    assert done.status_code == 302, done.context["errors"]
    series = EventSeries.objects.get(slug="kursai")
    assert [f"{timezone.localtime(row.starts_at):%d %H:%M}" for row in series.occurrences.all()] == [
        "20 19:00",
        "22 19:00",
        "27 19:00",
        "29 19:00",
        "03 19:00",
        "05 19:00",
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first_date": ""}, "first_date"),
        ({"weekdays": ["0"]}, "first_date"),
        ({"repeats_until": ""}, "repeats_until"),
        ({"end_time": "18:00"}, "end_time"),
        ({"interval": "0"}, "interval"),
        ({"recurrence": "dates", "dates": ""}, "dates"),
        ({"recurrence": "dates", "dates": "2026-10-20\n31.11.2026"}, "dates"),
        ({"registration_mode": "external"}, "registration_url"),
    ],
)
def test_wrong_rule_is_said_at_its_field_and_kept_as_typed(client, staff, series, typed, field):
    data = form_data(client.get(address(series)))

    page = client.post(address(series), {**data, "name_en": "Kept as typed", **typed})

    assert list(page.context["adminform"].form.errors) == [field]
    assert 'value="Kept as typed"' in page.text
    assert series.occurrences.count() == 4


def test_listed_dates_may_be_typed_in_several_ways(client, staff, series):
    data = form_data(client.get(address(series)))
    typed = {"recurrence": "dates", "dates": "27.10.2026, 2026.10.20\r\n2026-10-27 20/10/2026;"}

    page = client.post(address(series), {**data, **typed})

    assert page.status_code == 200
    assert client.post(address(series), preview_data(page)).status_code == 302
    series.refresh_from_db()
    assert series.dates == [date(2026, 10, 20), date(2026, 10, 27)]


def items(page, title):
    """The lines under a heading of the preview."""
    found = html.fromstring(page.text).xpath(f"//details[starts-with(normalize-space(summary), '{title}')]//li")
    return [" ".join(line.text_content().split()) for line in found]


def test_changed_rule_is_shown_before_it_is_saved(client, staff, series):
    make_registration(series.occurrences.order_by("starts_at").last(), seats=3)
    series.occurrences.order_by("starts_at").first().cancel(WHY)
    data = form_data(client.get(address(series)))
    typed = {**data, "weekdays": ["1", "2"], "repeats_until": "2026-11-04", "name_en": "New name"}

    page = client.post(address(series), typed)

    assert items(page, "Will be added") == [
        "Wednesday, 21 October 2026, 19:00–20:30",
        "Wednesday, 28 October 2026, 19:00–20:30",
        "Wednesday, 4 November 2026, 19:00–20:30",
    ]
    assert items(page, "Will be cancelled") == ["Tuesday, 10 November 2026, 19:00–20:30 · 3 registered"]
    assert len(items(page, "Stay as they are")) == 3
    series.refresh_from_db()
    assert (series.name_en, series.weekdays, series.occurrences.count()) == ("Evening class", [1], 4)
    assert series.history.count() == 1

    done = client.post(address(series), preview_data(page))

    assert done.status_code == 302
    series.refresh_from_db()
    assert (series.name_en, series.weekdays, series.repeats_until) == ("New name", [1, 2], date(2026, 11, 4))
    assert [row.status for row in series.occurrences.order_by("starts_at")] == [
        "cancelled",
        *["scheduled"] * 5,
        "cancelled",
    ]


def test_back_from_the_preview_keeps_what_was_typed_and_saves_nothing(client, staff, series):
    data = form_data(client.get(address(series)))
    typed = {**data, "weekdays": ["1", "2"], "name_en": "New name", "description_en": "<p>Long text</p>"}
    page = client.post(address(series), typed)

    back = client.post(address(series), {**preview_data(page), "_back": "1"})

    assert back.status_code == 200
    again = form_data(back)
    changed = {name: values for name, values in again.items() if values != data.get(name)}
    assert changed.pop("csrfmiddlewaretoken")
    assert changed == {"weekdays": ["1", "2"], "name_en": ["New name"], "description_en": ["<p>Long text</p>"]}
    series.refresh_from_db()
    assert series.name_en == "Evening class"


def test_preview_is_shown_again_when_somebody_registers_meanwhile(client, staff, series):
    data = form_data(client.get(address(series)))
    page = client.post(address(series), {**data, "repeats_until": "2026-11-03"})
    make_registration(series.occurrences.order_by("starts_at").last())

    again = client.post(address(series), preview_data(page))

    assert "Something has changed since you looked" in again.text
    assert items(again, "Will be cancelled") == ["Tuesday, 10 November 2026, 19:00–20:30 · 1 registered"]
    assert set(series.occurrences.values_list("status", flat=True)) == {"scheduled"}
    assert client.post(address(series), preview_data(again)).status_code == 302
    assert series.occurrences.order_by("starts_at").last().status == "cancelled"


def test_unchanged_rule_is_saved_at_once(client, staff, series):
    data = form_data(client.get(address(series)))

    done = client.post(address(series), {**data, "name_en": "New name"})

    assert done.status_code == 302
    series.refresh_from_db()
    assert (series.name_en, series.ical_sequence, series.occurrences.count()) == ("New name", 0, 4)


def test_older_rule_from_the_history_is_shown_before_it_is_restored(client, staff, series):
    series.repeats_until = date(2026, 12, 1)
    series.save()
    series.regenerate()
    version = series.history.order_by("history_id").first()
    old = reverse("admin:events_eventseries_simple_history", args=[series.pk, version.pk])
    data = form_data(client.get(old))

    page = client.post(old, data)
    assert len(items(page, "Will be cancelled")) == 3
    assert set(series.occurrences.values_list("status", flat=True)) == {"scheduled"}
    client.post(old, preview_data(page))

    series.refresh_from_db()
    assert (series.repeats_until, series.ical_sequence) == (date(2026, 11, 10), 2)


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_pages_speak_the_language_of_staff(client, language, series, first):
    client.force_login(make_staff(language=language))
    data = form_data(client.get(address(series)))
    words = {
        "lt": ("Kas bus su datomis", "Atšaukti šią datą", "Kaip dažnai"),
        "en": ("What becomes of the dates", "Cancel this date", "How often"),
        "ru": ("Что будет с датами", "Отменить эту дату", "Как часто"),
    }

    pages = (
        client.post(address(series), {**data, "repeats_until": "2026-11-03"}),
        client.get(address(first, "cancel_date")),
        client.get(address(series)),
    )

    for page, word in zip(pages, words[language], strict=True):
        assert word.lower() in page.text.lower()


# --- Who may, and what nobody may -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may_see", "may_change"),
    [("Project staff", True, True), ("Auditor", True, False), ("Job moderator", False, False)],
)
def test_role_may_do_what_the_table_says(client, series, first, role, may_see, may_change):
    sync_roles()
    user = make_user(is_staff=True, language="en")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    assert client.get(address(first)).status_code == (200 if may_see else 403)
    for name in (*BUTTONS, "reinstate_date"):
        assert client.get(address(first, name)).status_code == (200 if may_change else 403)
        is_offered = f'href="{address(first, name)}"' in client.get(address(first)).text
        assert is_offered == (may_change and name != "reinstate_date")
    for record, name in ((first, "cancel_date"), (series, "cancel_all"), (series, "change_place_of_all")):
        answer = client.post(address(record, name), {**REASON, "online_url": "https://example.org/"})
        assert answer.status_code == (302 if may_change else 403)
    listed = {"action": "cancel_selected", "_selected_action": [first.pk], **REASON}
    client.post(reverse("admin:events_event_changelist"), listed)
    assert state(first)[0] == ("cancelled" if may_change else "scheduled")


def test_no_public_date_or_event_can_be_deleted(client, staff, series, first):
    for record in (series, first):
        assert client.get(address(record, "delete")).status_code == 403
        assert client.post(address(record, "delete"), {"post": "yes"}).status_code == 403
    for name, record in (("eventseries", series), ("event", first)):
        listed = reverse(f"admin:events_{name}_changelist")
        client.post(listed, {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"})
    data = form_data(client.get(address(series)))
    client.post(address(series), {**data, "occurrences-0-DELETE": "on", "occurrences-0-id": first.pk})

    assert series.occurrences.count() == 4
    assert client.get(reverse("admin:events_event_add")).status_code == 403


def test_draft_goes_with_its_dates_unless_somebody_is_registered(client, staff):
    draft, kept = make_weekly(published_at=None), make_weekly(published_at=None)
    make_registration(kept.occurrences.first())

    for record in (draft, kept):
        client.post(address(record, "delete"), {"post": "yes"})

    assert list(EventSeries.objects.all()) == [kept]
    assert kept.occurrences.count() == 28


# --- Queries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [1, 3])
def test_pages_ask_a_constant_number_of_queries(client, staff, amount):
    for _number in range(amount):
        series = make_weekly(repeats_until=date(2026, 10, 20) + timedelta(weeks=amount))
    row = series.occurrences.first()
    listed = [reverse("admin:events_event_changelist"), reverse("admin:events_eventseries_changelist")]

    counts = []
    for page in (*listed, address(series), address(row)):
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counts.append(len(queries))

    assert counts == [8, 6, 26, 14]
