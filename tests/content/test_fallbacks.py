"""A text written in another language only is shown, with its language, and never hidden."""

from datetime import time, timedelta
from pathlib import Path

import lxml.html
import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.base import FilterExpression
from django.template.defaulttags import IfNode
from django.utils import timezone

from content.translatable.models import Translatable
from directory.models import ProjectActivity, Term
from services.models import ApplicationWindow, Grant, OpeningException, OpeningHours, ServiceActivity, ServiceAtLocation
from tests import factories as make

TEXT = "Parašyta tik lietuviškai"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
# HTML attributes of allauth's form elements, the facts of who is passed on, tables of a report: no records of ours.
NO_RECORDS = {"attrs", "link", "message", "person", "table"}
# Cards hold words, in the language that the reader gets.
CARDS = {"events/_date.html"}


# --- No template asks the column of the reader's language -------------------------------------------------------------


def translated_names():
    models = [model for model in apps.get_models() if issubclass(model, Translatable)]
    # The tables of history have the fields of their model, but no translations of their own.
    return {name for model in models if "history" not in model.__name__.lower() for name in model.translated_fields()}


def asked(node):
    """The dotted names in the conditions of an ``{% if %}`` and its ``{% elif %}``."""
    ahead = [condition for condition, _nodes in node.conditions_nodelists if condition is not None]
    while ahead:
        condition = ahead.pop()
        ahead += [part for part in (condition.first, condition.second) if part is not None]
        value = getattr(condition, "value", None)
        if isinstance(value, FilterExpression):
            yield from lookups(value)


def lookups(expression):
    arguments = [value for _filter, values in expression.filters for is_name, value in values if is_name]
    for variable in [expression.var, *arguments]:
        yield list(getattr(variable, "lookups", None) or [])


def asks_a_column(names, translated):
    return bool(names) and names[0] not in NO_RECORDS and not translated.isdisjoint(names[1:])


def conditions_on_columns(template, translated):
    nodes = template.nodelist.get_nodes_by_type(IfNode)
    return {".".join(names) for node in nodes for names in asked(node) if asks_a_column(names, translated)}


def test_no_template_hides_a_text_of_another_language():
    translated = translated_names()
    found = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        if name in CARDS:
            continue
        if columns := conditions_on_columns(engines["django"].get_template(name).template, translated):
            found[name] = columns

    assert found == {}, 'Ask {% shown record "field" as text %} {% if text %} instead.'


@pytest.mark.parametrize(
    "source",
    [
        "{% if record.aim %}{% endif %}",
        "{% if x %}{% elif record.url or not record.aim|length %}{% endif %}",
        "{% for x in y %}{% if x.place.aim %}{% endif %}{% endfor %}",
        "{% if record.url|default:record.aim %}{% endif %}",
    ],
)
def test_condition_on_a_column_is_found(source):
    assert len(conditions_on_columns(engines["django"].from_string(source).template, {"aim"})) == 1


# --- Every optional text, written in Lithuanian only, reaches a Russian reader ----------------------------------------


def service(**texts):
    return make.make_service(**texts).get_absolute_url()


def service_with(model, **fields):
    record = make.make_service()
    model.objects.create(service=record, **fields)
    return record.get_absolute_url()


def grant(**texts):
    record = make.make_service()
    names = {f"name_{language}": "Grant" for language in ("lt", "en", "ru")}
    found = Grant.objects.create(service=record, code="grant", amount_max=100, **names, **texts)
    ApplicationWindow.objects.create(grant=found, all_year=True)
    return record.get_absolute_url()


def service_at(place=None, **texts):
    record = make.make_service()
    place = make.make_place(**texts)
    return ServiceAtLocation.objects.create(service=record, place=place)


def place(**texts):
    return service_at(**texts).service.get_absolute_url()


def hours(**texts):
    location = service_at()
    OpeningHours.objects.create(location=location, day_of_week=0, opens=time(9), closes=time(17), **texts)
    return location.service.get_absolute_url()


def closure(**texts):
    location = service_at()
    today = timezone.localdate()
    OpeningException.objects.create(location=location, starts_on=today, ends_on=today, **texts)
    return location.service.get_absolute_url()


def job(**texts):
    return make.make_job(**texts).get_absolute_url()


def event(**texts):
    return make.make_event(**texts).get_absolute_url()


def date(**texts):
    series = make.make_event(starts_at=None)
    make.make_date(series, timezone.now() + timedelta(days=1), **texts)
    return series.get_absolute_url()


def project(**texts):
    return make.make_project(**texts).get_absolute_url()


def project_activity(**texts):
    record = make.make_project()
    ProjectActivity.objects.create(project=record, name_lt="Veikla", **texts)
    return record.get_absolute_url()


def initiative(**texts):
    make.make_initiative(**texts)
    return "/lt/networks/volunteering/"


