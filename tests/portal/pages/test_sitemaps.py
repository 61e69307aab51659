"""The sitemap names a page in the languages it is complete in, and no other."""

import pytest

from guide.models import GuidePage
from portal.pages.sitemaps import ContentSitemap
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_record_stands_there_in_the_languages_it_is_complete_in():
    whole, gap = make.make_guide_page(), make.make_guide_page(name_ru="")
    sitemap = ContentSitemap(GuidePage.objects.published)

    assert sitemap.get_languages_for_item(whole) == ["lt", "en", "ru"]
    assert sitemap.get_languages_for_item(gap) == ["lt", "en"]


def test_draft_is_not_there():
    make.make_guide_page(published_at=None)

    assert list(ContentSitemap(GuidePage.objects.published).items()) == []
