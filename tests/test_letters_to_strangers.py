"""Who may have us write to an address that nobody confirmed: every form that takes one, and what a mailbox can get.

Forms, views and letters are found in the code. A new one is missing from the tables below, and the test says so.
"""

import ast
import inspect
from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.core import mail
from django.urls import get_resolver, reverse
from django.utils import timezone
from lxml import html

from content.forms.public import PublicForm
from events.models import Registration
from jobs.models import JobSubmission
from networks.models import VolunteerOffer
from portal.asking.models import ReaderQuestion
from portal.follow.models import Follow
from tests import factories as make
from tests.house import ROOT
from tests.portal.asking.questions import make_place

VICTIM = "victim@example.org"

# Forms in which a visitor types an e-mail address -> the views that take them.
FORMS = {
    "events.registration.forms.RegistrationForm": {"events.registration.views.register"},
    "feedback.forms.ReportForm": {"feedback.views.report"},
    "jobs.submissions.forms.LinkForm": {"jobs.submissions.views.ask_for_link"},
    "jobs.submissions.forms.SubmissionForm": {"jobs.submissions.views.submit"},
    "networks.volunteering.forms.OfferForm": {"networks.volunteering.views.offer"},
    "portal.asking.forms.AskForm": {"portal.asking.views.ask"},
    "portal.follow.forms.FollowForm": {"portal.follow.views.follow"},
}
# Functions that write a letter -> to whom. What is typed and not confirmed is asked for by `may_write_to`.
LETTERS = {
    "accounts.letters._write": "accounts, made by staff",
    "events.dates.letters.ask_to_confirm": "typed: called where may_write_to said yes",
    "events.dates.letters.write": "registered people who confirmed",
    "feedback.letters._write": "staff",
    "jobs.postings.letters._send": "senders of jobs: ask_to_confirm before, the others after they confirmed",
    "jobs.postings.letters.write_to_moderators": "staff",
    "jobs.postings.letters.tell_moderators_of_ends": "staff",
    "networks.agreements.letters._send_reminder": "staff and mailboxes of agreements",
    "networks.posts.letters._write": "mailboxes of cards, accounts, staff",
    "networks.volunteering.letters.ask_to_confirm": "typed",
    "networks.volunteering.letters.send_receipt": "who confirmed an offer",
    "networks.volunteering.letters.send_to_organisation": "a mailbox of an organisation, chosen by staff",
    "portal.asking.letters._write": "offices; readers: receipt before, tell_reader after they confirmed",
    "portal.follow.letters.ask_to_confirm": "typed: called where may_write_to said yes",
    "portal.follow.letters.send": "followers who confirmed",
    "services.catalogue.letters._tell": "staff",
}
# Where a letter to an address that nobody confirmed is counted.
COUNTED = {
    "events.registration.models.tell_or_ask",
    "jobs.postings.letters.ask_to_confirm",
    "networks.volunteering.letters.ask_to_confirm",
    "portal.asking.letters.receipt",
    "portal.follow.forms.follow",
}


def code():
    """(name of the module, its tree) of the project's own code."""
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if not {".venv", "tests", "migrations"}.intersection(parts) and not parts[0].startswith("."):
            yield ".".join(parts), ast.parse(path.read_text())


def functions_that_call(*names):
    """The functions in which something of these names is called."""
    for module, tree in code():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
                if {getattr(call, "id", getattr(call, "attr", "")) for call in calls}.intersection(names):
                    yield f"{module}.{function.name}"


def takes_an_address(form):
    hints = ("mail", "contact", "address")
    return any(
        isinstance(field, forms.EmailField)
        or (type(field) is forms.CharField and any(hint in name for hint in hints) and not name.endswith("phone"))
        for name, field in form.base_fields.items()
    )


def subclasses(kind):
    for found in kind.__subclasses__():
        yield found
        yield from subclasses(found)


