"""A municipality coordinator in the back office: events and services of the own municipality, and nothing else."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from lxml import html

from accounts.roles import permissions_of, sync_roles
from directory.models import ApprovalRequest, MunicipalityRight
from directory.territory.admin import ApprovedAdmin, TerritoryAdmin
from events.models import Event, EventSeries
from services.models import Service, ServiceAtLocation
from tests import factories as make

pytestmark = pytest.mark.django_db
ROLE = "Municipality coordinator"


@pytest.fixture
def home():
    return make.make_municipality()


@pytest.fixture
def coordinator(client, home):
    """Somebody who works for one municipality, signed in."""
    user = make.make_user(is_staff=True, language="en")
    user.groups.add(make.make_group(ROLE))
    MunicipalityRight.objects.create(user=user, municipality=home)
    client.force_login(user)
    return user


def may_at_once(user):
    user.municipality_rights.update(publishes_at_once=True)


def of(municipality, **fields):
    """A record of each kind that belongs to a municipality."""
    place = make.make_place(municipality=municipality)
    service = make.make_service(area_served=[municipality], **fields)
    series = make.make_weekly(place=place, **fields)
    door = ServiceAtLocation.objects.create(service=service, place=place)
    return {"service": service, "series": series, "date": series.occurrences.first(), "door": door, "place": place}


def page_of(record, page="change", *args):
    meta = record._meta
    keys = [record.pk, *args] if page != "add" else []
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=keys)


def typed(page):
    """What the form of a page sends as it stands."""
    form = next(form for form in html.fromstring(page.text).forms if form.xpath(".//*[@name='_version']"))
    return {name: form.fields[name] for name in form.fields.keys() if form.fields[name] is not None}  # noqa: SIM118


def every_change(record):
    """The whole form of a record as an administrator sends it, with another name."""
    return {**model_fields(record), "name_lt": "Forged", "_save": "1", "_despite": "1"}


def model_fields(record):
    return {
        field.attname.removesuffix("_id") if field.is_relation else field.attname: field.value_from_object(record) or ""
        for field in record._meta.concrete_fields
    }


def test_whoever_may_write_by_this_role_writes_through_the_rule():
    """Complete by introspection: an admin of a record that the role may change asks the rule."""
    sync_roles()
    written = {
        permission.content_type.model_class()
        for permission in permissions_of(ROLE)
        if permission.codename.startswith(("add_", "change_", "delete_"))
    }
    shown = {model: found for model, found in admin.site._registry.items() if model in written}

    assert [model for model, found in shown.items() if not isinstance(found, TerritoryAdmin)] == []
    assert {EventSeries, Event, Service, ServiceAtLocation} <= set(shown)
    assert Permission.objects.filter(codename="own_municipalityright").exists()


@pytest.mark.parametrize("kind", ["service", "series", "date", "door", "place"])
@pytest.mark.parametrize("at_once", [False, True])
def test_of_another_municipality_nothing_is_seen_or_changed(client, coordinator, kind, at_once):
    foreign = of(make.make_municipality(), published_at=None)[kind]
    coordinator.municipality_rights.update(publishes_at_once=at_once)
    before = type(foreign).objects.filter(pk=foreign.pk).values().get()
    listed = page_of(foreign).replace(f"{foreign.pk}/change/", "")

    answers = [client.get(page_of(foreign, page)).status_code for page in ("change", "delete", "history")]
    answers += [client.post(page_of(foreign, page), every_change(foreign)).status_code for page in ("change", "delete")]
    action = {"action": "publish_now", "_selected_action": foreign.pk, "select_across": "0", "index": "0"}
    client.post(listed, action)

    assert set(answers) <= {302, 403, 404}
    assert type(foreign).objects.filter(pk=foreign.pk).values().get() == before
    assert not html.fromstring(client.get(listed).text).xpath(f"//a[contains(@href, '/{foreign.pk}/change/')]")


@pytest.mark.parametrize("kind", ["service", "series"])
def test_a_draft_of_the_own_municipality_is_written_and_staff_publish_it(client, coordinator, home, kind):
    draft = of(home, published_at=None)[kind]
    page = client.get(page_of(draft))
    data = {**typed(page), "name_lt": "Nauja antraštė", "published_at_0": "2020-01-01", "published_at_1": "10:00"}

    ask = f"{draft._meta.app_label}_{draft._meta.model_name}_ask_to_publish"
    answer = client.post(page_of(draft), {**data, ask: "1", "_despite": "1"})

    draft.refresh_from_db()
    assert (answer.status_code, draft.name_lt, draft.published_at) == (302, "Nauja antraštė", None)
    assert list(ApprovalRequest.awaiting(type(draft).objects.all())) == [draft]
    assert ApprovalRequest.objects.get().asked_by == coordinator

    client.force_login(make.make_staff(language="en"))
    found = html.fromstring(client.get(reverse("admin:index")).text).xpath("//a[contains(@href, 'approval=yes')]")
    assert [link.text_content().split()[0] for link in found] == ["1"]


@pytest.mark.parametrize("kind", ["service", "series"])
def test_what_is_public_is_changed_only_where_staff_said_so(client, coordinator, home, kind):
    record = of(home)[kind]
    seen = client.get(page_of(record))
    refused = client.post(page_of(record), every_change(record)).status_code

    assert (seen.status_code, b'name="_save"' in seen.content, refused) == (200, False, 403)
    may_at_once(coordinator)
    data = {**typed(client.get(page_of(record))), "name_lt": "Nauja antraštė", "_despite": "1"}
    assert client.post(page_of(record), data).status_code == 302
    record.refresh_from_db()
    assert record.name_lt == "Nauja antraštė"


def test_a_service_is_not_moved_to_another_municipality(client, coordinator, home):
    draft = of(home, published_at=None)["service"]
    other = make.make_municipality()
    data = {**typed(client.get(page_of(draft))), "_despite": "1"}

    answers = [
        client.post(page_of(draft), {**data, "area_served": keys}) for keys in ([other.pk], [home.pk, other.pk], [])
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert list(draft.area_served.all()) == [home]
    client.post(page_of(draft), {**data, "is_nationwide": "on"})
    draft.refresh_from_db()
    assert not draft.is_nationwide


def test_an_event_takes_place_in_the_own_municipality(client, coordinator, home):
    draft = of(home, published_at=None)["series"]
    elsewhere = make.make_place()
    data = {**typed(client.get(page_of(draft))), "_despite": "1"}

    answers = [client.post(page_of(draft), {**data, "place": place}) for place in (elsewhere.pk, "")]

    draft.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert draft.place.municipality == home


def test_an_old_version_is_restored_by_staff(client, coordinator, home):
    draft = of(home, published_at=None)["service"]
    version = draft.history.first().history_id
    answer = client.post(page_of(draft, "simple_history", version), every_change(draft))

    assert answer.status_code == 403


def test_dates_of_own_events_are_cancelled_by_whoever_is_there(client, coordinator, home):
    mine, foreign = of(home)["date"], of(make.make_municipality())["date"]
    for each in (mine, foreign):
        client.post(page_of(each, "cancel_date"), {"_sent": "1", "reason_lt": "Liga", "reason": "x"})

    foreign.refresh_from_db()
    assert client.get(page_of(mine, "cancel_date")).status_code == 200
    assert client.get(page_of(foreign, "cancel_date")).status_code in {403, 404}
    assert foreign.status == Event.Status.SCHEDULED


def test_search_and_desk_know_only_what_is_theirs(client, coordinator, home):
    of(home, name_en="Radinys vienas")
    of(make.make_municipality(), name_en="Radinys kitas")

    found = client.get(reverse("admin:search"), {"s": "Radinys", "extended": "1"}).text
    pile = client.get(reverse("admin:pile", args=["unchecked"])).text

    assert [text in found for text in ("Radinys vienas", "Radinys kitas")] == [True, False]
    assert [text in pile for text in ("Radinys vienas", "Radinys kitas")] == [True, False]


def test_a_coordinator_without_municipality_sees_no_records(client, coordinator, home):
    coordinator.municipality_rights.all().delete()
    record = of(home)["service"]

    assert client.get(page_of(record)).status_code == 302
    assert ApprovedAdmin in type(admin.site._registry[Service]).__mro__
