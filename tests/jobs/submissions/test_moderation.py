"""The queue in the back office: who may see it, who may decide, and what a page of it shows."""

import lxml.html
import pytest

from jobs.models import JobPosting, JobSubmission
from tests import factories as make

pytestmark = pytest.mark.django_db

QUEUE = "/admin/jobs/jobsubmission/"


def page_of(submission):
    return f"{QUEUE}{submission.pk}/change/"


@pytest.fixture
def moderator(client):
    user = make.make_user(is_staff=True, language="en", body="Agency", name="Moderator")
    user.groups.add(make.make_group("Job moderator"))
    client.force_login(user)
    return user


def decide(client, submission, decision, **data):
    return client.post(
        page_of(submission), {"version": submission.version, "decision": decision, "text": "", **data}, follow=True
    )


def words(answer):
    return " ".join(lxml.html.document_fromstring(answer.text).text_content().split())


@pytest.mark.parametrize(
    ("role", "may_see", "may_decide"),
    [
        ("Project staff", True, True),
        ("Job moderator", True, True),
        ("Auditor", True, False),
        (None, False, False),
    ],
)
@pytest.mark.parametrize("decision", ["approve", "ask", "reject"])
def test_roles_may_do_what_the_table_says(client, role, may_see, may_decide, decision):
    submission = make.make_submission()
    user = make.make_user(is_staff=True, language="en")
    if role:
        user.groups.add(make.make_group(role))
    client.force_login(user)

    page = client.get(page_of(submission))
    assert (page.status_code == 200) is may_see
    assert ('name="decision"' in page.text) is may_decide
    decide(client, submission, decision, text="Why?")

    submission.refresh_from_db()
    assert (submission.state != "waiting") is may_decide
    assert JobPosting.objects.exists() is (may_decide and decision == "approve")


def test_strangers_are_sent_to_sign_in(client):
    submission = make.make_submission()

    assert client.get(page_of(submission)).status_code == 302
    assert decide(client, submission, "approve").redirect_chain[0][1] == 302
    assert not JobPosting.objects.exists()


def test_queue_says_what_waits_how_long_and_who_decided(client, moderator):
    make.make_submission(name="Valytoja", employer_name="UAB Švara")
    done = make.make_submission(name="Virėja")
    decide(client, done, "approve")

    text = words(client.get(QUEUE)).replace("\xa0", " ")

    assert text.index("Valytoja") < text.index("Virėja")
    for found in ["waiting for review", "UAB Švara", "less than a minute", "approved", "Moderator"]:
        assert found in text.lower() or found in text


def test_reading_decides_nothing(client, moderator):
    submission = make.make_submission()
    client.get(f"{page_of(submission)}?decision=approve&version={submission.version}")

    assert JobSubmission.objects.get().state == "waiting"


def test_moderator_approves_for_a_known_employer_found_by_its_name(client, moderator):
    known = make.make_employer(name_lt="Švara", legal_name="UAB „Švara“")
    submission = make.make_submission(employer_name="uab svara".replace("svara", "švara"))

    page = lxml.html.document_fromstring(client.get(page_of(submission)).text)
    assert page.xpath("//select[@name='organisation']/option[@selected]/@value") == [str(known.pk)]
    decide(client, submission, "approve", organisation=known.pk)

    assert JobPosting.objects.published().get().hiring_organisation == known


def test_moderator_sees_which_employers_readers_do_not(client, moderator):
    make.make_employer(name_en="Open")
    make.make_employer(name_en="Hidden", published_at=None)
    past = make.make_submission("approved", employer_name="Past")
    past.withdraw()

    page = lxml.html.document_fromstring(client.get(page_of(make.make_submission())).text)
    options = page.xpath("//select[@name='organisation']/option/text()")[1:]

    assert options == ["Hidden (not public)", "Open", "Past"]


def test_refused_change_is_not_shown_as_live(client, moderator):
    submission = make.make_submission("approved")
    submission.propose({**submission.all_answers, "salary_min": "1999"})
    submission.posting.unpublish()

    page = decide(client, submission, "approve")

    assert "This posting was taken down." in page.text
    rows = lxml.html.document_fromstring(page.text).xpath("//tbody/tr[contains(., '(changes)')]")
    assert [[" ".join(cell.text_content().split()) for cell in row][1:] for row in rows] == [["1200", "1999"]]


@pytest.mark.parametrize("decision", ["ask", "reject"])
def test_question_and_rejection_need_words(client, moderator, decision):
    submission = make.make_submission()

    page = decide(client, submission, decision, text="  ")

    assert "Write what the sender should know." in page.text
    assert JobSubmission.objects.get().state == "waiting"


def test_moderator_sees_what_a_change_changes(client, moderator):
    submission = make.make_submission("approved")
    submission.propose({**submission.all_answers, "salary_min": "1999"})

    rows = lxml.html.document_fromstring(client.get(page_of(submission)).text).xpath("//tbody/tr")
    changed = [
        [" ".join(cell.text_content().split()) for cell in row] for row in rows if "(changes)" in row.text_content()
    ]

    assert changed == [["Pay from, euros before tax (changes)", "1200", "1999"]]
    assert len(rows) > 10


def test_moderator_puts_answers_right_and_sees_mistakes(client, moderator):
    submission = make.make_submission(name="darbas!!!")
    page = lxml.html.document_fromstring(client.get(page_of(submission)).text)
    form = page.xpath("//form[@id='edit_form']")[0]
    data = [(key, value) for key, value in form.form_values() if value is not None]
    typed = {}
    for key, value in data:
        typed.setdefault(key, []).append(value)

    wrong = client.post(page_of(submission), {**typed, "edit-salary_min": "", "edit": "1"})
    assert "Without it we cannot publish a job." in wrong.text
    client.post(page_of(submission), {**typed, "edit-name": "Valytoja", "edit": "1"})

    submission.refresh_from_db()
    assert (submission.answers["name"], submission.state) == ("Valytoja", "waiting")


def test_decision_on_what_changed_meanwhile_is_refused(client, moderator):
    submission = make.make_submission()
    read = submission.version
    submission.propose({**submission.answers, "salary_min": "700"})

    page = client.post(page_of(submission), {"version": read, "decision": "approve", "text": ""})

    assert "has changed the answers meanwhile" in page.text
    assert not JobPosting.objects.exists()


def test_posting_without_pay_cannot_be_approved_by_any_button(client, moderator):
    submission = make.make_submission(salary_min="")

    page = decide(client, submission, "approve")

    assert "needs the gross pay" in page.text
    assert JobSubmission.objects.get().state == "waiting"
    assert not JobPosting.objects.exists()


@pytest.mark.parametrize("amount", [1, 3])
def test_queue_asks_a_constant_number_of_queries(client, moderator, django_assert_max_num_queries, amount):
    for _ in range(amount):
        make.make_submission("approved")

    with django_assert_max_num_queries(14):
        assert client.get(QUEUE).status_code == 200


def test_page_loads_nothing_from_others_and_opens_in_every_state(client, moderator):
    for state in ["unconfirmed", "waiting", "asked", "approved", "rejected", "withdrawn"]:
        page = client.get(page_of(make.make_submission(state)))
        assert page.status_code == 200
        assert 'src="http' not in page.text
