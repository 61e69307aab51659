"""What staff type and what the forms say to it: in words, beside the field, with nothing lost."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, UniqueConstraint
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from directory.models import OrganisationContact
from events.models import EventSeries
from feedback.models import Report
from guide.models import GuidePage
from jobs.models import JobSubmission
from services.models import ServiceAtLocation
from tests import factories as make
from tests.portal.back_office.test_admin import admin_url, form_data
from tests.tree import ROOT

pytestmark = pytest.mark.django_db

OURS = [model for model in apps.get_models() if (ROOT / model.__module__.split(".")[0]).is_dir()]
# Of a plain one over several fields Django says its own sentence, translated with the texts of libraries.
CONSTRAINTS = [
    (model, each)
    for model in OURS
    for each in model._meta.constraints
    if type(each) is not UniqueConstraint or each.condition
]


@pytest.fixture
def staff(client):
    user = make.make_staff(language="en", body="Example municipality")
    client.force_login(user)
    return user


def errors_in(page):
    """The mistakes that the page says: of the form and of the rows below it."""
    found = dict(page.context["adminform"].form.errors)
    for formset in page.context["inline_admin_formsets"]:
        for row in formset.formset.errors:
            found.update(row)
    with translation.override("en"):
        return {name: " ".join(map(str, texts)) for name, texts in found.items()}


# --- Every rule of the database has its sentence ----------------------------------------------------------------------


@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS, ids=lambda value: getattr(value, "name", ""))
def test_every_constraint_says_in_three_languages_what_is_wrong(model, constraint):
    said = {}
    for code in ("en", "lt", "ru"):
        with translation.override(code):
            said[code] = constraint.get_violation_error_message()

    assert constraint.name not in said["en"]
    assert len(set(said.values())) == 3, said
    assert not getattr(constraint, "beside", "") or model._meta.get_field(constraint.beside)


def test_the_walk_sees_constraints():
    assert len([each for _model, each in CONSTRAINTS if isinstance(each, CheckConstraint)]) > 20


def test_project_that_ends_before_it_begins_is_told_so_at_the_end(client, staff):
    project = make.make_project()
    data = form_data(client.get(admin_url(project)))

    page = client.post(admin_url(project), {**data, "start_date": "2027-01-01", "end_date": "2026-01-01"})

    assert errors_in(page) == {"end_date": "The project ends before it begins."}


def test_sentence_of_a_field_that_the_form_lacks_stands_above():
    project = make.make_project()
    project.start_date, project.end_date = date(2027, 1, 1), date(2026, 1, 1)

    with pytest.raises(ValidationError) as refusal:
        project.validate_constraints(exclude={"slug"})
    assert list(refusal.value.message_dict) == ["end_date"]
    project.validate_constraints(exclude={"end_date"})


def test_account_with_the_same_address_in_capitals_is_named(client, staff):
    make.make_user(email="auditor@example.org")
    password = "correct-horse-battery"
    data = {"email": "Auditor@Example.org", "password1": password, "password2": password, "language": "lt"}

    page = client.post(reverse("admin:accounts_user_add"), data)

    assert "already" in errors_in(page)["email"]
    assert User.objects.filter(email__iexact="auditor@example.org").count() == 1


# --- Times, dates, codes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
@pytest.mark.parametrize("typed", ["9", "9:00", "9.00", "09:00:00"])
def test_every_field_of_a_time_takes_it_as_people_write_it(client, typed, language):
    client.force_login(make.make_staff(language=language))
    door = ServiceAtLocation.objects.create(service=make.make_service(), place=make.make_place())
    data = form_data(client.get(admin_url(door)))
    row = {"day_of_week": "0", "mode": "open", "opens": typed, "closes": "17", "source_language": "lt"}
    rows = {f"opening_hours-0-{name}": value for name, value in row.items()}

    answer = client.post(admin_url(door), {**data, **rows, "opening_hours-TOTAL_FORMS": "1"})

    assert answer.status_code == 302, errors_in(answer)
    assert f"{door.opening_hours.get().opens:%H:%M}" == "09:00"


def test_page_that_would_disappear_before_it_appears_is_refused(client, staff):
    page = make.make_guide_page(published_at=None)
    data = form_data(client.get(admin_url(page)))
    moments = {"published_at_0": "2026-12-01", "published_at_1": "10:00"}
    moments |= {"unpublish_at_0": "2026-11-30", "unpublish_at_1": "10:00"}

    answer = client.post(admin_url(page), {**data, **moments})

    assert "disappear before it appears" in errors_in(answer)["unpublish_at"]


def test_scheduled_page_that_is_taken_back_can_be_edited_again():
    page = make.make_guide_page(published_at=timezone.now() + timedelta(days=2))

    page.unpublish()

    page.full_clean()
    assert (page.published_at, page.unpublish_at) == (None, None)


def test_languages_of_a_contact_are_ticked_and_words_are_refused(client, staff):
    organisation = make.make_organisation()
    contact = make.make_organisation_contact(organisation)

    assert 'name="contacts-0-available_languages" value="uk"' in client.get(admin_url(organisation)).text
    contact.available_languages = ["lietuvių", "ru"]
    with pytest.raises(ValidationError, match="lietuvių"):
        contact.full_clean()


@pytest.mark.parametrize(("code", "is_right"), [("123", False), ("123456789", True), ("1234567", True), ("", True)])
def test_code_of_a_company_has_nine_digits(code, is_right):
    organisation = make.make_organisation()
    organisation.identifier = code

    if is_right:
        organisation.full_clean()
    else:
        with pytest.raises(ValidationError, match="identifier"):
            organisation.full_clean()


# --- What may be a mistake --------------------------------------------------------------------------------------------


def test_number_that_cannot_be_dialled_is_said_before_it_is_saved(client, staff):
    organisation = make.make_organisation()
    data = form_data(client.get(admin_url(organisation)))
    row = {"kind": "mobile", "value": "8 6123", "source_language": "lt", "is_public": "on", "position": "0"}
    data |= {f"contacts-0-{name}": value for name, value in row.items()} | {"contacts-TOTAL_FORMS": "1"}

    page = client.post(admin_url(organisation), data)

    assert "cannot be dialled" in errors_in(page)["value"]
    assert 'value="8 6123"' in page.text
    assert 'name="_despite"' in page.text
    assert client.post(admin_url(organisation), {**data, "_despite": "1"}).status_code == 302
    assert OrganisationContact.objects.get().value == "8 6123"


def test_event_without_a_place_and_with_a_number_in_its_text_hears_all_at_once(client, staff):
    event = make.make_event(place=None, published_at=None, starts_at=None, is_date_to_be_announced=True)
    data = form_data(client.get(admin_url(event)))
    long = " ".join(["žodis"] * 31) + "."
    data |= {"summary_lt": "Skambinkite 8 676 17057.", "summary_en": long, "attendance_mode": "offline"}
    data |= {"published_at_0": "2020-01-01", "published_at_1": "10:00"}

    page = client.post(admin_url(event), data)

    found = errors_in(page)
    assert "8 676 17057" in found["summary_lt"]
    assert "31 words" in found["summary_en"]
    assert "where to come" in found["place"]
    assert not EventSeries.objects.get().is_published
    assert client.post(admin_url(event), {**data, "_despite": "1"}).status_code == 302
    assert EventSeries.objects.get().is_published


def test_draft_is_saved_and_told_what_it_lacks(client, staff):
    page = make.make_guide_page(published_at=None)
    data = form_data(client.get(admin_url(page)))

    answer = client.post(admin_url(page), {**data, "summary_lt": "Skambinkite +370 676 17057."}, follow=True)

    assert "Before you publish it" in answer.text
    assert GuidePage.objects.get().summary_lt == "Skambinkite +370 676 17057."


def test_old_remark_of_a_public_record_stops_nobody(client, staff):
    page = make.make_guide_page(summary_lt="Skambinkite +370 676 17057.")
    data = form_data(client.get(admin_url(page)))

    assert client.post(admin_url(page), {**data, "name_en": "Other"}).status_code == 302


def test_address_without_municipality_is_remarked_on(client, staff):
    place = make.make_place()
    data = form_data(client.get(admin_url(place)))

    page = client.post(admin_url(place), {**data, "municipality": ""})

    assert "municipality" in errors_in(page)["municipality"]


# --- Agreements -------------------------------------------------------------------------------------------------------


def test_agreement_that_begins_later_is_not_called_in_force(client, staff):
    ahead = timezone.localdate() + timedelta(days=4)
    agreement = make.make_agreement(valid_from=ahead, published_at=None)

    listed = client.get(reverse("admin:networks_agreement_changelist")).text
    opened = client.get(admin_url(agreement)).text

    assert "signed, in force from" in listed
    assert "signed, in force from" in opened
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        agreement.publish()
    assert "It is in force from" in refusal.value.messages[0]


# --- Lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["Kaišiadorys", "kaisiadorys", "Pavardenė", "676 17 057", "8 676 17057", "+37067617057"]
)
def test_post_is_found_by_municipality_person_and_phone(client, staff, typed):
    town = make.make_municipality(name_lt="Kaišiadorys")
    post = make.make_post(town, number="+370 676 17057", name_lt="Koordinatorius", filled=False)
    post.tenures.create(person=make.make_person(family_name="Pavardenė"))
    make.make_post(make.make_municipality(name_lt="Jonava"), number="+370 600 00001")

    found = client.get(reverse("admin:networks_post_changelist"), {"q": typed}).context["cl"].result_list

    assert [record.pk for record in found] == [post.pk]


RELATED = [
    (make.make_service, "provider"),
    (make.make_event, "organiser"),
    (make.make_job, "hiring_organisation"),
    (make.make_post, "organisation"),
]


@pytest.mark.parametrize(("factory", "relation"), RELATED)
def test_list_is_searched_by_what_its_rows_show(client, staff, factory, relation):
    record, _other = factory(), factory()
    name = getattr(record, relation).name_en
    address = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_changelist")

    found = client.get(address, {"q": f'"{name}"'}).context["cl"].result_list

    assert [row.pk for row in found] == [record.pk]


def test_unpublishing_several_asks_lists_and_can_be_taken_back(client, staff):
    pages = [make.make_guide_page(), make.make_guide_page()]
    before = {page.pk: page.published_at for page in pages}
    sent = {"action": "unpublish_now", "_selected_action": [page.pk for page in pages]}
    address = reverse("admin:guide_guidepage_changelist")

    asked = client.post(address, sent)
    assert all(page.name_en in asked.text for page in pages)
    assert GuidePage.objects.published().count() == 2

    done = client.post(address, {**sent, "_sure": "1"}, follow=True)
    assert GuidePage.objects.published().count() == 0
    back = reverse("admin:guide_guidepage_take_back")
    assert back in done.text

    assert client.get(back).status_code == 200
    assert GuidePage.objects.published().count() == 0
    client.post(back)
    assert {page.pk: page.published_at for page in GuidePage.objects.published()} == before
    assert client.get(back).status_code == 302


def test_taking_back_leaves_alone_what_somebody_has_changed_since(client, staff):
    page = make.make_guide_page()
    address = reverse("admin:guide_guidepage_changelist")
    client.post(address, {"action": "unpublish_now", "_selected_action": [page.pk], "_sure": "1"})
    GuidePage.objects.update(unpublish_at=timezone.now() - timedelta(days=9))

    client.post(reverse("admin:guide_guidepage_take_back"))

    assert GuidePage.objects.published().count() == 0


# --- Incoming ---------------------------------------------------------------------------------------------------------


def test_report_has_no_button_that_saves_nothing_and_says_who_handled_it(client, staff):
    report = Report.objects.create(page="/lt/", message="Klaida", language="lt")
    opened = client.get(admin_url(report)).text
    assert 'name="_save"' not in opened

    step = re.search(r'href="([^"]+/step/handle/)"', opened).group(1)
    client.get(step)
    assert Report.objects.waiting().exists()
    client.post(step)

    report.refresh_from_db()
    assert report.handled_by == staff
    assert str(staff) in client.get(reverse("admin:feedback_report_changelist")).text


def test_submission_of_this_minute_waits_less_than_one(client, staff):
    make.make_submission()
    model_admin = admin.site._registry[JobSubmission]

    with translation.override("en"):
        assert model_admin.waits(JobSubmission.objects.get()) == "less than a minute"


# --- Secrets ----------------------------------------------------------------------------------------------------------


def test_secret_of_an_authenticator_is_shown_to_nobody(client, staff):
    authenticator = apps.get_model("mfa.Authenticator").objects.create(
        user=staff, type="totp", data={"secret": "very-secret-words"}
    )

    for address in (admin_url(authenticator), reverse("admin:mfa_authenticator_changelist")):
        page = client.get(address)
        assert page.status_code == 200
        assert "very-secret-words" not in page.text
