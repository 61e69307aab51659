"""Whoever is erased is erased whole: a marked person is looked for in every table of the database."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db import connection, models
from django.http import QueryDict
from django.utils import timezone

from content.editing.models import KeptForm
from content.erasure.traces import erase, is_telling, telling_words
from content.letters.models import UndeliveredLetter
from events.models import Registration
from events.tasks import erase_old_registrations
from feedback.models import Report
from feedback.tasks import erase_old_reports
from jobs.models import JobSubmission
from jobs.tasks import erase_old_job_submissions
from networks.models import Person, PostContact, Tenure, VolunteerOffer
from networks.tasks import erase_old_offers
from portal.asking.models import ReaderQuestion
from portal.asking.tasks import erase_old_questions
from tests import factories as make

pytestmark = pytest.mark.django_db

MARK = "Pazymetoji"
NAME, EMAIL, NUMBER = f"Ona {MARK}", "pazymetoji@example.org", "+37061234567"
MARKS = [MARK.lower(), "61234567"]


def tables():
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def found_in_tables():
    """Every table with a row that says a word of the marked person, whatever the column."""
    found = []
    with connection.cursor() as cursor:
        for table in tables():
            for mark in MARKS:
                holds = f'SELECT count(*) FROM "{table}" AS t WHERE strpos(lower(t::text), %s) > 0'  # noqa: S608
                cursor.execute(holds, [mark])
                if cursor.fetchone()[0]:
                    found.append((table, mark))
    return found


def filled(model, **fields):
    """A record with the marked person in every text that somebody types or is told."""
    for field in model._meta.concrete_fields:
        if field.choices or field.primary_key or field.is_relation or field.name in fields:
            continue
        is_text = isinstance(field, models.CharField | models.TextField)
        if isinstance(field, models.EmailField) or (is_text and field.name in {"contact", "reply_to"}):
            fields[field.name] = EMAIL
        elif isinstance(field, models.JSONField):
            fields[field.name] = {"name": NAME, "contact_email": EMAIL, "contact_phone": NUMBER}
        elif is_text and "language" not in field.name:
            fields[field.name] = NAME[: field.max_length or 99]
    return fields


def logged(record):
    """The back office's own log, and a letter that failed."""
    user = make.make_staff()
    kind = ContentType.objects.get_for_model(record)
    for flag, text in ((ADDITION, ""), (CHANGE, f'[{{"changed": {{"object": "{NAME}"}}}}]')):
        LogEntry.objects.create(
            user=user, content_type=kind, object_id=record.pk, object_repr=NAME, action_flag=flag, change_message=text
        )
    other = make.make_organisation()
    LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(other), object_id=other.pk, object_repr="x",
        action_flag=CHANGE, change_message=f'[{{"changed": {{"name": "contact", "object": "{EMAIL} {NAME}"}}}}]',
    )  # fmt: skip


def letter(settings, *addresses):
    settings.EMAIL_BACKEND = "content.letters.queue.QueuedEmailBackend"
    for address in addresses:
        EmailMessage(f"About {NAME}", f"Dear {NAME}, your number is {NUMBER}.", to=[address]).send()


def left_elsewhere(record):
    """A letter that did not arrive, and what somebody of the staff typed and has not saved."""
    UndeliveredLetter.objects.note(EMAIL.capitalize(), f"About {NAME}", None, 550, f"<{EMAIL}> is unknown")
    about = [record._meta.label_lower, record.pk]
    UndeliveredLetter.objects.note("office@example.org", f"About {MARK}", about, 550, "unknown")
    UndeliveredLetter.objects.note("other@example.org", f"About {NAME}", None, 550, "unknown")
    typed = QueryDict(mutable=True)
    typed.update({"name": NAME, "text": f"Žinutė: {EMAIL}; {'; '.join(telling_words(record))}"})
    KeptForm.objects.keep("/admin/guide/guidepage/1/change/", typed, make.make_staff())


def registration():
    series = make.make_event(registration_mode="form", starts_at=timezone.now() - timedelta(days=40))
    return Registration.objects.create(
        event=series.occurrences.get(), channel="email", status="confirmed", language="lt",
        **filled(Registration, seats=1, call_about=[], contact_confirmed_at=timezone.now()),
    )  # fmt: skip


def report():
    return Report.objects.create(**filled(Report))


def offer():
    return VolunteerOffer.objects.create(
        **filled(VolunteerOffer, erase_after=timezone.localdate(), fingerprint=uuid.uuid4().hex)
    )


