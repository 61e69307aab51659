"""The starter content as open data."""

import pytest

from tests.full_service import LANGUAGES
from tests.hsds_check import package, problems

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", LANGUAGES)
def test_package_of_the_starter_content_is_valid_hsds(client, language):
    data = package(client, language)

    assert problems(data) == []
    assert data["total_items"] == len(data["contents"]) > 20
    assert not [service for service in data["contents"] if "pavyzdys" in service["url"]]
