"""Sending a job in as a browser does it: for tests of what employers send."""

import re
from datetime import timedelta

import lxml.html
import time_machine
from django.utils import timezone

from tests import factories as make

FORM = "/lt/jobs/submit/"


def opened_form(client, address=FORM, *, seconds=30):
    """The ticket of a form that somebody opened a while ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds), tick=False):
        page = lxml.html.document_fromstring(client.get(address).text)
    return page.xpath("string(//input[@name='ticket']/@value)")


def typed_answers(client):
    """What an employer types."""
    answers = {name: value for name, value in make.job_answers(name="Valytoja").items() if value is not False}
    return {**answers, "sender_email": "Darbdavys@Example.org", "consent": "on", "ticket": opened_form(client)}


def errors(answer):
    page = lxml.html.document_fromstring(answer.text)
    return [" ".join(item.text_content().split()) for item in page.xpath("//div[@class='errs']//li")]


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/\S+)", letter.body).group(1)


def private_link(letter):
    return re.search(r"https?://[^/\s]+(/\w\w/jobs/my/\S+)", letter.body).group(1)


def in_days(number):
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def changed(submission, **answers):
    """All answers of the submission, some of them other ones: what its form would send."""
    return {**submission.all_answers, **answers}
