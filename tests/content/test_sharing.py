"""A record passed on: its text, its card and its page state the same facts; nothing private, nothing too long."""

from datetime import date, datetime, time
from itertools import product

import lxml.html
import pytest
from django.conf import settings
from django.utils import timezone, translation

from content.sharing.facts import Facts
from content.sharing.views import print_size
from directory.models import OrganisationContact
from events.models import EventContact
from guide.models import Statistic
from jobs.models import ExternalJobSource, JobContact
from networks.models import PostContact, Supervision
from services.models import OpeningHours, ServiceAtLocation, ServiceContact
from tests import factories as make
from tests.test_sections import SECTIONS, UNPUBLISHED

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
NUMBER, BROKEN, PRIVATE = "+370 612 00 001", "+370 656 06", "+370 612 00 002"
# Factory of each kind of record; employers are organisations.
KINDS = {param.id: param.values[1] for param in SECTIONS if param.id != "employers"}
every_kind = pytest.mark.parametrize("make_record", KINDS.values(), ids=KINDS.keys())
OUTLETS = ["share/", "card/"]
every_outlet = pytest.mark.parametrize("outlet", OUTLETS)


def get(client, record, outlet, language="en", status=200):
    with translation.override(language):
        response = client.get(f"{record.own_address}{outlet}")
    assert response.status_code == status
    return lxml.html.document_fromstring(response.text) if status == 200 else response


def text_of(client, record, language="en"):
    return get(client, record, "share/", language).get_element_by_id("text").text_content()


def words(element):
    """The words of an element with plain spaces, as they stand in a text to send."""
    return " ".join(element.text_content().split())


def main_of(client, record, outlet, language="en"):
    return words(get(client, record, outlet, language).get_element_by_id("main"))


def halves(client, record, language="en"):
    return {half.get("lang"): words(half) for half in get(client, record, "card/", language).xpath("//section[@lang]")}


# --- Records with everything a reader must get ------------------------------------------------------------------------


def contacts(model, **owner):
    """A number that works, one that does not, and one that is not for everybody."""
    model.objects.create(kind="mobile", value=NUMBER, **owner)
    model.objects.create(kind="phone", value=BROKEN, **owner)
    model.objects.create(kind="mobile", value=PRIVATE, is_public=False, **owner)
    model.objects.create(kind="email", value="ask@example.org", **owner)


def full_event():
    starts_at = datetime(2030, 11, 5, 19, tzinfo=timezone.get_default_timezone())
    place = make.make_place(address_locality="Kaišiadorys")
    event = make.make_event(starts_at=starts_at, place=place)
    contacts(EventContact, series=event)
    return event, ["Tuesday, 5 November 2030, 19:00–21:00", "Place", "Pavyzdžio g. 1, Kaišiadorys", "Free of charge"]


def full_service():
    service = make.make_service(is_free=True)
    location = ServiceAtLocation.objects.create(service=service, place=make.make_place())
    for day in range(5):
        OpeningHours.objects.create(location=location, day_of_week=day, opens=time(9), closes=time(17))
    contacts(ServiceContact, service=service)
    return service, ["Place", "Pavyzdžio g. 1", "Free of charge", str(service.provider.name_en), "9:00–17:00"]


def full_job():
    job = make.make_job(salary_min=1200, salary_max=1400, valid_through=date(2030, 3, 31), place=make.make_place())
    contacts(JobContact, posting=job)
    return job, ["31 March 2030", "1,200–1,400 euros a month before tax", "Place", "Pavyzdžio g. 1"]


def full_organisation():
    organisation = make.make_organisation(legal_name="Viešoji įstaiga „Pavyzdys“")
    make.make_place(organisation=organisation)
    contacts(OrganisationContact, organisation=organisation)
    return organisation, ["Pavyzdžio g. 1", "Viešoji įstaiga „Pavyzdys“"]


def full_project():
    project = make.make_project(start_date=date(2026, 1, 1), end_date=date(2027, 12, 31))
    post = make.make_post(role="manager", project=project, number="", email="")
    contacts(PostContact, post=post)
    return project, ["1 January 2026", "31 December 2027", str(project.applicant.name_en), str(post.people[0])]


def full_municipality():
    municipality = make.make_municipality()
    post = make.make_post(municipality, number="", email="")
    contacts(PostContact, post=post)
    return municipality, [str(post.people[0]), post.name_en]


FULL = [full_event, full_service, full_job, full_organisation, full_project, full_municipality]


