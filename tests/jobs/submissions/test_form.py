"""How a posting comes in: the form, its mistakes, and what is refused or stopped."""

from datetime import timedelta

import lxml.html
import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jobs.models import JobPosting, JobSubmission
from jobs.submissions.querysets import MOST_UNCONFIRMED
from tests import factories as make
from tests.jobs.senders import FORM, errors, link_in, opened_form, typed_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(client):
    return typed_answers(client)


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_form_leads_to_a_letter_in_the_language_of_the_page(client, typed, language):
    answer = client.post(f"/{language}/jobs/submit/", typed)

    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/jobs/submit/sent/")
    submission = JobSubmission.objects.get()
    assert (submission.state, submission.sender_email, submission.sender_language) == (
        "unconfirmed",
        "darbdavys@example.org",
        language,
    )
    [letter] = mail.outbox
    assert letter.to == ["darbdavys@example.org"]
    assert link_in(letter).startswith(f"/{language}/jobs/submit/confirm/")
    # Nobody can make us send their own words to a stranger.
    assert "Valytoja" not in letter.body + letter.subject
    assert not JobPosting.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"salary_min": ""}, "Be jo darbo skelbti negalime."),
        ({"salary_min": "tūkstantis"}, "Atlyginimas nuo"),
        ({"salary_min": "8"}, "Patikrinkite sumą"),
        ({"salary_min": "1500", "salary_max": "900"}, "negali būti mažesnis"),
        ({"valid_through": ""}, "Pasirinkite paskutinę dieną"),
        ({"valid_through": "2020-01-01"}, "per artimiausias 60 dienų"),
        ({"valid_through": "9999-12-31"}, "per artimiausias 60 dienų"),
        ({"valid_through": "rytoj"}, "Dieną rašykite taip"),
        ({"name": "<b>Darbas</b>"}, "be ženklo"),
        ({"name": "x" * 101}, "Kaip vadinasi darbas?"),
        ({"description": ""}, "Parašykite, ką žmogus dirbs."),
        ({"contact_phone": ""}, "užtenka vieno"),
        ({"contact_phone": "12345"}, "Patikrinkite telefono numerį"),
        ({"contact_email": "nera"}, "El. paštas kandidatams"),
        ({"application_url": "javascript:alert(1)"}, "Puslapis su jūsų skelbimu"),
        ({"working_languages": []}, "bent vieną kalbą"),
        ({"permits": []}, "bent vieną leidimą"),
        ({"municipality": "nowhere"}, "Savivaldybė"),
        ({"occupation": ""}, "Darbo rūšis"),
        ({"employer_name": ""}, "Parašykite darbdavio pavadinimą."),
        ({"employer_code": "12"}, "9 skaitmenų"),
        ({"sender_email": "nera"}, "Jūsų el. paštas"),
        ({"consent": ""}, "Be jūsų sutikimo"),
    ],
)
def test_mistake_is_named_and_what_was_typed_is_kept(client, typed, changes, message):
    answer = client.post(FORM, {**typed, "benefits_note": "Mano žodžiai", **changes})

    assert answer.status_code == 200
    found = errors(answer)
    assert len(found) == 1
    assert message in found[0]
    assert "Mano žodžiai" in answer.text
    assert "<title>Klaida:" in answer.text
    assert not JobSubmission.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"), [("1 200,50", "1200.5"), ("1200 €", "1200"), ("8,50", None), ("1\xa0300", "1300")]
)
def test_sums_are_understood_as_people_write_them(client, typed, written, kept):
    client.post(FORM, {**typed, "salary_min": written})

    assert [submission.answers["salary_min"] for submission in JobSubmission.objects.all()] == ([kept] if kept else [])


def test_characters_that_nobody_sees_are_dropped(client, typed):
    client.post(FORM, {**typed, "name": "Vira\u202es\u200b \x00\x07kava", "description": "Viena\r\n\r\n\r\n\r\nDvi"})

    answers = JobSubmission.objects.get().answers
    assert (answers["name"], answers["description"]) == ("Viras kava", "Viena\n\nDvi")


def test_files_are_refused_politely(client, typed):
    answer = client.post(FORM, {**typed, "cv": SimpleUploadedFile("cv.pdf", b"%PDF")})

    assert errors(answer) == ["Failų nepriimame. Viską parašykite formoje."]
    assert not JobSubmission.objects.exists()


def test_double_send_makes_one_and_other_words_another(client, typed):
    for _ in range(3):
        assert client.post(FORM, typed).status_code == 302
    assert (JobSubmission.objects.count(), len(mail.outbox)) == (1, 1)

    client.post(FORM, {**typed, "name": "Virėja"})
    assert JobSubmission.objects.count() == 2


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda client: {"website": "https://example.org"}, "neišsiųstas"),
        (lambda client: {"ticket": ""}, "Išsiųskite formą dar kartą."),
        (lambda client: {"ticket": "forged.ticket.here"}, "Išsiųskite formą dar kartą."),
        (lambda client: {"ticket": opened_form(client, seconds=90_000)}, "atidaryta labai ilgai"),
    ],
)
def test_what_programs_send_is_refused(client, typed, spoil, message):
    with time_machine.travel(timezone.now(), tick=False):
        answer = client.post(FORM, {**typed, **spoil(client)})

    assert [error for error in errors(answer) if message in error]
    assert not JobSubmission.objects.exists()


def test_refused_ticket_is_renewed_so_that_a_person_can_send_again(client, typed):
    page = lxml.html.document_fromstring(client.post(FORM, {**typed, "ticket": "old"}).text)
    ticket = page.xpath("string(//input[@name='ticket']/@value)")

    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        assert client.post(FORM, {**typed, "ticket": ticket}).status_code == 302


def test_form_sent_a_thousand_times_brings_ten_an_hour(client, typed):
    for number in range(14):
        answer = client.post(FORM, {**typed, "name": f"Darbas {number}", "sender_email": f"a{number}@example.org"})

    assert "po valandos" in errors(answer)[0]
    assert JobSubmission.objects.count() == 10
    other = client.post(FORM, {**typed, "sender_email": "other@example.org"}, REMOTE_ADDR="192.0.2.9")
    assert other.status_code == 302


def test_stranger_cannot_be_buried_in_letters(client, typed):
    for number in range(8):
        answer = client.post(FORM, {**typed, "name": f"Darbas {number}"}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer["Location"] == "/lt/jobs/submit/sent/"

    assert len(mail.outbox) == MOST_UNCONFIRMED == 3


def test_form_needs_its_token(client, typed):
    client.handler.enforce_csrf_checks = True

    assert client.post(FORM, typed).status_code == 403
    assert not JobSubmission.objects.exists()


@pytest.mark.parametrize("amount", [1, 3])
def test_form_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    for _ in range(amount):
        make.make_job()
        make.make_term("training")

    with django_assert_num_queries(4):
        client.get(FORM)
