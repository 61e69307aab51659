"""Reading jobs: a posting in Lithuanian only is found and understood in Russian; pay, employers, trainings."""

from datetime import timedelta

import lxml.html
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localtime

from jobs.models import JobPosting
from portal.starter.rows import LoadError, Writer
from tests import factories as make

pytestmark = pytest.mark.django_db

ONLY_LITHUANIAN = {f"{field}_{code}": "" for field in ("name", "description") for code in ("en", "ru")}


def listed(client, query, language="ru"):
    page = client.get(f"/{language}/jobs/?{query}")
    assert page.status_code == 200
    return list(page.context["page"])


@pytest.fixture
def cleaner():
    """A posting with every fact, its text in Lithuanian only."""
    major = make.make_term("occupation", "isco-9", name_ru="Простая работа", name_lt="Paprastas darbas")
    group = make.make_term("occupation", "isco-91", parent=major, name_ru="Уборщики", name_lt="Valytojai")
    return make.make_job(
        **ONLY_LITHUANIAN,
        name_lt="Valytoja biure",
        description_lt="<p>Valysite patalpas.</p>",
        occupation=group,
        municipality=make.make_municipality(slug="kaisiadoriu-r", name_ru="Кайшядорский район"),
        employment_type="part_time",
        shifts="flexible",
        salary_min=900,
        hours_per_week=20,
        required_language_level="A1",
        working_languages=["ru", "uk"],
        permits=["temporary_protection"],
        housing="free",
        suits_carers=True,
        has_transport=True,
        has_meals=True,
    )


@pytest.fixture
def other(cleaner):
    """What no filter of the cleaner's job may let through."""
    return make.make_job(
        name_lt="Programuotojas",
        employment_type="full_time",
        shifts="nights",
        salary_min=700,
        required_language_level="C1",
        working_languages=["lt"],
        permits=["residence"],
    )


FILTERS = [
    "q=Valytoja",
    "q=Уборщики",
    "q=патал&q=patalpas",
    "municipality=kaisiadoriu-r",
    "level=none&level=A1",
    "level=B2",
    "language=uk",
    "kind=isco-91",
    "kind=isco-9",
    "employment=part_time",
    "shifts=flexible",
    "carers=on",
    "pay=800",
    "pay=10&unit=hour",
    "permit=temporary_protection",
    "housing=on",
    "transport=on",
    "meals=on",
    "level=A1&language=ru&housing=on&carers=on&pay=900&unit=month&kind=isco-9&municipality=kaisiadoriu-r",
]


@pytest.mark.parametrize("query", FILTERS)
def test_posting_in_lithuanian_is_found_with_every_filter_in_russian(client, cleaner, other, query):
    assert listed(client, query) == [cleaner]


def test_posting_in_lithuanian_is_understood_in_russian(client, cleaner):
    page = lxml.html.document_fromstring(client.get(f"/ru{cleaner.get_absolute_url()[3:]}").text)
    main = page.get_element_by_id("main")
    facts = " ".join(main.xpath("string(.//dl)").replace("\xa0", " ").split())

    assert page.get("lang") == "ru"
    for words in ["900 евро в месяц до вычета налогов", "несколько слов", "русский, украинский", "Уборщики",
                  "подходит людям с детьми", "временная защита", "бесплатное жильё", "транспорт до работы", "питание",
                  "20 ч в неделю"]:  # fmt: skip
        assert words in facts
    assert main.xpath("string(.//h1/*[@lang='lt'])") == "Valytoja biure"
    assert main.xpath("string(.//div[@lang='lt'])").strip() == "Valysite patalpas."
    assert "Этой страницы пока нет на русском языке" in main.xpath("string(.//*[@role='note'])")


def test_card_says_the_language_of_a_text_in_another(client, cleaner):
    card = lxml.html.document_fromstring(client.get("/ru/jobs/").text).xpath("//article")[0]

    assert card.xpath("string(.//h3//*[@lang='lt'])") == "Valytoja biure"
    assert "Только на литовском" in card.text_content()
    assert "900 евро в месяц до вычета налогов" in card.text_content().replace("\xa0", " ")


