"""Every page of the guide ends in a person, a door or an official address; the addresses have the right form."""

from urllib.parse import urlsplit

import lxml.html
import pytest
from django.core.validators import URLValidator

from directory.models import Organisation
from guide.models import GuidePage
from portal.plan.models import PlanTask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_each_page_ends_with_an_institution_and_a_person(client, language):
    pages = list(GuidePage.objects.published())
    assert len(pages) > 30
    for page in pages:
        tree = lxml.html.document_fromstring(client.get(f"/{language}/guide/{page.slug}/").text)
        links = tree.xpath("//h2[@id='turn-to']/following-sibling::ul[1]//a/@href")
        assert any("/networks/coordinators/" in link for link in links), page.slug
        assert any(link.startswith("https://") or "/networks/organisations/" in link for link in links), page.slug


def test_national_pages_lead_out_to_an_official_address():
    nationwide = GuidePage.objects.published().for_newcomers().nationwide().prefetch_related("institutions")
    without = [page.slug for page in nationwide if not any(found.url for found in page.institutions.all())]
    assert without == []


def test_addresses_of_institutions_are_whole_and_have_nothing_behind_them():
    used = Organisation.objects.filter(guide_pages__isnull=False).distinct()
    told = [found for found in used if found.url]
    assert len(told) > 12
    for found in told:
        URLValidator(schemes=["http", "https"])(found.url)
        parts = urlsplit(found.url)
        assert (parts.query, parts.fragment, parts.hostname) == ("", "", parts.netloc), found.url
    assert all(found.assured_on is None for found in used)


def test_every_task_of_the_plan_names_who_knows_more():
    for task in PlanTask.objects.all():
        assert task.guide_page_id, task.code
        for language in ("lt", "en", "ru"):
            assert all(task.written(field, language) for field in ("deadline", "if_missed")), task.code
