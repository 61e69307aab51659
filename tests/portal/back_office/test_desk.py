"""The desk: its counts are the lengths of the lists they lead to, for whoever looks, and cost the same however many."""

import random
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from lxml import html

from content.admin.piles import pile, piles
from content.models import Content
from feedback.models import EmptySearch, Report
from jobs.models import JobSubmission
from networks.models import ChangeProposal, VolunteerOffer
from services.models import ApplicationWindow, Grant
from tests import factories as make

pytestmark = pytest.mark.django_db

KINDS = [
    *(make.make_service, make.make_event, make.make_job, make.make_guide_page, make.make_question, make.make_word),
    *(make.make_organisation, make.make_project, make.make_post, make.make_agreement, make.make_initiative),
    *(make.make_statistic, make.make_job_source),
]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def random_content(dice):
    """A record of any kind in any state of publishing, checking and translating."""
    today, now = timezone.localdate(), timezone.now()
    days = [None, *(today + timedelta(days=number) for number in (-400, -181, -1, 0, 1, 30))]
    moments = [None, *(now + timedelta(days=number) for number in (-30, -1, 1, 30))]
    record = dice.choice(KINDS)()
    record.published_at, record.unpublish_at = dice.choice(moments), dice.choice(moments)
    record.visibility = dice.choice(Content.Visibility.values)
    record.assured_on, record.review_due_on = dice.choice(days), dice.choice(days)
    record.source_language = dice.choice(LANGUAGES)
    for code in LANGUAGES:
        text = dice.choice(["", "Tekstas", 'Kabutės “ir” "kitos" \\ šalia', "Две\nстроки\tи \x7f знаки\u2028конец"])
        setattr(record, f"name_{code}", text or (f"Name {code}" if code == record.source_language else None))
        setattr(record, f"summary_{code}", dice.choice(["", None, text]))
        if dice.random() < 0.5:
            record.note_current(code, by="somebody")
    if hasattr(record, "valid_through"):
        record.valid_through = dice.choice([day for day in days if day])
    if dice.random() < 0.5:
        setattr(record, f"name_{record.source_language}", "Changed since")
    record.save()
    return record


def random_incoming(dice):
    """Something that somebody sent or that the portal wrote down itself."""
    now, today = timezone.now(), timezone.localdate()
    was = dice.choice([None, now])
    match dice.randrange(7):
        case 0:
            Report.objects.create(page="/lt/", message="?", language="lt", handled_at=was)
        case 1:
            make.make_submission(dice.choice(["unconfirmed", "waiting", "asked", "rejected", "withdrawn"]))
        case 2:
            state = dice.choice(["new", "vetted", "declined"])
            personal = {"name": "?", "contact": "a@example.org", "language": "lt", "text": "?"}
            personal["contact_confirmed_at"] = was
            VolunteerOffer.objects.create(**personal, state=state, erase_after=today, fingerprint=f"{dice.random()}")
        case 3:
            state = dice.choice(["proposed", "applied", "rejected"])
            ChangeProposal.objects.create(post=make.make_post(), state=state, patch={}, basis={})
        case 4:
            week = today - timedelta(days=today.weekday() + 7 * dice.randrange(4))
            EmptySearch.objects.create(query=f"žodis {dice.random()}"[:40], language="lt", week=week)
        case 5:
            grant = Grant.objects.create(
                service=make.make_service(), code="x", name_lt="Parama", amount_max=dice.randrange(100)
            )
            closes = today + timedelta(days=dice.choice([-1, 0, 30, 31, 200]))
            ApplicationWindow.objects.create(
                grant=grant, opens_month=1, opens_day=1, closes_month=closes.month, closes_day=closes.day
            )
        case 6:
            make.make_user(is_staff=dice.random() < 0.5)


def rows_of(client):
    """(count, address) of every line of the desk, as it is shown."""
    page = html.fromstring(client.get("/admin/").text)
    return [(int(link.xpath("string(strong)")), link.get("href")) for link in page.xpath("//section//li/a[strong]")]


def length(client, address):
    """How many records a list has; of a pile also by kind, each in the list of its kind."""
    page = client.get(address)
    assert page.status_code == 200, address
    if "cl" in page.context:
        return page.context["cl"].result_count
    for _title, count, of_kind in page.context["kinds"]:
        assert length(client, of_kind) == count, of_kind
    assert sum(count for _title, count, _address in page.context["kinds"]) == page.context["page"].paginator.count
    return page.context["page"].paginator.count


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_count_is_the_length_of_the_list_it_leads_to(client, seed):
    dice = random.Random(seed)
    for _number in range(40):
        random_content(dice)
        random_incoming(dice)
    client.force_login(make.make_staff(language="en"))

    rows = rows_of(client)

    assert len(rows) > 12
    assert [(address, count) for count, address in rows] == [(address, length(client, address)) for _c, address in rows]


