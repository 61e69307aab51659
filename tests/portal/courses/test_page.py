"""Courses of Lithuanian: one list over services and events, by what a learner chooses by."""

from datetime import timedelta

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.courses.models import Level
from events.models import EventCourse, EventSeries
from portal.follow.models import Followed, News
from portal.follow.questions import matching, question_of
from services.models import Service, ServiceCourse
from tests import factories as make

pytestmark = pytest.mark.django_db


def make_course(name, course=None, **service):
    found = make.make_service(slug=name, name_lt=name, name_en=name, name_ru=name, **service)
    return ServiceCourse.objects.create(service=found, **(course or {}))


def make_lessons(name, course=None, **series):
    found = make.make_event(slug=name, name_lt=name, name_en=name, name_ru=name, **series)
    return EventCourse.objects.create(series=found, **(course or {}))


def shown(client, **asked):
    page = lxml.html.document_fromstring(client.get("/en/courses/", asked).text)
    return [name.strip() for name in page.xpath("//article[@class='card']/h3/a/text()")]


@pytest.fixture
def places():
    return make.make_municipality(name_en="Kaunas", slug="kaunas"), make.make_municipality(
        name_en="Alytus", slug="alytus"
    )


@pytest.fixture
def courses(places):
    here, there = places
    today = timezone.localdate()
    make_course("later", {"levels": ["A1"], "start_date": today + timedelta(days=40)}, area_served=[here])
    make_course("soon", {"levels": ["A2", "A1"], "start_date": today + timedelta(days=4)}, area_served=[there])
    make_course("online", {"levels": ["B1"], "mode": "online", "gives_certificate": True}, area_served=[there])
    make_course(
        "begun", {"has_childcare": True, "start_date": today - timedelta(days=4)}, area_served=[here], is_free=True
    )
    make_course("over", {"levels": ["A1"]}, area_served=[here], valid_through=today - timedelta(days=1))
    make_course("old", {"levels": ["C1"]}, area_served=[there], source_as_of=today - timedelta(days=2000))
    make_course("invented", {"levels": ["A1"]}, is_example=True, area_served=[here])
    make_course("draft", {"levels": ["A1"]}, published_at=None, area_served=[here])
    make.make_service(slug="no-course", name_en="no-course")
    make_lessons("evenings", {"levels": ["A1"]}, place=make.make_place(municipality=here))
    make_lessons("far", {"levels": ["A1"]}, attendance_mode="online", place=None)
    make_lessons("past", {"levels": ["A1"]}, starts_at=timezone.now() - timedelta(days=3))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["evenings", "far", "soon", "later", "begun", "online", "old", "over"]),
        ({"level": "A1"}, ["evenings", "far", "soon", "later", "over"]),
        ({"level": "B1"}, ["online"]),
        ({"municipality": "kaunas"}, ["evenings", "far", "later", "begun", "online", "over"]),
        ({"municipality": "kaunas", "level": "A1", "online": "1"}, ["far"]),
        ({"childcare": "1"}, ["begun"]),
        ({"certificate": "1"}, ["online"]),
        ({"free": "1"}, ["evenings", "far", "begun"]),
        ({"level": "Z9", "municipality": "x"}, ["evenings", "far", "soon", "later", "begun", "online", "old", "over"]),
    ],
)  # fmt: skip
def test_learner_finds_courses_by_what_is_known_of_them(client, courses, asked, expected):
    assert shown(client, **asked) == expected


def test_course_that_begins_is_told_as_such_and_one_that_began_is_not(client, courses):
    text = client.get("/en/courses/").text
    assert text.count("Next start:") == 2
    assert text.count("Ask when the next one begins.") == 1
    assert "A1 (from the beginning), A2 (everyday things)" in text


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_page_without_courses_names_who_knows(client, language):
    page = lxml.html.document_fromstring(client.get(f"/{language}/courses/").text)
    assert page.xpath("count(//main//h2)") >= 1
    assert page.xpath(f"//main//a[starts-with(@href, '/{language}/ask/')]")


def test_many_courses_cost_no_more_queries_and_stand_on_pages(client):
    for number in range(3):
        make_course(f"course-{number}")
        make_lessons(f"lessons-{number}")
    with CaptureQueriesContext(connection) as few:
        client.get("/en/courses/")
    for number in range(3, 30):
        make_course(f"course-{number}")
        make_lessons(f"lessons-{number}")
    with CaptureQueriesContext(connection) as many:
        page = client.get("/en/courses/").text
    assert len(many) == len(few)
    assert "show=services" in page
    assert len(shown(client, show="services")) == 20
    assert len(shown(client, show="services", page="2")) == 10


def test_feed_has_the_same_courses_the_newest_first(client, courses):
    feed = client.get("/ru/courses/feed.xml?level=A1").text
    names = ["evenings", "far", "soon", "later", "online", "invented", "over"]
    assert [name for name in names if f">{name}<" in feed] == names[:4]


def test_level_is_kept_once_and_in_order():
    course = make_course("course", {"levels": ["B1", "A1", "B1"]})
    assert course.levels == [Level.A1, Level.B1]


@pytest.mark.parametrize(("level", "told"), [("A1", {"soon", "far"}), ("B1", {"online"}), ("C1", set())])
def test_followers_are_told_of_courses_that_fit(client, courses, level, told):
    question = question_of("courses", {"level": level, "page": "2"})
    assert question == {"level": level}
    records = [*Service.objects.filter(slug__in=["soon", "online"]), *EventSeries.objects.filter(slug="far")]
    kinds = {"services": "service", "events": "event"}
    news = {}
    for record in records:
        kind = kinds[record._meta.app_label]
        news.setdefault(kind, []).append(News(kind=kind, record_id=record.pk, what="new"))

    found = matching(Followed(kind="courses", question=question), news)

    names = {
        ("service", record.pk) if isinstance(record, Service) else ("event", record.pk): record.slug
        for record in records
    }
    assert {names[item.kind, item.record_id] for item in found} == told
