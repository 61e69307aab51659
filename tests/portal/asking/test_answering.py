"""Offices answer by the link of a letter; what is late goes up; what is over is erased, and leaves no trace."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from lxml import html

from accounts.roles import sync_roles
from directory.public_holidays import after_working_days, is_working_day
from guide.models import Question
from portal.asking.answering.guide_draft import without_personal
from portal.asking.letters import tell_offices
from portal.asking.models import AnswerTemplate, Message, OfficeLink, ReaderQuestion
from portal.asking.offices import of_post
from portal.asking.tasks import erase_old_questions, escalate_questions, tell_offices_of_questions
from tests import factories as make
from tests.portal.asking.questions import ask, filled_in, mailed_link, make_place, make_question, path_of, supervise

pytestmark = pytest.mark.django_db
State = ReaderQuestion.State
VILNIUS = ZoneInfo("Europe/Vilnius")


@pytest.fixture
def question(client):
    """Asked in Russian, with an e-mail that was confirmed; the letter to the office is out."""
    municipality, post = make_place()
    ask(client, municipality, email="ira@example.org")
    found = ReaderQuestion.objects.get()
    found.confirm_email()
    found.post = post
    return found


def office_path():
    return path_of(mailed_link(0))


# --- The office's page


def test_office_answers_by_the_link_and_the_reader_is_told(client, question):
    path = office_path()
    page = client.get(path)
    assert page.cookies == {}
    text = html.fromstring(page.text).text_content()
    assert "Где учить язык?" in text
    assert "/ru/jobs/" in text

    client.post(path, filled_in(client, path, text="В школе взрослых", act="answer"))

    question.refresh_from_db()
    assert (question.state, question.waiting_since) == (State.ANSWERED, None)
    assert mail.outbox[-1].to == ["ira@example.org"]
    assert mail.outbox[-1].subject == "На ваш вопрос есть ответ"
    thread = client.get(path_of(mailed_link())).text
    assert "В школе взрослых" in thread
    assert str(question.post.people[0]) in thread


def test_notice_goes_only_to_a_mailbox_that_was_confirmed_by_the_link_in_its_letter(client):
    municipality, _post = make_place()
    answer = ask(client, municipality, email="ira@example.org")
    question, thread = ReaderQuestion.objects.get(), answer["Location"]
    proof = f"/ru{question.proof_path()[3:]}"
    assert proof in mail.outbox[1].body
    assert proof.split("/")[-2] not in client.get(thread).text, "the page shows no proof"

    path = office_path()
    client.post(path, filled_in(client, path, text="В школе взрослых", act="answer"))
    assert len(mail.outbox) == 2, "nobody has confirmed"

    assert "Да, пишите мне" in client.get(proof).text
    assert not ReaderQuestion.objects.get().email_confirmed_at
    assert client.post(proof)["Location"] == thread
    client.post(path, filled_in(client, path, text="Ещё одно", act="answer"))
    assert [letter.to for letter in mail.outbox[2:]] == [["ira@example.org"]]
    token = thread.split("/")[-2]
    assert client.get(f"/ru/ask/confirm/{token}/").status_code == 404, "the link of the page is no proof"


def test_office_asks_back_and_puts_in_a_template(client, question):
    path = office_path()
    template = AnswerTemplate.objects.create(name_lt="Apie mokyklą", answer_lt="Skambinkite.", answer_ru="Позвоните.")

    page = client.post(path, filled_in(client, path, text="Начало", act="template", template=template.pk))
    typed = dict(html.fromstring(page.text).xpath("//main//form")[0].form_values())
    assert typed["text"].strip() == f"Начало\n\n{template.answer_ru}"
    assert Message.objects.count() == 1

    client.post(path, {**typed, "act": "ask_back"})
    question.refresh_from_db()
    assert question.state == State.ASKED_BACK
    assert mail.outbox[-1].subject == "У нас есть к вам вопрос"


def test_office_passes_on_and_its_link_ends(client, question):
    path = office_path()
    other = make.make_post(email="other@example.org")

    page = client.post(path, filled_in(client, path, text="Начато", act="pass_on", to=other.pk))
    assert "Начато" in page.text
    client.post(path, filled_in(client, path, act="pass_on", to=other.pk, note="Это к вам"))

    assert mail.outbox[-1].to == ["other@example.org"]
    assert "Это к вам" in mail.outbox[-1].body
    assert str(other.people[0]) in client.get(path).text
    assert "<textarea" not in client.get(path).text
    answer = client.post(path, {"text": "x", "seen": 1, "act": "answer"})
    assert (answer.status_code, Message.objects.count()) == (410, 1)
    assert "<textarea" in client.get(path_of(mailed_link())).text


def test_two_at_once_do_not_overwrite_each_other(client, question):
    path = office_path()
    form = filled_in(client, path, text="Второй ответ", act="answer")
    question.reply("Первый ответ")

    page = client.post(path, form)

    assert Message.objects.count() == 2
    assert "Второй ответ" in page.text
    assert "Первый ответ" in page.text
    client.post(path, dict(html.fromstring(page.text).xpath("//main//form")[0].form_values()) | {"act": "answer"})
    assert Message.objects.count() == 3


def test_address_that_left_the_card_answers_no_more_and_the_next_is_found(client, question):
    path = office_path()
    question.post.contacts.filter(kind="email").update(value="new@savivaldybe.lt")

    assert "<textarea" not in client.get(path).text
    tell_offices_of_questions(0)

    assert mail.outbox[-1].to == ["new@savivaldybe.lt"]
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("act", ["", "close", "answer", "delete", "pass_on"])
def test_opening_changes_nothing_and_odd_buttons_do_nothing(client, question, act):
    path = office_path()
    before = list(ReaderQuestion.objects.values()), list(OfficeLink.objects.values())

    client.get(f"{path}?act={act}")
    client.post(path, {"act": act if act != "close" else "", "to": "999999", "seen": "x"})

    assert (list(ReaderQuestion.objects.values()), list(OfficeLink.objects.values())) == before


# --- Working days, and what is late


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-11-23 10:00", 2, "2026-11-25 10:00"),  # Monday
        ("2026-11-27 10:00", 2, "2026-12-01 10:00"),  # over a weekend
        ("2026-11-28 10:00", 2, "2026-12-02 00:00"),  # a Saturday: from Monday on
        ("2026-12-23 10:00", 2, "2026-12-29 10:00"),  # over Christmas
        ("2026-12-23 10:00", 5, "2027-01-04 10:00"),  # and the New Year
    ],
)
def test_working_days_know_weekends_and_lithuanian_holidays(asked, days, due):
    def moment(text):
        return datetime.fromisoformat(text).replace(tzinfo=VILNIUS)

    assert after_working_days(moment(asked), days) == moment(due)
    assert not is_working_day(moment("2027-02-16 10:00").date())


def test_supervisor_is_told_after_two_working_days_and_the_project_after_five():
    municipality, post = make_place()
    supervise(post, municipality)
    sync_roles()
    staff = make.make_user(is_staff=True, language="en")
    staff.groups.add(Group.objects.get(name="Project staff"))
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=VILNIUS), tick=False) as clock:
        question = make_question(municipality)
        tell_offices()
        told = {}
        for hours in range(24 * 12):
            clock.move_to(datetime(2026, 11, 23, 10, tzinfo=VILNIUS) + timedelta(hours=hours))
            escalate_questions(0)
            for letter in mail.outbox[1:]:
                told.setdefault(letter.to[0], (hours, letter.body))
    assert {address: hours for address, (hours, _body) in told.items()} == {"above@example.org": 48, staff.email: 168}
    assert len(mail.outbox) == 3
    link = next(body for address, (_hours, body) in told.items() if address == "above@example.org")
    assert OfficeLink.objects.get(is_above=True).private_path() in link
    question.refresh_from_db()
    assert question.state == State.WAITING


def test_what_was_answered_is_late_for_nobody(question):
    question.reply("Ответ")
    sent = len(mail.outbox)
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        escalate_questions(0)
    assert len(mail.outbox) == sent


def test_without_anybody_above_the_project_is_told_at_once():
    staff = make.make_staff()
    make_question()
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        escalate_questions(0)
        escalate_questions(0)
    assert [letter.to for letter in mail.outbox] == [[staff.email]]


# --- The back office


def in_role(client, role):
    sync_roles()
    user = make.make_user(is_staff=True, language="en")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def test_queue_shows_language_age_and_record(client, question):
    job = make.make_job()
    make_question(record_type="jobs.jobposting", record_id=job.pk, page=job.get_absolute_url(), is_urgent=True)
    in_role(client, "Project staff")

    tree = html.fromstring(client.get("/admin/asking/readerquestion/?waiting=yes").text)
    first = " ".join(tree.xpath("string(//table[@id='result_list']//tbody/tr[1])").split())

    assert "Русский" in first
    assert f"/admin/jobs/jobposting/{job.pk}/change/" in tree.xpath("//table[@id='result_list']//a/@href")
    assert "Questions of readers" in client.get("/admin/").text


def test_auditor_sees_the_wait_and_no_words(client, question):
    in_role(client, "Auditor")

    page = client.get(f"/admin/asking/readerquestion/{question.pk}/change/")

    assert page.status_code == 200
    assert "Где учить" not in page.text
    assert "ira@example.org" not in page.text
    for step in ("answer", "ask-back", "pass-on", "close", "to-guide"):
        path = f"/admin/asking/readerquestion/{question.pk}/step/{step}/"
        assert {client.get(path).status_code, client.post(path).status_code} == {403}


def test_staff_answer_pass_on_and_close(client, question):
    other = make.make_post(email="other@example.org")
    in_role(client, "Project staff")
    path = f"/admin/asking/readerquestion/{question.pk}/step/"

    client.post(f"{path}answer/", {"text": "Ответ сотрудников", "seen": 1})
    assert "Сотрудники Kartu" in client.get(path_of(mailed_link())).text
    client.post(f"{path}pass-on/", {"to": other.pk, "note": ""})
    client.post(f"{path}close/")

    question.refresh_from_db()
    assert question.is_closed
    assert question.offices.going_on().get().email == "other@example.org"
    with pytest.raises(ValidationError):
        question.reply("Ещё")


def test_good_answer_becomes_a_draft_of_the_guide_without_anything_personal(client, question):
    question.messages.update(text="Я Ирина Петрова, тел. +370 600 12 345, irina@example.org. Где учить язык?")
    question.reply("Ирина Петрова, приходите в школу. Звоните 8 5 211 1111 или www.example.org")
    in_role(client, "Project staff")
    path = f"/admin/asking/readerquestion/{question.pk}/step/to-guide/"

    form = html.fromstring(client.get(path).text).xpath("//form[.//textarea[@name='answer']]")[0]
    answer = client.post(path, dict(form.form_values()))

    draft = Question.objects.get()
    assert answer["Location"] == f"/admin/guide/question/{draft.pk}/change/"
    assert (draft.published_at, draft.source_language, draft.municipality) == (None, "ru", question.municipality)
    assert draft.name_ru.endswith("Где учить язык?")
    assert "приходите в школу" in draft.description_ru
    everything = f"{draft.name_ru} {draft.description_ru}"
    for word in ("Петрова", "345", "irina", "211", "example"):
        assert word not in everything
    assert client.get("/ru/guide/questions/").text.count("приходите в школу") == 0


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mano vardas Ona Onaitė ir gyvenu Alytuje", "Mano vardas … ir gyvenu Alytuje"),
        ("asmens kodas 49001011234", "asmens kodas …"),
        ("leidimas LT 1234567", "leidimas …"),
        ("skambinkite 112", "skambinkite 112"),
        ("2 vaikai, 35 metai", "2 vaikai, 35 metai"),
    ],
)
def test_what_points_to_a_person_is_taken_out(text, left):
    assert without_personal(text) == left


# --- The end


def rows_with(*words):
    """Tables in which a word still stands, over every table of the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for word in words:
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{word}%"])  # noqa: S608
                if cursor.fetchone()[0]:
                    found.append((table, word))
    return found


