"""What no person sends: hostile forms leave the portal standing, and nothing in them runs."""

import random
import re

import lxml.html
import pytest

from jobs.models import JobSubmission
from jobs.submissions.answers import to_html
from tests import factories as make
from tests.jobs.senders import FORM, typed_answers

pytestmark = pytest.mark.django_db

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE jobs_jobposting; --",
    "{{ 7*7 }}{% load x %}",
    "javascript:alert(1)",
    "a\x00b",
    "\u202eevil",
    "💩" * 50,
    "x" * 10_000,
    "ą" * 5_000,
    "< script >alert(1)< / script >",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\r\nBcc: victim@example.org\r\n\r\nBuy",
    "%00%ff%fe",
    "\ufffd\ufffe\uffff",
    "${jndi:ldap://x}",
    "-1",
    "9" * 400,
    "NaN",
    "1e999",
    "../../etc/passwd",
    "[]",
    '{"a": 1}',
    "",
    " ",
    "\t\n",
]


def nasty_form(chance, typed, number):
    """The form with rubbish in some fields or in all of them; some come through, and that is what this is about."""
    texts = ["name", "description", "qualifications", "work_address", "work_hours", "benefits_note", "contact_label"]
    fields = [name for name in typed if name != "ticket"] if number % 3 else texts
    spoiled = fields if number % 10 == 1 else chance.sample(fields, chance.randint(1, 4))
    found = {**typed, "sender_email": f"h{number}@example.org"}
    return {**found, **{name: chance.choice(NASTY) for name in spoiled if name not in {"sender_email", "consent"}}}


def send(client, chance, data, number):
    """Send it as a browser would, as a program with another alphabet, or in parts with a charset that is none."""
    address = {"REMOTE_ADDR": f"10.0.{number // 200}.{number % 200}"}
    if number % 5 == 3:
        body = "&".join(f"{name}={value}" for name, value in data.items()).encode("utf-16")
        return client.post(FORM, body, content_type="application/x-www-form-urlencoded", **address)
    if number % 5 == 4:
        kind = f"multipart/form-data; boundary=x; charset={chance.choice(['utf-7', 'utf-16', 'unicode_escape'])}"
        head = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\\ud800\r\n'
        body = "".join(head.format(name, value) for name, value in data.items())
        return client.post(FORM, f"{body}--x--\r\n".encode(), content_type=kind, **address)
    return client.post(FORM, data, **address)


@pytest.fixture
def hostile(client):
    """Three hundred hostile forms; what came through of them, confirmed."""
    chance, typed = random.Random(7), typed_answers(client)
    client.raise_request_exception = False
    answers = [send(client, chance, nasty_form(chance, typed, number), number) for number in range(300)]

    assert {answer.status_code for answer in answers} <= {200, 302, 400}
    assert [answer for answer in answers if not nothing_runs(answer.text or "<p></p>")] == []
    kept = list(JobSubmission.objects.all())
    assert len(kept) >= 30
    assert all(submission.confirm() for submission in kept)
    return kept


def test_three_hundred_hostile_forms_leave_queue_and_pages_standing(client, hostile):
    staff = make.make_staff(language="en")
    client.force_login(staff)
    queue = client.get("/admin/jobs/jobsubmission/?all=")
    pages = [queue, *(client.get(f"/admin/jobs/jobsubmission/{one.pk}/change/") for one in hostile)]
    pages += [client.get(one.private_path()) for one in hostile]
    for submission in hostile:
        submission.approve(staff, submission.version)
    client.logout()
    pages += [client.get(one.posting.get_absolute_url()) for one in hostile]
    pages += [client.get(path) for path in ("/lt/jobs/", "/ru/jobs/feed.xml", "/sitemap.xml", "/lt/jobs/employers/")]

    assert {page.status_code for page in pages} == {200}
    assert [page.text[:300] for page in pages if not nothing_runs(page.text)] == []
    rows = lxml.html.document_fromstring(queue.text).xpath("//table[@id='result_list']/tbody")
    assert len(rows) == len(hostile)


def nothing_runs(text):
    """No element and no attribute that somebody typed has become one of the page."""
    page = lxml.html.document_fromstring(re.sub(r"^<\?xml[^>]*>", "", text))
    typed = page.xpath(
        "//script[contains(., 'alert(1)') and not(@type='application/ld+json')] | //img[@src='x'] | //@onerror"
    )
    return not typed and not page.xpath("//a[starts-with(@href, 'javascript:alert')]")


def test_plain_text_becomes_paragraphs_and_its_markup_stays_text():
    assert to_html("<b>a</b> & c\n\nd") == "<p>&lt;b&gt;a&lt;/b&gt; &amp; c</p>\n\n<p>d</p>"
    assert to_html("") == ""
