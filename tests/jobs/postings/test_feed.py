"""What machines read of jobs: the Atom feed, the data for search engines, and 410 for what has ended."""

import json
from datetime import datetime, timedelta

import lxml.etree
import lxml.html
import pytest
from django.conf import settings
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return lxml.etree.fromstring(answer.content).xpath("//a:entry", namespaces=ATOM)


def titles(client, address):
    return [entry.findtext("a:title", namespaces=ATOM) for entry in entries(client, address)]


def search_data(client, job, language="en"):
    page = lxml.html.document_fromstring(client.get(f"/{language}{job.get_absolute_url()[3:]}").text)
    blocks = page.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(blocks[0]) if blocks else None


def test_feed_holds_open_jobs_newest_first_with_the_filters_of_the_list(client):
    now = timezone.now()
    easy = make.make_job(published_at=now - timedelta(hours=2), housing="free")
    newest = make.make_job(published_at=now - timedelta(hours=1), required_language_level="B2")
    make.make_job(published_at=None)
    make.make_job(valid_through=timezone.localdate() - timedelta(days=1))

    assert titles(client, "/en/jobs/feed.xml") == [newest.name_en, easy.name_en]
    assert titles(client, "/en/jobs/feed.xml?level=none&housing=on") == [easy.name_en]
    assert titles(client, "/ru/jobs/feed.xml?level=nonsense&page=9") == [newest.name_ru, easy.name_ru]


def test_entry_says_the_facts_and_keeps_its_name_in_all_languages(client):
    job = make.make_job(name_ru="", salary_min=1200)

    english, russian = entries(client, "/en/jobs/feed.xml")[0], entries(client, "/ru/jobs/feed.xml")[0]

    text = russian.findtext("a:summary", namespaces=ATOM).replace("\xa0", " ")
    assert "1 200 евро в месяц до вычета налогов" in text
    assert "На английском" in text
    assert english.findtext("a:id", namespaces=ATOM) == russian.findtext("a:id", namespaces=ATOM)
    assert russian.find("a:link", namespaces=ATOM).get("href").endswith(f"/ru{job.get_absolute_url()[3:]}")


@pytest.mark.parametrize("amount", [0, 1])
def test_feed_is_sent_once_until_something_changes(client, amount):
    jobs = [make.make_job() for _ in range(amount)]
    tag = client.get("/lt/jobs/feed.xml")["ETag"]

    assert client.get("/lt/jobs/feed.xml", headers={"If-None-Match": tag}).status_code == 304
    make.make_job()
    assert client.get("/lt/jobs/feed.xml", headers={"If-None-Match": tag}).status_code == 200
    assert client.post("/lt/jobs/feed.xml").status_code == 405
    for job in jobs:
        job.unpublish()
        assert job.name_lt not in client.get("/lt/jobs/feed.xml", headers={"If-None-Match": tag}).text


@pytest.mark.parametrize("amount", [1, 3])
def test_feed_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    for _ in range(amount):
        make.make_job()

    with django_assert_num_queries(1):
        assert len(titles(client, "/lt/jobs/feed.xml")) == amount


def test_list_names_its_feed_with_the_filters(client):
    page = lxml.html.document_fromstring(client.get("/en/jobs/?level=none&x=1").text)

    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["/en/jobs/feed.xml?level=none"]


