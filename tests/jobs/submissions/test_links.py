"""The links in the letters: to confirm, to the private page and what its sender does there, and new ones."""

from datetime import timedelta

import lxml.html
import pytest
import time_machine
from django.core import mail
from django.core.signing import Signer
from django.utils import timezone

from jobs.models import JobPosting, JobSubmission
from tests import factories as make
from tests.jobs.senders import FORM, errors, link_in, opened_form, private_link, typed_answers

pytestmark = pytest.mark.django_db


# --- The link to confirm ----------------------------------------------------------------------------------------------


@pytest.fixture
def letter(client):
    client.post(FORM, typed_answers(client))
    return mail.outbox[0]


def test_reading_the_link_changes_nothing_and_the_button_confirms_once(client, letter):
    address = link_in(letter)
    for _ in range(2):
        page = client.get(address)
        assert (page.status_code, JobSubmission.objects.get().state) == (200, "unconfirmed")

    answer = client.post(address)

    assert JobSubmission.objects.get().state == "waiting"
    assert answer["Location"] == private_link(mail.outbox[-1])
    for method in (client.get, client.post):
        assert method(address).status_code == 410
    assert len(mail.outbox) == 2


def test_link_to_confirm_is_good_for_a_week(client, letter):
    address = link_in(letter)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert client.get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert client.get(address).status_code == 410
        assert client.post(address).status_code == 410
    assert JobSubmission.objects.get().state == "unconfirmed"


def test_links_cannot_be_forged_or_swapped(client, letter):
    submission = JobSubmission.objects.get()
    confirm, private = link_in(letter), submission.private_path()
    key = submission.link_key
    forged = [
        f"/lt/jobs/my/{key}/",
        f"/lt/jobs/my/{Signer(sep='.', salt='other').sign(key)}/",
        confirm.replace("/submit/confirm/", "/my/"),
        private.replace("/my/", "/submit/confirm/"),
        private,  # not before the address is confirmed
        f"{private[:-2]}x/",
        "/lt/jobs/my/.../",
        "/lt/jobs/my/%00/",
        "/lt/jobs/submit/confirm/%F0%9F%92%A9/",
    ]

    found = {address: client.get(address).status_code for address in forged}

    assert set(found.values()) <= {404, 410}
    assert found[private] == 410
    assert [client.post(address).status_code for address in forged if "confirm" in address] != [302]
    assert JobSubmission.objects.get().state == "unconfirmed"


# --- The private link -------------------------------------------------------------------------------------------------

ACTIONS = ["", "edit/", "answer/", "renew/", "withdraw/"]


def test_private_link_opens_only_its_own_posting(client):
    mine, others = make.make_submission(name="Mano darbas"), make.make_submission(name="Kito darbas")

    page = client.get(mine.private_path())
    assert "Mano darbas" in page.text
    assert "Kito darbas" not in page.text

    for action in ("answer/", "withdraw/"):
        client.post(f"{mine.private_path()}{action}", {"text": "x", "id": others.pk, "token": others.link_key})
    others.refresh_from_db()
    assert (others.state, others.comments.count()) == ("waiting", 0)


@pytest.mark.parametrize("action", ["", "edit/", "withdraw/"])
def test_private_page_is_kept_by_nobody_and_told_to_nobody(client, action):
    page = client.get(f"{make.make_submission('approved').private_path()}{action}")

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "strict-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in page.text
    assert "canonical" not in page.text
    # The link to report a mistake would carry the address to the staff.
    assert 'page=/"' in page.text


def test_private_link_is_not_in_the_log(client, caplog):
    caplog.set_level("INFO")
    submission = make.make_submission()
    client.get(submission.private_path())

    assert "request" in caplog.text
    assert submission.link_key not in caplog.text + "".join(str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize("action", ACTIONS)
def test_reading_a_private_page_changes_nothing(client, action):
    submission = make.make_submission("approved")
    before = JobSubmission.objects.values().get(), JobPosting.objects.values().get()

    assert client.get(f"{submission.private_path()}{action}").status_code in {200, 405}

    assert (JobSubmission.objects.values().get(), JobPosting.objects.values().get()) == before


def form_of(client, address):
    """What a browser would send back, unchanged."""
    form = lxml.html.document_fromstring(client.get(address).text).xpath("//main//form")[0]
    found = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value or "")
    return found


def test_sender_changes_a_published_posting_and_the_public_sees_the_old_one(client):
    submission = make.make_submission("approved")
    address = f"{submission.private_path()}edit/"
    data = form_of(client, address)
    assert data["salary_min"] == ["1200"]

    answer = client.post(address, {**data, "salary_min": "1333", "contact_phone": "+370 600 88888"})

    assert answer["Location"] == submission.private_path()
    submission.refresh_from_db()
    assert (submission.state, submission.answers) == (
        "waiting",
        {"salary_min": "1333", "contact_phone": "+370 600 88888"},
    )
    own = client.get(submission.private_path()).text
    assert "1333" in own
    assert "laukia patvirtinimo" in own
    assert "333" not in client.get(submission.posting.get_absolute_url()).text