@pytest.mark.parametrize("make_full", FULL)
def test_page_text_and_card_state_the_same_facts(client, make_full):
    record, facts = make_full()
    expected = [record.name_en, NUMBER, "ask@example.org", *facts]
    page, card, text = main_of(client, record, ""), main_of(client, record, "card/"), words_of(client, record)

    assert [fact for fact in expected if fact not in text] == []
    assert [fact for fact in expected if fact not in page] == []
    # A card is for the way and the desk: it leaves the price out.
    assert [fact for fact in expected if fact not in card and "euro" not in fact and "Free" not in fact] == []
    assert text.endswith(f"http://testserver{in_english(record)}")


def words_of(client, record):
    return " ".join(text_of(client, record).split())


def in_english(record):
    with translation.override("en"):
        return record.own_address


@pytest.mark.parametrize("make_full", FULL)
@every_outlet
def test_private_and_broken_numbers_are_not_passed_on(client, make_full, outlet):
    record, _facts = make_full()
    passed_on = main_of(client, record, outlet)

    assert NUMBER in passed_on
    assert PRIVATE not in passed_on
    assert BROKEN not in passed_on


@pytest.mark.parametrize("make_full", [full_event, full_service, full_job])
@every_outlet
def test_number_of_an_unpublished_owner_is_not_passed_on(client, make_full, outlet):
    record, _facts = make_full()
    owner = getattr(record, {"EventSeries": "organiser", "Service": "provider"}.get(type(record).__name__, ""), None)
    owner = owner or record.hiring_organisation
    record.contacts.all().delete()
    owner.contacts.all().delete()
    make.make_organisation_contact(owner, "+370 612 00 009")
    assert "+370 612 00 009" in main_of(client, record, outlet)

    owner.unpublish()

    assert "+370 612 00 009" not in main_of(client, record, outlet)
    assert owner.name_en not in main_of(client, record, outlet)


# --- Every kind of record ---------------------------------------------------------------------------------------------


@every_kind
def test_every_record_has_a_text_and_a_card_in_each_language(client, make_record):
    record = make_record()
    for language, outlet in product(LANGUAGES, OUTLETS):
        tree = get(client, record, outlet, language)

        assert getattr(record, f"name_{language}") in words(tree.get_element_by_id("main"))
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert tree.get("lang") == language


@every_kind
@pytest.mark.parametrize("fields", UNPUBLISHED)
def test_unpublished_record_is_not_passed_on(client, make_record, fields):
    record = make_record(**fields)
    for outlet in ["", *OUTLETS]:
        get(client, record, outlet, status=404)


@every_kind
def test_unpublishing_is_visible_at_once(client, make_record):
    record = make_record()
    for outlet in OUTLETS:
        get(client, record, outlet)

    record.unpublish()

    for outlet in OUTLETS:
        get(client, record, outlet, status=404)


@every_kind
def test_only_staff_preview_a_draft(client, make_record):
    record = make_record(published_at=None)
    for outlet in OUTLETS:
        get(client, record, f"{outlet}?preview=1", status=404)

    client.force_login(make.make_staff())

    for outlet in OUTLETS:
        assert "Draft: only staff see this page." in words(get(client, record, f"{outlet}?preview=1"))


@every_kind
def test_passing_on_is_reading_only(client, make_record):
    record = make_record()
    assert [client.post(f"{record.own_address}{outlet}").status_code for outlet in OUTLETS] == [405, 405]


@every_kind
def test_page_or_list_leads_to_text_and_card(client, make_record):
    record = make_record()
    address = record.get_absolute_url().partition("#")[0]
    links = lxml.html.document_fromstring(client.get(address).text).xpath("//main//a/@href")

    assert f"{record.own_address}share/" in links
    # Nobody shows a figure or a job board across a desk.
    assert (f"{record.own_address}card/" in links) is (type(record) not in {ExternalJobSource, Statistic})


@every_kind
@pytest.mark.parametrize("language", LANGUAGES)
def test_link_of_the_text_leads_to_the_record_in_the_language_of_the_text(client, make_record, language):
    record = make_record()
    link = text_of(client, record, language).splitlines()[-1]

    answer = client.get(link.removeprefix("http://testserver"), follow=True)

    assert link.startswith(f"http://testserver/{language}/")
    assert len(link) < 120
    assert getattr(record, f"name_{language}") in answer.text


@every_kind
def test_example_and_missing_language_are_said_first(client, make_record):
    record = make_record(is_example=True, name_ru="")
    lines = text_of(client, record, "ru").splitlines()

    assert lines[0] == "Пример"
    assert "Только на английском" in lines
    tree = get(client, record, "share/", "ru")
    assert record.name_en in tree.get_element_by_id("text").xpath("span[@lang='en']/text()")


