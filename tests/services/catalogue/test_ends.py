"""Services that end with their money: staff are told once and in time, readers on the day after."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.roles import sync_roles
from services.catalogue.letters import warn_of_ends
from services.models import OpeningException, OpeningHours, Service, ServiceAtLocation
from services.tasks import warn_of_services_that_end
from tests import factories as make

pytestmark = pytest.mark.django_db

VILNIUS = ZoneInfo("Europe/Vilnius")
END = date(2027, 3, 31)


def on(day, hour=12):
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=VILNIUS), tick=False)


def staff(language="lt", email="staff@example.org"):
    sync_roles()
    user = make.make_user(is_staff=True, email=email, language=language)
    user.groups.add(Group.objects.get(name="Project staff"))
    return user


@pytest.fixture
def letters(mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mailoutbox


@pytest.mark.parametrize(("days", "is_told"), [(91, False), (90, True), (1, True), (0, True), (-1, False)])
def test_staff_are_told_from_ninety_days_before(letters, days, is_told):
    staff()
    with on(END - timedelta(days=days)):
        service = make.make_service(valid_through=END)
        warn_of_ends()

    assert len(letters) == is_told
    service.refresh_from_db()
    assert service.end_warned_on == (END - timedelta(days=days) if is_told else None)


def test_letter_is_sent_once_and_in_the_language_of_each(letters):
    staff("ru", "ru@example.org")
    staff("en", "en@example.org")
    with on(END - timedelta(days=30)):
        service = make.make_service(valid_through=END)
        warn_of_services_that_end(0)
        warn_of_services_that_end(0)

    assert [letter.to for letter in letters] == [["ru@example.org"], ["en@example.org"]]
    assert letters[0].subject == f"Деньги услуги «{service.name_ru}» закончатся через 30 дней"
    assert letters[1].subject == f"The money of the service “{service.name_en}” ends in 30 days"
    assert f"/admin/services/service/{service.pk}/change/" in letters[1].body
    assert "31\xa0March 2027" in letters[1].body


def test_later_end_is_told_anew_when_its_time_comes(letters):
    staff()
    with on(END - timedelta(days=90)):
        service = make.make_service(valid_through=END)
        warn_of_ends()
    service.refresh_from_db()
    service.valid_through = END + timedelta(days=365)
    service.save()
    with on(END):
        warn_of_ends()
    assert len(letters) == 1

    with on(END + timedelta(days=300)):
        warn_of_ends()
    assert len(letters) == 2


@pytest.mark.parametrize("fields", [{"published_at": None}, {"status": "defunct"}, {"visibility": "staff"}])
def test_nobody_is_told_of_what_readers_do_not_see(letters, fields):
    staff()
    with on(END - timedelta(days=30)):
        make.make_service(valid_through=END, **fields)
        warn_of_ends()

    assert letters == []


def test_administrators_are_told_while_there_is_no_staff(letters):
    make.make_staff(email="admin@example.org")
    make.make_user(is_staff=True, email="nobody@example.org")
    with on(END - timedelta(days=30)):
        make.make_service(valid_through=END)
        warn_of_ends()

    assert [letter.to for letter in letters] == [["admin@example.org"]]


def test_warning_waits_while_there_is_nobody_to_tell(letters):
    with on(END - timedelta(days=30)):
        service = make.make_service(valid_through=END)
        warn_of_ends()

    service.refresh_from_db()
    assert (letters, service.end_warned_on) == ([], None)


def test_first_page_of_the_back_office_counts_them_and_leads_to_them(client):
    client.force_login(make.make_staff(language="en"))
    assert "Services whose money ends" not in client.get("/admin/").text

    soon = make.make_service(valid_through=timezone.localdate() + timedelta(days=90))
    make.make_service(valid_through=timezone.localdate() + timedelta(days=91))
    page = client.get("/admin/").text
    listed = client.get("/admin/services/service/?end=soon").text

    assert '<a href="/admin/services/service/?end=soon"><strong>1</strong>' in page
    assert (soon.name_en in listed, listed.count('name="_selected_action"')) == (True, 1)


@pytest.mark.parametrize(
    ("language", "ended"),
    [
        ("lt", "Ši paslauga nebeteikiama."),
        ("en", "This service has ended."),
        ("ru", "Этой услуги больше нет."),
    ],
)
def test_page_says_so_after_the_last_day_and_links_on(client, language, ended):
    successor = make.make_service()
    with on(date(2026, 1, 1)):
        service = make.make_service(valid_through=END, successor=successor)
    path = f"/{language}{service.get_absolute_url()[3:]}"

    with on(END, hour=23):
        assert ended not in client.get(path).text
    with on(END + timedelta(days=1), hour=0):
        page = client.get(path).text

    assert f"<strong>{ended}</strong>" in page
    assert f'href="/{language}{successor.get_absolute_url()[3:]}"' in page
    assert f'href="/{language}/services/?topic={service.topics.get().code}#results"' in page
    assert f'href="/{language}/networks/coordinators/"' in page


def test_database_and_record_agree_on_what_is_over():
    with on(END):
        rows = [
            make.make_service(valid_through=END + timedelta(days=days), status=status)
            for days in (-1, 0, 1)
            for status in ("active", "temporarily_closed", "defunct")
        ]
        given = set(Service.objects.still_given().values_list("pk", flat=True))

        assert given == {row.pk for row in rows if not row.has_ended}
        assert len(given) == 4


def test_ended_services_stand_last_in_the_list(client):
    ended = make.make_service(status="defunct", source_as_of=date(2026, 1, 1))
    given = make.make_service(source_as_of=date(2020, 1, 1))

    page = client.get("/en/services/").text

    assert page.index(given.name_en) < page.index(ended.name_en)


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
@pytest.mark.parametrize(("status", "is_told"), [("defunct", False), ("temporarily_closed", True), ("active", True)])
def test_hours_of_a_service_that_has_ended_are_told_nowhere(client, status, is_told, language):
    service = make.make_service(status=status)
    door = ServiceAtLocation.objects.create(service=service, place=make.make_place())
    OpeningHours.objects.create(location=door, day_of_week=0, opens=time(9, 15), closes=time(17))
    OpeningException.objects.create(
        location=door, starts_on="2030-12-09", ends_on="2030-12-09", mode="open", opens=time(9, 15), closes=time(17)
    )
    page = f"/{language}{service.get_absolute_url()[3:]}"

    for path in (page, f"{page}share/", f"{page}card/", f"/{language}/data/services.json"):
        assert ("09:15" in client.get(path).text) is is_told, path


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"status": "defunct"}, "This service has ended."), ({"valid_through": "2020-01-01"}, "This service has ended."),
     ({"status": "temporarily_closed"}, "Temporarily closed."), ({}, "")],
)  # fmt: skip
def test_results_of_a_search_say_that_a_service_is_not_given(client, fields, sentence):
    make.make_service(name_en="Ukulele lessons", **fields)

    hit = client.get("/en/search/?q=ukulele").text.split("Ukulele</mark> lessons")[1].split("</li>")[0]

    assert [text for text in ("This service has ended.", "Temporarily closed.") if text in hit] == [
        text for text in [sentence] if text
    ]
