"""Whom a sheet counts, whom a date invited: both follow the event's project."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from directory.ages import finest, in_words
from directory.models import HeadCountLine, NetworkMember, ProjectActivity
from events.models import Event, Invitation
from events.registration.told_apart import told_apart
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        (["0-17", "18-60", "61+"], ["0-17", "18-60", "61+"]),
        (["0-24", "55+"], ["0-24", "25-54", "55+"]),
        (["0-17", "18-60", "61+", "0-24", "55+"], ["0-17", "18-24", "25-54", "55-60", "61+"]),
        (["0+"], ["0+"]),
    ],
)
def test_bands_at_the_door_never_overlap_and_give_every_band_asked(asked, counted):
    assert finest(asked) == counted


@pytest.mark.parametrize(("band", "words"), [("0-17", "under 18"), ("18-60", "18 to 60"), ("61+", "61 and older")])
def test_band_is_said_in_words(band, words):
    with translation.override("en"):
        assert in_words(band) == words


@pytest.fixture
def project():
    project = make.make_project()
    lines = [{"dimension": "age", "to_age": 24}, {"dimension": "age", "from_age": 55},
             {"dimension": "group", "code": "roma", "name_en": "Roma people"}]  # fmt: skip
    for fields in lines:
        line = HeadCountLine(project=project, **fields)
        line.full_clean()
        line.save()
    return project


@pytest.fixture
def date(project):
    return make.make_event(project=project, starts_at=timezone.now() - timedelta(hours=1)).occurrences.get()


def test_sheet_of_a_project_asks_what_its_fund_wants_and_keeps_what_was_counted(client, project, date):
    date.tallies.create(group="protection", sex="female", age_band="18-59", count=7)
    client.force_login(make.make_staff(language="en"))
    address = reverse("admin:events_attendancetally_sheet", args=[date.pk])
    page = client.get(address)

    names = [name for name in page.context["form"].fields if name != "seen"]
    assert len(names) == 3 * 3 + 1
    assert {"roma-female-0-24", "roma-male-25-54", "roma-unknown-55+", "protection-female-18-59"} <= set(names)
    assert "<h2>Roma people</h2>" in page.text
    assert 'name="protection-female-18-59" value="7"' in page.text

    data = dict.fromkeys(names, "") | {"seen": page.context["form"]["seen"].value(), "roma-female-0-24": "4",
                                       "protection-female-18-59": "7"}  # fmt: skip
    client.post(address, data)

    assert date.tallies.cells() == {("roma", "female", "0-24"): 4, ("protection", "female", "18-59"): 7}
    history = [(row.history_type, row.count) for row in date.tallies.model.history.order_by("pk")]
    assert history == [("+", 7), ("+", 4)], "what did not change has no new history"


@pytest.mark.parametrize("fields", [{"dimension": "group", "code": "Not a code"}, {"dimension": "sex", "code": ""}])
def test_line_without_a_code_is_refused(project, fields):
    with pytest.raises(ValidationError, match="code"):
        HeadCountLine(project=project, **fields).full_clean()


def test_events_without_a_project_are_counted_as_before():
    assert len(told_apart(None).cells) == 36


# --- Invitations and promises


def test_network_is_invited_once_and_those_who_left_are_not(client, project, date):
    stays, left, asked = (make.make_organisation() for _ in range(3))
    long_ago = timezone.localdate() - timedelta(days=400)
    NetworkMember.objects.create(project=project, organisation=stays)
    NetworkMember.objects.create(project=project, organisation=left, joined_on=long_ago, left_on=long_ago)
    NetworkMember.objects.create(project=project, organisation=asked)
    Invitation.objects.create(event=date, organisation=asked, came=True)
    client.force_login(make.make_staff(language="en"))

    for _ in range(2):
        answer = client.post(
            f"{reverse('admin:events_event_changelist')}?when=all",
            {"action": "invite_network", "_selected_action": [date.pk]},
            follow=True,
        )

    assert "0 invitations were written down." in answer.text
    assert set(date.invitations.values_list("organisation", "came")) == {(stays.pk, None), (asked.pk, True)}
    assert "invitations-0-came" in client.get(reverse("admin:events_event_change", args=[date.pk])).text


@pytest.mark.parametrize(
    "fields",
    [{}, {"group_name": "X", "organisation": "other"}, {"organisation": "same"}, {"group_name": "X", "came": True}],
)
def test_invitation_that_cannot_be_is_refused(date, fields):
    same = make.make_organisation()
    Invitation.objects.create(event=date, organisation=same)
    known = {"same": same, "other": make.make_organisation()}
    if "came" in fields:
        date.starts_at, date.ends_at = make.FAR_AHEAD, make.FAR_AHEAD + timedelta(hours=1)
    if "organisation" in fields:
        fields = {**fields, "organisation": known[fields["organisation"]]}

    with pytest.raises(ValidationError):
        Invitation(event=date, **fields).full_clean()


def test_promise_is_kept_by_an_event_of_its_own_project(client, project, date):
    promise = ProjectActivity.objects.create(
        project=project, name_lt="Tautų vakaras", name_en="Evening of nations", is_promised_event=True
    )
    other = make.make_event()
    other.promise = promise
    with translation.override("en"), pytest.raises(ValidationError, match="Another project promised this"):
        other.clean()
    page = project.get_absolute_url()
    assert "What became of it" in client.get(f"/en{page[3:]}").text

    series = date.series
    series.promise = promise
    series.save()
    Event.objects.filter(pk=date.pk).update(ends_at=timezone.now() - timedelta(minutes=1))

    text = client.get(f"/en{page[3:]}").text
    assert "What became of it" not in text
    assert "<strong>Held</strong>" in text