def test_search_engines_get_what_they_demand(client):
    place = make.make_place(address_locality="Kaišiadorys", postal_code="56100")
    job = make.make_job(
        description_en="<p>Clean rooms.</p>",
        salary_min=8,
        salary_max=9.5,
        salary_unit="hour",
        employment_type="part_time",
        place=place,
    )

    data = search_data(client, job)

    assert {name: data[name] for name in ("@context", "@type", "title", "description", "employmentType")} == {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": job.name_en,
        "description": "<p>Clean rooms.</p>",
        "employmentType": "PART_TIME",
    }
    assert data["datePosted"] == timezone.localdate(job.published_at).isoformat()
    end = datetime.fromisoformat(data["validThrough"])
    assert (end.date(), end.utcoffset() is not None) == (job.valid_through, True)
    assert data["hiringOrganization"] == {"@type": "Organization", "name": job.hiring_organisation.name_en}
    assert data["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Pavyzdžio g. 1",
        "addressLocality": "Kaišiadorys",
        "postalCode": "56100",
        "addressRegion": "Kaunas County",
        "addressCountry": "LT",
    }
    assert data["baseSalary"] == {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "unitText": "HOUR", "minValue": 8.0, "maxValue": 9.5},
    }
    assert data["directApply"] is False
    assert data["url"] == f"{settings.SITE_URL}/en{job.get_absolute_url()[3:]}"


def test_one_sum_is_one_value_and_an_address_of_words_is_enough(client):
    data = search_data(client, make.make_job(salary_min=1200, work_address="Gedimino g. 5"))

    assert data["baseSalary"]["value"] == {"@type": "QuantitativeValue", "unitText": "MONTH", "value": 1200.0}
    assert data["jobLocation"]["address"]["streetAddress"] == "Gedimino g. 5"
    assert data["jobLocation"]["address"]["addressLocality"] == "Example"
    assert data["description"]


def test_examples_drafts_and_hidden_employers_are_not_offered_to_search_engines(client):
    hidden = make.make_employer(published_at=None, name_en="SECRET")

    assert search_data(client, make.make_job(is_example=True)) is None
    assert search_data(client, make.make_job(hiring_organisation=hidden))["hiringOrganization"] == {
        "@type": "Organization",
        "name": "confidential",
    }


def test_text_cannot_leave_the_data_block(client):
    job = make.make_job(name_en="</script><script>alert(1)</script>")
    page = client.get(f"/en{job.get_absolute_url()[3:]}")

    assert "<script>alert" not in page.text
    assert search_data(client, job)["title"] == job.name_en


# --- 410 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_ended_job_answers_410_and_leads_to_similar_ones(client, language):
    major = make.make_term("occupation", "isco-9")
    group, sister = (make.make_term("occupation", code, parent=major) for code in ("isco-91", "isco-94"))
    town = make.make_municipality()
    ended = make.make_job(
        slug="ended", occupation=group, municipality=town, valid_through=timezone.localdate() - timedelta(days=1)
    )
    same_town = make.make_job(municipality=town)
    same_kind, same_major = make.make_job(occupation=group), make.make_job(occupation=sister)
    far = make.make_job()

    answer = client.get(f"/{language}/jobs/ended/")
    cards = [heading.text_content() for heading in lxml.html.document_fromstring(answer.text).xpath("//article/h3")]
    name = f"name_{language}"

    assert answer.status_code == 410
    assert cards[-1] == getattr(same_town, name)
    assert set(cards[:-1]) == {getattr(same_kind, name), getattr(same_major, name)}
    assert getattr(far, name) not in answer.text
    assert getattr(ended, name) not in answer.text


def test_withdrawn_job_answers_410_and_says_nothing_of_itself(client):
    submission = make.make_submission("approved", name="Slaptas darbas", employer_name="UAB Slapta")
    address = submission.posting.get_absolute_url()
    assert client.get(address).status_code == 200

    submission.withdraw()

    answer = client.get(address)
    assert answer.status_code == 410
    assert "Slapt" not in answer.text
    assert "600 12" not in answer.text


def test_withdrawn_job_that_staff_publish_again_is_open(client):
    submission = make.make_submission("approved")
    submission.withdraw()
    assert client.get(submission.posting.get_absolute_url()).status_code == 410

    submission.posting.publish()

    assert client.get(submission.posting.get_absolute_url()).status_code == 200


def test_job_that_staff_took_down_is_not_found(client):
    job = make.make_job()
    job.unpublish()

    assert client.get(job.get_absolute_url()).status_code == 404
