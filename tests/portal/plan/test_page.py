"""The first 90 days: tasks in the order of deadlines, for the answers in the address; nothing of a reader is kept."""

import lxml.html
import pytest
from django.urls import reverse

from portal.plan.models import PlanTask
from tests import factories as make

pytestmark = pytest.mark.django_db
LANGUAGES = ["lt", "en", "ru"]


def make_task(code, **fields):
    texts = {f"{name}_{language}": f"{name} {code} {language}" for name in ("name", "deadline", "if_missed")
             for language in LANGUAGES}  # fmt: skip
    return PlanTask.objects.create(code=code, **texts, **fields)


def codes(client, **asked):
    page = lxml.html.document_fromstring(client.get("/en/guide/first-90-days/", asked).text)
    return [section.get("id") for section in page.xpath("//section[@data-task]")]


@pytest.fixture
def tasks():
    make_task("late", days=90)
    make_task("unknown", days=None)
    make_task("asylum", days=3, statuses=["asylum_seeker"])
    make_task("school", days=14, with_children=True)
    make_task("find-home", days=30, address="none")
    make_task("contract", days=1, work="working")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["contract", "asylum", "school", "find-home", "late", "unknown"]),
        ({"status": "protected"}, ["contract", "school", "find-home", "late", "unknown"]),
        ({"status": "asylum_seeker", "work": "looking"}, ["asylum", "school", "find-home", "late", "unknown"]),
        ({"family": "no_children", "address": "has"}, ["contract", "asylum", "late", "unknown"]),
        ({"family": "children", "address": "none", "work": "working"},
         ["contract", "asylum", "school", "find-home", "late", "unknown"]),
        ({"status": "nonsense", "work": "'--"}, ["contract", "asylum", "school", "find-home", "late", "unknown"]),
    ],
)  # fmt: skip
def test_tasks_fit_the_answers_in_the_order_of_deadlines(client, tasks, asked, expected):
    assert codes(client, **asked) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_task_says_until_when_where_with_what_and_what_else(client, language):
    door = make.make_organisation(url="https://example.org/")
    hidden = make.make_organisation(url="https://hidden.example.org/", published_at=None)
    word = make.make_word(term="deklaruoti")
    task = make_task("home", door=door, **{f"papers_{code}": f"Passport {code}\nPermit {code}" for code in LANGUAGES})
    task.words.add(word)
    make_task("other", door=hidden)
    text = client.get(f"/{language}/guide/first-90-days/").text
    for told in (f"deadline home {language}", f"Passport {language}", f"if_missed home {language}", "deklaruoti"):
        assert told in text
    assert door.url in text
    assert "hidden.example.org" not in text


def test_who_helps_in_the_readers_municipality_stands_there(client, tasks):
    place = make.make_municipality(slug="vieta")
    make.make_post(place, number="+370 600 54321")
    assert "+37060054321" not in client.get("/en/guide/first-90-days/").text
    assert "+37060054321" in client.get("/en/guide/first-90-days/", {"municipality": "vieta"}).text


def test_text_to_send_has_every_task_and_ends_with_the_link(client, tasks):
    page = lxml.html.document_fromstring(client.get("/en/guide/first-90-days/", {"work": "looking"}).text)
    lines = page.get_element_by_id("text").text_content().strip().split("\n")
    assert [line for line in lines if line[0].isdigit()] == [
        f"{number}. name {code} en"
        for number, code in enumerate(["asylum", "school", "find-home", "late", "unknown"], 1)
    ]
    assert lines[-1].endswith("/en/guide/first-90-days/?work=looking")


def test_queries_do_not_grow_with_the_tasks(client, tasks, django_assert_num_queries):
    address = reverse("guide:plan")
    client.get(address)
    with django_assert_num_queries(4):
        client.get(address)
