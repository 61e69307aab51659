"""What the starter content holds: the customer's documents, complete, in three languages. Loaded once for this file."""

import re

import pytest
from django.conf import settings

from directory.models import Municipality, Organisation, OrganisationContact, Term
from guide.models import Question, Statistic
from networks.models import AudienceSize, Post, Supervision
from networks.posts.who_helps import answers
from services.models import ApplicationWindow, Grant, Service, ServiceActivity
from tests.factories import contents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]


def test_every_record_is_complete_sourced_and_not_checked_yet():
    codes = [code for code, _name in settings.LANGUAGES]

    for record in contents():
        assert record.complete_languages() == codes, record
        assert record.assured_on is None, record
        assert record.source, record
        assert [record.translation_state(code) for code in codes if code != record.source_language] == [
            "current"
        ] * 2, record


def test_no_text_mixes_alphabets_or_holds_contacts():
    for record in contents():
        for field in record.translated_fields():
            for code, _name in settings.LANGUAGES:
                text = getattr(record, f"{field}_{code}") or ""
                assert not re.search(r"[a-ząčęėįšųūž][а-яё]|[а-яё][a-ząčęėįšųūž]", text, re.IGNORECASE), (record, text)
                assert not re.search(r"\+370|8 ?\(?[3-6]\d{2}|\w@\w+\.\w", text), (record, text)
                assert "\ufe0f" not in text


# What the customer's documents hold (shared facts, part 2), by count.
@pytest.mark.parametrize(
    ("queryset", "amount"),
    [
        (lambda: Municipality.objects.all(), 60),
        (lambda: Post.objects.published().coordinators().filter(tenures__isnull=False), 17),
        (lambda: Post.objects.filter(role="coordinator", tenures__isnull=True), 1),
        (lambda: Post.objects.filter(role="supervisor"), 3),
        (lambda: Supervision.objects.all(), 17),
        (lambda: Grant.objects.all(), 3),
        (lambda: ServiceActivity.objects.filter(service__provider__slug="kaisiadoriu-kulturos-centras"), 8),
        (lambda: Organisation.objects.published().employers().filter(is_example=False), 7),
        (lambda: OrganisationContact.objects.filter(organisation__is_employer=True, kind="fax"), 4),
        (lambda: Question.objects.published(), 5),
        (lambda: Question.objects.filter(needs_review=True), 1),
        (lambda: AudienceSize.objects.all(), 2),
        (lambda: Term.objects.filter(vocabulary="event_kind"), 8),
        (lambda: Term.objects.filter(vocabulary="volunteering"), 12),
    ],
)
def test_content_of_the_documents_is_all_there(queryset, amount):
    assert queryset().count() == amount


def test_grants_read_as_in_the_document():
    grants = {int(grant.amount_max): grant.windows.get() for grant in Grant.objects.all()}

    assert [grants[amount].all_year for amount in (150, 200, 3000)] == [True, True, False]
    window = ApplicationWindow.objects.get(all_year=False)
    assert (window.opens_month, window.opens_day, window.closes_month, window.closes_day) == (3, 1, 5, 31)


def test_figures_keep_their_date_or_say_there_is_none():
    assert Statistic.objects.get(value=29526).as_of.year == 2020
    undated = set(Statistic.objects.filter(as_of__isnull=True).values_list("value", flat=True))
    assert {484, 1130} <= {int(value) for value in undated}
    assert not Statistic.objects.filter(is_current=True).exists()


def test_mandatory_trainings_name_occupations():
    hygiene = Service.objects.get(gives_training__code="hygiene")
    assert hygiene.mandatory_for.exists()


def test_all_sixty_municipalities_of_the_starter_content_answer(client):
    page = client.get("/lt/networks/coordinators/").text

    found = answers(list(Municipality.objects.all()))
    assert len(found) == 60
    assert len({answer.municipality.county_id for answer in found}) == 10
    assert sum(len(answer.filled) for answer in found) == 17
    assert all(
        any(post.has_working_contact for post in [*answer.filled, *answer.fallbacks]) or answer.mailboxes
        for answer in found
    )
    assert len(set(re.findall(r'href="(/lt/networks/coordinators/[^"]+/)"', page))) == 60
    assert "656 06" not in page


def test_akmene_shows_mail_and_no_dead_number(client):
    page = client.get("/en/networks/coordinators/akmenes-r/").text

    assert 'href="mailto:kristina.marcikone@akmene.lt"' in page
    assert 'href="tel:+370' not in page.split("<footer")[0]
    assert "We are checking this number" in page
