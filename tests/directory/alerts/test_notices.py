"""Notices of staff stand on the pages they are for, in every outlet, from their moment to their end."""

from datetime import timedelta

import lxml.html
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from directory.alerts.board import VERSION, About, board
from directory.alerts.models import Alert
from directory.models import Term
from tests import factories as make

pytestmark = pytest.mark.django_db


def make_alert(**fields):
    now = timezone.now()
    texts = {"name_lt": "Keičiasi laikas", "name_en": "Hours change", "name_ru": "Часы изменились"}
    texts |= {"message_lt": "Skambinkite.", "message_en": "Call first.", "message_ru": "Сначала позвоните."}
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    board.forget()
    return Alert.objects.create(**{**texts, **times, **fields})


def notices(client, path):
    """What the notices of a page say, in their order."""
    response = client.get(path)
    assert response.status_code == 200, path
    return [
        " ".join(found.text_content().split())
        for found in lxml.html.fromstring(response.text).xpath("//main/section[@class='notices']/div")
    ]


@pytest.fixture
def scene():
    """A municipality with a place and an event there, a topic with a service and a page."""
    here = make.make_municipality(slug="here")
    topic = make.make_term(Term.Vocabulary.TOPIC, "health")
    make.make_event(slug="event", place=make.make_place(municipality=here))
    make.make_service(slug="service").topics.add(topic)
    make.make_guide_page(slug="page", municipality=here).topics.add(topic)
    return {"municipality": here, "topic": topic}


SCOPES = {
    "": {"/en/", "/en/events/", "/en/services/", "/en/events/event/", "/en/services/service/", "/en/guide/page/",
         "/en/networks/coordinators/here/", "/en/services/?topic=health", "/en/events/?municipality=here",
         "/en/jobs/", "/en/guide/"},
    "municipality": {"/en/networks/coordinators/here/", "/en/events/?municipality=here", "/en/events/event/",
                     "/en/guide/page/"},
    "topic": {"/en/services/?topic=health", "/en/services/service/", "/en/guide/page/"},
    "events": {"/en/events/", "/en/events/event/", "/en/events/?municipality=here"},
}  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES)
def test_notice_stands_on_the_pages_it_is_for_and_on_no_other(client, scene, scope):
    make_alert(**({scope: scene[scope]} if scope in scene else {"section": scope}))

    shown = {path for path in SCOPES[""] if notices(client, path)}

    assert shown == SCOPES[scope]


@pytest.mark.parametrize(("language", "word"), [("lt", "Svarbu"), ("en", "Important"), ("ru", "Важно")])
def test_notice_says_its_level_its_text_and_its_end_in_the_readers_language(client, language, word):
    make_alert(message_lt="<b>Skambinkite</b>.", message_en="<b>Skambinkite</b>.", message_ru="<b>Skambinkite</b>.")
    [text] = notices(client, f"/{language}/events/")

    assert text.startswith(f"{word}: ")
    assert "<b>Skambinkite</b>." in text
    assert text[-5:] == f"{timezone.localtime(Alert.objects.get().ends_at):%H:%M}"


def test_loudest_comes_first_and_what_is_over_or_to_come_is_not_there(client):
    now = timezone.now()
    make_alert(level="info", name_en="Third")
    make_alert(level="danger", name_en="First")
    make_alert(level="warning", name_en="Second")
    make_alert(name_en="Over", ends_at=now - timedelta(seconds=1))
    make_alert(name_en="Later", starts_at=now + timedelta(minutes=1))

    found = notices(client, "/en/")
    assert [text.split(" Call")[0] for text in found] == ["Danger: First", "Important: Second", "Notice: Third"]


def test_page_asks_for_notices_once_for_all_pages(client, django_assert_num_queries):
    board.learn()
    with django_assert_num_queries(0):
        client.get("/en/jobs/submit/link/")

    make_alert()
    with django_assert_num_queries(1):
        assert notices(client, "/en/jobs/submit/link/") == notices(client, "/en/jobs/submit/link/") != []


def test_version_decides_on_a_page_that_is_kept():
    """Another process wrote the notice: this one hears of it by the version, not after some seconds."""
    board.learn(version=("count", 1))
    alert = make_alert()
    board._known = (("count", 1), float("inf"), ())

    assert board.on(About(), ("count", 1)) == []
    assert board.on(About(), ("count", 2)) == [alert]


def test_feeds_and_the_file_for_offline_begin_with_the_notices(client, scene):
    alert = make_alert(municipality=scene["municipality"], level="danger")
    make_alert(section="jobs", name_en="No jobs today")

    assert "Danger: Hours change" in client.get("/en/events/feed.xml?municipality=here").text
    assert "Hours change" not in client.get("/en/events/feed.xml").text
    assert "Important: No jobs today" in client.get("/en/jobs/feed.xml").text
    with translation.override("en"):
        assert f"{alert.get_absolute_url()}" in client.get("/en/events/feed.xml?municipality=here").text
        pack = client.get(reverse("pack", args=["here"])).text
    assert "Danger: Hours change" in pack
    assert "No jobs today" not in pack


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"name_lt": " "}, "name_lt"),
        ({"message_lt": ""}, "message_lt"),
        ({"ends_at": make.LONG_AGO}, "ends_at"),
        ({"section": "events", "is_of_topic": True}, "__all__"),
    ],
)
def test_notice_that_cannot_be_shown_is_refused_with_words(fields, beside):
    alert = make_alert()
    if fields.pop("is_of_topic", False):
        alert.topic = make.make_term(Term.Vocabulary.TOPIC)
    for name, value in fields.items():
        setattr(alert, name, value)

    with pytest.raises(ValidationError) as refused:
        alert.full_clean()
    assert list(refused.value.error_dict) == [beside]


def test_staff_write_the_languages_side_by_side_and_readers_see_it_at_once(client, django_capture_on_commit_callbacks):
    client.force_login(make.make_staff())
    address = reverse("admin:alerts_alert_add")
    row = lxml.html.fromstring(client.get(address).text).xpath("//textarea[@name='message_lt']/ancestor::div")
    assert any({"message_en", "message_ru"} <= set(found.xpath(".//textarea/@name")) for found in row)

    sent = {"name_lt": "Šiandien nedirbame", "message_lt": "Ateikite rytoj.", "level": "warning"}
    sent |= {"source_language": "lt", "starts_at_0": "2020-01-01", "starts_at_1": "08:00:00"}
    sent |= {"ends_at_0": "2099-01-01", "ends_at_1": "18:00:00"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, sent).status_code == 302

    assert "Šiandien nedirbame" in notices(client, "/lt/")[0]


def test_pages_that_need_no_database_ask_for_no_notices(client, django_assert_num_queries):
    make_alert()
    with django_assert_num_queries(0):
        assert notices(client, "/en/about/") == []
    assert VERSION not in client.get("/en/about/").wsgi_request.environ
