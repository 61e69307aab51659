"""A report of a mistake reaches those who may correct the record it is about."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation

from accounts.roles import sync_roles
from feedback.models import Report
from feedback.tasks import tell_of_new_reports
from tests import factories as make
from tests.events.registering import ticket
from tests.test_sections import all_content_models

pytestmark = pytest.mark.django_db

RECORDS = [make.make_service, make.make_event, make.make_job, make.make_organisation, make.make_project,
           make.make_guide_page]  # fmt: skip


def staff(role, email, **fields):
    sync_roles()
    user = make.make_user(is_staff=True, email=email, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def send(client, page, language="ru"):
    typed = {"page": page, "message": "Телефон не отвечает", "contact": "ona@example.org", "ticket": ticket()}
    client.post(f"/{language}/feedback/", typed)
    return Report.objects.latest("pk")


@pytest.mark.parametrize("make_record", RECORDS)
@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_report_knows_the_record_of_its_page(client, make_record, language):
    record = make_record()
    path = f"/{language}{record.get_absolute_url()[3:]}"
    assert f"/{language}/feedback/?page={path}" in client.get(path).text

    report = send(client, path, language)

    assert (report.record_type, report.record_id) == (record._meta.label_lower, record.pk)
    client.force_login(make.make_staff())
    assert client.get(report.admin_path).status_code == 200


@pytest.mark.parametrize("page", ["/ru/services/", "/ru/about/", "", "/ru/services/nowhere/", "/", "/ru/guide/a/b/"])
def test_page_without_a_record_is_reported_all_the_same(client, page):
    make.make_service()

    report = send(client, page)

    assert (report.page, report.record_type, report.record_id, report.admin_path) == (page, "", None, "")


def test_every_kind_of_record_can_be_corrected_in_the_back_office():
    models = [model for model in all_content_models() if model.objects.model._meta.model_name != "post"]

    for model in models:
        report = Report(record_type=model._meta.label_lower, record_id=1)
        assert report.admin_path == reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[1])


def test_letter_goes_to_those_who_may_change_the_record_and_holds_no_word_of_the_reader(client, mailoutbox):
    staff("Project staff", "staff@example.org", language="en")
    staff("Job moderator", "jobs@example.org", language="lt")
    staff("Auditor", "auditor@example.org")
    service, job = make.make_service(), make.make_job()
    for record in (service, job):
        send(client, f"/ru{record.get_absolute_url()[3:]}")
    send(client, "/ru/about/")

    tell_of_new_reports(0)

    letters = {letter.to[0]: letter for letter in mailoutbox}
    assert set(letters) == {"staff@example.org", "jobs@example.org"}
    assert letters["staff@example.org"].subject == "Readers found mistakes: 3 reports"
    assert letters["jobs@example.org"].subject == "Lankytojai rado klaidų: 1 pranešimas"
    with translation.override("ru"):
        assert job.get_absolute_url() in letters["jobs@example.org"].body
        assert service.get_absolute_url() not in letters["jobs@example.org"].body
        assert service.get_absolute_url() in letters["staff@example.org"].body
    assert not [letter for letter in mailoutbox if "не отвечает" in letter.body or "ona@" in letter.body]


def test_letter_is_sent_once(client, mailoutbox):
    staff("Project staff", "staff@example.org")
    send(client, "/ru/about/")

    tell_of_new_reports(0)
    tell_of_new_reports(0)

    assert len(mailoutbox) == 1
    assert Report.objects.get().told_on == timezone.localdate()


def test_handled_report_is_not_told_and_one_without_staff_waits(client, mailoutbox):
    send(client, "/ru/about/")
    tell_of_new_reports(0)
    assert Report.objects.get().told_on is None

    Report.objects.update(handled_at=timezone.now())
    staff("Project staff", "staff@example.org")
    tell_of_new_reports(0)

    assert mailoutbox == []


def test_list_of_reports_leads_to_the_record(client):
    service = make.make_service()
    send(client, f"/ru{service.get_absolute_url()[3:]}")
    client.force_login(make.make_staff(language="en"))

    page = client.get("/admin/feedback/report/").text

    assert f'<a href="/admin/services/service/{service.pk}/change/">Correct it</a>' in page
