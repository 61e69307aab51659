"""Bad input gives a page, never a 500: odd pages, unknown places, NUL bytes, very long words, broken encodings."""

import random

import pytest
from django.urls import reverse

from tests.factories import (
    make_event,
    make_guide_page,
    make_job,
    make_organisation,
    make_question,
    make_service,
    make_word,
)

pytestmark = pytest.mark.django_db

LISTS = ["events:list", "events:month", "events:calendar", "events:feed", "services:list", "jobs:list",
         "jobs:employers", "jobs:feed", "jobs:submit", "jobs:link", "networks:list", "networks:coordinators",
         "networks:volunteering", "networks:offer",
         "guide:list", "guide:questions", "guide:words", "guide:statistics", "guide:residents", "leaflets:list",
         "guide:plan", "home", "search:results", "feedback:report"]  # fmt: skip
NAMES = [
    "q",
    "municipality",
    "language",
    "when",
    "from",
    "to",
    "month",
    "section",
    "free",
    "children",
    "kind",
    "topic",
    "need",
    "level",
    "housing",
    "employment",
    "shifts",
    "pay",
    "unit",
    "permit",
    "page",
    "preview",
    "initiative",
    "show",
    "x",
]
VALUES = ["abc", "0", "-1", "99999999999999999999", "nowhere", "%00", "a%00b", "%ff%fe", "%", "'", '"', "{{7*7}}",
          "%27%20OR%201=1--", "<script>", "%3Cscript%3Ealert(1)%3C/script%3E", "../../etc/passwd", "%E2%80%AE",
          "%F0%9F%92%A9", "١", "None", "true", "1e9", "[]", "q" * 10_000, "%C4%97" * 2000, "\u0000",
          "%0d%0aSet-Cookie:x=1"]  # fmt: skip


@pytest.fixture
def records():
    for make in (make_event, make_service, make_job, make_organisation, make_guide_page, make_question, make_word):
        make()


@pytest.mark.parametrize("route", LISTS)
def test_hostile_questions_get_a_page(client, records, route):
    chance = random.Random(route)
    client.raise_request_exception = False
    path = reverse(route)
    questions = [f"{name}={value}" for name in NAMES for value in chance.sample(VALUES, 3)]
    questions += ["&".join(f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(6)) for _ in range(60)]

    wrong = []
    for question in questions:
        response = client.get(path, QUERY_STRING=question.encode().decode("latin-1"))
        if response.status_code not in {200, 404}:
            wrong.append((response.status_code, question[:80]))
        elif "<script>alert(1)" in response.text:
            wrong.append(("echoed", question[:80]))

    assert wrong == []


@pytest.mark.parametrize("value", VALUES)
def test_hostile_dates_and_links_of_registrations_get_a_page(client, value):
    client.raise_request_exception = False
    series = make_event(registration_mode="form")
    form = client.get(f"/lt/events/{series.slug}/register/", QUERY_STRING=f"date={value}".encode().decode("latin-1"))
    sent = client.post(f"/lt/events/{series.slug}/register/", dict.fromkeys([*form.context["form"].fields], value))
    link = client.get(f"/lt/events/registration/{value.replace('?', '')}/")

    assert (form.status_code, sent.status_code) == (200, 200)
    assert "<script>alert(1)" not in sent.text
    assert link.status_code in {400, 404}


@pytest.mark.parametrize("value", ["abc", "0", "-1", "99", "1.5", ""])
def test_odd_page_numbers_give_the_nearest_page(client, value):
    page = make_service()

    assert page.name_lt in client.get(f"/lt/services/?page={value}").text


@pytest.mark.parametrize(
    "query", ["municipality=nowhere", "topic=nothing", "language=klingon", "when=yesterday", "kind=%00", "q=%00"]
)
def test_wrong_question_narrows_nothing(client, query):
    event, service = make_event(), make_service()

    assert event.name_lt in client.get(f"/lt/events/?{query}").text
    assert service.name_lt in client.get(f"/lt/services/?{query}").text


@pytest.mark.parametrize(
    "path", ["/lt/services/%00/", "/lt/%ff/", "/xx/", "/lt/../admin/", "/lt/services/" + "a" * 5000 + "/", "/%2e%2e/"]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_hostile_paths_are_not_found(client, path, method):
    client.raise_request_exception = False

    assert getattr(client, method)(path).status_code in {400, 404}


def test_typed_markup_comes_back_as_text(client):
    page = client.get("/lt/services/", {"q": '"><img src=x onerror=alert(1)>'}).text

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
