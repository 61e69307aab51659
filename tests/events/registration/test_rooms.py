"""The room on the internet: told to everybody, or to those only who have a place, in every outlet."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from tests.events.registering import join, make_form_event, send
from tests.factories import make_date

pytestmark = pytest.mark.django_db

ROOM = "https://meet.example.org/slapta-kambarys"
OUTLETS = ["event/", "event/share/", "event/card/", "event.ics", "calendar.ics", "feed.xml", "", "event/register/"]


def online(**fields):
    usual = {"slug": "event", "attendance_mode": "online", "online_url": ROOM, "seats": 1}
    return make_form_event(**{**usual, **fields})


@pytest.mark.parametrize("path", OUTLETS)
@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_private_room_is_in_no_outlet(client, language, path):
    series = online(is_room_private=True)
    date = series.occurrences.get()
    make_date(series, date.starts_at.replace(year=date.starts_at.year + 1), online_url=ROOM)

    answer = client.get(f"/{language}/events/{path}")

    assert answer.status_code == 200
    assert b"slapta" not in answer.content.replace(b"\r\n ", b"")


@pytest.mark.parametrize("path", ["event/", "event/share/", "event.ics", "calendar.ics"])
def test_public_room_is_told(client, path):
    online()
    assert b"slapta" in client.get(f"/en/events/{path}").content.replace(b"\r\n ", b"")


def test_page_says_who_is_told(client):
    online(is_room_private=True)
    assert "Whoever registers and has a place is told the address." in client.get("/en/events/event/").text


@pytest.mark.parametrize(
    ("status", "date_status", "is_told"),
    [("confirmed", "scheduled", True), ("waiting", "scheduled", False), ("cancelled", "scheduled", False),
     ("confirmed", "cancelled", False), ("confirmed", "postponed", False)],
)  # fmt: skip
def test_who_has_a_place_is_told_on_the_receipt(client, status, date_status, is_told):
    date = online(is_room_private=True).occurrences.get()
    date.status = date_status
    date.save()

    page = client.get(join(date, status=status).private_path("en")).text

    assert (ROOM in page) is is_told


def test_letter_tells_who_has_a_place_and_nobody_who_waits(client):
    series = online(is_room_private=True)
    send(client, series, "en", language="en")
    send(client, series, "en", language="en", name_called_by="Jonas", contact="second@example.org")

    first, second = mail.outbox
    assert (ROOM in first.body, ROOM in second.body) == (True, False)


def test_room_for_nobody_is_refused():
    series = online(is_room_private=True, registration_mode="none")
    with pytest.raises(ValidationError) as refused:
        series.full_clean()
    assert list(refused.value.message_dict) == ["is_room_private"]
