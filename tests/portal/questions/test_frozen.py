"""Whole questions of newcomers, and searches by what services are made of: how many find their answer."""

from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.utils import translation

from portal.questions.frozen import frozen_questions
from portal.questions.leads import RECORDS, SECTIONS
from portal.questions.phrases import book
from portal.search.forms import SearchForm
from portal.search.results import Results

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]

FIRST, AMONG_THREE = 0.75, 0.9
ACTIVITIES = [
    [part.strip() for part in line.split("|")]
    for line in (Path(__file__).parents[1] / "search/activities.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def first(text, language, amount=3):
    with translation.override(language):
        return [one.lead for one in Results(SearchForm(QueryDict(f"q={quote(text)}"))).first(amount)]


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_questions_find_their_answer(language):
    questions = [question for question in frozen_questions() if question.language == language]
    found, missed = Counter(), []
    for question in questions:
        leads = first(question.text, language)
        found["first"] += leads[:1] != [] and leads[0] in question.answers
        found["three"] += not question.answers.isdisjoint(leads)
        if question.answers.isdisjoint(leads):
            missed.append((question.text, leads))

    assert len(questions) >= 67
    assert found["three"] >= AMONG_THREE * len(questions), missed
    assert found["first"] >= FIRST * len(questions)


def test_activities_groups_leaders_and_instruments_find_their_service():
    wrong = []
    for search, services in ACTIVITIES:
        language, _space, text = search.partition(" ")
        leads = first(text, language, 5)
        if {f"service/{slug}" for slug in services.split()}.isdisjoint(leads):
            wrong.append((search, leads))

    assert len(ACTIVITIES) >= 100
    assert wrong == []


EVERYDAY = [
    ("ru", "садик", "word/darzelis"),
    ("ru", "детсад", "word/darzelis"),
    ("ru", "беременна", "guide/health"),
    ("ru", "стоматолог", "need/need-doctor"),
    ("ru", "школа", "word/mokykla"),
    ("ru", "работа", "section/jobs"),
    ("en", "jobs", "section/jobs"),
    ("lt", "darbas", "section/jobs"),
    ("en", "food", "need/need-money-or-food"),
    ("ru", "врач", "word/seimos-gydytojas"),
]


@pytest.mark.parametrize(("language", "typed", "lead"), EVERYDAY)
def test_everyday_words_are_understood(language, typed, lead):
    assert lead in first(typed, language)


def test_school_is_no_debt():
    """Two words that sound alike in two alphabets are two words."""
    with translation.override("ru"):
        results = Results(SearchForm(QueryDict(f"q={quote('школа')}")))

    assert {"word/skola", "word/antstolis"}.isdisjoint(one.lead for one in results.first(50))
    assert "word/skola" in first("скола", "ru")


def test_leads_of_the_files_are_there():
    """A record that was renamed, or unpublished, must not be missed in silence."""
    known = book()
    leads = {lead for leads in known.leads.values() for lead in leads}
    leads |= {lead for question in frozen_questions() for lead in question.answers if lead.split("/")[0] in RECORDS}
    named = {kind: set(model.objects.published().values_list("slug", flat=True)) for kind, model in RECORDS.items()}
    wrong = [
        lead for lead in leads if lead.split("/")[0] in named and lead.split("/")[1] not in named[lead.split("/")[0]]
    ]

    assert wrong == []
    assert {lead.split("/")[1] for lead in leads if lead.startswith("section/")} <= set(SECTIONS)


def test_every_subject_has_phrases_in_every_language():
    known = book()
    for tongue in known.tongues:
        assert {phrase.topic for phrase in tongue.subjects.phrases} == set(known.leads)