def views(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            view = inspect.unwrap(pattern.callback)
            if inspect.isfunction(view):
                yield view


def test_every_form_that_takes_an_address_is_known_with_its_views():
    """Forms for everybody are ``PublicForm``; the pages behind a private link or a sign-in are other forms."""
    list(views())  # loads all of them
    taking = {form for form in subclasses(PublicForm) if takes_an_address(form) and "tests" not in form.__module__}
    found = {f"{form.__module__}.{form.__name__}": set() for form in taking}
    for view in views():
        for form in taking:
            if view.__globals__.get(form.__name__) is form and form.__name__ in view.__code__.co_names:
                found[f"{form.__module__}.{form.__name__}"].add(f"{view.__module__}.{view.__name__}")

    assert found == FORMS


def test_every_letter_is_known_and_those_to_strangers_are_counted():
    assert set(functions_that_call("Letter")) == LETTERS.keys()
    assert set(functions_that_call("may_write_to")) == COUNTED
    others = ("send_mail", "send_mass_mail", "EmailMessage", "EmailMultiAlternatives", "mail_admins", "email_user")
    assert set(functions_that_call(*others)) == {"content.letters.queue.to_message"}


@pytest.fixture
def series():
    return make.make_event(registration_mode="form")


def send(client, page, number, **typed):
    """The page's form as a browser of another network sends it a minute later."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        form = html.fromstring(client.get(page).text).xpath("//main//form[@method='post']")[-1]
    path = form.get("action") or page
    return client.post(path, {**dict(form.form_values()), **typed}, REMOTE_ADDR=f"192.0.{number}.1")


def flood(client, series, municipality, number):
    """Every form for everybody once, from one network; nothing of it may be refused as a mistake."""
    person = {"name_called_by": "Ona", "contact": VICTIM, "seats": "1", "language": "lt", "consent": "on"}
    job = {name: value for name, value in make.job_answers(name="Valytoja").items() if value is not False}
    asked = {"text": f"Where is it? {number}", "email": VICTIM, "language": "en"}
    sent = [
        send(client, f"/en/events/{series.slug}/register/", number, **{**person, "name_called_by": f"Ona {number}"}),
        send(client, "/en/networks/volunteering/offer/", number, **{**person, "text": f"{number}", "name": "Ona"}),
        send(client, "/en/jobs/submit/", number, **{**job, "sender_email": VICTIM, "consent": "on"}),
        send(client, "/en/jobs/submit/link/", number, email=VICTIM),
        send(client, f"/en/ask/?municipality={municipality.slug}", number, **asked),
        send(client, "/en/follow/?of=jobs", number, address=VICTIM, rhythm="day"),
        send(client, "/en/feedback/?page=/en/jobs/", number, message=f"wrong {number}", contact=VICTIM),
    ]
    assert [answer.status_code for answer in sent] == [302] * len(FORMS)


@pytest.mark.django_db
def test_all_forms_together_send_a_stranger_three_letters_a_day_and_none_of_it_counts(client, series):
    municipality, _post = make_place()
    for number in range(4):
        flood(client, series, municipality, number)

    letters = [letter for letter in mail.outbox if VICTIM in letter.recipients()]
    assert len(letters) == 3
    assert VolunteerOffer.objects.count() == ReaderQuestion.objects.count() == 4
    assert not VolunteerOffer.objects.waiting().exists()
    assert not JobSubmission.objects.waiting().exists()
    assert not Follow.objects.filter(confirmed_at__isnull=False).exists()
    assert not Registration.objects.in_line().exists()
    assert not ReaderQuestion.objects.filter(email_confirmed_at__isnull=False).exists()


@pytest.mark.django_db
def test_pages_of_signing_in_write_to_no_address_they_do_not_know(client):
    """Whoever signs in was entered by staff; the library's pages are asked one after the other."""
    paths = [reverse(name) for name in ("account_login", "account_reset_password", "account_request_login_code")]
    for path in [*paths, "/accounts/signup/"]:
        answer = client.get(path)
        for form in html.fromstring(answer.text).xpath("//form[@method='post']") if answer.status_code == 200 else []:
            typed = {field.name: VICTIM for field in form.xpath(".//input[@type='email' or @type='text']")}
            client.post(form.get("action") or path, {**dict(form.form_values()), **typed})

    assert mail.outbox == []