# Literal number of queries of the text; the card asks no more, though it says everything twice.
QUERIES = {"events": 6, "services": 12, "jobs": 4, "job boards": 1, "organisations": 4, "projects": 4, "agreements": 2,
           "initiatives": 4, "guide": 3, "questions": 1, "figures": 1, "words": 1}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@every_outlet
@pytest.mark.parametrize("amount", [1, 3])
def test_passing_on_asks_a_constant_number_of_queries(client, django_assert_num_queries, kind, outlet, amount):
    record, *_others = [KINDS[kind]() for _ in range(amount)]

    with django_assert_num_queries(QUERIES[kind] + (kind == "projects" and outlet == "card/")):
        get(client, record, outlet)


# --- Coordinators -----------------------------------------------------------------------------------------------------


@every_outlet
def test_municipality_without_coordinator_passes_on_who_answers(client, outlet):
    municipality = make.make_municipality()
    supervisor = make.make_post(role="supervisor", number=NUMBER, email="")
    Supervision.objects.create(supervisor=supervisor, organisation=make.make_organisation(), municipality=municipality)
    passed_on = main_of(client, municipality, outlet)

    assert "No coordinator yet." in passed_on
    assert NUMBER in passed_on
    supervisor.unpublish()
    assert NUMBER not in main_of(client, municipality, outlet)


def test_number_of_somebody_on_leave_is_not_passed_on(client):
    municipality = make.make_municipality()
    make.make_post(municipality, number=PRIVATE, leave_until=date(2030, 1, 2), leave_from=date(2026, 1, 1))
    make.make_post(is_national=True, role="manager", number=NUMBER)
    text = text_of(client, municipality)

    assert "On leave until 2 January 2030" in text
    assert PRIVATE not in text
    assert NUMBER in text


@every_outlet
@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"number": BROKEN, "email": ""}, "We are checking the coordinator"), ({"filled": False}, "post is vacant now")],
)
def test_text_says_as_the_page_does_why_somebody_else_is_named(client, outlet, fields, reason):
    municipality = make.make_municipality()
    make.make_post(municipality, **fields)
    make.make_post(municipality, leave_from=date(2026, 1, 1))
    make.make_post(is_national=True, role="manager", number=NUMBER)

    assert reason in main_of(client, municipality, outlet)


@every_outlet
def test_unknown_municipality_is_not_found(client, outlet):
    assert client.get(f"/en/networks/coordinators/nowhere/{outlet}").status_code == 404


@pytest.mark.parametrize("amount", [1, 3])
@every_outlet
def test_coordinator_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount, outlet):
    municipality, *_others = [make.make_municipality() for _ in range(amount)]
    for _ in range(amount):
        make.make_post(municipality)

    with django_assert_num_queries(9):
        get(client, municipality, outlet)


# --- The card ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "expected"), [("lt", ["lt", "en"]), ("en", ["lt", "en"]), ("ru", ["lt", "ru"])])
def test_card_is_lithuanian_and_the_readers_language(client, language, expected):
    record, _facts = full_event()
    shown = halves(client, record, language)

    assert list(shown) == expected
    assert [name for name in expected if getattr(record, f"name_{name}") not in shown[name]] == []
    assert "Einu į šį renginį. " in shown["lt"]
    assert "Antradienis, 2030 m. lapkričio 5 d., 19:00–21:00" in shown["lt"]
    # The address is Lithuanian in every language: it is compared with the sign on the wall.
    assert [half for half in shown.values() if "Pavyzdžio g. 1, Kaišiadorys" not in half] == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("events", "I am going to this event."),
        ("services", "I need this service."),
        ("jobs", "I would like to apply for this job."),
        ("organisations", "I am looking for this organisation."),
        ("questions", "I have this question."),
        ("words", "This word stands in my letter. Please explain it to me."),
        ("figures", "Please tell me more about this."),
    ],
)
def test_card_says_what_its_bearer_wants(client, kind, expected):
    assert expected in halves(client, KINDS[kind]())["en"]


def test_card_asks_for_the_way_only_if_there_is_an_address(client):
    ask = "I need to get to this address."

    assert ask in halves(client, make.make_event())["en"]
    assert ask not in halves(client, make.make_event(place=None))["en"]


@pytest.mark.parametrize(("reasons", "size"), [(0, ""), (10, "small"), (40, "tiny")])
def test_card_with_much_text_is_printed_in_smaller_letters(reasons, size):
    facts = Facts(name="Pavadinimas", path="/lt/", reasons=("Priežastis iš kelių žodžių",) * reasons, request="Prašau")

    assert print_size([{"facts": facts}] * 2) == size
