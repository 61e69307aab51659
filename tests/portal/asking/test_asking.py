"""A question in one's own words: who answers stands first, no word is lost, nobody without the link reads it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import get_resolver
from django.utils import timezone
from lxml import html

from content.access.private_pages import HEADERS, private_prefixes
from content.access.rate_limit import LETTERS_TO_A_STRANGER
from portal.asking.models import AnsweringPlace, Message, OfficeLink, ReaderQuestion
from portal.asking.offices import office_for, offices_above
from portal.asking.tasks import tell_offices_of_questions
from tests import factories as make
from tests.portal.asking.questions import ask, filled_in, mailed_link, make_place, make_question, path_of, supervise

pytestmark = pytest.mark.django_db
State = ReaderQuestion.State
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} {% now 'Y' %} \u202egnp.exe"


def words(page):
    return " ".join(html.fromstring(page).xpath("string(//main)").split())


# --- Who answers


def test_who_answers_is_shown_before_one_writes(client):
    municipality, post = make_place()

    asked_where = client.get("/ru/ask/")
    page = client.get(f"/ru/ask/?municipality={municipality.slug}")

    assert "csrftoken" not in asked_where.cookies
    assert "<textarea" not in asked_where.text
    assert str(post.people[0]) in words(page.text)
    assert "<textarea" in page.text


def test_municipality_that_nobody_answers_for_takes_no_questions(client):
    municipality = make.make_municipality()
    national = make.make_post(is_national=True, role="manager")

    page = client.get(f"/en/ask/?municipality={municipality.slug}")

    assert office_for(municipality) is None
    assert "<textarea" not in page.text
    assert str(national.people[0]) in words(page.text)
    AnsweringPlace.objects.create(municipality=municipality)
    assert office_for(municipality).post == national


def test_staff_close_a_municipality_or_name_who_answers():
    municipality, _post = make_place()
    other = make.make_post(email="other@example.org")
    place = AnsweringPlace.objects.create(municipality=municipality, post=other)

    assert office_for(municipality).email == "other@example.org"
    place.is_open = False
    place.save()
    assert office_for(municipality) is None


def test_deputy_shared_mailbox_and_supervisor_stand_in():
    municipality, post = make_place()
    today = timezone.localdate()
    deputy = make.make_post(email="deputy@example.org")
    post.begin_leave(today, today, deputy)
    assert office_for(municipality).email == "deputy@example.org"

    post.begin_leave(today, today, None)
    authority = make.make_organisation(kind="authority")
    authority.area_served.add(municipality)
    make.make_organisation_contact(authority, "info@savivaldybe.lt", "email", is_shared_mailbox=True)
    office = office_for(municipality)
    assert (office.email, office.organisation) == ("info@savivaldybe.lt", authority)

    authority.contacts.all().delete()
    assert office_for(municipality) is None
    supervise(post, municipality)
    assert office_for(municipality).email == "above@example.org"
    assert [above.email for above in offices_above(municipality)] == ["above@example.org"]


# --- Asking


def test_question_becomes_a_thread_and_a_letter_without_its_words(client):
    municipality, _post = make_place()

    answer = ask(client, municipality, email="ira@example.org", phone="+370 600 12 345")

    question = ReaderQuestion.objects.get()
    assert (question.language, question.page, question.phone) == ("ru", "/ru/jobs/", "+370\xa0600\xa012\xa0345")
    assert answer["Location"] == question.private_path().replace("/lt/", "/ru/")
    assert "Где учить язык?" in client.get(answer["Location"]).text
    assert [letter.to for letter in mail.outbox] == [["koordinatore@savivaldybe.lt"], ["ira@example.org"]]
    assert not [letter for letter in mail.outbox if "учить" in letter.body]
    assert path_of(mailed_link(0)) == question.offices.get().private_path().replace("/ru/", "/lt/")
    assert path_of(mailed_link(1)) == question.private_path().replace("/lt/", "/ru/")


def test_same_form_twice_is_one_question(client):
    municipality, _post = make_place()
    data = filled_in(client, f"/lt/ask/?municipality={municipality.slug}", text="Kur mokytis?")

    first, second = client.post("/lt/ask/", data), client.post("/lt/ask/", data)

    assert first["Location"] == second["Location"]
    assert (ReaderQuestion.objects.count(), Message.objects.count(), len(mail.outbox)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"email": "no address"}, 0),
        ({"phone": "12"}, 0),
        ({"text": " \u200b ", "email": "ira@example.org"}, 0),
        ({"office": "other"}, 0),
        ({"municipality": "nowhere"}, 0),
        ({"page": "https://elsewhere.example/"}, 1),
    ],
)
def test_mistakes_lose_no_words(client, fields, kept):
    municipality, _post = make_place()

    answer = ask(client, municipality, **{"text": "Klausimas 12345", **fields})

    assert ReaderQuestion.objects.filter(page="").count() == kept
    if not kept:
        assert answer.status_code == 200
        typed = dict(html.fromstring(answer.text).xpath("//main//form[@method='post']")[0].form_values())
        assert typed["text"].strip() == fields.get("text", "Klausimas 12345").strip(" \u200b")
        assert mail.outbox == []


def test_question_goes_to_whom_the_reader_saw(client):
    """The coordinator goes on leave while somebody writes: the page comes back once and names the other."""
    municipality, post = make_place()
    data = filled_in(client, f"/lt/ask/?municipality={municipality.slug}", text="Kur mokytis?")
    deputy = make.make_post(email="deputy@example.org")
    post.begin_leave(timezone.localdate(), None, deputy)

    page = client.post("/lt/ask/", data)
    again = dict(html.fromstring(page.text).xpath("//main//form[@method='post']")[0].form_values())
    client.post("/lt/ask/", again)

    assert str(deputy.people[0]) in words(page.text)
    assert [letter.to for letter in mail.outbox] == [["deputy@example.org"]]


LONG = "Здравствуйте, меня зовут Ирина, я живу здесь уже два года с детьми и работаю на фабрике недалеко от вокзала. "


@pytest.mark.parametrize("text", ["я хочу умереть", LONG * 3 + "Муж меня бьёт. " + LONG, "vyras mane muša"])
def test_danger_is_answered_before_sending_and_marked_urgent(client, text):
    municipality, _post = make_place()

    page = ask(client, municipality, text=text)
    tree = html.fromstring(page.text)

    assert "112" in words(page.text)
    assert (ReaderQuestion.objects.count(), mail.outbox) == (0, [])
    client.post("/ru/ask/", dict(tree.xpath("//main//form[@method='post']")[0].form_values()))
    assert ReaderQuestion.objects.get().is_urgent
    assert mail.outbox[0].subject.startswith("Skubu")


def test_danger_in_a_later_message_is_urgent_too(client):
    question = make_question()
    data = filled_in(client, question.private_path(), text="Я хочу умереть")

    page = client.post(question.private_path(), data)
    assert "112" in words(page.text)
    assert question.messages.count() == 1
    client.post(question.private_path(), dict(html.fromstring(page.text).xpath("//main//form")[0].form_values()))

    question.refresh_from_db()
    assert (question.is_urgent, question.messages.count()) == (True, 2)


def test_one_sender_has_a_limit_and_loses_no_words(client):
    municipality, _post = make_place()

    answers = [ask(client, municipality, text=f"Klausimas {number}") for number in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert "Klausimas 5" in answers[-1].text


def test_stranger_gets_few_receipts(client):
    most = int(LETTERS_TO_A_STRANGER.partition("/")[0])
    municipality, _post = make_place()

    for _ in range(most + 1):
        ask(client, municipality, email="stranger@example.org")

    assert sum(letter.to == ["stranger@example.org"] for letter in mail.outbox) == most


def test_mailbox_of_an_office_gets_so_many_letters_an_hour_and_then_the_others():
    municipality, _post = make_place()
    for _ in range(33):
        make_question(municipality)
    urgent = make_question(municipality, is_urgent=True)

    tell_offices_of_questions(0)
    first = len(mail.outbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        tell_offices_of_questions(0)

    assert (first, len(mail.outbox)) == (30, 34)
    assert path_of(mailed_link(0)) == urgent.offices.get().private_path()


# --- The thread


def test_private_pages_are_kept_by_nobody_and_known_to_no_log():
    assert {"ask/thread/", "ask/answer/"} <= set(private_prefixes())
    names = {pattern.name for pattern in get_resolver("portal.asking.urls").url_patterns}
    assert names == {"ask", "erased", "thread", "answer", "thread_lost", "answer_lost", "confirm"}


def test_nobody_without_the_link_sees_any(client, django_user_model):
    """Every address of the questions, with half a link, another's link, a number, and as somebody signed in."""
    secret = make_question(text="SLAPTAS klausimas", email="slapta@example.org")
    other = make_question()
    token = secret.private_path().rsplit("/", 2)[1]
    office = secret.offices.get().private_path().rsplit("/", 2)[1]
    tried = [token[:-1], token.split(".")[0], str(secret.pk), office, token + "x", "x." + token.split(".")[1]]
    wrong = [f"/lt/ask/{door}/{part}/" for door in ("thread", "answer") for part in tried]
    wrong = [path for path in wrong if not path.endswith(f"answer/{office}/")]

    for user in (None, make.make_user()):
        if user:
            client.force_login(user)
        for path in [*wrong, "/lt/ask/", f"/lt/ask/?municipality={secret.municipality.slug}", other.private_path()]:
            for answer in (client.get(path), client.post(path, {"text": "x", "act": "answer"})):
                assert "SLAPTAS" not in answer.text
                assert "slapta@" not in answer.text
    assert {client.get(path).status_code for path in wrong} == {404}
    for path in (secret.private_path(), wrong[0]):
        answer = client.get(path)
        assert {name: answer[name] for name in HEADERS} == HEADERS