def test_employer_is_found_by_its_name_only_while_it_is_public(client):
    shown = make.make_job(hiring_organisation=make.make_employer(name_lt="UAB Švara"))
    make.make_job(hiring_organisation=make.make_employer(name_lt="UAB Švarumas", published_at=None))

    assert listed(client, "q=švar") == [shown]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("pay=8&unit=hour", {"hour"}),
        ("pay=9&unit=hour", set()),
        ("pay=1380&unit=month", {"hour"}),
        ("pay=1400", set()),
        ("pay=1000", {"hour", "month"}),
        ("pay=500&unit=hour", set()),
        ("unit=hour", {"hour", "month", "hours unknown"}),
        ("pay=7&unit=hour", {"hour", "hours unknown"}),
    ],
)
def test_pay_for_hours_and_months_is_compared_by_the_hours_a_week(client, query, shown):
    make.make_job(slug="hour", salary_min=8, salary_unit="hour", hours_per_week=40)  # 1386.67 a month
    make.make_job(slug="month", salary_min=1100, salary_unit="month", hours_per_week=40)  # 6.35 an hour
    make.make_job(slug="hours-unknown", salary_min=7, salary_unit="hour", hours_per_week=None)

    assert {posting.slug.replace("-", " ") for posting in listed(client, query)} == shown


@pytest.mark.parametrize(("days", "is_public"), [(1, True), (0, True), (-1, False)])
def test_last_day_to_apply_is_one_of_them(client, days, is_public):
    job = make.make_job(valid_through=timezone.localdate() + timedelta(days=days))

    assert (job.name_lt in client.get("/lt/jobs/").text) == is_public
    assert job.is_published is is_public
    assert client.get(job.get_absolute_url()).status_code == (200 if is_public else 410)


def test_permits_any_takes_every_permit(client):
    anybody, nobody_said = make.make_job(permits=["any"]), make.make_job(permits=[])

    assert listed(client, "permit=visa") == [anybody]
    assert {*listed(client, "")} == {anybody, nobody_said}


def test_quick_filters_add_up_and_a_second_tap_takes_one_back(client):
    def shortcuts(query):
        links = lxml.html.document_fromstring(client.get(f"/en/jobs/?{query}").text).xpath("//p[@class='actions'][1]/a")
        return [(link.get("href"), link.get("aria-current")) for link in links[:3]]

    both = make.make_job(required_language_level="none", housing="free")
    make.make_job(required_language_level="none")

    assert shortcuts("level=none&q=a") == [
        ("?q=a#results", "true"),
        ("?q=a&level=none&housing=on#results", None),
        ("?q=a&level=none&carers=on#results", None),
    ]
    assert shortcuts("level=B1")[0] == ("?level=none#results", None)
    assert listed(client, "level=none&housing=on") == [both]


def test_no_lithuanian_is_one_tap_away(client):
    easy, _hard = make.make_job(required_language_level="none"), make.make_job(required_language_level="B1")
    page = lxml.html.document_fromstring(client.get("/ru/jobs/").text)
    first = page.xpath("//main//a[contains(@class, 'btn')]")[0]

    assert (first.text_content(), first.get("href")) == ("Работа без литовского", "?level=none#results")
    assert listed(client, "level=none") == [easy]


def test_groups_are_offered_under_their_heading_and_only_with_jobs(client, cleaner):
    empty = make.make_term("occupation", "isco-92", parent=cleaner.occupation.parent, name_ru="Пустая группа")
    page = lxml.html.document_fromstring(client.get("/ru/jobs/?kind=isco-91").text)
    groups = {
        group.get("label"): [option.text for option in group] for group in page.xpath("//select[@name='kind']/optgroup")
    }

    assert groups["Простая работа"] == ["Все: Простая работа", "Уборщики"]
    assert "Уборщики" in page.xpath("string(//ul[@class='active'])")
    assert listed(client, f"kind={empty.code}") == []


@pytest.mark.parametrize("amount", [1, 3])
def test_filtered_list_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    for _ in range(amount):
        make.make_job(hours_per_week=40, permits=["any"], housing="free", working_languages=["ru"])

    with django_assert_num_queries(5):
        assert len(listed(client, "q=job&pay=5&unit=hour&permit=visa&housing=on&language=ru&level=B1")) == amount


# --- Pay and end ------------------------------------------------------------------------------------------------------

MISSING = [{"salary_min": None}, {"salary_min": 0}, {"valid_through": None}]


