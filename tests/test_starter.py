"""The starter content: complete, in three languages, idempotent, and never over what staff changed."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from guide.models import Question, Statistic
from networks.models import AudienceSize, Post, Supervision
from portal.content.models import Content
from portal.directory.models import Municipality, Organisation, OrganisationContact, Term
from portal.starter import loading
from portal.starter.models import LoadedRecord
from services.models import ApplicationWindow, Grant, Service, ServiceActivity

pytestmark = pytest.mark.django_db


def load(*options):
    out = StringIO()
    call_command("load_starter", *options, stdout=out)
    return out.getvalue()


def contents():
    models = [model for model in apps.get_models() if issubclass(model, Content)]
    return [record for model in models for record in model.objects.all()]


def test_load_reports_what_people_must_look_at():
    report = load()

    assert "cannot be dialled or reached, not shown as a link: +370 656 06" in report
    for word in ("vacant", "nameless", "link"):
        assert word in report.lower()


def test_second_load_changes_nothing():
    load("--examples")
    before = {(type(record), record.pk, record.updated_at) for record in contents()}

    report = load("--examples")

    assert re.search(r"Starter content: \d+ unchanged$", report.splitlines()[0])
    assert {(type(record), record.pk, record.updated_at) for record in contents()} == before


def test_load_keeps_what_staff_changed_and_updates_the_rest(tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    for file in loading.DATA.glob("*"):
        (data / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(loading, "DATA", data)
    load()
    changed, untouched, deleted = Question.objects.all()[:3]
    changed.name_en = "Changed by staff"
    changed.save()
    gone = deleted.slug
    deleted.delete()
    for file in [data / "questions.toml"]:
        file.write_text(file.read_text(encoding="utf-8").replace("name.en = \"", "name.en = \"New: "), encoding="utf-8")

    report = load()

    changed.refresh_from_db()
    untouched.refresh_from_db()
    assert changed.name_en == "Changed by staff"
    assert untouched.name_en.startswith("New: ")
    assert not Question.objects.filter(slug=gone).exists()
    assert "1 changed by staff, kept" in report
    assert "1 deleted by staff" in report


def test_failed_load_changes_nothing(tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    for file in loading.DATA.glob("*"):
        (data / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (data / "zz.toml").write_text('[[question]]\nslug = "broken"\nno_such_field = 1\n', encoding="utf-8")
    monkeypatch.setattr(loading, "DATA", data)

    with pytest.raises(CommandError, match=r"zz\.toml: broken: question has no field 'no_such_field'"):
        load()

    assert contents() == []
    assert not Municipality.objects.exists()


def test_load_without_examples_has_none():
    load()

    assert [record for record in contents() if record.is_example] == []


def test_examples_are_removed_with_one_command():
    load("--examples")
    assert {type(record).__name__ for record in contents() if record.is_example} >= {"EventSeries", "JobPosting", "Service"}
    kept = len([record for record in contents() if not record.is_example])

    call_command("remove_examples", stdout=StringIO())

    assert [record for record in contents() if record.is_example] == []
    assert len(contents()) == kept
    assert not LoadedRecord.objects.examples().exists()


def test_every_record_is_complete_sourced_and_not_checked_yet():
    load("--examples")
    codes = [code for code, _name in settings.LANGUAGES]

    for record in contents():
        assert record.complete_languages() == codes, record
        assert record.assured_on is None, record
        assert record.source, record
        assert [record.translation_state(code) for code in codes if code != record.source_language] == ["current"] * 2, record


def test_no_text_mixes_alphabets_or_holds_contacts():
    load("--examples")

    for record in contents():
        for field in record.translated_fields():
            for code, _name in settings.LANGUAGES:
                text = getattr(record, f"{field}_{code}") or ""
                assert not re.search(r"[a-ząčęėįšųūž][а-яё]|[а-яё][a-ząčęėįšųūž]", text, re.IGNORECASE), (record, text)
                assert not re.search(r"\+370|8 ?\(?[3-6]\d{2}|\w@\w+\.\w", text), (record, text)
                assert "\ufe0f" not in text


# What the customer's documents hold (shared facts, part 2), by count.
@pytest.mark.parametrize(
    ("queryset", "amount"),
    [
        (lambda: Municipality.objects.all(), 60),
        (lambda: Post.objects.published().coordinators().filter(tenures__isnull=False), 17),
        (lambda: Post.objects.filter(role="coordinator", tenures__isnull=True), 1),
        (lambda: Post.objects.filter(role="supervisor"), 3),
        (lambda: Supervision.objects.all(), 17),
        (lambda: Grant.objects.all(), 3),
        (lambda: ServiceActivity.objects.filter(service__provider__slug="kaisiadoriu-kulturos-centras"), 8),
        (lambda: Organisation.objects.published().employers().filter(is_example=False), 7),
        (lambda: OrganisationContact.objects.filter(organisation__is_employer=True, kind="fax"), 4),
        (lambda: Question.objects.published(), 5),
        (lambda: Question.objects.filter(needs_review=True), 1),
        (lambda: AudienceSize.objects.all(), 2),
        (lambda: Term.objects.filter(vocabulary="event_kind"), 8),
        (lambda: Term.objects.filter(vocabulary="volunteering"), 12),
    ],
)
def test_content_of_the_documents_is_all_there(queryset, amount):
    load()

    assert queryset().count() == amount


def test_grants_read_as_in_the_document():
    load()
    grants = {int(grant.amount_max): grant.windows.get() for grant in Grant.objects.all()}

    assert [grants[amount].all_year for amount in (150, 200, 3000)] == [True, True, False]
    window = ApplicationWindow.objects.get(all_year=False)
    assert (window.opens_month, window.opens_day, window.closes_month, window.closes_day) == (3, 1, 5, 31)


def test_figures_keep_their_date_or_say_there_is_none():
    load()

    assert Statistic.objects.get(value=29526).as_of.year == 2020
    undated = set(Statistic.objects.filter(as_of__isnull=True).values_list("value", flat=True))
    assert {484, 1130} <= {int(value) for value in undated}
    assert not Statistic.objects.filter(is_current=True).exists()


def test_mandatory_trainings_name_occupations():
    load()

    hygiene = Service.objects.get(gives_training__code="hygiene")
    assert hygiene.mandatory_for.exists()
