"""The back-office path of an event: staff make a weekly class, cancel one date and move another, readers are told."""

import re
import socket
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as clock
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import icalendar
import lxml.etree
import pytest
import recurring_ical_events
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from events.models import EventSeries, Registration
from tests.browser import event_steps as steps
from tests.browser.event_steps import NAMES, READER, SLUG
from tests.browser.test_without_scripts import follow
from tests.browser.visits import new_context
from tests.content.post_office import jobs
from tests.databases import connected_to
from tests.factories import make_staff
from tests.site import DATABASE, server, server_environment

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

VILNIUS = ZoneInfo("Europe/Vilnius")
STAFF, PASSWORD, SECRET = "dance@example.org", "correct-horse-battery", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REASON, OTHER_REASON = "Mokytoja serga", "Зал занят"


@pytest.fixture(scope="module")
def records(site, django_db_blocker):
    """The records of the site; what this file makes is gone afterwards, other tests count what is there."""

    @contextmanager
    def opened():
        with django_db_blocker.unblock(), connected_to(DATABASE):
            yield

    yield opened
    with opened():
        Registration.objects.filter(contact=READER).delete()
        ProcrastinateJob.objects.all().delete()
        for series in EventSeries.objects.filter(slug=SLUG):
            series.discard()
        User.objects.filter(email=STAFF).delete()


@pytest.fixture(scope="module")
def office(browser, site, records, tmp_path_factory):
    """A tab in which somebody of the staff has signed in, in two steps. It has a door of its own to the site."""
    with records():
        user = make_staff(email=STAFF, language="en")
        user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
        user.save()
        TOTP.activate(user, SECRET)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        door = f"http://127.0.0.1:{probe.getsockname()[1]}"
    folder = tmp_path_factory.mktemp("office")
    environment = server_environment(site.url, folder) | {"DEBUG": "1", "STAFF_SECOND_FACTOR": "1"}
    with open(folder / "log", "wb") as log, server(door, environment, log):
        context = browser.new_context(locale="en", viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        tab.goto(f"{door}/admin/")
        tab.fill("[name=login]", STAFF)
        tab.fill("[name=password]", PASSWORD)
        follow(tab, "main form button[type=submit]")
        for _ in range(3):  # a code holds for half a minute, which may end on the way
            tab.fill("[name=code]", format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))
            follow(tab, "main form button[type=submit]")
            if tab.url == f"{door}/admin/":
                break
        assert tab.url == f"{door}/admin/"
        yield SimpleNamespace(tab=tab, door=door)
        context.close()


@pytest.fixture(scope="module")
def event(office, browser, site, records):
    """The whole path, once; the tests look at what it left behind."""
    first = timezone.localdate() + timedelta(days=3)
    # Long enough for a change of the clocks.
    last = first + timedelta(weeks=32)
    steps.make_class(office, first, last)
    steps.publish(office)
    receipt = steps.register(browser, site)
    with records():
        path = Registration.objects.get(contact=READER).proof_path()
    steps.confirm(browser, site, path)
    preview = steps.change_rule_and_go_back(office)
    told = steps.change_date(office, 0, "Cancel this date", reason_lt=REASON)
    steps.change_date(office, 1, "Move to another time", starts_time="17:15", ends_time="18:45", reason_ru=OTHER_REASON)
    return SimpleNamespace(first=first, last=last, receipt=receipt, preview=preview, told=told)


@pytest.fixture
def phone(browser):
    context = new_context(browser, "ru")
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def texts(found):
    return [" ".join(text.split()) for text in found.all_inner_texts()]


def test_staff_read_what_happens_before_it_does(event):
    assert "Will be at another time: 33 dates" in event.preview
    assert "1 person is registered and will be told." in event.told


def test_page_says_what_is_cancelled_and_moved(event, phone, site):
    phone.goto(f"{site.url}/ru/events/{SLUG}/")
    first, second = texts(phone.locator("main .note.alert"))

    assert re.fullmatch(rf"Отменено: .*, 19:00–20:30 {REASON}", first)
    assert re.fullmatch(rf"Перенесено: .*, 19:00 → .*, 17:15–18:45 {OTHER_REASON}", second)
    struck = phone.locator("main .note.alert s time")
    assert [struck.nth(number).get_attribute("datetime") for number in range(2)] == [
        evening(event.first, number).isoformat() for number in range(2)
    ]
    assert phone.get_by_text(REASON).first.get_attribute("lang") == "lt"


def evening(first, week):
    return datetime.combine(first + timedelta(weeks=week), clock(19), VILNIUS)


def test_list_says_so_too(event, phone, site):
    phone.goto(f"{site.url}/lt/events/?q={NAMES['lt']}")
    dates = phone.locator("main li:has(h4)")

    assert texts(dates.locator(".when")) == ["Atšaukta 19:00–20:30"]
    assert texts(dates.locator(".when s")) == ["19:00–20:30"]
    assert texts(dates.locator("h4")) == [NAMES["lt"]]

    dates.locator("summary").click()

    assert "17:15–18:45 Perkelta" in texts(dates.locator("details li"))[0]


def test_calendar_cancels_one_date_moves_another_and_keeps_the_hour(event, site):
    text = site.get(f"/ru/events/{SLUG}.ics").content
    master, cancelled, moved = icalendar.Calendar.from_ical(text).walk("VEVENT")

    assert (master["STATUS"], cancelled["STATUS"], moved["STATUS"]) == ("CONFIRMED", "CANCELLED", "CONFIRMED")
    assert "RECURRENCE-ID" not in master
    assert [entry["RECURRENCE-ID"].dt for entry in (cancelled, moved)] == [
        evening(event.first, 0),
        evening(event.first, 1),
    ]
    assert min(cancelled["SEQUENCE"], moved["SEQUENCE"]) > master["SEQUENCE"]
    assert master["UID"] == cancelled["UID"] == moved["UID"]
    assert moved.start == evening(event.first, 1) - timedelta(hours=1, minutes=45)
    assert "Раньше было: " in moved["DESCRIPTION"]
    # Also after the clocks were changed.
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(event.first, event.last + timedelta(2))
    held = sorted(entry.start for entry in found if entry["STATUS"] == "CONFIRMED" and entry.start != moved.start)
    assert held == [evening(event.first, week) for week in range(2, 33)]
    assert {entry.start.tzinfo.key for entry in found} == {"Europe/Vilnius"}


def test_feed_says_it_in_the_title(event, site):
    feed = lxml.etree.fromstring(site.get("/ru/events/feed.xml").content)
    titles = [title.text for title in feed.iterfind(".//{*}entry/{*}title") if NAMES["ru"] in title.text]

    assert titles[:3] == [f"Отменено: {NAMES['ru']}", f"Перенесено: {NAMES['ru']}", NAMES["ru"]]


def test_letter_waits_for_the_person_of_the_cancelled_date(event, records):
    with records():
        letters = [job.letter for job in jobs() if job.letter["to"] == [READER]]

    subjects = ("Подтвердите запись", "Вы записаны", "Отменено")
    assert [letter["subject"] for letter in letters] == [f"{subject}: {NAMES['ru']}" for subject in subjects]
    assert f"Причина: {REASON} (на литовском)" in letters[2]["body"].split("\n")
    assert event.receipt in letters[2]["body"].split("\n")
