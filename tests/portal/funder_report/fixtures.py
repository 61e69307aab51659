"""The year as fixtures; tests name this file as their plugin."""

import random

import pytest
import time_machine
from django.contrib.auth.models import Permission

from tests import factories as make
from tests.portal.funder_report.year import END, INDICATORS, NOW, START, add_indicator, fill


@pytest.fixture
def january():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def project(january):
    """The project with its year; another one beside it, of which nothing may be counted."""
    made, other = (
        make.make_project(
            start_date=START,
            end_date=END,
            emblem_variant="eu",
            identifier="TEST-01",
            disclaimer_lt="Europos Sąjunga už tai neatsako.",
            disclaimer_en="The European Union is not responsible for it.",
            disclaimer_ru="Европейский союз за это не отвечает.",
            name_lt="Bandomasis projektas",
            name_en="Trial project",
            name_ru="Пробный проект",
        )
        for _ in range(2)
    )
    for position, (code, counted, more) in enumerate(INDICATORS):
        add_indicator(made, code, counted, position=position, **more)
    fill(made, random.Random(17))
    fill(other, random.Random(4))
    return made


@pytest.fixture
def named(db):
    """Makes somebody whom an administrator named to freeze."""

    def make_named(**fields):
        user = make.make_user(**{"is_staff": True, "language": "en", **fields})
        user.groups.add(make.make_group("Project staff"))
        user.user_permissions.add(Permission.objects.get(codename="freeze_reportperiod"))
        return user

    return make_named
