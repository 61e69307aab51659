"""What staff decide on a submission: approved, asked, rejected, changed; with the letters and the queue."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.models import Organisation
from jobs.models import JobPosting, JobSubmission, answers_of
from jobs.tasks import tell_of_waiting_jobs
from tests import factories as make
from tests.jobs.senders import changed, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make.make_staff(body="Agentūra", language="lt")


# --- Approval ---------------------------------------------------------------------------------------------------------


def test_approval_publishes_what_was_answered(moderator):
    hygiene = make.make_term("training", "hygiene")
    submission = make.make_submission(
        salary_max="1400.5", working_languages=["lt", "ru"], mandatory_trainings=["hygiene"], contact_label="Biuras"
    )
    answers = submission.answers

    submission.approve(moderator, submission.version)

    posting = JobPosting.objects.published().get()
    assert submission.posting == posting
    assert {name: value for name, value in answers_of(posting).items() if answers[name] != value} == {}
    assert posting.description_lt == "<p>Pirma eilutė.</p>\n\n<p>Antra eilutė.</p>"
    assert list(posting.mandatory_trainings.all()) == [hygiene]
    assert [(contact.kind, contact.display, contact.label_lt) for contact in posting.contacts.all()] == [
        ("phone", "+370\xa0600\xa012\xa0345", "Biuras")
    ]
    assert (posting.assured_by, posting.assured_on) == ("Agentūra", timezone.localdate())
    assert (submission.state, submission.decided_by, submission.answers) == ("approved", moderator, {})


def test_new_employer_becomes_an_organisation_with_contacts_not_verified(moderator):
    submission = make.make_submission(
        employer_name="UAB „Nauja įmonė“", employer_code="123456789", contact_email="darbas@example.org"
    )

    submission.approve(moderator, submission.version)

    employer = Organisation.objects.published().employers().get()
    assert (employer.name_lt, employer.name_ru, employer.identifier) == (*["UAB „Nauja įmonė“"] * 2, "123456789")
    assert employer.slug == "uab-nauja-imone"
    assert [contact.value for contact in employer.contacts.all()] == ["+370 600 12345", "darbas@example.org"]
    assert employer.verified_at is None


def test_known_employer_is_linked_and_no_second_one_made(moderator):
    known = make.make_organisation()
    submission = make.make_submission()

    submission.approve(moderator, submission.version, known)

    assert submission.posting.hiring_organisation == known
    assert list(Organisation.objects.employers()) == [known]


def test_second_posting_of_that_name_gets_an_address_of_its_own(moderator):
    for _ in range(2):
        submission = make.make_submission(name="Employers", employer_name="UAB A")
        submission.approve(moderator, submission.version)

    assert sorted(JobPosting.objects.values_list("slug", flat=True)) == ["employers-2", "employers-3"]
    assert sorted(Organisation.objects.employers().values_list("slug", flat=True)) == ["uab-a", "uab-a-2"]


def test_name_in_cyrillic_gets_an_address_too(moderator):
    submission = make.make_submission(language="ru", name="Уборщица", employer_name="Фирма")
    submission.approve(moderator, submission.version)

    assert submission.posting.slug == "darbas"


@pytest.mark.parametrize("state", ["unconfirmed", "approved", "rejected", "withdrawn"])
def test_only_what_waits_can_be_decided(moderator, state):
    submission = make.make_submission(state)
    before = JobPosting.objects.count()

    for decide in (
        lambda: submission.approve(moderator, submission.version),
        lambda: submission.ask(moderator, submission.version, "?"),
        lambda: submission.reject(moderator, submission.version, "no"),
    ):
        with pytest.raises(ValidationError):
            decide()

    assert JobPosting.objects.count() == before
    assert JobSubmission.objects.get().state == state


def test_nobody_approves_what_changed_while_they_were_reading(moderator):
    submission = make.make_submission()
    read = submission.version
    JobSubmission.objects.get().propose(changed(submission, salary_min="700"))

    with pytest.raises(ValidationError, match="pakeitė"):
        submission.approve(moderator, read)

    assert not JobPosting.objects.exists()


def test_failed_approval_leaves_no_employer_behind(moderator):
    submission = make.make_submission(salary_min="")
    employers = Organisation.objects.count()

    with pytest.raises(ValidationError):
        submission.approve(moderator, submission.version)

    assert (JobPosting.objects.count(), Organisation.objects.count()) == (0, employers)
    assert JobSubmission.objects.get().state == "waiting"


def test_last_day_that_passed_while_waiting_stops_the_approval(moderator):
    submission = make.make_submission(valid_through=in_days(1))

    with time_machine.travel(timezone.now() + timedelta(days=3)), pytest.raises(ValidationError, match="diena"):
        submission.approve(moderator, submission.version)


# --- Question and answer ----------------------------------------------------------------------------------------------


def test_question_and_answer_go_both_ways(moderator):
    submission = make.make_submission()
    mail.outbox.clear()

    submission.ask(moderator, submission.version, "Ar darbas su pamainomis?")
    assert submission.state == "asked"
    assert "Ar darbas su pamainomis?" in mail.outbox[-1].body
    assert submission.private_path() in mail.outbox[-1].body

    submission.answer("Taip, po 12 valandų.")
    assert submission.state == "waiting"
    assert [(comment.text, comment.author) for comment in submission.comments.all()] == [
        ("Ar darbas su pamainomis?", moderator),
        ("Taip, po 12 valandų.", None),
    ]


def test_rejection_says_why_and_is_final(moderator):
    submission = make.make_submission()
    mail.outbox.clear()

    submission.reject(moderator, submission.version, "Prašote pinigų už darbą.")

    assert submission.state == "rejected"
    assert "Prašote pinigų už darbą." in mail.outbox[0].body
    for act in (lambda: submission.propose(submission.answers), lambda: submission.answer("x")):
        with pytest.raises(ValidationError):
            act()


@pytest.mark.parametrize(("language", "word"), [("lt", "Laba diena"), ("en", "Good day"), ("ru", "Добрый день")])
def test_letters_are_in_the_senders_language(moderator, language, word):
    submission = make.make_submission(language=language)
    submission.ask(moderator, submission.version, "?")
    submission.approve(moderator, submission.version)
    submission.warn_of_end()
    submission.send_link_again()
    submission.withdraw()

    letters = [letter for letter in mail.outbox if letter.to == [submission.sender_email]]
    assert len(letters) == 7
    assert [letter.subject for letter in letters if not letter.body.startswith(word)] == []
    assert [letter.subject for letter in letters[:-1] if f"/{language}/jobs/" not in letter.body] == []


# --- A change of a published posting ----------------------------------------------------------------------------------


def test_change_waits_beside_the_live_posting_until_it_is_approved(client, moderator):
    submission = make.make_submission("approved")
    address = submission.posting.get_absolute_url()

    submission.propose(changed(submission, salary_min="1900", contact_phone="+370 600 99999"))

    assert (submission.state, sorted(submission.answers)) == ("waiting", ["contact_phone", "salary_min"])
    live = client.get(address).text.replace("\xa0", " ")
    assert "1 200 eurų" in live
    assert "1 900 eurų" not in live
    assert "600 99 999" not in live

    submission.approve(moderator, submission.version)
    live = client.get(address).text.replace("\xa0", " ")
    assert "1 900 eurų" in live
    assert "+370 600 99 999" in live
    assert "600 12 345" not in live


def test_rejected_change_leaves_the_live_posting_as_it_was(moderator):
    submission = make.make_submission("approved")
    submission.propose(changed(submission, salary_min="10000"))

    submission.reject(moderator, submission.version, "Per daug.")

    assert (submission.state, submission.answers) == ("approved", {})
    assert JobPosting.objects.published().get().salary_min == 1200


def test_change_touches_only_what_was_changed(moderator):
    submission = make.make_submission("approved")
    rich = "<h2>Antraštė</h2><ul><li>Viena</li></ul>"
    JobPosting.objects.update(description_lt=rich, name_ru="Работа")
    submission = JobSubmission.objects.get()

    submission.propose(changed(submission, salary_min="1300"))
    submission.approve(moderator, submission.version)

    posting = JobPosting.objects.get()
    assert (posting.description_lt, posting.name_ru, posting.salary_min) == (rich, "Работа", 1300)


def test_change_of_a_phone_leaves_the_contacts_that_staff_added(moderator):
    submission = make.make_submission("approved", contact_label="Biuras", contact_email="a@example.org")
    posting = submission.posting
    posting.contacts.filter(kind="phone").update(label_ru="Офис", available_hours_lt="8–17")
    posting.contacts.create(kind="mobile", value="+370 600 55555", label_lt="Meistras")
    posting.contacts.create(kind="fax", value="+370 346 69377")

    submission.propose(changed(submission, contact_phone="+370 600 77777", contact_email=""))
    submission.approve(moderator, submission.version)

    found = posting.contacts.values_list("kind", "normalised", "value_as_given", "label_lt", "label_ru")
    assert [tuple(text or "" for text in row) for row in found] == [
        ("phone", "+37060077777", "+370 600 77777", "Biuras", "Офис"),
        ("mobile", "+37060055555", "+370 600 55555", "Meistras", ""),
        ("fax", "+37034669377", "+370 346 69377", "", ""),
    ]

    submission.propose(changed(submission, contact_label="Kitas"))
    submission.approve(moderator, submission.version)
    first = posting.contacts.first()
    assert (first.label_lt, first.label_ru) == ("Kitas", "")


def test_change_that_changes_nothing_waits_for_nobody():
    submission = make.make_submission("approved")

    submission.propose(changed(submission))

    assert submission.state == "approved"


def test_staff_put_answers_right_before_they_approve(moderator):
    submission = make.make_submission(name="DARBAS!!!")
    submission.edit(submission.version, changed(submission, name="Valytoja"))

    submission.approve(moderator, submission.version)

    assert submission.posting.name_lt == "Valytoja"


# --- Queue ------------------------------------------------------------------------------------------------------------


def test_queue_begins_with_who_waits_longest_and_hides_nobody(moderator):
    with time_machine.travel(timezone.now() - timedelta(days=9)):
        asked = make.make_submission("asked")
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        second = make.make_submission()
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        first = make.make_submission()
    done = make.make_submission("approved")

    assert list(JobSubmission.objects.in_order_of_waiting()) == [first, second, asked, done]


def test_moderators_hear_of_the_first_one_and_of_the_queue_each_morning(moderator):
    reader = make.make_user(is_staff=True, language="en")
    reader.groups.add(make.make_group("Job moderator"))
    make.make_user(is_staff=True).groups.add(make.make_group("Auditor"))
    mail.outbox.clear()

    for _ in range(3):
        make.make_submission()
    told = [letter for letter in mail.outbox if letter.to == [reader.email]]
    assert len(told) == 1

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        tell_of_waiting_jobs(timestamp=0)
    last = mail.outbox[-1]
    assert last.to == [reader.email]
    assert "3 submitted jobs wait for your decision." in last.body
    assert "has waited for 2 days." in last.body
    assert "/admin/jobs/jobsubmission/" in last.body
