"""Report a mistake: one text, no account, nothing lost, nothing let in that should not be."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from content.forms.public import TICKET
from feedback.models import FLOOD_KEPT_FOR, MOST_AN_HOUR, MOST_OF_A_PAGE, Report
from feedback.tasks import erase_old_reports
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

ADDRESS = "/ru/feedback/"


def send(client, typed, address=ADDRESS, **how):
    """Send what a person typed who had the form open for a minute."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        ticket = TICKET.sign(uuid.uuid4().hex)
    return client.post(address, {"ticket": ticket, **typed}, **how)


def test_report_is_stored_with_page_and_language(client):
    form = client.get("/ru/feedback/?page=/ru/services/example/").text
    assert 'value="/ru/services/example/"' in form

    answer = send(client, {"page": "/ru/services/example/?q=secret", "message": "Телефон не отвечает"}, follow=True)

    report = Report.objects.get()
    assert (report.page, report.message, report.language) == ("/ru/services/example/", "Телефон не отвечает", "ru")
    assert answer.status_code == 200
    assert answer.redirect_chain == [("/ru/feedback/thanks/", 302)]


def test_empty_report_is_refused_and_keeps_what_was_typed(client):
    page = send(client, {"message": " ", "contact": "me@example.org"}, "/en/feedback/").text

    assert "Write what is wrong." in page
    assert 'value="me@example.org"' in page
    assert "<title>Error:" in page
    assert 'aria-invalid="true"' in page
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "extra",
    [{"website": "https://example.org/"}, {"message": "x" * 2001}, {"contact": "x" * 201}, {"message": "a\x00b"}],
)
def test_report_that_no_person_sends_is_refused(client, extra):
    send(client, {"message": "text", **extra})

    assert not Report.objects.exists()


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_foreign_address_is_not_kept(client, page):
    send(client, {"message": "text", "page": page})

    assert Report.objects.get().page == ""


@pytest.mark.parametrize(
    ("amount", "page", "is_flood"),
    [
        (MOST_AN_HOUR - 1, "/en/about/", False),
        (MOST_AN_HOUR, "/en/about/", True),
        (MOST_OF_A_PAGE - 1, "/lt/jobs/", False),
        (MOST_OF_A_PAGE, "/lt/jobs/", True),
    ],
)
def test_flood_closes_the_form_for_nobody_but_stands_below_the_others(client, amount, page, is_flood):
    Report.objects.bulk_create(Report(message="x", language="lt", page="/lt/jobs/") for _ in range(amount))

    assert send(client, {"message": "my own words", "page": page}).status_code == 302

    assert Report.objects.latest("pk").came_in_flood is is_flood
    assert Report.objects.first().came_in_flood is False


def test_flood_is_erased_sooner():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for came_in_flood in (True, False):
            Report.objects.create(message="x", language="lt", came_in_flood=came_in_flood)
        clock.shift(FLOOD_KEPT_FOR + timedelta(minutes=1))
        erase_old_reports(timestamp=0)
    assert [report.came_in_flood for report in Report.objects.all()] == [False]


def test_one_sender_cannot_close_the_form_for_others(client):
    for _ in range(12):
        send(client, {"message": "again"}, "/en/feedback/", REMOTE_ADDR="192.0.2.1")
    assert Report.objects.count() == 10

    send(client, {"message": "from somebody else"}, "/en/feedback/", REMOTE_ADDR="192.0.2.2")

    assert Report.objects.filter(message="from somebody else").exists()


def test_fast_form_is_taken_and_counts_twice(client):
    """A phone fills a form by itself within a second: nobody is told to send it again."""
    answers = []
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(6):
            form = {"message": f"number {number}", "ticket": TICKET.sign(uuid.uuid4().hex)}
            answers.append(client.post("/en/feedback/", form).status_code)

    assert answers == [302] * 5 + [200]
    assert Report.objects.count() == 5


@pytest.mark.parametrize("ticket", ["", "a:b:c"])
def test_form_that_is_not_ours_is_refused_and_sent_again_in_a_minute(client, ticket):
    with time_machine.travel(timezone.now(), tick=False):
        page = client.post("/en/feedback/", {"message": "my own words", "ticket": ticket})

    assert "Please send the form once more." in page.text
    assert "my own words" in page.text
    assert not Report.objects.exists()
    ticket = page.context["form"]["ticket"].value()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert client.post("/en/feedback/", {"message": "my own words", "ticket": ticket}).status_code == 302


def test_report_without_the_forms_token_is_refused(client):
    client.handler.enforce_csrf_checks = True

    answer = send(client, {"message": "text"})

    assert answer.status_code == 403
    assert not Report.objects.exists()


def test_reports_are_erased_after_a_year():
    old, new = [Report.objects.create(message="x", language="lt") for _ in range(2)]
    Report.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=366))

    erase_old_reports(timestamp=0)

    assert list(Report.objects.all()) == [new]


def test_staff_mark_a_report_as_handled(client):
    report = Report.objects.create(message="<b>x</b>", language="lt")
    client.force_login(make_staff(language="en"))

    client.post("/admin/feedback/report/", {"action": "mark_handled", "_selected_action": [report.pk]})

    assert not Report.objects.open().exists()
    assert "&lt;b&gt;x" in client.get("/admin/feedback/report/").text
