"""The back office: every page opens, nothing comes from other hosts, and editing keeps the shared rules."""

import re
from datetime import datetime

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from content.models import Content
from guide.models import GuidePage
from portal.back_office.navigation import groups as shown_groups
from tests import factories as make

pytestmark = pytest.mark.django_db

OURS = [
    model for model in admin.site._registry if model._meta.app_label not in {"auth", "account", "mfa", "procrastinate"}
]
every_model = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)


@pytest.fixture
def staff(client):
    user = make.make_staff(language="en", body="Example municipality")
    client.force_login(user)
    return user


def admin_url(record, page="change"):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk])


@pytest.mark.parametrize(
    ("role", "groups", "incoming"),
    [
        ("Job moderator", ["Incoming", "Services", "Jobs", "Networks", "Directory"], ["Submitted jobs"]),
        (None, [], []),
    ],
)
def test_menu_has_what_somebody_may_see(rf, role, groups, incoming):
    request = rf.get("/admin/")
    request.user = make.make_user(is_staff=True)
    if role:
        request.user.groups.add(make.make_group(role))

    with translation.override("en"):
        menu = {str(group["title"]): [str(item["title"]) for item in group["items"]] for group in shown_groups(request)}

    assert list(menu) == groups
    assert menu.get("Incoming", []) == incoming


def foreign_addresses(text):
    """Hosts other than ours that the page loads something from."""
    return re.findall(r"""(?:src|href)=["']((?:https?:)?//[^"']+\.(?:js|css|woff2?|png|svg)[^"']*)["']""", text)


def test_mistakes_in_a_form_that_also_empties_the_day_of_publishing_are_shown(client, staff):
    page = make.make_guide_page()

    answer = client.post(admin_url(page), {"name_lt": ""})

    assert answer.status_code == 200
    assert "errornote" in answer.text or "errorlist" in answer.text
    assert GuidePage.objects.get().published_at is not None


@pytest.mark.parametrize("moment", ["2026-01-02T10:20:30+02:00", "2026-01-02T10:20:00+02:00"])
def test_form_sent_back_as_it_was_changes_no_moment(client, staff, moment):
    page = make.make_guide_page(published_at=moment)
    data = form_data(client.get(admin_url(page)))

    assert client.post(admin_url(page), data).status_code == 302
    assert data["published_at_1"] == moment[11:19].removesuffix(":00")
    assert GuidePage.objects.get().published_at == datetime.fromisoformat(moment)


@every_model
def test_list_and_add_page_open(client, staff, model):
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listed = client.get(reverse(f"{base}_changelist"))
    added = client.get(reverse(f"{base}_add"))

    assert listed.status_code == 200
    assert added.status_code == (200 if admin.site._registry[model].has_add_permission(added.wsgi_request) else 403)
    assert foreign_addresses(listed.text + added.text) == []


RECORDS = [
    make.make_event,
    make.make_service,
    make.make_job,
    make.make_job_source,
    make.make_organisation,
    make.make_project,
    make.make_post,
    make.make_agreement,
    make.make_initiative,
    make.make_guide_page,
    make.make_question,
    make.make_statistic,
    make.make_word,
]


@pytest.mark.parametrize("factory", RECORDS)
def test_record_opens_with_a_tab_per_language_and_its_history(client, staff, factory):
    record = factory()

    page = client.get(admin_url(record))

    assert page.status_code == 200
    for code in ("lt", "en", "ru"):
        assert f'name="name_{code}"' in page.text
    assert 'name="name"' not in page.text
    assert foreign_addresses(page.text) == []
    assert client.get(admin_url(record, "history")).status_code == 200


@pytest.mark.parametrize("amount", [1, 3])
@pytest.mark.parametrize(
    "factory",
    [make.make_event, make.make_service, make.make_job, make.make_organisation, make.make_post, make.make_guide_page],
)
def test_list_asks_a_constant_number_of_queries(client, staff, django_assert_max_num_queries, factory, amount):
    records = [factory() for _ in range(amount)]
    address = reverse(f"admin:{records[0]._meta.app_label}_{records[0]._meta.model_name}_changelist")

    with django_assert_max_num_queries(14):
        page = client.get(address)

    assert all(record.name_en in page.text for record in records)


def form_data(page):
    """What a browser would send back from an admin form, unchanged."""
    form = html.fromstring(page.text).xpath("//form[@id][contains(@id, '_form')]")[0]
    return {key: value or "" for key, value in form.form_values()}


