"""How staff enter hours, exceptions and windows: several days at once, and nothing that contradicts itself."""

from datetime import date, time

import lxml.html
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import Term
from services.models import ApplicationWindow, Grant, OpeningException, OpeningHours, Service, ServiceAtLocation
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def door():
    return ServiceAtLocation.objects.create(service=make.make_service(), place=make.make_place())


@pytest.fixture
def staff(client):
    client.force_login(make.make_staff(language="en"))
    return client


def rows(prefix, *given):
    """The fields of an inline with the ``given`` rows, all new."""
    data = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(given):
        row = {"mode": "open", "source_language": "lt", **row}
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def hours(day, opens="", closes="", **fields):
    return {"day_of_week": day, "opens": opens, "closes": closes, **fields}


def exception(first, last, mode="closed", **fields):
    return {"starts_on": first, "ends_on": last, "mode": mode, **fields}


def save(client, door, weekly=(), exceptions=()):
    data = {"service": door.service_id, "place": door.place_id, "position": 0}
    data |= rows("opening_hours", *weekly) | rows("exceptions", *exceptions)
    return client.post(f"/admin/services/serviceatlocation/{door.pk}/change/", data)


def stored(door):
    return [
        (slot.day_of_week, f"{slot.opens:%H:%M}" if slot.opens else "", f"{slot.closes:%H:%M}" if slot.closes else "")
        for slot in door.opening_hours.all()
    ]


def test_hours_of_one_day_are_copied_to_others(staff, door):
    answer = save(
        staff,
        door,
        [
            hours(0, "08:00", "12:00", also_on=[1, 2, 0], note_lt="Registratūra"),
            hours(0, "12:45", "17:00", also_on=[1]),
        ],
    )

    assert answer.status_code == 302
    assert stored(door) == [
        (0, "08:00", "12:00"),
        (0, "12:45", "17:00"),
        (1, "08:00", "12:00"),
        (1, "12:45", "17:00"),
        (2, "08:00", "12:00"),
    ]
    assert [slot.note_lt for slot in door.opening_hours.filter(opens=time(8))] == ["Registratūra"] * 3


@pytest.mark.parametrize(
    ("weekly", "problem"),
    [
        ([hours(0, "08:00", "12:00"), hours(0, "11:59", "17:00")], "Monday has two rows whose hours overlap."),
        (
            [hours(0, "08:00", "12:00"), hours(1, "09:00", "10:00", also_on=[0])],
            "Monday has two rows whose hours overlap.",
        ),
        ([hours(0, "20:00", "00:00"), hours(0, "23:00", "23:30")], "Monday has two rows whose hours overlap."),
        ([hours(0, "08:00", "12:00"), hours(0, mode="closed")], "Monday is closed and has hours"),
        ([hours(0, "08:00", "08:00")], "It opens and closes at the same time."),
        ([hours(0, "08:00")], "Write both times, or leave both empty."),
        ([hours(0, "", "08:00")], "Write both times, or leave both empty."),
        ([hours(0)], "Write from when to when it is open."),
        ([hours(0, "08:00", "12:00", mode="closed")], "A closed door has no hours."),
        ([hours(0, "25:00", "26:00")], "Enter a valid time."),
        (
            [hours(0, "08:00", "12:00", valid_from="2027-02-01", valid_through="2027-01-01")],
            "cannot end before they begin",
        ),
    ],
)
def test_hours_that_contradict_themselves_are_refused_and_kept(staff, door, weekly, problem):
    page = save(staff, door, weekly).text

    assert problem in page
    assert stored(door) == []


@pytest.mark.parametrize(
    "weekly",
    [
        [hours(0, "08:00", "12:00"), hours(0, "12:00", "17:00")],
        [hours(0, "20:00", "00:00"), hours(1, "00:00", "08:00")],
        [hours(0, "08:00", "12:00"), hours(0, mode="by_appointment")],
        [
            hours(0, "08:00", "12:00", valid_through="2027-05-31"),
            hours(0, "09:00", "13:00", valid_from="2027-06-01"),
        ],
    ],
)
def test_hours_that_only_touch_are_stored(staff, door, weekly):
    assert save(staff, door, weekly).status_code == 302
    assert len(stored(door)) == 2