def test_text_that_the_sender_leaves_alone_stays_as_staff_have_made_it(client):
    submission = make.make_submission("approved")
    JobPosting.objects.update(
        name_lt="Valytoja\xa0biure",
        qualifications_lt="Sveikata \r\n\r\n\r\n\r\nir  jėga",
        description_lt="<h2>Darbas</h2>\n<ul>\n  <li><p>Viena\xa0dvi</p></li>\n</ul><p>Taip&nbsp; </p>",
    )
    address = f"{submission.private_path()}edit/"

    client.post(address, {**form_of(client, address), "salary_min": "1333"})

    assert JobSubmission.objects.get().answers == {"salary_min": "1333"}


def test_edit_with_mistakes_is_kept_and_changes_nothing(client):
    submission = make.make_submission("approved")
    address = f"{submission.private_path()}edit/"

    answer = client.post(address, {**form_of(client, address), "salary_min": "", "name": "Kitaip"})

    assert "Be jo darbo skelbti negalime." in errors(answer)[0]
    assert 'value="Kitaip"' in answer.text
    assert JobSubmission.objects.get().state == "approved"


def test_sender_answers_renews_and_withdraws(client):
    submission = make.make_submission("approved")
    private, moderator = submission.private_path(), make.make_staff()
    until = timezone.localdate() + timedelta(days=55)

    client.post(f"{private}renew/", {"valid_through": until.isoformat()})
    assert JobPosting.objects.get().valid_through == until
    refused = client.post(f"{private}renew/", {"valid_through": (until + timedelta(days=9)).isoformat()})
    assert "60 dienų" in errors(refused)[0]

    submission.propose({**submission.all_answers, "salary_min": "1500"})
    submission.ask(moderator, submission.version, "Kodėl?")
    assert "Kodėl?" in client.get(private).text
    assert "Parašykite atsakymą." in errors(client.post(f"{private}answer/", {"text": " "}))[0]
    client.post(f"{private}answer/", {"text": "<i>Todėl</i>."})
    client.post(f"{private}answer/", {"text": "Todėl."})
    assert [comment.text for comment in submission.comments.all()] == ["Kodėl?", "Todėl."]

    client.post(f"{private}withdraw/")
    client.post(f"{private}withdraw/")
    assert JobSubmission.objects.get().state == "withdrawn"
    assert not JobPosting.objects.published().exists()
    assert client.get(private).status_code == 200
    assert client.get(f"{private}edit/").status_code == 302


# --- A new link -------------------------------------------------------------------------------------------------------


def ask_for_link(client, email, language="en", **spoiled):
    address = f"/{language}/jobs/submit/link/"
    return client.post(address, {"ticket": opened_form(client, address), "email": email, **spoiled})


def test_new_link_goes_to_the_same_address_and_the_old_one_dies(client):
    submission = make.make_submission("approved", email="me@example.org")
    old = submission.private_path()
    mail.outbox.clear()

    known = ask_for_link(client, "ME@example.org")
    unknown = ask_for_link(client, "nobody@example.org")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    [letter] = mail.outbox
    assert letter.to == ["me@example.org"]
    assert client.get(old).status_code == 410
    assert client.get(private_link(letter)).status_code == 200


def test_links_are_sent_again_at_most_every_quarter_of_an_hour(client):
    make.make_submission(email="me@example.org")
    mail.outbox.clear()

    for minutes, letters in [(0, 1), (1, 1), (14, 1), (16, 2)]:
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            ask_for_link(client, "me@example.org")
        assert len(mail.outbox) == letters


@pytest.mark.parametrize("spoiled", [{"ticket": ""}, {"website": "https://example.org"}])
def test_programs_get_no_letter_sent(client, spoiled):
    make.make_submission(email="me@example.org")
    mail.outbox.clear()

    page = ask_for_link(client, "me@example.org", **spoiled)

    assert (page.status_code, len(errors(page)), mail.outbox) == (200, 1, [])
    assert "me@example.org" in page.text


def test_lost_first_letter_is_sent_again(client, letter):
    ask_for_link(client, "darbdavys@example.org", "lt")

    assert len(mail.outbox) == 2
    assert client.get(link_in(letter)).status_code == 410
    assert client.post(link_in(mail.outbox[1])).status_code == 302


def asked_each_hour(client, hours):
    """How many letters there are after a new link was asked for in each of these hours."""
    found = []
    for hour in hours:
        with time_machine.travel(timezone.now() + timedelta(hours=hour)):
            ask_for_link(client, "darbdavys@example.org")
        found.append(len(mail.outbox))
    return found


def test_first_letter_is_sent_again_once_a_day(client, letter):
    assert asked_each_hour(client, [1, 2, 9, 24, 26, 27]) == [2, 2, 2, 2, 3, 3]
    assert client.get(link_in(mail.outbox[1])).status_code == 410


def test_stranger_gets_three_letters_a_day_however_often_links_are_asked_for(client):
    for number in range(5):
        client.post(FORM, {**typed_answers(client), "name": f"Darbas {number}"})

    assert asked_each_hour(client, [1, 2, 3, 23]) == [3, 3, 3, 3]
    last = link_in(mail.outbox[-1])
    assert client.get(last).status_code == 200
