"""Pages of projects and organisations gather what belongs to them: counted, bounded, and nothing unpublished."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import ProjectActivity, Term
from networks.models import Supervision
from tests import factories as make
from tests.portal.back_office.test_admin import form_data

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.now() + timedelta(days=number)


def page_of(client, record, language="en", query=""):
    return client.get(f"/{language}{record.get_absolute_url()[3:]}{query}").text.replace("\xa0", " ")


def part(page, title):
    """What stands below a heading, up to the next."""
    return page.partition(f">{title}</h2>")[2].partition("<h2")[0]


# --- Projects


@pytest.fixture
def project():
    funder = make.make_organisation(name_en="The Fund")
    return make.make_project(
        funder=funder,
        aim_en="To help",
        results_en="Four evenings",
        programme_en="Social inclusion",
        programme_lt="Socialinė įtrauktis",
        identifier="PMIF-1",
        amount="2936004.88",
        start_date="2024-10-01",
        end_date="2028-12-31",
        emblem_variant="eu",
        disclaimer_en="The EU is not responsible.",
        disclaimer_lt="ES neatsako.",
    )


def test_project_says_what_it_wants_who_pays_and_how_much(client, project):
    partner = make.make_organisation()
    project.partners.add(partner)

    page = page_of(client, project)

    wanted = ["To help", "Four evenings", "PMIF-1", "2,936,004.88 euros", "The Fund", project.applicant.name_en,
              partner.name_en, "The EU is not responsible.", "Co-funded by the European Union",
              "31 December 2028"]  # fmt: skip
    assert [words for words in wanted if words not in page] == []
    lithuanian = page_of(client, project, "lt")
    assert "ES neatsako." in lithuanian
    assert "Socialinė įtrauktis" in lithuanian
    assert "The EU is not" not in lithuanian


def test_activities_count_dates_held_and_planned(client, project):
    kind, other = make.make_term(Term.Vocabulary.EVENT_KIND), make.make_term(Term.Vocabulary.EVENT_KIND)
    ProjectActivity.objects.create(project=project, name_en="Evenings", kind=kind, target=4)
    ProjectActivity.objects.create(project=project, name_en="Leaflets", target=3)
    series = make.make_event(project=project, kind=kind, starts_at=day(-10))
    make.make_date(series, day(-9))
    make.make_date(series, day(-8), status="cancelled")
    make.make_date(series, day(9))
    make.make_event(project=project, kind=kind, starts_at=day(-20))
    make.make_event(project=project, kind=kind, starts_at=day(-5), published_at=None)
    make.make_event(project=project, kind=other, starts_at=day(-5))
    make.make_event(kind=kind, starts_at=day(-5))

    activities = part(page_of(client, project), "What the project does")

    evenings, leaflets = activities.split("<strong>Evenings")[1].split("<strong>Leaflets")
    assert [words in evenings for words in ("promised: 4", "held: 3", "planned: 1")] == [True] * 3
    assert ("promised: 3" in leaflets, "held:" in leaflets) == (True, False)


def test_team_and_supervision(client, project):
    municipality = make.make_municipality(name_en="Example District")
    host, hidden = (
        make.make_organisation(name_en="The Host"),
        make.make_organisation(published_at=None, name_en="HIDDEN"),
    )
    post = make.make_post(organisation=make.make_organisation(), project=project, role="supervisor")
    for organisation in (host, hidden):
        Supervision.objects.create(supervisor=post, organisation=organisation, municipality=municipality)
    coordinator = make.make_post(municipality, project=project)

    page = page_of(client, project)

    assert str(post.people[0]) in part(page, "People of the project")
    assert str(coordinator.people[0]) not in page
    supervision = part(page, "Who looks after which municipalities")
    assert supervision.count("Example District") == 2
    assert "The Host" in supervision
    assert "HIDDEN" not in page


def test_project_leads_to_its_events_services_and_agreements(client, project):
    ahead, over = make.make_event(project=project), make.make_event(project=project, starts_at=day(-5))
    service, agreement = make.make_service(project=project), make.make_agreement(project=project)

    page = page_of(client, project)

    assert ahead.name_en in part(page, "Events")
    assert over.name_en in part(page, "Events that are over")
    assert service.name_en in part(page, "Services")
    assert agreement.name_en in part(page, "Agreements in force")


def test_long_list_shows_its_first_rows_and_leads_on(client, project):
    for _ in range(25):
        make.make_event(project=project, kind=make.make_term(Term.Vocabulary.EVENT_KIND, "talk"))

    page, opened = page_of(client, project), page_of(client, project, query="?show=events")
    second = page_of(client, project, query="?show=events&page=2")

    assert page.count("<article") == 6
    assert 'href="?show=events#events"' in page
    assert (opened.count("<article"), second.count("<article")) == (20, 5)
    assert 'href="?show=events&amp;page=2#results"' in opened
    assert 'id="results"' in opened
    assert "To help" not in opened
    assert "To help" in page_of(client, project, query="?show=nothing")


@pytest.mark.parametrize("amount", [1, 3])
def test_full_project_asks_a_constant_number_of_queries(client, django_assert_num_queries, project, amount):
    kind = make.make_term(Term.Vocabulary.EVENT_KIND)
    for _ in range(amount):
        project.partners.add(make.make_organisation())
        ProjectActivity.objects.create(project=project, name_en="Evenings", kind=kind, target=4)
        post = make.make_post(project=project, role="supervisor")
        host = make.make_organisation()
        Supervision.objects.create(supervisor=post, organisation=host, municipality=make.make_municipality())
        make.make_event(project=project, kind=kind)
        make.make_event(project=project, kind=kind, starts_at=day(-5))
        make.make_service(project=project)
        make.make_agreement(project=project)

    with django_assert_num_queries(23):
        client.get(project.get_absolute_url())


# --- Organisations


def test_organisation_gathers_everything(client):
    parent = make.make_organisation()
    body = make.make_organisation(parent=parent, kind="ngo")
    make.make_organisation_contact(body, "+370 346 69377", kind="fax")
    place = make.make_place(organisation=body, name_en="The Red House", street_address="Gedimino g. 1")
    shown = {
        "Services": make.make_service(provider=body),
        "Events": make.make_event(organiser=body),
        "Jobs": make.make_job(hiring_organisation=body),
        "Agreements in force": make.make_agreement(organisations=[body, make.make_organisation()]),
        "People": make.make_post(organisation=body),
        "Departments": make.make_organisation(parent=body),
        "Volunteering": make.make_initiative(organiser=body),
        "Leads the projects": make.make_project(applicant=body),
        "Pays for the projects": make.make_project(funder=body),
    }
    joined = make.make_project()
    joined.partners.add(body)
    together = make.make_event()
    together.co_organisers.add(body)
    shown |= {"Takes part in the projects": joined, "Events together with others": together}

    page = page_of(client, body)

    assert [title for title, record in shown.items() if record.name_en not in part(page, title)] == []
    for words in (parent.name_en, "+370 346 69377", "The Red House", "Gedimino g. 1", "Non-governmental organisation"):
        assert words in page
    assert 'href="tel:+37034669377"' not in page
    assert place.address in part(page, "Where")


@pytest.mark.parametrize(
    ("fields", "leads_on"),
    [
        ({}, False),
        ({"filled": False}, True),
        ({"leave_from": day(-1).date()}, True),
        ({"number": "12", "email": ""}, True),
    ],
)
def test_post_where_nobody_can_be_reached_leads_to_who_helps(client, fields, leads_on):
    municipality = make.make_municipality(name_en="Example District")
    post = make.make_post(municipality, **fields)

    people = part(page_of(client, post.organisation), "People")

    assert ("Who helps here: Example District" in people) is leads_on
    assert (f'href="/en{municipality.get_absolute_url()[3:]}"' in people) is leads_on


def test_other_pages_of_an_organisation_are_links_for_readers_and_search_engines(client):
    pages = ["https://www.facebook.com/example", "https://example.org/lt"]
    body = make.make_organisation(url="https://example.org/lt", same_as=pages)

    page = page_of(client, body)

    assert [part(page, "How to reach them").count(f'<a class="mail" href="{address}"') for address in pages] == [1, 1]
    assert f'"sameAs":["{pages[1]}","{pages[0]}"]' in page


def test_nothing_unpublished_stands_on_the_organisations_page(client):
    body = make.make_organisation(parent=make.make_organisation(published_at=None, name_en="SLAPTAS"))
    hidden = {"published_at": None, "name_en": "SLAPTAS"}
    make.make_service(provider=body, **hidden)
    make.make_event(organiser=body, **hidden).co_organisers.add(body)
    make.make_job(hiring_organisation=body, **hidden)
    make.make_agreement(organisations=[body, make.make_organisation()], **hidden)
    make.make_post(organisation=body, **hidden)
    make.make_organisation(parent=body, **hidden)
    make.make_initiative(organiser=body, **hidden)
    make.make_project(applicant=body, funder=body, **hidden).partners.add(body)

    for query in (
        "",
        *(f"?show={name}" for name in ("services", "events", "jobs", "agreements", "posts", "departments")),
    ):
        assert "SLAPTAS" not in page_of(client, body, query=query), query


@pytest.mark.parametrize("amount", [1, 3])
def test_full_organisation_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    body = make.make_organisation()
    for _ in range(amount):
        make.make_organisation_contact(body)
        make.make_place(organisation=body)
        make.make_service(provider=body)
        make.make_event(organiser=body)
        make.make_event().co_organisers.add(body)
        make.make_job(hiring_organisation=body)
        make.make_agreement(organisations=[body, make.make_organisation()])
        make.make_post(make.make_municipality(), organisation=body)
        make.make_organisation(parent=body)
        make.make_initiative(organiser=body)
        make.make_project(applicant=body, funder=body).partners.add(body)

    with django_assert_num_queries(28):
        client.get(body.get_absolute_url())


# --- The list and the back office


def test_long_lists_of_projects_and_agreements_lead_on(client):
    for _ in range(32):
        make.make_project(applicant=None)

    page, opened = client.get("/en/networks/").text, client.get("/en/networks/?show=projects&page=2").text

    assert page.count("/en/networks/projects/") == 30
    assert 'href="?show=projects#projects"' in page
    assert opened.count("/en/networks/projects/") == 2


def test_staff_fill_in_a_project_with_its_plan(client):
    client.force_login(make.make_staff(language="en"))
    project = make.make_project()
    kind = make.make_term(Term.Vocabulary.EVENT_KIND)
    address = reverse("admin:directory_project_change", args=[project.pk])
    data = form_data(client.get(address))
    row = {
        "activities-TOTAL_FORMS": "1",
        "activities-0-project": project.pk,
        "activities-0-name_lt": "Vakarai",
        "activities-0-kind": kind.pk,
        "activities-0-target": "4",
        "activities-0-position": "0",
        "activities-0-source_language": "lt",
    }

    answer = client.post(address, {**data, **row, "results_lt": "Keturi vakarai"})

    assert answer.status_code == 302
    assert (project.activities.get().name_lt, project.activities.get().target) == ("Vakarai", 4)
    assert "Keturi vakarai" in page_of(client, project, "lt")