def test_everything_is_erased_90_days_after_closing(client, settings):
    settings.EMAIL_BACKEND = "content.letters.queue.QueuedEmailBackend"
    municipality, _post = make_place()
    ask(client, municipality, text="SLAPTAZODIS ką daryti", email="slapta@example.org", phone="+370 600 77 123")
    question = ReaderQuestion.objects.get()
    key = question.link_key
    in_role(client, "Project staff")
    client.post(
        f"/admin/asking/readerquestion/{question.pk}/step/answer/", {"text": "SLAPTAZODIS atsakymas", "seen": 1}
    )
    question.refresh_from_db()
    question.pass_on(of_post(make.make_post()), "SLAPTAZODIS pastaba")
    words = ("SLAPTAZODIS", "slapta@example.org", key)
    assert rows_with(*words)

    question.close()
    closed = question.closed_at
    for days, left in ((89, 1), (91, 0)):
        with time_machine.travel(closed + timedelta(days=days)):
            erase_old_questions(0)
        assert ReaderQuestion.objects.count() == left

    assert rows_with(*words) == []


def test_answered_and_silent_for_30_days_is_closed(question):
    question.reply("Ответ")
    for days, state in ((29, State.ANSWERED), (31, State.CLOSED)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            erase_old_questions(0)
        question.refresh_from_db()
        assert question.state == state


def test_questions_keep_no_history():
    kept = [
        model._meta.label
        for model in apps.get_app_config("asking").get_models()
        if model._meta.model_name.startswith("historical")
    ]
    assert sorted(kept) == ["asking.HistoricalAnswerTemplate", "asking.HistoricalAnsweringPlace"]
