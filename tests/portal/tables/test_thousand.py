"""A list of a thousand services: one bad row writes nothing; without it, all is written within a minute."""

from time import monotonic

import pytest

from portal.tables.importing import preview, write
from services.models import Service
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_thousand_services():
    make.make_organisation(slug="tarnyba", name_lt="Tarnyba")
    topic = make.make_term("topic")
    rows = [["slug", "name_lt", "summary_lt", "provider", "topics", "status", "valid_through"]]
    rows += [[f"p-{n}", f"Nr. {n}", "Trumpai.", "tarnyba", topic.code, "active", "2099-01-31"] for n in range(1000)]
    bad = [*rows[:-1], [*rows[-1][:3], "nera", *rows[-1][4:]]]

    found = preview(Service, bad)
    _outcome, is_written = write(Service, bad, found.digest)
    assert ([mistake.row for mistake in found.mistakes], is_written, Service.objects.count()) == ([1001], False, 0)

    began = monotonic()
    _outcome, is_written = write(Service, rows, preview(Service, rows).digest)
    assert (is_written, Service.objects.count()) == (True, 1000)
    assert monotonic() - began < 60
    assert preview(Service, rows).amounts == {"new": 0, "changed": 0, "same": 1000}