def post(**texts):
    return make.make_post(make.make_municipality(), **texts).get_absolute_url()


def question(**texts):
    make.make_question(**texts)
    return "/lt/guide/questions/"


def figure(**texts):
    make.make_statistic(**texts)
    return "/lt/guide/figures/"


def organisation_contact(**texts):
    organisation = make.make_organisation()
    make.make_organisation_contact(organisation, **texts)
    return organisation.get_absolute_url()


def event_kind(**texts):
    make.make_event(kind=make.make_term(Term.Vocabulary.EVENT_KIND, **texts))
    return "/lt/events/"


OPTIONAL = [
    (service, "alert", {}),
    (service, "summary", {}),
    (service, "eligibility_description", {}),
    (service, "interpretation_services", {}),
    (service, "interpretation_services", {"languages": ["ru"]}),
    (service, "fees_description", {}),
    (service, "application_process", {}),
    (service, "wait_time", {}),
    (lambda **texts: service_with(ServiceActivity, name_lt="Choras", **texts), "description", {}),
    (grant, "purpose", {}),
    (grant, "eligibility", {}),
    (place, "transportation", {}),
    (place, "accessibility_note", {}),
    (place, "accessibility_note", {"wheelchair": "yes"}),
    (hours, "note", {}),
    (closure, "reason", {}),
    (job, "qualifications", {}),
    (job, "benefits_note", {}),
    (job, "work_hours", {}),
    (event, "interpretation", {}),
    (event, "interpretation", {"languages": ["ru"]}),
    (event, "price_note", {}),
    (event, "date_hint", {"starts_at": None, "is_date_to_be_announced": True}),
    (date, "status_reason", {"status": "cancelled"}),
    (project, "aim", {}),
    (project, "results", {}),
    (project, "programme", {}),
    (project, "disclaimer", {}),
    (project_activity, "description", {}),
    (initiative, "help_wanted", {}),
    (post, "office", {}),
    (post, "office_hours", {}),
    (question, "legal_basis", {}),
    (figure, "unit", {}),
    (figure, "qualifier", {}),
    (organisation_contact, "label", {}),
    (organisation_contact, "available_hours", {}),
    (event_kind, "description", {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("make_page", "field", "fields"), OPTIONAL)
def test_text_in_lithuanian_only_is_shown_to_a_russian_reader(client, make_page, field, fields):
    path = make_page(**{f"{field}_lt": TEXT}, **fields)

    page = lxml.html.document_fromstring(client.get(f"/ru{path[3:]}").text)

    assert page.get("lang") == "ru"
    assert page.xpath("//main//*[@lang='lt'][contains(., $text)]", text=TEXT)
    # Nowhere without its language.
    assert not page.xpath("//main//text()[contains(., $text)][not(ancestor::*[@lang='lt'])]", text=TEXT)


@pytest.mark.django_db
def test_heading_of_a_text_that_nobody_wrote_is_left_out(client):
    page = client.get(f"/en{service()[3:]}").text

    assert "<dt>Who gives it</dt>" in page
    for heading in ("Who can use it", "Price", "Languages spoken", "How to apply", "Waiting time"):
        assert f"<dt>{heading}</dt>" not in page


# --- Nobody to call ---------------------------------------------------------------------------------------------------


def coordinator_page(client, municipality):
    """The words of the municipality's page in English, without the menu and the footer."""
    page = lxml.html.document_fromstring(client.get(f"/en/networks/coordinators/{municipality.slug}/").text)
    return " ".join(page.find(".//main").text_content().split())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filled", "vacant", "expected"),
    [
        (1, 0, None),
        (1, 1, "1 more post is vacant."),
        (1, 2, "2 more posts are vacant."),
        (0, 1, "The coordinator's post is vacant now."),
        (0, 2, "The coordinator's post is vacant now."),
    ],
)
def test_vacant_posts_are_counted_beside_the_filled_ones(client, filled, vacant, expected):
    municipality = make.make_municipality()
    for number in range(filled + vacant):
        make.make_post(municipality, filled=number < filled)

    page = coordinator_page(client, municipality)

    assert ("vacant" in page) is (expected is not None)
    assert expected is None or expected in page


@pytest.mark.django_db
@pytest.mark.parametrize("posts", [0, 1])
def test_municipality_without_anybody_to_call_still_says_what_to_do(client, posts):
    municipality = make.make_municipality()
    for _number in range(posts):
        make.make_post(municipality, filled=False)

    page = coordinator_page(client, municipality)

    assert "You can call or write to" not in page
    assert "In danger call 112. For other questions write to your municipality." in page
    assert "Coordinators in other municipalities" in page
    assert ("No coordinator yet." in page) is (posts == 0)


@pytest.mark.django_db
def test_somebody_to_call_is_announced(client):
    municipality = make.make_municipality()
    make.make_post(role="manager", is_national=True)

    page = coordinator_page(client, municipality)

    assert "No coordinator yet. You can call or write to the person who answers for the whole country:" in page
    assert "In danger call 112." not in page


# --- Dates that are not as usual --------------------------------------------------------------------------------------


def event_page(client, series):
    return client.get(f"/en{series.get_absolute_url()[3:]}").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "tag", "is_struck"),
    [
        ("scheduled", None, False),
        ("cancelled", "Cancelled", True),
        ("postponed", "Postponed", True),
        ("rescheduled", "Moved", False),
    ],
)
def test_date_says_when_it_does_not_take_place_as_planned(client, status, tag, is_struck):
    series = make.make_event(starts_at=None)
    make.make_date(series, timezone.now() + timedelta(days=1), status=status)

    for address in (series.get_absolute_url(), "/lt/events/"):
        page = lxml.html.document_fromstring(client.get(f"/en{address[3:]}").text)
        when = page.find_class("when")[0]
        assert [found.text for found in when.find_class("tag")] == ([tag] if tag else [])
        assert bool(when.xpath(".//s/time")) is is_struck


