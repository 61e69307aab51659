"""What the tests of questions share: a municipality with somebody in it, and what a browser sends."""

import re
import uuid
from datetime import timedelta

import time_machine
from django.core import mail
from django.utils import timezone
from lxml import html

from networks.models import Supervision
from portal.asking.models import ReaderQuestion
from portal.asking.offices import office_for
from tests import factories as make

LINK = re.compile(r"https?://\S+/ask/(?:answer|thread)/\S+/", re.MULTILINE)


def make_place(email="koordinatore@savivaldybe.lt", **fields):
    """A municipality with a coordinator who can be written to."""
    municipality = make.make_municipality()
    return municipality, make.make_post(municipality, email=email, **fields)


def supervise(post, municipality, email="above@example.org"):
    above = make.make_post(role="supervisor", email=email)
    Supervision.objects.create(supervisor=above, organisation=post.organisation, municipality=municipality)
    return above


def filled_in(client, path, number=0, **fields):
    """The form of a page as a browser sends it a minute after it was opened; fields None are left out."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        forms = html.fromstring(client.get(path).text).xpath("//main//form[@method='post']")
    return {**dict(forms[number].form_values()), **fields}


def ask(client, place, language="ru", **fields):
    """Send a question to a municipality; the answer of the portal."""
    page = f"/{language}/ask/?municipality={place.slug}&page=/{language}/jobs/"
    return client.post(f"/{language}/ask/", filled_in(client, page, **{"text": "Где учить язык?", **fields}))


def make_question(municipality=None, text="Где учить язык?", **fields):
    """A question as it stands after it was sent, with its office."""
    municipality = municipality or make_place()[0]
    question = ReaderQuestion.objects.create(
        **{"municipality": municipality, "language": "ru", "form_number": uuid.uuid4(), **fields}
    )
    question.messages.create(text=text, is_from_reader=True)
    question.hand_to(office_for(municipality))
    return question


def mailed_link(number=-1):
    return LINK.search(mail.outbox[number].body).group()


def path_of(link):
    return "/" + link.split("/", 3)[3]
