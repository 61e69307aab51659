"""Loading the starter content: idempotent, all or nothing, and never over what staff changed."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.models import Municipality, Organisation
from guide.models import Question
from jobs.models import JobPosting
from portal.starter import loading
from portal.starter.models import LoadedRecord
from tests.factories import contents, make_staff, make_user

pytestmark = pytest.mark.django_db


def load(*options):
    out = StringIO()
    call_command("load_starter", *options, stdout=out)
    return out.getvalue()


def test_load_reports_what_people_must_look_at_and_a_second_one_changes_nothing():
    report = load("--examples")

    assert "cannot be dialled or reached, not shown as a link: +370 656 06" in report
    for word in ("vacant", "without a name", "link"):
        assert word in report.lower()
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
        file.write_text(file.read_text(encoding="utf-8").replace('name.en = "', 'name.en = "New: '), encoding="utf-8")

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


def test_examples_come_only_when_asked_and_go_with_one_command():
    load()
    assert [record for record in contents() if record.is_example] == []

    load("--examples")
    assert {type(record).__name__ for record in contents() if record.is_example} >= {
        "EventSeries",
        "JobPosting",
        "Service",
    }
    kept = len([record for record in contents() if not record.is_example])

    call_command("remove_examples", stdout=StringIO())

    assert [record for record in contents() if record.is_example] == []
    assert len(contents()) == kept
    assert not LoadedRecord.objects.examples().exists()


# The last ones: the starter content stays for the rest of the file.
@pytest.mark.usefixtures("starter")
def test_staff_remove_examples_with_one_action(client):
    client.force_login(make_staff(language="en"))
    asked = client.get("/admin/starter/loadedrecord/remove-examples/")
    assert "example records will be deleted" in asked.text
    assert LoadedRecord.objects.examples().exists()

    done = client.post("/admin/starter/loadedrecord/remove-examples/", follow=True)

    assert "examples were removed" in done.text
    assert [record for record in contents() if record.is_example] == []


def made_real(model):
    """An example that staff made a record of their own."""
    record = model.objects.filter(is_example=True).first()
    model.objects.filter(pk=record.pk).update(is_example=False)
    return record


@pytest.mark.usefixtures("starter")
def test_example_that_staff_made_a_real_record_stays():
    kept = made_real(Organisation)

    call_command("remove_examples", stdout=StringIO())

    assert Organisation.objects.filter(pk=kept.pk).exists()
    assert [record for record in contents() if record.is_example] == []
    assert not LoadedRecord.objects.examples().exists()


@pytest.mark.usefixtures("starter")
def test_example_that_a_real_record_uses_stops_the_removal():
    made_real(JobPosting)
    before = len(contents())

    with pytest.raises(CommandError, match="is in use by"):
        call_command("remove_examples", stdout=StringIO())

    assert len(contents()) == before


@pytest.mark.usefixtures("starter")
def test_only_administrators_remove_examples(client):
    client.force_login(make_user(is_staff=True))

    client.post("/admin/starter/loadedrecord/remove-examples/")

    assert LoadedRecord.objects.examples().exists()
