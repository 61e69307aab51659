"""The page of an event."""

import pytest

from tests.factories import make_event

pytestmark = pytest.mark.django_db


def test_cancelled_date_stays_and_says_so(client):
    series = make_event()
    date = series.occurrences.get()
    date.status, date.status_reason_lt = date.Status.CANCELLED, "Liga"
    date.save()

    page = client.get(series.get_absolute_url()).text

    assert "Atšaukta" in page
    assert "Liga" in page