def test_staff_edit_a_text_and_the_page_shows_it(client, staff):
    record = make.make_guide_page(source_language="lt")
    assert record.translation_state("ru") == "outdated"
    data = form_data(client.get(admin_url(record)))

    answer = client.post(admin_url(record), {**data, "name_ru": "Новое название"})

    assert answer.status_code == 302, answer.context["errors"]
    record = GuidePage.objects.get()
    assert record.translation_state("ru") == "current"
    assert record.translation_state("en") == "outdated"
    assert record.translations["ru"]["by"] == str(staff)
    assert "<h1>Новое название</h1>" in client.get(f"/ru{record.get_absolute_url()[3:]}").text
    assert record.history.first().history_user == staff


def test_wrong_input_is_named_and_kept(client, staff):
    record = make.make_guide_page()
    data = form_data(client.get(admin_url(record)))

    page = client.post(admin_url(record), {**data, "name_lt": "", "name_en": "Kept as typed"})

    assert page.status_code == 200
    assert "Write the name in the source language." in page.text
    assert 'value="Kept as typed"' in page.text
    record.refresh_from_db()
    assert record.name_lt


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("publish_now", {"is_published": True}),
        ("unpublish_now", {"is_published": False}),
        ("mark_checked", {"assured_on": timezone.localdate, "assured_by": "Example municipality"}),
    ],
)
def test_actions_do_what_they_say(client, staff, action, expected):
    record = make.make_guide_page(**({"published_at": None} if action == "publish_now" else {}))

    sent = {"action": action, "_selected_action": [record.pk], "_sure": "1"}
    client.post(reverse("admin:guide_guidepage_changelist"), sent)

    record = GuidePage.objects.get()
    assert {name: getattr(record, name) for name in expected} == {
        name: value() if callable(value) else value for name, value in expected.items()
    }


def test_action_marks_translations_as_current(client, staff):
    record = make.make_guide_page()

    address = reverse("admin:guide_guidepage_changelist")
    client.post(address, {"action": "mark_translations_current", "_selected_action": [record.pk]})

    assert [GuidePage.objects.get().translation_state(code) for code in ("en", "ru")] == ["current", "current"]


def test_public_record_cannot_be_deleted_and_a_draft_can(client, staff):
    public, draft = make.make_guide_page(), make.make_guide_page(published_at=None)

    client.post(admin_url(public, "delete"), {"post": "yes"})
    client.post(admin_url(draft, "delete"), {"post": "yes"})

    assert list(GuidePage.objects.all()) == [public]


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_back_office_speaks_the_staff_members_language(client, language):
    client.force_login(make.make_staff(language=language))
    words = {"lt": "paslaugos", "en": "services", "ru": "услуги"}

    page = client.get(reverse("admin:services_service_changelist")).text

    assert f'<html lang="{language}"' in page
    assert words[language] in page.lower()


def test_broken_number_is_said_in_the_form(client, staff):
    organisation = make.make_organisation()
    make.make_organisation_contact(organisation, "+370 656 06")

    assert "no: please check it" in client.get(admin_url(organisation)).text


def test_every_kind_of_content_has_an_admin():
    registered = set(admin.site._registry)

    assert {model for model in all_subclasses(Content) if not model._meta.abstract} <= registered


def all_subclasses(base):
    return {deep for model in base.__subclasses__() for deep in {model, *all_subclasses(model)}}


def test_job_without_pay_is_not_published_and_says_why(client, staff):
    complete, incomplete = make.make_job(published_at=None), make.make_job(published_at=None, salary_min=None)

    address = reverse("admin:jobs_jobposting_changelist")
    answer = client.post(
        address, {"action": "publish_now", "_selected_action": [complete.pk, incomplete.pk]}, follow=True
    )

    assert "needs the gross pay" in answer.text
    complete.refresh_from_db()
    incomplete.refresh_from_db()
    assert (complete.is_published, incomplete.published_at) == (True, None)


def test_network_record_is_not_called_public(client, staff):
    record = make.make_guide_page(published_at=None, visibility="network")

    address = reverse("admin:guide_guidepage_changelist")
    answer = client.post(address, {"action": "publish_now", "_selected_action": [record.pk]}, follow=True)

    assert "Only records for everybody can be public" in answer.text
    assert GuidePage.objects.get().published_at is None


def test_address_of_another_page_is_refused():
    page = make.make_guide_page()
    page.slug = "words"

    with pytest.raises(ValidationError, match="slug"):
        page.full_clean()


def test_public_address_stays(client, staff):
    assert 'name="slug"' not in client.get(admin_url(make.make_guide_page())).text
    assert 'name="slug"' in client.get(admin_url(make.make_guide_page(published_at=None))).text


def test_preview_needs_the_second_factor_too(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(make.make_staff())
    draft = make.make_guide_page(published_at=None)

    assert client.get(f"{draft.get_absolute_url()}?preview=1").status_code == 404
