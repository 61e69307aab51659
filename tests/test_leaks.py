"""Nothing unpublished leaks through its neighbours: every public page is walked beside records that point at it."""

import re

import pytest

from directory.models import Municipality, OrganisationContact
from networks.models import Post, SecondLine, Supervision
from tests import factories as make

pytestmark = pytest.mark.django_db

NUMBER = "+370 600 00 777"
LISTS = ["", "events/", "events/month/", "events/calendar.ics", "events/feed.xml", "services/", "services/helplines/",
         "data/services.json", "jobs/", "jobs/employers/", "jobs/feed.xml", "jobs/submit/", "networks/",
         "networks/coordinators/", "networks/volunteering/", "networks/volunteering/offer/", "guide/",
         "guide/questions/", "guide/words/", "guide/figures/", "guide/residents/", "guide/leaflets/", "search/",
         "search/?q=projektas", "search/?q=organizacija"]  # fmt: skip


def hidden_organisation():
    organisation = make.make_organisation(published_at=None, name_lt="SLAPTA organizacija", slug="slapta")
    OrganisationContact.objects.create(organisation=organisation, kind="mobile", value=NUMBER)
    OrganisationContact.objects.create(
        organisation=organisation, kind="email", value="slapta@example.org", is_shared_mailbox=True
    )
    return organisation


def beside_organisation():
    """Published records of every kind that point at an organisation which is not public."""
    hidden = hidden_organisation()
    municipality = make.make_municipality()
    hidden.area_served.add(municipality)
    make.make_service(provider=hidden)
    make.make_job(hiring_organisation=hidden)
    event = make.make_event(organiser=hidden)
    event.co_organisers.add(hidden)
    make.make_post(municipality, organisation=hidden)
    SecondLine.objects.create(municipality=municipality, organisation=hidden)
    make.make_agreement(organisations=[hidden, make.make_organisation()])
    make.make_initiative(organiser=hidden)
    project = make.make_project(applicant=hidden, funder=hidden)
    project.partners.add(hidden)
    post = make.make_post(organisation=make.make_organisation(), project=project, role="supervisor")
    Supervision.objects.create(supervisor=post, organisation=hidden, municipality=municipality)
    make.make_organisation(parent=hidden)
    make.make_place(organisation=hidden)


def beside_project():
    hidden = make.make_project(
        published_at=None,
        name_lt="SLAPTAS projektas",
        slug="slapta",
        programme_lt="SLAPTA programa",
        emblem_variant="eu",
    )
    make.make_event(project=hidden)
    make.make_service(project=hidden)
    make.make_agreement(project=hidden)


def beside_initiative():
    hidden = make.make_initiative(
        published_at=None, name_lt="SLAPTA iniciatyva", slug="slapta", organiser=make.make_organisation()
    )
    hidden.municipalities.add(make.make_municipality())


def beside_guide_page():
    hidden = make.make_guide_page(published_at=None, name_lt="SLAPTAS puslapis", slug="slapta")
    make.make_guide_page(parent=hidden)
    make.make_word(guide_page=hidden)


def beside_service():
    hidden = make.make_service(published_at=None, name_lt="SLAPTA paslauga", slug="slapta")
    make.make_service(successor=hidden, status="defunct", provider=hidden.provider)


def beside_post():
    municipality = make.make_municipality()
    hidden = make.make_post(
        municipality, published_at=None, name_lt="SLAPTOS pareigos", slug="slapta", number=NUMBER, is_national=True
    )
    make.make_post(municipality, filled=False, deputy=hidden)
    Supervision.objects.create(supervisor=hidden, organisation=make.make_organisation(), municipality=municipality)


def passed_on():
    """All that has a text to send and a card: what is public, and municipalities."""
    records = [record for record in make.contents() if record.is_published and not isinstance(record, Post)]
    return [*records, *Municipality.objects.all()]


@pytest.mark.parametrize(
    "make_neighbours",
    [beside_organisation, beside_project, beside_initiative, beside_guide_page, beside_service, beside_post],
)
def test_unpublished_record_is_not_shown_by_its_neighbours(client, make_neighbours):
    make_neighbours()
    sitemap = client.get("/sitemap.xml").text
    paths = {re.sub(r"^https?://[^/]+", "", address) for address in re.findall(r"<loc>([^<]+)</loc>", sitemap)}
    paths |= {f"/lt/{path}" for path in LISTS}
    paths |= {f"{record.own_address}{outlet}" for record in passed_on() for outlet in ("share/", "card/")}
    paths |= {f"{path.rstrip('/')}.ics" for path in paths if re.fullmatch(r"/lt/events/event-\d+/", path)}
    assert len(paths) > 20

    leaks = {}
    for path in sorted(path for path in paths if path.startswith("/lt/")):
        page = client.get(path)
        assert page.status_code == 200, path
        found = re.findall(r"SLAPT\w+|slapta|60000777|600 00 777", page.text.replace("\xa0", " "))
        if found:
            leaks[path] = sorted(set(found))

    assert leaks == {}
    assert "slapta" not in sitemap