def test_hostile_text_is_text_everywhere(client):
    question = make_question(text=HOSTILE)
    question.reply(HOSTILE, office=question.offices.get())
    client.force_login(make.make_staff(language="en"))

    for path in (
        question.private_path(),
        question.offices.get().private_path(),
        f"/admin/asking/readerquestion/{question.pk}/change/",
    ):
        tree = html.fromstring(client.get(path).text)
        assert tree.xpath("//script[contains(., 'alert(1)')] | //img[@src='x']") == []
        assert "{{ 7*7 }}" in tree.text_content()


def test_reader_writes_more_closes_and_erases(client):
    question = make_question()
    path = question.private_path()
    question.reply("Mokykloje", office=question.offices.get())
    OfficeLink.objects.update(told_at=timezone.now())

    client.post(path, filled_in(client, path, text="Ačiū, o kada?"))
    question.refresh_from_db()
    assert (question.state, question.messages.count(), len(mail.outbox)) == (State.WAITING, 3, 1)

    client.post(path, {"act": "close"})
    question.refresh_from_db()
    assert question.is_closed
    assert client.post(path, {"text": "x", "seen": 3}).status_code == 200
    assert question.messages.count() == 3

    client.post(path, {"act": "erase"})
    assert client.get(path).status_code == 200
    assert client.post(path, {"act": "erase", "sure": "on"})["Location"] == "/lt/ask/erased/"
    assert client.get(path).status_code == 404
