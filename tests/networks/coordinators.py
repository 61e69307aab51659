"""What the tests of coordinators' own pages share: signing in as people do, and the form a browser sends."""

import re
from datetime import date, timedelta

import time_machine
from django.core import mail
from django.utils import timezone

from content.access.proof import prove_by_letter
from networks.models import ConfirmationRequest, Supervision
from tests.factories import make_municipality, make_post

PASSWORD = "correct-horse-battery"
CODE = re.compile(r"^\d{3}-\d{3}-\d{3}$", re.MULTILINE)


def mailed_code():
    return CODE.search(mail.outbox[-1].body).group()


def sign_in_by_code(client, user):
    """Ask for a code and type it in."""
    client.post("/accounts/login/code/", {"email": user.email})
    return client.post("/accounts/login/code/confirm/", {"code": mailed_code()})


def form_of(post, contacts=None, **fields):
    """What the browser sends for the card as it is, with changes: ``card__deputy=1`` fills ``card-deputy``."""
    rows = [{"id": contact.pk, "kind": contact.kind, "value": contact.value} for contact in post.contacts.all()]
    rows = contacts(rows) if contacts else rows
    data = {
        "contacts-TOTAL_FORMS": len(rows),
        "contacts-INITIAL_FORMS": sum(1 for row in rows if row.get("id")),
        "card-revision": post.card_revision,
        "card-deputy": post.deputy_id or "",
        "card-leave_from": post.leave_from or "",
        "card-leave_until": post.leave_until or "",
        "proposal-title": post.name_lt,
        "proposal-organisation": post.organisation_id,
        "proposal-municipalities": [coverage.municipality_id for coverage in post.coverages.all()],
    }
    for person in post.people:
        data |= {"proposal-given_name": person.given_name, "proposal-family_name": person.family_name}
    for number, row in enumerate(rows):
        data |= {f"contacts-{number}-{name}": value for name, value in row.items()}
        data[f"contacts-{number}-post"] = post.pk
    return data | {name.replace("__", "-"): value for name, value in fields.items()}


def prove(client, user):
    """Sign in as by a letter, without the letter."""
    client.force_login(user)
    session = client.session
    prove_by_letter(session, user)
    session.save()


# --- Letters that ask -------------------------------------------------------------------------------------------------

START = date(2026, 3, 2)
BOX = "ona@savivaldybe.lt"
START_OF_TIME = timezone.make_aware(timezone.datetime(2026, 1, 1))


def at(days):
    """The worker's hour, so many days after the first round."""
    day = START + timedelta(days=days)
    return time_machine.travel(f"{day}T06:15:00+00:00", tick=False)


def make_card(**fields):
    """A public, filled coordinator's post in a municipality."""
    municipality = fields.pop("municipality", None) or make_municipality()
    return make_post(municipality, **{"email": BOX, "published_at": START_OF_TIME, **fields})


def supervise(post, email="vadove@sppd.lt"):
    supervisor = make_post(role="supervisor", email=email, published_at=START_OF_TIME)
    Supervision.objects.create(
        supervisor=supervisor, organisation=post.organisation, municipality=post.coverages.get().municipality
    )
    return supervisor


def link(letter, page=""):
    return re.search(rf"/lt/networks/confirm/[\w-]+/{page}$", letter.body, re.MULTILINE).group()


def asked():
    """A card whose letter is under way, and the link in it."""
    post = make_card()
    ConfirmationRequest.ask(post)
    return post, link(mail.outbox[-1])