@pytest.mark.parametrize(
    ("exceptions", "problem"),
    [
        ([exception("", "", reason_lt="Atostogos")], "This field is required."),
        ([exception("2026-12-07", "")], "This field is required."),
        ([exception("2026-12-11", "2026-12-07")], "The last day cannot come before the first."),
        ([exception("2026-12-07", "2026-12-07", "open", opens="10:00")], "Write both times, or leave both empty."),
        (
            [exception("2026-12-07", "2026-12-07", "open", opens="10:00", closes="10:00")],
            "It opens and closes at the same time.",
        ),
        ([exception("2026-12-07", "2026-12-07", opens="10:00", closes="11:00")], "A closed door has no hours."),
        (
            [exception("2026-12-07", "2026-12-11"), exception("2026-12-11", "2026-12-12", "open")],
            "contradict each other",
        ),
        ([exception("2026-12-07", "2026-12-11"), exception("2026-12-08", "2026-12-09")], "contradict each other"),
    ],
)
def test_exceptions_that_make_no_sense_are_refused(staff, door, exceptions, problem):
    page = save(staff, door, exceptions=exceptions).text

    assert problem in page
    assert not OpeningException.objects.exists()


def test_exception_may_have_two_slots(staff, door):
    first = exception("2026-12-07", "2026-12-07", "open", opens="09:00", closes="11:00")
    second = exception("2026-12-07", "2026-12-07", "open", opens="12:00", closes="13:00")

    assert save(staff, door, exceptions=[first, second]).status_code == 302
    assert OpeningException.objects.count() == 2


def test_list_of_doors_says_what_readers_are_told(staff, door):
    for day in range(7):
        OpeningHours.objects.create(location=door, day_of_week=day, opens=time(0), closes=time(0))
    door.open_on_holidays = True
    door.save()

    assert "Open now, day and night." in staff.get("/admin/services/serviceatlocation/").text


@pytest.mark.parametrize(
    ("windows", "problem"),
    [
        ([{"all_year": "on", "opens_month": 3}], "Either “all year”, or a first and a last day: not both."),
        ([{}], "Give the first and the last day of the window"),
        ([{"opens_month": 2, "opens_day": 30, "closes_month": 3, "closes_day": 1}], "Give the first and the last day"),
        (
            [{"all_year": "on"}, {"opens_month": 3, "opens_day": 1, "closes_month": 5, "closes_day": 31}],
            "Applications are taken all year: remove the other windows.",
        ),
    ],
)
def test_windows_that_make_no_sense_are_refused(staff, windows, problem):
    grant = Grant.objects.create(service=make.make_service(), code="idea", amount_max=1, name_lt="Idėja")
    data = {"service": grant.service_id, "code": "idea", "name_lt": "Idėja", "amount_max": 1, "currency": "EUR"}
    data |= {"position": 0, "source_language": "lt"} | rows(
        "windows", *[{"url": "https://e.org/", **row} for row in windows]
    )

    page = staff.post(f"/admin/services/grant/{grant.pk}/change/", data).text

    assert problem in page
    assert not ApplicationWindow.objects.exists()


def test_months_of_a_window_are_chosen_by_name(staff):
    grant = Grant.objects.create(service=make.make_service(), code="idea", amount_max=1, name_lt="Idėja")
    ApplicationWindow.objects.create(grant=grant, opens_month=3, opens_day=1, closes_month=5, closes_day=31)

    page = staff.get(f"/admin/services/grant/{grant.pk}/change/").text

    assert '<option value="3" selected>March</option>' in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"closed_until": date(2027, 1, 1)}, "closed_until"), ({"minimum_age": 18, "maximum_age": 16}, "maximum_age")],
)
def test_service_that_contradicts_itself_is_refused(fields, field):
    service = make.make_service()
    for name, value in fields.items():
        setattr(service, name, value)

    with pytest.raises(ValidationError) as refused:
        service.full_clean()

    assert list(refused.value.message_dict) == [field]


