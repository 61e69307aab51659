"""An employer that came with a job is public as long as it has open jobs, unless staff have looked after its page."""

from datetime import timedelta

import lxml.html
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.models import Organisation, OrganisationContact
from jobs.models import JobPosting
from jobs.tasks import erase_old_job_submissions
from tests import factories as make

pytestmark = pytest.mark.django_db

NAME = "UAB Švarūnėlis"
PAGE = "/lt/networks/organisations/uab-svarunelis/"
OUTLETS = [
    PAGE,
    f"{PAGE}share/",
    f"{PAGE}card/",
    "/lt/jobs/employers/",
    "/lt/jobs/submit/",
    "/lt/search/?q=Svarunelis",
    "/lt/jobs/?q=Švarūnėlis",
    "/sitemap.xml",
]


@pytest.fixture
def moderator():
    return make.make_staff(body="Agentūra")


@pytest.fixture
def submission():
    """The only job of an employer that came with it."""
    return make.make_submission("approved", employer_name=NAME)


def employer():
    return Organisation.objects.get(slug="uab-svarunelis")


def outlets(client):
    """Where the employer's page is named or shown, among all places where it could."""
    return [path for path in OUTLETS if is_shown(client.get(path), path)]


def is_shown(answer, path):
    # A page that looks for a word shows the word again.
    words = ["uab-svarunelis"] if "q=" in path else ["uab-svarunelis", "Švarūnėlis"]
    return answer.status_code == 200 and any(word in answer.text for word in words)


def days_later(number):
    return time_machine.travel(timezone.now() + timedelta(days=number))


def day(number):
    return timezone.localdate() + timedelta(days=number)


def second_job(moderator, **answers):
    """Another job of the same employer, approved for the organisation that is known by its name."""
    submission = make.make_submission(employer_name=NAME, **answers)
    submission.approve(moderator, submission.version, employer())
    return submission


# --- With the jobs ----------------------------------------------------------------------------------------------------


def test_employer_is_gone_everywhere_with_its_only_job_and_is_kept(client, submission):
    shown = [path for path in OUTLETS if path != "/lt/jobs/?q=Švarūnėlis"]
    assert outlets(client) == shown

    submission.withdraw()

    assert outlets(client) == []
    assert [client.get(path).status_code for path in OUTLETS[:3]] == [404, 404, 404]
    assert (employer().name_lt, employer().contacts.count(), employer().history.count() > 1) == (NAME, 1, True)


def test_employer_is_public_through_the_last_day_of_its_job_and_no_longer(client, submission):
    last_day = submission.posting.valid_through
    midnight = timezone.make_aware(timezone.datetime(last_day.year, last_day.month, last_day.day)) + timedelta(days=1)

    with time_machine.travel(midnight - timedelta(seconds=1)):
        assert client.get(PAGE).status_code == client.get(submission.posting.get_absolute_url()).status_code == 200
    with time_machine.travel(midnight):
        assert (client.get(PAGE).status_code, outlets(client)) == (404, [])


def staff_change(**fields):
    """What staff do in the form of the posting."""
    posting = JobPosting.objects.earliest("pk")
    for name, value in fields.items():
        setattr(posting, name, value)
    posting.save()


@pytest.mark.parametrize(
    "prolong",
    [
        lambda submission: submission.renew(day(50).isoformat()),
        lambda submission: submission.propose({**submission.all_answers, "valid_through": day(50).isoformat()}),
        lambda submission: staff_change(valid_through=day(50)),
    ],
)
def test_employer_stays_as_long_as_its_job_is_prolonged(client, submission, prolong):
    prolong(submission)

    with days_later(50):
        assert client.get(PAGE).status_code == 200
    with days_later(51):
        assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    "end",
    [
        lambda submission: submission.posting.unpublish(),
        lambda submission: staff_change(published_at=None),
        lambda submission: staff_change(visibility="staff"),
        lambda submission: staff_change(valid_through=day(-1)),
        lambda submission: staff_change(hiring_organisation=make.make_employer()),
    ],
)
def test_employer_goes_however_its_job_ends(client, submission, end):
    end(submission)

    assert client.get(PAGE).status_code == 404


def test_employer_that_ended_is_public_again_with_the_renewed_job(client, submission):
    with days_later(40):
        assert client.get(PAGE).status_code == 404
        submission.renew(day(20).isoformat())
        assert client.get(PAGE).status_code == 200


