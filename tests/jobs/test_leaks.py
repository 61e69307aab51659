"""Nothing of a posting that is not approved leaks: all public routes are walked with a submission in every state."""

import re

import pytest
from django.urls import get_resolver
from django.utils import translation

from jobs.models import JobPosting
from tests import factories as make

pytestmark = pytest.mark.django_db

SECRETS = re.compile(r"SLAPT\w*|slapt[\w-]*|600[ \xa0]?00[ \xa0]?777|60000777|\b7[ \xa0]?777[.,]77\b")
ANSWERS = {
    "name": "SLAPTAS darbas",
    "description": "SLAPTAS aprašymas",
    "employer_name": "SLAPTA įmonė",
    "contact_phone": "+370 600 00777",
    "contact_email": "slaptas@example.org",
    "contact_label": "SLAPTAS biuras",
    "work_address": "SLAPTA g. 1",
    "benefits_note": "SLAPTAS kambarys",
    "qualifications": "SLAPTAS gebėjimas",
    "work_hours": "SLAPTAS laikas",
    "salary_min": "7777.77",
}
STATES = ["unconfirmed", "waiting", "asked", "rejected", "withdrawn"]


def addresses(patterns=None, prefix=""):
    """Every address of the portal that has no words of its own to fill in, back office and accounts left out."""
    for pattern in patterns or get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(("admin/", "accounts/")):
            continue
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, path)
        elif "<" not in path:
            yield f"/{path}"


def walked(client):
    """What every public page says, with the pages that the sitemap and the lists lead to."""
    with translation.override("lt"):
        ahead = {*addresses(), "/lt/jobs/?q=SLAPTAS", "/lt/jobs/?level=none&pay=5", "/lt/jobs/feed.xml?q=SLAPTAS"}
    ahead |= {f"/{code}/{path[4:]}" for path in ahead for code in ("en", "ru") if path.startswith("/lt/")}
    seen = {}
    while ahead:
        path = ahead.pop()
        answer = client.get(path)
        seen[path] = f"{answer.status_code} {answer.headers.items()} {answer.text}"
        if answer.status_code == 200 and "?" not in path:
            found = re.findall(r'(?:href="|<loc>(?:https?://[^/]+)?)(/[^"<?#]*)', answer.text)
            ahead |= {new for new in found if not new.startswith(("/static/", "/admin/", "/accounts/"))} - seen.keys()
    return seen


@pytest.mark.parametrize("state", STATES)
def test_no_public_page_says_a_word_of_what_is_not_approved(client, state):
    make.make_job()
    submission = make.make_submission(state, email="slaptas.siuntejas@example.org", **ANSWERS)
    submission.comments.create(text="SLAPTAS klausimas")

    pages = walked(client)
    # The page that looks for a word shows the word again.
    leaks = {path: SECRETS.findall(text) for path, text in pages.items() if "q=" not in path and SECRETS.search(text)}

    assert len(pages) > 60
    assert leaks == {}
    assert client.get("/lt/jobs/slaptas-darbas/").status_code == 404
    assert JobPosting.objects.count() == 1
    assert "SLAPTAS aprašymas" not in "".join(pages.values())


@pytest.mark.parametrize("decide", ["leave", "reject", "withdraw"])
def test_no_public_page_says_a_word_of_a_change_that_is_not_approved(client, decide):
    submission = make.make_submission("approved")
    submission.propose({**submission.all_answers, **{key: ANSWERS[key] for key in ANSWERS if key != "employer_name"}})
    if decide == "reject":
        submission.reject(make.make_staff(), submission.version, "SLAPTA priežastis")
    elif decide == "withdraw":
        submission.withdraw()

    pages = walked(client)
    leaks = {path: SECRETS.findall(text) for path, text in pages.items() if "q=" not in path and SECRETS.search(text)}

    assert leaks == {}
    address = submission.posting.get_absolute_url()
    assert (address in pages) is (decide != "withdraw")
    assert client.get(address).status_code == (410 if decide == "withdraw" else 200)


def test_no_public_page_says_a_word_of_an_employer_whose_only_job_is_withdrawn(client):
    make.make_submission("approved", **ANSWERS).withdraw()

    pages = walked(client)

    assert {
        path: SECRETS.findall(text) for path, text in pages.items() if "q=" not in path and SECRETS.search(text)
    } == {}
    assert "/lt/networks/organisations/slapta-imone/" not in "".join(pages.values())


def test_the_walk_finds_what_is_approved(client):
    make.make_submission("approved", **ANSWERS)

    found = {word for text in walked(client).values() for word in SECRETS.findall(text)}

    assert {"SLAPTAS", "SLAPTA", "slaptas-darbas", "slaptas"} <= found
    assert "slaptas.siuntejas" not in found
