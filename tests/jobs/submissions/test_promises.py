"""What a letter promises, the page behind its link does: whatever became of the posting."""

import re

import pytest
from django.core import mail
from django.utils import translation

from tests import factories as make
from tests.jobs.senders import in_days

pytestmark = pytest.mark.django_db

# What a sentence of the letter promises, as the page offers it.
PROMISES = {
    "change or withdraw the posting": 'href="{edit}"',
    "let people apply for longer": 'action="{renew}"',
    "answer our question": 'action="{answer}"',
}


def change_rejected():
    submission = make.make_submission("approved", language="en")
    submission.propose({**submission.all_answers, "salary_min": "1500"})
    submission.reject(make.make_staff(), submission.version, "Too much.")
    return submission


def link_again():
    submission = make.make_submission("rejected", language="en")
    submission.send_link_again()
    return submission


def ending():
    submission = make.make_submission("approved", language="en", valid_through=in_days(3))
    submission.warn_of_end()
    return submission


STATES = {
    **{name: lambda name=name: make.make_submission(name, language="en") for name in ("waiting", "asked", "approved")},
    **{name: lambda name=name: make.make_submission(name, language="en") for name in ("rejected", "withdrawn")},
    "change rejected": change_rejected,
    "link again": link_again,
    "ending": ending,
}
OFFERED = {
    "waiting": {"change or withdraw the posting"},
    "asked": {"change or withdraw the posting", "answer our question"},
    "approved": {"change or withdraw the posting", "let people apply for longer"},
    "change rejected": {"change or withdraw the posting", "let people apply for longer"},
    "ending": {"change or withdraw the posting", "let people apply for longer"},
}


def last_letter(submission):
    return [letter for letter in mail.outbox if letter.to == [submission.sender_email]][-1]


@pytest.mark.parametrize("state", STATES)
def test_letter_promises_what_the_page_does(client, state):
    with translation.override("en"):
        submission = STATES[state]()
        letter = last_letter(submission).body
        page = client.get(submission.private_path()).text
        addresses = {name: getattr(submission, f"{name}_path") for name in ("edit", "renew", "answer")}

    promised = {words for words in PROMISES if words in letter}
    assert promised == OFFERED.get(state, set())
    assert promised == {words for words, mark in PROMISES.items() if mark.format(**addresses) in page}
    assert client.get(addresses["edit"]).status_code == (200 if state in OFFERED else 302)


@pytest.mark.parametrize("state", STATES)
def test_each_link_of_the_letter_opens(client, state):
    submission = STATES[state]()

    paths = re.findall(r"https?://[^/\s]+(/\S+)", last_letter(submission).body)

    assert paths or state == "withdrawn"
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_rejected_posting_can_be_sent_anew(client):
    letter = last_letter(make.make_submission("rejected", language="en")).body

    assert "It cannot be changed any more. To try again, send a new posting:" in letter
    assert "/en/jobs/submit/" in letter