def test_employer_stays_while_another_of_its_jobs_is_open(client, submission, moderator):
    other = second_job(moderator, valid_through=day(10).isoformat())

    submission.withdraw()
    assert client.get(PAGE).status_code == 200
    other.withdraw()
    assert client.get(PAGE).status_code == 404


def test_employer_comes_back_with_a_new_job(client, submission, moderator):
    submission.withdraw()
    with days_later(100):
        again = second_job(moderator)
        assert client.get(PAGE).status_code == 200
        assert NAME in client.get(again.posting.get_absolute_url()).text.replace("\xa0", " ")
    assert Organisation.objects.employers().count() == 1


def test_last_day_without_end_is_no_error(client, submission):
    staff_change(valid_through=timezone.datetime.max.date())

    assert client.get(PAGE).status_code == 200


# --- By the staff -----------------------------------------------------------------------------------------------------


def verify(user):
    employer().verify(user)


def publish(user):
    employer().publish()


@pytest.mark.parametrize("look_after", [verify, publish])
def test_employer_that_staff_looked_after_stays_without_jobs(client, submission, moderator, look_after):
    look_after(moderator)

    submission.withdraw()

    assert client.get(PAGE).status_code == 200
    with days_later(400):
        assert client.get(PAGE).status_code == 200


def test_verifying_makes_nothing_public_that_is_not_and_it_stays_from_its_next_job_on(client, submission, moderator):
    submission.withdraw()
    employer().verify(moderator)
    assert client.get(PAGE).status_code == 404

    second_job(moderator).withdraw()

    assert client.get(PAGE).status_code == 200


def test_employer_that_staff_took_down_stays_down(client, submission, moderator):
    employer().unpublish()

    submission.renew(day(50).isoformat())
    second_job(moderator)

    assert client.get(PAGE).status_code == 404


def test_employers_of_staff_do_not_follow_their_jobs(client, moderator):
    known = make.make_employer()
    submission = make.make_submission()
    submission.approve(moderator, submission.version, known)
    before = known.history.count()

    submission.withdraw()

    assert client.get(known.get_absolute_url()).status_code == 200
    assert known.history.count() == before


def posted(client, **changes):
    """Save the form of the employer in the back office, some fields changed."""
    address = f"/admin/directory/organisation/{employer().pk}/change/"
    form = lxml.html.document_fromstring(client.get(address).text).xpath("//form[@id='organisation_form']")[0]
    data = {name: value for name, value in form.form_values() if value is not None and not name.startswith("_")}
    return client.post(address, {**data, **changes, "_save": "1"})


@pytest.mark.parametrize(
    ("changes", "stays"), [({"unpublish_at_0": "", "unpublish_at_1": ""}, True), ({"alternate_name": "Š"}, False)]
)
def test_day_that_staff_set_by_hand_holds_and_other_words_do_not_matter(client, submission, changes, stays):
    client.force_login(make.make_staff(language="en"))
    assert posted(client, **changes).status_code == 302
    client.logout()

    submission.withdraw()

    assert client.get(PAGE).status_code == (200 if stays else 404)


def test_back_office_says_that_the_page_follows_the_jobs(client, submission):
    client.force_login(make.make_staff(language="en"))

    page = client.get(f"/admin/directory/organisation/{employer().pk}/change/").text

    assert "Publish or verify it, and its page stays." in page


# --- Data -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_kept"), [(364, True), (366, False)])
def test_contacts_of_an_employer_without_jobs_are_erased_after_a_year(submission, days, is_kept):
    submission.withdraw()

    with days_later(days):
        erase_old_job_submissions(timestamp=0)

    assert OrganisationContact.objects.exists() is OrganisationContact.history.exists() is is_kept
    assert employer().name_lt == NAME


def test_contacts_of_other_employers_are_nobodys_to_erase(submission, moderator):
    make.make_organisation_contact(make.make_employer(unpublish_at=timezone.now()))
    employer().publish()
    submission.withdraw()

    with days_later(800):
        erase_old_job_submissions(timestamp=0)

    assert OrganisationContact.objects.count() == 2


def test_refused_approval_shows_no_employer(client, submission, moderator):
    """The employer of a withdrawn job is shown with the next one only if that one is published."""
    submission.withdraw()
    wrong = make.make_submission(employer_name=NAME, salary_min="")

    with pytest.raises(ValidationError):
        wrong.approve(moderator, wrong.version, employer())

    assert client.get(PAGE).status_code == 404