def submission():
    kept = {"link_key": uuid.uuid4().hex[:22], "submission_key": uuid.uuid4(), "state": "unconfirmed"}
    return JobSubmission.objects.create(sender_language="lt", **filled(JobSubmission, **kept))


def question():
    closed = {"state": "closed", "closed_at": timezone.now(), "record_type": "", "record_id": None}
    kept = {"form_number": uuid.uuid4(), "link_key": uuid.uuid4().hex, "written_at": timezone.now(), **closed}
    dates = dict.fromkeys(["waiting_since", "supervisor_told_at", "project_told_at"])
    values = filled(ReaderQuestion, is_urgent=False, created_at=None, phone=NUMBER, **kept, **dates)
    record = ReaderQuestion.objects.create(language="lt", municipality=make.make_municipality(), **values)
    record.messages.create(text=f"{NAME} {EMAIL} {NUMBER}", is_from_reader=True)
    record.offices.create(name="Office", email="office@example.org", note=f"About {NAME}")
    return record


ERASED = {
    "question": (question, erase_old_questions),
    "registration": (registration, erase_old_registrations),
    "report": (report, erase_old_reports),
    "offer": (offer, erase_old_offers),
    "submission": (submission, erase_old_job_submissions),
}


@pytest.mark.parametrize("name", ERASED)
def test_whoever_is_erased_is_in_no_table(settings, name):
    make_record, task = ERASED[name]
    record = make_record()
    logged(record)
    letter(settings, EMAIL)
    left_elsewhere(record)
    elsewhere = {"django_admin_log", "procrastinate_jobs", "content_undeliveredletter", "content_keptform"}
    assert {*elsewhere, record._meta.db_table} <= {table for table, _ in found_in_tables()}

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        task(timestamp=0)

    assert found_in_tables() == []
    assert "Žinutė" in KeptForm.objects.get().typed["text"]


def test_person_of_a_post_is_in_no_table(settings):
    post = make.make_post(make.make_municipality(), filled=False, number="", email="")
    person = Person.objects.create(**filled(Person, given_name="Ona", family_name=MARK, honorific=""))
    Tenure.objects.create(post=post, person=person, end_date=timezone.localdate() - timedelta(days=1))
    for kind, value in (("mobile", NUMBER), ("email", EMAIL)):
        contact = PostContact.objects.create(post=post, kind=kind, value=value)
        contact.label = "x"
        contact.save()
        contact.delete()
    logged(person)
    letter(settings, "office@example.org")
    assert {"networks_historicalpostcontact", "django_admin_log"} <= {table for table, _ in found_in_tables()}

    person.delete()

    assert found_in_tables() == []


def test_words_of_what_is_deleted_leave_the_search_at_once(settings):
    with connection.cursor() as cursor:
        offer_to_erase = offer()
        erase(VolunteerOffer.objects.filter(pk=offer_to_erase.pk))
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'forget_old_words'")
        assert cursor.fetchone()[0] == 1


def test_every_personal_model_says_who_erases_it_here_or_why_not():
    """A new one is either tried above, or stands here with its reason."""
    tried = {"asking.ReaderQuestion", "events.Registration", "feedback.Report", "networks.VolunteerOffer",
             "jobs.JobSubmission",
             "networks.Person", "networks.Tenure", "content.KeptForm", "content.UndeliveredLetter"}  # fmt: skip
    others = {
        "accounts.User": "switched off, not deleted: history keeps who did what",
        "asking.Message": "goes with its question",
        "asking.OfficeLink": "goes with its question",
        "content.SentForm": "a fingerprint only, deleted within the hour",
        "content.StoppedLetters": "a fingerprint only, so that nobody writes there again",
        "feedback.EmptySearch": "words without a person",
        "funder_report.FrozenReport": "figures and the staff's own names, frozen for the funder",
        "jobs.SubmissionComment": "goes with its submission",
        "networks.AgreementParty": "kept with the agreement",
        "networks.ChangeProposal": "the office's own contacts",
        "networks.ConfirmationRequest": "the office's own mailbox",
    }
    personal = {model._meta.label for model in apps.get_models() if hasattr(model, "RETENTION")}

    assert personal - tried - others.keys() == set()


@pytest.mark.parametrize(
    ("text", "telling"),
    [(EMAIL, True), (NUMBER, True), ("+370 612 34 567", True), (NAME, True), ("Ona", False), ("2026", False),
     ("Kada atidaroma?", False), ("waiting for staff", False), ("lt", False), ("8", False)],
)  # fmt: skip
def test_what_points_to_a_person(text, telling):
    assert is_telling(text) is telling
