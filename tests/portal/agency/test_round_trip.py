"""All starter content out and in again, while fifty people's edits happen: not one of them is lost."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.agency import views
from tests import factories as make
from tests.factories import contents
from tests.portal.agency.files import translated, units_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]
EDITS, LANGUAGE = 50, "ru"


@pytest.fixture
def everything_waits():
    """Every public record of the starter content written in Lithuanian: without Russian, or with an older text."""
    found = [record for record in contents() if record.source_language == "lt" and record.is_published]
    for number, record in enumerate(found):
        record.translations = {}
        if number % 3 == 0:
            for field in record.translated_fields():
                setattr(record, f"{field}_{LANGUAGE}", "")
        record.save()
    return found


def edit(record, number):
    """What somebody does meanwhile: changes the source, or translates, or corrects the translation."""
    text, column = f"Pakeista {number}", f"name_{'lt' if number % 2 else LANGUAGE}"
    type(record).objects.filter(pk=record.pk).update(**{column: text, "updated_at": timezone.now()})
    return type(record), record.pk, column, text


def test_no_edit_is_lost(everything_waits, monkeypatch):
    """Half of the edits are made while the file is away, half while it is being taken back."""
    client = Client()
    client.force_login(make.make_staff(language="en"))
    data = client.get(reverse("admin:agency_file", args=["lt", LANGUAGE])).content
    sent = units_of(data)
    assert len({original for original, _field in sent}) == len(everything_waits) > 100
    chosen = random.Random(5).sample(everything_waits, EDITS)
    edits = [edit(record, number) for number, record in enumerate(chosen[: EDITS // 2])]
    ahead, take = list(enumerate(chosen[EDITS // 2 :], EDITS // 2)), views.take_back

    def with_an_edit_before(request, place, returned, language, is_machine):
        mine = [pair for pair in ahead if type(pair[1]) is place[2] and pair[1].pk == place[1]]
        edits.extend(edit(record, number) for number, record in mine)
        return take(request, place, returned, language, is_machine)

    monkeypatch.setattr(views, "take_back", with_an_edit_before)
    page = client.post(
        reverse("admin:agency"), {"file": SimpleUploadedFile("b.xlf", translated(data, change=lambda text: text))}
    )

    stands = [type_.objects.filter(pk=pk, **{column: text}).exists() for type_, pk, column, text in edits]
    assert (len(stands), stands.count(False)) == (EDITS, 0)
    states = {record.pk: record for record in ()}
    edited = {(type_, pk) for type_, pk, _column, _text in edits}
    for record in everything_waits:
        record.refresh_from_db()
        if (type(record), record.pk) not in edited:
            states[type(record), record.pk] = record.translation_state(LANGUAGE)
    assert set(states.values()) == {"current"}, page.text
    assert page.text.count("meanwhile.</td>") == EDITS
    left = units_of(client.get(reverse("admin:agency_file", args=["lt", LANGUAGE])).content)
    assert {field for _original, field in left} == {"name"}
