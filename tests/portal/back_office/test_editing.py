"""Nothing typed is lost: two people on one record, a session that ended, a browser that crashed."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.roles import sync_roles
from content.editing.admin import EditingMixin
from content.editing.models import KEPT_FOR, LARGEST, KeptForm
from content.tasks import erase_old_forms
from directory.models import OrganisationContact
from guide.models import GuidePage
from services.models import Service
from tests import factories as make
from tests.networks.coordinators import prove
from tests.portal.back_office.test_admin import admin_url, form_data

pytestmark = pytest.mark.django_db

# Forms in which nobody edits a record over somebody else: accounts and roles, one decision, steps with their own lock.
WITHOUT_VERSION = {
    *("accounts.User", "auth.Group", "account.EmailAddress", "procrastinate.ProcrastinateJob"),
    *("networks.ChangeProposal", "jobs.JobSubmission"),
}


@pytest.fixture
def staff(client):
    user = make.make_staff(language="en")
    client.force_login(user)
    return user


def compared(page):
    """Label -> cells of the table that shows both texts."""
    rows = html.fromstring(page.text).xpath('//div[@class="differences"]//tbody/tr')
    return {row.xpath("string(th)"): [cell.text_content() for cell in row.xpath("td")] for row in rows}


def test_save_over_somebody_elses_is_refused_and_loses_neither(client, staff):
    service = make.make_service(summary_en="First")
    address = admin_url(service)
    tab_a, tab_b = form_data(client.get(address)), form_data(client.get(address))
    assert client.post(address, {**tab_a, "summary_en": "Of the first tab"}).status_code == 302

    page = client.post(address, {**tab_b, "name_en": "Of the second tab"})

    assert page.status_code == 200
    assert "Somebody else has saved this record" in page.text
    assert Service.objects.get().name_en == service.name_en
    assert sorted(row[0] for row in compared(page).values()) == ["Of the first tab", service.name_en]
    again = form_data(page)
    assert (again["summary_en"], again["name_en"]) == ("Of the first tab", "Of the second tab")

    assert client.post(address, again).status_code == 302
    service.refresh_from_db()
    assert (service.summary_en, service.name_en) == ("Of the first tab", "Of the second tab")


def test_both_texts_of_one_field_are_shown_and_what_was_typed_stays(client, staff):
    page = make.make_guide_page(description_lt="<p>Pirma</p>")
    address = admin_url(page)
    tab_a, tab_b = form_data(client.get(address)), form_data(client.get(address))
    client.post(address, {**tab_a, "description_lt": "<p>Antra</p>"})

    answer = client.post(address, {**tab_b, "description_lt": "<p>Trečia</p>"})

    assert [row[:2] for row in compared(answer).values()] == [["Antra", "Trečia"]]
    assert form_data(answer)["description_lt"].strip() == "<p>Trečia</p>"
    assert "Antra" in GuidePage.objects.get().description_lt


def test_moments_and_boxes_of_the_other_person_are_taken_over(client, staff):
    service = make.make_service(is_nationwide=False, published_at=None)
    address = admin_url(service)
    tab_a, tab_b = form_data(client.get(address)), form_data(client.get(address))
    first = {"is_nationwide": "on", "unpublish_at_0": "2091-02-03", "unpublish_at_1": "10:20"}
    assert client.post(address, {**tab_a, **first}).status_code == 302

    again = form_data(client.post(address, {**tab_b, "name_en": "Other"}))

    assert (again["is_nationwide"], again["unpublish_at_0"], again["unpublish_at_1"]) == ("on", "2091-02-03", "10:20")


def test_rows_below_a_record_are_part_of_its_version(client, staff):
    organisation = make.make_organisation()
    address = admin_url(organisation)
    tab = form_data(client.get(address))
    OrganisationContact.objects.create(organisation=organisation, kind="email", value="new@example.org")

    answer = client.post(address, {**tab, "name_en": "Other"})

    assert answer.status_code == 200
    assert any("new@example.org" in row[0] for row in compared(answer).values())


@pytest.mark.parametrize("amount", [2, 3])
def test_any_order_of_saves_keeps_every_input(client, staff, amount):
    """Each of several people changes a text of an own language; whoever is refused saves again."""
    page = make.make_guide_page()
    address = admin_url(page)
    tabs = [form_data(client.get(address)) for _number in range(amount)]
    columns = ["summary_lt", "summary_en", "summary_ru"][:amount]
    for tab, column in reversed(list(zip(tabs, columns, strict=True))):
        answer = client.post(address, {**tab, column: f"Typed into {column}"})
        if answer.status_code == 200:
            answer = client.post(address, form_data(answer))
        assert answer.status_code == 302

    page.refresh_from_db()
    assert [getattr(page, column) for column in columns] == [f"Typed into {column}" for column in columns]


def test_every_form_that_edits_carries_its_version():
    found = {model._meta.label for model, site in admin.site._registry.items() if not isinstance(site, EditingMixin)}
    read_only = {"feedback.Report", "feedback.EmptySearch", "events.Registration", "events.AttendanceTally"}
    read_only |= {
        "starter.LoadedRecord",
        "asking.ReaderQuestion",
        "networks.ConfirmationRequest",
        "networks.VolunteerOffer",
        "mfa.Authenticator",
        "content.UndeliveredLetter",
        "readers.ReaderCount",
        "funder_report.ReportPeriod",
    }

    assert found - WITHOUT_VERSION == read_only


# --- The session ended ------------------------------------------------------------------------------------------------


def next_of(answer):
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]


def test_what_was_typed_outlives_the_session(client, staff):
    page = make.make_guide_page()
    data = form_data(client.get(admin_url(page)))
    client.logout()

    answer = client.post(admin_url(page), {**data, "name_en": "Typed for an hour"})
    assert answer["Location"].startswith("/accounts/login/")
    client.force_login(staff)
    shown = client.get(next_of(answer))

    assert "It is not saved yet" in shown.text
    assert form_data(shown)["name_en"] == "Typed for an hour"
    assert GuidePage.objects.get().name_en == page.name_en
    assert client.post(next_of(answer), form_data(shown)).status_code == 302
    assert GuidePage.objects.get().name_en == "Typed for an hour"
    assert not KeptForm.objects.exists()


def test_new_record_typed_while_the_session_ended_is_shown_again(client, staff):
    address = reverse("admin:guide_word_add")
    data = {**form_data(client.get(address)), "term": "naujas žodis"}
    client.logout()

    answer = client.post(address, data)
    client.force_login(staff)

    assert form_data(client.get(next_of(answer)))["term"] == "naujas žodis"


def test_somebody_signed_out_can_keep_nothing_but_such_a_form_and_not_for_ever(client):
    address = reverse("admin:guide_word_add")

    client.post(address, {"term": "x"})
    assert not KeptForm.objects.exists()
    for _number in range(40):
        client.post(address, {"term": "x", "_version": "new"})
    assert KeptForm.objects.count() == 30
    client.post(address, {"term": "x" * LARGEST, "_version": "new"})
    assert KeptForm.objects.count() == 30


def test_kept_text_opens_to_its_owner_only_and_shows_no_record_to_others(client, staff):
    page = make.make_guide_page()
    kept = KeptForm.objects.keep(admin_url(page), form_of({"name_en": "Mine"}), staff)
    other = Client()
    other.force_login(make.make_staff(language="en"))

    assert 'value="Mine"' not in other.get(f"{admin_url(page)}?kept={kept.token}").text
    auditor = make.make_user(is_staff=True)
    other.force_login(auditor)
    assert other.get(f"{admin_url(page)}?kept={kept.token}").status_code == 403


def form_of(values):
    return QueryDict(urlencode({"_version": "new", **values}))


# --- A crash ----------------------------------------------------------------------------------------------------------


def test_what_the_page_kept_while_somebody_typed_is_offered_again(client, staff):
    page = make.make_guide_page()
    data = form_data(client.get(admin_url(page)))
    kept_at = reverse("admin:keep")
    for text in ("Typed", "Typed more"):
        sent = {**data, "name_en": text}
        assert client.post(f"{kept_at}?path={admin_url(page)}", sent).status_code == 204
    assert KeptForm.objects.count() == 1

    opened = client.get(admin_url(page))
    link = html.fromstring(opened.text).xpath('//p[@class="kept"]/a/@href')[0]
    shown = client.get(f"{admin_url(page)}{link}")

    assert form_data(shown)["name_en"] == "Typed more"
    client.post(admin_url(page), form_data(shown))
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize(
    ("role", "kept"),
    [("Auditor", set()), ("Job moderator", {"jobs_jobposting"}), ("Project staff", {"jobs_jobposting", "guide_word"})],
)
def test_role_keeps_what_it_may_save_and_nothing_else(client, role, kept):
    sync_roles()
    person = make.make_user(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    prove(client, person)
    records = {"jobs_jobposting": make.make_job(), "guide_word": make.make_word()}
    paths = {name: {reverse(f"admin:{name}_add"), admin_url(record)} for name, record in records.items()}

    for path in [path for found in paths.values() for path in found]:
        assert client.post(f"{reverse('admin:keep')}?path={path}", {"_version": "new"}).status_code == 204

    assert set(KeptForm.objects.values_list("path", flat=True)) == {path for name in kept for path in paths[name]}


@pytest.mark.parametrize(
    "path", ["", "/elsewhere/", "/admin/", "/admin/nowhere/", "/admin/password_change/", "x" * 9000]
)
def test_what_stands_at_no_such_form_is_not_kept(client, staff, path):
    assert client.post(reverse("admin:keep", query={"path": path}), {"_version": "new"}).status_code == 204
    assert not KeptForm.objects.exists()


def test_passwords_are_not_kept(staff):
    kept = KeptForm.objects.keep("/admin/x/", form_of({"password1": "secret", "csrfmiddlewaretoken": "t"}), staff)

    assert "secret" not in kept.data
    assert "csrf" not in kept.data


def test_what_was_kept_is_erased_after_two_weeks():
    old, new = (KeptForm.objects.keep("/admin/", form_of({})) for _number in range(2))
    KeptForm.objects.filter(pk=old.pk).update(kept_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))

    erase_old_forms(0)

    assert list(KeptForm.objects.all()) == [new]