def test_service_cannot_be_replaced_by_itself():
    service = make.make_service()
    service.successor = service

    with pytest.raises(ValidationError):
        service.full_clean()
    assert Service.objects.get().successor is None


def test_database_refuses_hours_that_end_as_they_begin(door):
    opens = closes = time(8)

    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(location=door, day_of_week=0, opens=opens, closes=closes)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningException.objects.create(
            location=door, starts_on="2026-12-07", ends_on="2026-12-07", mode="open", opens=opens, closes=closes
        )


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_languages_and_legal_statuses_are_ticked_by_name(client, language):
    client.force_login(make.make_staff(language=language))
    service = make.make_service(languages=["uk", "lt"], legal_statuses=["refugee"], published_at=None)
    address = f"/admin/services/service/{service.pk}/change/"
    names = {"lt": "ukrainiečių kalba", "en": "Ukrainian", "ru": "украинский"}

    page = lxml.html.fromstring(client.get(address).text)
    boxes = page.xpath("//input[@name='languages' or @name='legal_statuses'][@checked]")
    [ukrainian] = page.xpath("//label[input[@name='languages' and @value='uk']] | //label[@for='id_languages_3']")

    assert {box.get("value") for box in boxes} == {"lt", "uk", "refugee"}
    assert " ".join(ukrainian.text_content().split()) == names[language]


def test_ticked_languages_are_stored_and_none_may_be_ticked(staff):
    topic, need = make.make_term(Term.Vocabulary.TOPIC), make.make_term(Term.Vocabulary.NEED)
    service = make.make_service(languages=["uk"], legal_statuses=["refugee"], published_at=None)
    address = f"/admin/services/service/{service.pk}/change/"
    page = lxml.html.fromstring(staff.get(address).text)
    [form] = [form for form in page.forms if form.get("id") == "service_form"]
    data = {name: value for name, value in form.form_values() if name not in {"languages", "legal_statuses"}}

    answer = staff.post(address, {**data, "languages": ["lt", "ru"], "topics": [topic.pk], "needs": [need.pk]})
    service.refresh_from_db()

    assert answer.status_code == 302
    boxes = page.xpath("//input[@type='checkbox' and (@name='topics' or @name='needs')]/@value")
    assert {str(topic.pk), str(need.pk)} <= set(boxes)
    assert (service.topics.get(), service.needs.get()) == (topic, need)
    assert (service.languages, service.legal_statuses) == (["lt", "ru"], [])


@pytest.mark.parametrize("typed", ["08:30", "08:30:00", "8.30", "8:30"])
def test_times_are_read_as_people_write_them_and_shown_short(staff, door, typed):
    save(staff, door, [hours(0, typed, "17:00")])

    page = staff.get(f"/admin/services/serviceatlocation/{door.pk}/change/").text

    assert stored(door) == [(0, "08:30", "17:00")]
    assert 'value="08:30"' in page


def test_service_leads_to_its_hours_and_its_grants(staff, door):
    grant = Grant.objects.create(service=door.service, code="idea", amount_max=1, name_lt="Idėja", name_en="Idea")
    ApplicationWindow.objects.create(grant=grant, opens_month=3, opens_day=1, closes_month=5, closes_day=31)

    page = staff.get(f"/admin/services/service/{door.service_id}/change/").text
    new = staff.get("/admin/services/service/add/").text

    assert f'href="/admin/services/serviceatlocation/{door.pk}/change/#opening_hours"' in page
    assert f'href="/admin/services/grant/{grant.pk}/change/"' in page
    assert "Every year from 1\xa0March to 31\xa0May" in page
    assert "Save the service first." in new


def test_mistake_in_the_hours_keeps_what_was_typed(staff, door):
    page = save(staff, door, [hours(0, "17:00", "17:00", also_on=[1], note_lt="Registratūra")]).text

    assert "It opens and closes at the same time." in page
    assert 'value="17:00"' in page
    assert 'value="Registratūra"' in page
    assert not OpeningHours.objects.exists()