@pytest.mark.django_db
def test_date_at_another_place_says_so(client):
    series = make.make_event(starts_at=None, place=make.make_place(name_en="Usual hall"))
    other = make.make_place(name_en="Town library", street_address="Kita g. 2")
    make.make_date(series, timezone.now() + timedelta(days=1), place=other)
    make.make_date(series, timezone.now() + timedelta(days=2), place=series.place)
    make.make_date(series, timezone.now() + timedelta(days=3))

    page = event_page(client, series)
    listed = client.get("/en/events/").text

    assert page.count("Other place: Town library") == 1
    assert "Kita g. 2" in page
    assert "Usual hall" in page
    # The list shows the next date with its place; of the later ones it says that theirs is another.
    assert listed.count("Other place: Town library") == 1
    assert listed.count("Other place</span>") == 2


@pytest.mark.django_db
def test_card_shows_the_usual_place(client):
    make.make_event(place=make.make_place(name_en="Usual hall"))
    make.make_event(starts_at=None, is_date_to_be_announced=True, place=make.make_place(name_en="Other hall"))

    card = client.get("/en/events/").text

    assert "Usual hall" in card
    assert "Other hall" in card
    assert "Other place:" not in card


ONLINE = "https://example.org/room"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "usual", "links"),
    [
        ({}, "", 1),
        ({}, ONLINE, 1),
        ({}, "https://example.org/usual", 1),
        ({"status": "cancelled"}, "", 0),
        ({"starts_at": make.OVER}, "", 0),
    ],
    ids=["only this date", "the usual room", "another room", "cancelled", "past"],
)
def test_date_shows_its_own_address_on_the_internet(client, fields, usual, links):
    series = make.make_event(starts_at=None, online_url=usual)
    make.make_date(series, **{"starts_at": timezone.now() + timedelta(days=1), "online_url": ONLINE, **fields})

    assert event_page(client, series).count(f'href="{ONLINE}"') == links


@pytest.mark.django_db
@pytest.mark.parametrize(("mode", "is_linked"), [("external", True), ("none", False), ("form", False)])
def test_registration_on_another_page_is_linked(client, mode, is_linked):
    closes = timezone.localtime().replace(hour=18, minute=30) + timedelta(days=1)
    series = make.make_event(
        registration_mode=mode, registration_url="https://example.org/register", registration_closes_at=closes
    )

    page = event_page(client, series)

    assert ('href="https://example.org/register"' in page) is is_linked
    assert ("Register here" in page) is is_linked
    # Our own form has a last day too.
    assert ("Registration ends:" in page) is (mode != "none")
    assert (", 18:30</time>" in page) is (mode != "none")


@pytest.mark.django_db
def test_registration_without_an_end_names_none(client):
    series = make.make_event(registration_mode="external", registration_url="https://example.org/register")

    page = event_page(client, series)

    assert "Register here" in page
    assert "Registration ends:" not in page


# --- Headings and titles ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "expected"), [(0, None), (1, "1 employer"), (2, "2 employers")])
def test_employers_stand_under_a_heading_that_counts_them(client, amount, expected):
    for _number in range(amount):
        make.make_employer()

    page = lxml.html.document_fromstring(client.get("/en/jobs/employers/").text)
    headings = [
        (heading.tag, heading.text_content().strip()) for heading in page.xpath("//main//*[self::h1 or self::h2]")
    ]

    assert headings == [("h1", "Employers")] + ([("h2", expected)] if expected else [])


@pytest.mark.django_db
def test_title_of_a_guide_page_names_its_section(client):
    page = make.make_guide_page(name_en="Housing")

    assert "<title>Housing – Living here – Kartu</title>" in client.get(f"/en{page.get_absolute_url()[3:]}").text
