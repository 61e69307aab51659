"""Never a dead end: all sixty municipalities in every state a post can be in, in three languages.

Single steps of the chain are in tests/networks/posts/test_pages.py.
"""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from directory.models import Municipality
from networks.models import Coverage, Post, PostContact
from networks.posts.who_helps import Helpers, Step, answers
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]

BROKEN = "+370 656 06"
TODAY = timezone.localdate
WAY = re.compile(r'href="(tel:\+370\d{8}|mailto:[^"@]+@[^"]+)"')


def days(number):
    return TODAY() + timedelta(days=number)


# The host of the posts and the deputy who is at work; one of each is enough, and sixty of each take time.
HOST, DEPUTY = [None], [None]


def filled(place):
    return make.make_post(place, organisation=HOST[0])


def vacant(place):
    return make.make_post(place, organisation=HOST[0], filled=False)


def on_leave(place, **fields):
    return make.make_post(place, organisation=HOST[0], leave_from=days(-1), leave_until=days(5), **fields)


def on_leave_with_deputy(place):
    return on_leave(place, deputy=DEPUTY[0])


def on_leave_with_absent_deputy(place):
    absent = make.make_post(organisation=HOST[0], leave_from=days(-1), deputy=DEPUTY[0])
    return on_leave(place, deputy=absent)


def on_leave_with_vacant_deputy(place):
    return on_leave(place, deputy=make.make_post(organisation=HOST[0], filled=False))


def on_leave_with_hidden_deputy(place):
    return on_leave(place, deputy=make.make_post(organisation=HOST[0], published_at=None, email="hidden@example.org"))


def in_a_circle(place):
    first = on_leave(place)
    Post.objects.filter(pk=first.pk).update(deputy=on_leave(place, deputy=first))
    return first


def unreachable(place):
    return make.make_post(place, organisation=HOST[0], number=BROKEN, email="")


def only_a_page(place):
    post = make.make_post(place, organisation=HOST[0], number="", email="")
    PostContact.objects.create(post=post, kind="facebook", value="https://www.facebook.com/x")


def term_ended_yesterday(place):
    post = vacant(place)
    post.tenures.create(person=make.make_person(family_name="Former"), start_date=days(-9), end_date=days(-1))


def term_begins_tomorrow(place):
    vacant(place).tenures.create(person=make.make_person(family_name="Coming"), start_date=days(1))


def unpublished(place):
    return make.make_post(place, organisation=HOST[0], published_at=None, email="hidden@example.org")


def nothing(place):
    pass


FURTHER = {Step.MAILBOX, Step.SUPERVISOR, Step.NATIONAL}
STATES = [
    (filled, {Step.NONE}, ""),
    (vacant, FURTHER, "The coordinator's post is vacant now."),
    (on_leave, FURTHER, "The coordinator is on leave until "),
    (on_leave_with_deputy, {Step.DEPUTY}, "This person stands in."),
    (on_leave_with_absent_deputy, {Step.DEPUTY}, "This person stands in."),
    (on_leave_with_vacant_deputy, FURTHER, "The coordinator is on leave until "),
    (on_leave_with_hidden_deputy, FURTHER, "The coordinator is on leave until "),
    (in_a_circle, FURTHER, "The coordinator is on leave until "),
    (unreachable, FURTHER, "We are checking the coordinator's number."),
    (only_a_page, FURTHER, "We are checking the coordinator's number."),
    (term_ended_yesterday, FURTHER, "The coordinator's post is vacant now."),
    (term_begins_tomorrow, FURTHER, "The coordinator's post is vacant now."),
    (unpublished, FURTHER, "No coordinator yet."),
    (nothing, FURTHER, "No coordinator yet."),
]
SECRETS = ["hidden@example.org", "Former", "Coming"]


@pytest.mark.parametrize(("make_state", "steps", "why"), STATES, ids=lambda value: getattr(value, "__name__", ""))
def test_sixty_municipalities_always_have_somebody_to_call_or_write_to(client, make_state, steps, why):
    HOST[0], DEPUTY[0] = make.make_organisation(), make.make_post(organisation=make.make_organisation())
    Coverage.objects.all().delete()
    municipalities = list(Municipality.objects.all())
    for municipality in municipalities:
        make_state(municipality)

    found = answers(municipalities)

    assert len(found) == 60
    assert {answer.step for answer in found} <= steps
    for language in ("lt", "en", "ru"):
        with translation.override(language):
            shown = [render_to_string("networks/_answer.html", {"answer": answer}) for answer in found]
        assert [page for page in shown if not WAY.search(page)] == []
        assert [page for page in shown if any(secret in page for secret in SECRETS)] == []
        assert not any(re.search(r'href="[^"]*65606', page) for page in shown)
        if language == "en":
            assert [page for page in shown if why not in page] == []
        listed = client.get(f"/{language}/networks/coordinators/").text.split("<footer")[0]
        blocks = listed.split('<section class="municipality">')[1:]
        assert [block for block in blocks if not WAY.search(block)] == []


def test_starter_content_has_a_national_line():
    assert [post.slug for post in Helpers().national] == ["sppd-projekto-vadovas"]
