"""A frozen report never changes; what changes afterwards is told as a correction, with who and when."""

import re
import threading
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pypdf
import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, RestrictedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from simple_history.models import HistoricalRecords

from events.models import AttendanceTally, Event, EventSeries
from networks.models import Agreement
from portal.funder_report.computing import compute
from portal.funder_report.corrections import corrections
from portal.funder_report.models import FrozenReport, Indicator, ReportPeriod
from portal.publicity.models import PublicityItem
from tests import factories as make
from tests.portal.funder_report.year import FIRST, LAST, NOW

pytest_plugins = ["tests.portal.funder_report.fixtures"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def frozen(project, named):
    period = ReportPeriod.objects.create(project=project, first_day=FIRST, last_day=LAST, done="Padaryta.")
    return period.freeze(lambda: compute(project, FIRST, LAST), named(email="who@example.org"))


def held(project, **fields):
    """A date of the year that is counted and where people were counted."""
    found = Event.objects.filter(series__project=project, series__visibility="public", series__is_example=False)
    found = found.filter(
        starts_at__year=2025, status="scheduled", tallies__isnull=False, series__published_at__isnull=False
    )
    return found.filter(**fields).order_by("pk").first()


def delete_event(project):
    date = held(project)
    for tally in date.tallies.all():
        tally.delete()
    date.delete()


def edit_event(project):
    date = held(project)
    date.status = "cancelled"
    date.save()


def recount_heads(project):
    tally = AttendanceTally.objects.filter(event=held(project)).first()
    tally.count += 5
    tally.save()


def swap_sexes(project):
    tally = AttendanceTally.objects.filter(event=held(project)).first()
    tally.sex = "unknown"
    tally.save()


def move_event(project):
    series = held(project).series
    series.project = make.make_project()
    series.save()


def rename_event(project):
    series = held(project).series
    series.name_lt = "Kitas pavadinimas"
    series.save()


def add_event(project):
    make.make_date(held(project).series, NOW.replace(year=2025, month=7))


def change_target(project):
    indicator = Indicator.objects.get(project=project, code="E")
    indicator.target = 400
    indicator.save()


def change_way_of_counting(project):
    indicator = Indicator.objects.get(project=project, code="L")
    indicator.publicity_kinds = ["video"]
    indicator.save()


def remove_indicator(project):
    Indicator.objects.get(project=project, code="T").delete()


def change_item(project):
    item = PublicityItem.objects.get(project=project, kind="video")
    item.published_on = None
    item.save()


def move_agreement(project):
    agreement = Agreement.objects.filter(project=project, date_signed=FIRST).get()
    agreement.project = None
    agreement.save()


@contextmanager
def changed_by(user):
    """Let the history know who it was, as its middleware does."""
    HistoricalRecords.context.request = SimpleNamespace(user=user)
    yield
    del HistoricalRecords.context.request


CHANGES = [
    delete_event,
    edit_event,
    recount_heads,
    swap_sexes,
    move_event,
    rename_event,
    add_event,
    change_target,
    change_way_of_counting,
    remove_indicator,
    change_item,
    move_agreement,
]


@pytest.mark.parametrize("change", CHANGES)
def test_later_change_leaves_the_frozen_report_and_is_told(client, project, frozen, change):
    content, sha256 = frozen.content, frozen.sha256
    assert corrections(frozen) == []
    user = make.make_staff(email="later@example.org", language="en")
    client.force_login(user)

    with time_machine.travel(NOW + timedelta(days=1), tick=False), changed_by(user):
        change(project)

    kept = FrozenReport.objects.get()
    assert (kept.content, kept.sha256, kept.is_intact) == (content, sha256, True)
    assert compute(project, FIRST, LAST) != kept.report
    found = corrections(kept)
    assert found
    assert all(correction.was != correction.now for correction in found)
    assert all("later@example.org" in [who for who, _when in correction.changes] for correction in found), found
    page = client.get(reverse("admin:funder_report_reportperiod_frozen", args=[kept.pk]))
    assert "later@example.org" in page.text
    assert "The hash fits" in page.text
    book = load_workbook(BytesIO(client.get(address(kept, "corrections_xlsx")).content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert all((each.what, each.was, each.now, each.changed_by) in rows for each in found)


def address(frozen, name):
    return reverse(f"admin:funder_report_reportperiod_{name}", args=[frozen.pk])


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_corrections_go_to_paper_beside_the_frozen_report(client, project, frozen, language):
    """The files of the frozen report stay as they were; what is different by now has a paper of its own."""
    client.force_login(make.make_staff(language=language))
    before = text_of(client.get(address(frozen, "frozen_pdf")))
    change_target(project)

    paper = text_of(client.get(address(frozen, "corrections_pdf")))

    with translation.override(language):
        wanted = [text for each in corrections(frozen) for text in (each.what, each.was, each.now)]
    assert [text for text in [*wanted, frozen.sha256] if squeezed(text) not in paper] == []
    assert text_of(client.get(address(frozen, "frozen_pdf"))) == before


def text_of(answer):
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages))


def squeezed(text):
    return re.sub(r"[\s\u200b\xad-]", "", text)


def test_nothing_changes_it_not_even_the_database(frozen):
    for act in (
        lambda: FrozenReport.objects.update(content="{}"),
        lambda: FrozenReport.objects.all()._raw_delete("default"),
        lambda: FrozenReport.objects.get().delete(),
        lambda: FrozenReport(pk=frozen.pk, period=frozen.period, content="", sha256="").save(),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            act()
    assert not [name for name in dir(ReportPeriod) if "unfreeze" in name or "thaw" in name]


def test_texts_stay_and_nothing_is_frozen_twice(project, frozen, named):
    with pytest.raises(ValidationError, match="frozen"):
        frozen.period.write({"done": "Kita."})
    with pytest.raises(ValidationError, match=r"who@example\.org has frozen this report already"):
        frozen.period.freeze(lambda: compute(project, FIRST, LAST), named())
    frozen.period.refresh_from_db()
    assert frozen.period.done == "Padaryta."


def test_period_that_is_not_over_is_not_frozen(project, named):
    period = ReportPeriod.objects.create(project=project, first_day=FIRST, last_day=timezone.localdate())

    with pytest.raises(ValidationError, match="not over yet"):
        period.freeze(lambda: compute(project, FIRST, period.last_day), named())


# --- Who may


@pytest.mark.parametrize(
    ("role", "right", "texts", "freezing"),
    [("Auditor", "", 403, 403), ("Project staff", "", 200, 403), ("Project staff", "freeze_reportperiod", 200, 200)],
)
def test_only_named_people_freeze(client, project, role, right, texts, freezing):
    user = make.make_user(is_staff=True, language="en")
    user.groups.add(make.make_group(role))
    if right:
        user.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(user)
    query = f"?project={project.pk}&first={FIRST}&last={LAST}"

    page = client.get(reverse("admin:funder_report_reportperiod_report") + query)
    assert ("Freeze this report" in page.text) is (freezing == 200)
    assert client.get(reverse("admin:funder_report_reportperiod_texts") + query).status_code == texts
    asked = client.get(reverse("admin:funder_report_reportperiod_freeze") + query)
    assert asked.status_code == freezing
    assert not FrozenReport.objects.exists()

    answer = client.post(reverse("admin:funder_report_reportperiod_freeze") + query)

    assert answer.status_code == (302 if freezing == 200 else 403)
    assert [frozen.frozen_by for frozen in FrozenReport.objects.all()] == ([str(user)] if freezing == 200 else [])


def test_holding_every_right_names_nobody(client, project, named):
    """An administrator freezes nothing, by no form and by no program; named by a role, they do."""
    chief, period = make.make_staff(language="en"), ReportPeriod(project=project, first_day=FIRST, last_day=LAST)
    period.save()
    client.force_login(chief)
    query = f"?project={project.pk}&first={FIRST}&last={LAST}"
    report, freeze = (reverse(f"admin:funder_report_reportperiod_{name}") + query for name in ("report", "freeze"))

    assert client.post(freeze).status_code == 403
    with pytest.raises(PermissionDenied):
        period.freeze(lambda: compute(project, FIRST, LAST), chief)
    assert "Nobody is named yet who may freeze a report." in client.get(report).text
    gone = named(email="gone@example.org", is_active=False)
    with pytest.raises(PermissionDenied):
        period.freeze(lambda: compute(project, FIRST, LAST), gone)
    assert not FrozenReport.objects.exists()

    role = Group.objects.create(name="Freezing")
    role.permissions.add(Permission.objects.get(codename="freeze_reportperiod"))
    chief.groups.add(role)
    page = client.get(report).text
    assert str(chief) in page
    assert "gone@example.org" not in page
    assert client.post(freeze).status_code == 302
    assert FrozenReport.objects.get().frozen_by == str(chief)


@pytest.mark.parametrize("name", ["reportperiod_delete", "reportperiod_change", "reportperiod_changelist"])
def test_forged_form_unfreezes_nothing(client, frozen, name):
    """Administrators too: there is no page that deletes a period, and none that changes one which is frozen."""
    client.force_login(make.make_staff(language="en"))
    args = [] if name.endswith("list") else [frozen.period_id]
    forged = {
        "post": "yes",
        "action": "delete_selected",
        "_selected_action": frozen.period_id,
        "last_day": "2025-06-30",
    }

    client.post(reverse(f"admin:funder_report_{name}", args=args), forged)

    kept = FrozenReport.objects.get()
    assert (kept.content, kept.period.last_day) == (frozen.content, LAST)


def test_project_whose_report_is_frozen_is_not_deleted(client, project, frozen):
    client.force_login(make.make_staff(language="en"))
    client.post(reverse("admin:directory_project_delete", args=[project.pk]), {"post": "yes"})
    for act in (project.delete, frozen.period.delete):
        with pytest.raises((ProtectedError, RestrictedError)):
            act()
    assert FrozenReport.objects.get().period.project == project


@pytest.mark.django_db(transaction=True)
def test_two_at_once_freeze_one_report(client, named):
    """Both press the button: one report stands, and the other person is told who was first."""
    project = make.make_project()
    query = f"?project={project.pk}&first={FIRST}&last={LAST}"
    together, answers = threading.Barrier(2), {}
    people = [named(email=f"{number}@example.org") for number in range(2)]

    def press(user):
        browser = Client()
        browser.force_login(user)
        together.wait()
        try:
            answers[str(user)] = browser.post(reverse("admin:funder_report_reportperiod_freeze") + query, follow=True)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    first = FrozenReport.objects.get().frozen_by
    assert set(answers) == {str(user) for user in people}
    for who, page in answers.items():
        told = "The report is frozen." if who == first else f"{first} has frozen this report already."
        assert (page.status_code, told in page.text, "The hash fits" in page.text) == (200, True, True)


def test_whoever_froze_reads_the_same_from_the_files(client, project, frozen):
    client.force_login(make.make_staff(language="en"))
    EventSeries.objects.filter(project=project).update(project=make.make_project())

    for name in ("frozen_xlsx", "frozen_pdf"):
        answer = client.get(reverse(f"admin:funder_report_reportperiod_{name}", args=[frozen.pk]))
        assert answer.status_code == 200
    listed = client.get(reverse("admin:funder_report_reportperiod_frozen_records", args=[frozen.pk]) + "?figure=E&all")
    figure = next(row for row in frozen.report["figures"] if row["code"] == "E")
    assert f"<strong>{figure['reached']}</strong>" in listed.text


def test_report_is_counted_while_its_texts_cannot_change(project, named):
    period = ReportPeriod.objects.create(project=project, first_day=FIRST, last_day=LAST, done="Sena.")
    ReportPeriod.objects.get(pk=period.pk).write({"done": "Nauja."})
    with CaptureQueriesContext(connection) as asked:

        def count():
            assert "FOR UPDATE" in asked.captured_queries[-1]["sql"]
            return compute(project, FIRST, LAST)

        frozen = period.freeze(count, named())

    assert "Nauja." in frozen.content
    assert "Sena." not in frozen.content