@pytest.mark.parametrize("seed", [1, 2])
def test_piles_are_what_the_records_say_of_themselves(seed):
    dice = random.Random(seed)
    for _number in range(80):
        random_content(dice)
    found = 0
    for model in apps.get_models():
        if issubclass(model, Content):
            public = list(model.objects.published())
            for code in LANGUAGES:
                for state in ("missing", "outdated"):
                    said = {record.pk for record in public if record.translation_state(code) == state}
                    assert {record.pk for record in pile(f"{state}_{code}").of(model.objects.all())} == said
                    found += len(said)
            due = {record.pk for record in public if record.is_due_for_review}
            assert {record.pk for record in pile("review").of(model.objects.all())} == due
    assert found > 10


def test_what_waits_longest_comes_first_and_says_since_when(client):
    Report.objects.create(page="/lt/", message="?", language="lt")
    make.make_submission()
    Report.objects.update(created_at=timezone.now() - timedelta(days=3))
    JobSubmission.objects.update(waiting_since=timezone.now() - timedelta(days=30))
    client.force_login(make.make_staff(language="en"))

    titles = ["Submitted jobs", "Reports of mistakes"]
    page = client.get("/admin/").text.partition('id="main-content"')[2].partition("All lists")[0]

    assert sorted(titles, key=page.index) == titles
    with translation.override("en"):
        day = date_format(timezone.localdate() - timedelta(days=30), "SHORT_DATE_FORMAT")
    assert f"since {day}" in page


@pytest.mark.parametrize(
    ("role", "sees", "does_not_see"),
    [
        ("Job moderator", ["jobsubmission", "desk/review"], ["feedback/report", "volunteeroffer", "accounts/user"]),
        ("Project staff", ["jobsubmission", "feedback/report", "volunteeroffer"], ["accounts/user", "procrastinate"]),
        # Nothing waits for somebody who may only read.
        ("Auditor", ["desk/review"], ["jobsubmission", "feedback/report", "volunteeroffer", "accounts/user"]),
    ],
)
def test_desk_shows_each_role_its_own_work(client, role, sees, does_not_see):
    make.make_submission()
    make.make_job()
    Report.objects.create(page="/lt/", message="?", language="lt")
    VolunteerOffer.objects.create(
        name="?", contact="+370 600 12 345", language="lt", text="?", erase_after="2030-01-01"
    )
    user = make.make_user(is_staff=True)
    user.groups.add(make.make_group(role))
    client.force_login(user)

    addresses = " ".join(address for _count, address in rows_of(client))

    assert [place for place in sees if place not in addresses] == []
    assert [place for place in does_not_see if place in addresses] == []


def test_pile_holds_only_kinds_that_somebody_may_see(client):
    make.make_job(published_at=None), make.make_word(published_at=None)
    user = make.make_user(is_staff=True, language="en")
    user.groups.add(make.make_group("Job moderator"))
    client.force_login(user)

    page = client.get(reverse("admin:pile", args=["drafts"])).text.partition('id="main-content"')[2]

    assert ("/admin/jobs/jobposting/" in page, "/admin/guide/word/" in page) == (True, False)


def test_unknown_pile_is_not_found(client):
    client.force_login(make.make_staff())

    assert client.get("/admin/desk/nothing/").status_code == 404


def test_desk_costs_the_same_for_one_record_and_for_many(client):
    client.force_login(make.make_staff())
    # What the warning about coordinators asks costs more queries as soon as there is a post to ask about.
    make.make_post(make.make_municipality(), is_national=True)
    costs = []
    for amount in (1, 25):
        dice = random.Random(4)
        for _number in range(amount):
            random_content(dice)
            random_incoming(dice)
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/")
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 20


def test_second_factor_and_letters_are_the_administrators_business(client):
    client.force_login(make.make_staff())

    assert "second_factor=none" in " ".join(address for _count, address in rows_of(client))


def test_every_language_has_its_piles():
    names = {found.name for found in piles()}

    assert {f"{state}_{code}" for state in ("missing", "outdated") for code in LANGUAGES} <= names
