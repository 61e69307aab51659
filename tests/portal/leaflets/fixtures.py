"""A municipality with a service on a topic, on a Wednesday; tests of leaflets name this file as their plugin."""

import pytest
import time_machine
from django.core.cache import caches

from directory.models import Term
from services.models import OpeningHours, ServiceAtLocation, ServiceContact
from tests import factories as make
from tests.portal.leaflets.reading import NOW


@pytest.fixture
def wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def nothing_kept():
    caches["leaflets"].clear()


@pytest.fixture
def topic():
    return make.make_term(Term.Vocabulary.TOPIC, "health", name_lt="Sveikata", name_en="Health", name_ru="Здоровье")


@pytest.fixture
def municipality():
    names = {"name_lt": "Kaišiadorių rajonas", "name_en": "Kaišiadorys District", "name_ru": "Кайшядорский район"}
    return make.make_municipality(slug="kaisiadoriu-r", **names)


@pytest.fixture
def service(topic, municipality):
    """With a door, a number, and hours with a lunch break."""
    names = {"name_lt": "Šeimos gydytojas", "name_en": "Family doctor", "name_ru": "Семейный врач"}
    service = make.make_service(topics=[topic], area_served=[municipality], **names)
    ServiceContact.objects.create(service=service, kind="phone", value="+370 346 51034")
    place = make.make_place(name_lt="Poliklinika", name_en="Clinic", name_ru="Поликлиника", municipality=municipality)
    door = ServiceAtLocation.objects.create(service=service, place=place)
    for opens, closes in (("08:00", "12:00"), ("12:45", "17:00")):
        OpeningHours.objects.create(location=door, day_of_week=0, opens=opens, closes=closes)
    return service