@pytest.mark.parametrize("fields", MISSING)
def test_database_refuses_a_public_posting_without_pay_or_end(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_job(**fields)

    draft = make.make_job(published_at=None, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        JobPosting.objects.filter(pk=draft.pk).update(published_at=timezone.now())


@pytest.mark.parametrize("fields", MISSING)
def test_method_refuses_to_publish_without_pay_or_end(fields):
    draft = make.make_job(published_at=None, **fields)

    with pytest.raises(ValidationError):
        draft.publish()

    assert JobPosting.objects.get().published_at is None


@pytest.mark.parametrize("fields", MISSING)
def test_back_office_refuses_to_publish_without_pay_or_end(client, fields):
    client.force_login(make.make_staff(language="en"))
    draft = make.make_job(published_at=None, **fields)

    page = client.post(
        "/admin/jobs/jobposting/", {"action": "publish_now", "_selected_action": [draft.pk]}, follow=True
    )

    assert "needs the gross pay and the day until which to apply" in page.text
    assert not JobPosting.objects.published().exists()


@pytest.mark.parametrize("missing", ["salary_min", "valid_through_in_days"])
def test_import_refuses_a_posting_without_pay_or_end(missing):
    table = {
        "slug": "darbas",
        "name": {"lt": "Darbas"},
        "hiring_organisation": make.make_employer().slug,
        "municipality": make.make_municipality().slug,
        "occupation": make.make_term("occupation").code,
        "salary_min": 1000,
        "valid_through_in_days": 10,
    }
    writer = Writer(lambda model, key: None)
    del table[missing]

    with pytest.raises(LoadError):
        writer.write(JobPosting(), table, is_example=False)


# --- Employers --------------------------------------------------------------------------------------------------------


def test_employer_is_shown_with_fax_and_open_jobs(client):
    employer = make.make_employer()
    make.make_organisation_contact(employer, "+370 346 69377", kind="fax")
    for fields in [{}, {}, {"published_at": None}, {"valid_through": timezone.localdate() - timedelta(days=1)}]:
        make.make_job(hiring_organisation=employer, **fields)

    listed_text = " ".join(lxml.html.document_fromstring(client.get("/en/jobs/employers/").text).text_content().split())
    own = " ".join(
        lxml.html.document_fromstring(client.get(f"/en{employer.get_absolute_url()[3:]}").text).text_content().split()
    )

    assert "2 open jobs" in listed_text
    for text in (listed_text, own):
        assert "Fax: +370 346 69377" in text.replace("\xa0", " ")
    assert own.count("Apply until") == 2


def test_verification_says_which_office_and_when(client):
    employer, user = make.make_employer(), make.make_staff(body="Kauno agentūra", language="en")
    job = make.make_job(hiring_organisation=employer)
    addresses = [f"/en{record.get_absolute_url()[3:]}" for record in (employer, job)]
    for address in addresses:
        assert "Nobody has checked yet whether this employer exists" in client.get(address).text

    client.force_login(user)
    client.post(
        "/admin/directory/organisation/", {"action": "mark_verified", "_selected_action": [employer.pk]}, follow=True
    )
    client.logout()

    employer.refresh_from_db()
    assert (employer.verified_by, employer.verified_at.date()) == (user, timezone.now().date())
    for address in addresses:
        assert "Kauno agentūra made sure on" in client.get(address).text
    assert user.email not in client.get(addresses[0]).text


# --- Mandatory training -----------------------------------------------------------------------------------------------


def test_mandatory_training_leads_to_the_service_that_gives_it(client):
    hygiene = make.make_term("training", "hygiene")
    service = make.make_service(gives_training=hygiene)
    hidden = make.make_service(gives_training=hygiene, published_at=None)
    job = make.make_job()
    job.mandatory_trainings.add(hygiene)

    page = client.get(job.get_absolute_url()).text

    assert f'<a href="{service.get_absolute_url()}">{service.name_lt}</a>' in page
    assert 'href="tel:+37060012345"' in page
    assert hidden.name_lt not in page


def test_mandatory_training_leads_to_its_next_date(client):
    hygiene = make.make_term("training", "hygiene")
    make.make_service(gives_training=hygiene)
    job = make.make_job()
    job.mandatory_trainings.add(hygiene)
    now = timezone.now()
    later, soon, third = (
        make.make_event(gives_training=hygiene, starts_at=now + timedelta(days=days)) for days in (9, 2, 12)
    )
    over = make.make_event(gives_training=hygiene, starts_at=now - timedelta(days=2))
    hidden = make.make_event(gives_training=hygiene, published_at=None)

    page = client.get(job.get_absolute_url()).text

    assert 0 < page.index(soon.get_absolute_url()) < page.index(later.get_absolute_url())
    assert localtime(soon.next_occurrence.starts_at).strftime("%Y-%m-%dT%H:%M") in page
    assert [event.get_absolute_url() in page for event in (third, over, hidden)] == [False, False, False]
    assert "Ten paklauskite, kada artimiausi" not in page


@pytest.mark.parametrize("amount", [1, 3])
def test_page_with_trainings_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    job = make.make_job()
    for _ in range(amount):
        training = make.make_term("training")
        make.make_service(gives_training=training)
        make.make_event(gives_training=training)
        job.mandatory_trainings.add(training)

    with django_assert_num_queries(10):
        assert client.get(job.get_absolute_url()).status_code == 200
