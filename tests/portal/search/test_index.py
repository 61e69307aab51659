"""The index is right in the transaction of the edit, whoever writes, and holds nothing that is not public."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from content.models import Content
from directory.models import OrganisationContact
from guide.models import GuidePage, Word
from networks.models import Agreement
from portal.search.models import SearchEntry, SearchWord, rebuild
from portal.search.sources import NOT_SEARCHED, SOURCES
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(*words):
    return [(hit.model, hit.record_id) for hit in SearchEntry.objects.published().best_hits(words)]


def label(record):
    return (record._meta.label_lower, record.pk)


def index():
    columns = [field.name for field in SearchEntry._meta.concrete_fields if field.name != "id"]
    entries = SearchEntry.objects.order_by("model", "record_id").values_list(*columns)
    return list(entries), sorted(SearchWord.objects.values_list("word", "folded"))


def test_every_kind_of_content_has_a_source():
    models = {model for model in apps.get_models() if issubclass(model, Content)}

    assert {source.model for source in SOURCES} == models


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.label)
def test_every_text_of_a_record_is_searched(source):
    listed = {*source.title, *source.lead, *source.body}

    assert set(source.model.translated_fields()) - NOT_SEARCHED == listed & set(source.model.translated_fields())
    assert listed <= {field.name for field in source.model._meta.concrete_fields}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.label)
def test_trigger_in_the_database_says_what_the_source_says(source):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgargs, tgenabled FROM pg_trigger WHERE tgname = 'search_follow' AND tgrelid = %s::regclass",
            [source.table],
        )
        ((arguments, enabled),) = cursor.fetchall()
    parts = bytes(arguments).decode().split("\0")[:-1]

    assert (parts, enabled) == (source.arguments, "O")
    assert json.loads(parts[3])["title"] == list(source.title)


def test_saving_updating_and_deleting_are_followed_at_once():
    page = make.make_guide_page(name_lt="Pirmasis vardas", description_lt="<p>Giliai <b>slypi</b> krokodilas</p>")
    assert found("krokodilas") == found("vardas") == [label(page)]

    GuidePage.objects.filter(pk=page.pk).update(name_lt="Antrasis pavadinimas")
    assert (found("vardas"), found("pavadinimas")) == ([], [label(page)])

    page.refresh_from_db()
    page.name_ru = "Крокодил"
    page.save()
    assert found("крокодилы") == [label(page)]

    GuidePage.objects.all().delete()
    assert found("krokodilas") == []
    assert SearchEntry.objects.count() == 0


def test_bulk_writing_and_plain_sql_are_followed():
    content = make.content("word", name_lt="Vienaragis", term="vienaragis")
    Word.objects.bulk_create([Word(**content)])
    word = Word.objects.get()
    assert found("vienaragiai") == [label(word)]

    with connection.cursor() as cursor:
        cursor.execute("UPDATE guide_word SET name_en = 'unicorn'")
    assert found("unicorns") == [label(word)]

    Word.objects.bulk_update([Word(pk=word.pk, published_at=None)], ["published_at"])
    assert found("unicorn") == []


def test_what_is_undone_is_undone_in_the_index_too():
    page = make.make_guide_page(name_lt="Krokodilas")

    with transaction.atomic():
        page.unpublish()
        assert found("krokodilas") == []
        transaction.set_rollback(True)

    assert found("krokodilas") == [label(page)]


HIDDEN = [
    pytest.param({"published_at": None}, id="draft"),
    pytest.param({"visibility": "network"}, id="network"),
    pytest.param({"visibility": "staff"}, id="staff"),
    pytest.param({"unpublish_at": make.OVER}, id="unpublished"),
]


@pytest.mark.parametrize("fields", HIDDEN)
def test_index_does_not_hold_what_nobody_may_read(fields):
    make.make_guide_page(name_lt="Krokodilas")
    page = make.make_guide_page(name_lt="Krokodilas ir begemotas", **fields)
    assert SearchEntry.objects.count() == 1

    page.publish() if fields.get("visibility") is None else GuidePage.objects.update(visibility="public")
    assert len(found("krokodilas")) == 2

    GuidePage.objects.filter(pk=page.pk).update(**fields)
    assert (len(found("krokodilas")), SearchEntry.objects.count()) == (1, 1)


def test_scheduled_records_come_and_go_without_an_edit(time_machine):
    now = timezone.now()
    page = make.make_guide_page(
        name_lt="Krokodilas", published_at=now + timedelta(days=1), unpublish_at=now + timedelta(days=2)
    )

    assert found("krokodilas") == []
    time_machine.move_to(now + timedelta(days=1, minutes=1))
    assert found("krokodilas") == [label(page)]
    time_machine.move_to(now + timedelta(days=2, minutes=1))
    assert found("krokodilas") == []


def test_jobs_leave_after_their_last_day(time_machine):
    job = make.make_job(name_lt="Krokodilų dresuotojas", valid_through=timezone.localdate() + timedelta(days=3))

    assert found("dresuotojas") == [label(job)]
    time_machine.move_to(timezone.now() + timedelta(days=4))
    assert found("dresuotojas") == []


def test_agreements_are_found_while_they_are_public():
    agreement = make.make_agreement(name_lt="Krokodilų sutartis")
    assert found("krokodilų") == [label(agreement)]

    agreement.parties.update(is_shown=False)
    assert found("krokodilų") == []
    agreement.parties.update(is_shown=True)
    Agreement.objects.update(state="terminated", terminated_on=timezone.localdate())
    assert found("krokodilų") == []
    assert SearchEntry.objects.filter(model="networks.agreement").count() == 0


# --- What belongs to a record, and what nobody sees -------------------------------------------------------------------


def test_activities_are_found_with_their_service_and_followed():
    service = make.make_service(name_lt="Kultūros centras")
    activity = service.activities.create(name_lt="Šokių grupė „Begemotas“", name_en="Dances", leader="Jonas Žirafa")

    for typed in ("šokiai", "dances", "žirafa", "зирафа"):
        assert found(typed) == [label(service)], typed
    assert SearchEntry.objects.published().best_hits(["begemotas"])[0].is_named

    type(activity).objects.filter(pk=activity.pk).update(name_lt="Dainos", name_en="Songs")
    assert (found("šokiai"), found("dainos")) == ([], [label(service)])

    activity.delete()
    assert (found("dainos"), found("centras")) == ([], [label(service)])


def test_activity_that_moves_is_found_with_its_new_service():
    one, other = make.make_service(name_lt="Pirmas"), make.make_service(name_lt="Antras")
    activity = one.activities.create(name_lt="Krokodilas")

    activity.service = other
    activity.save()

    assert found("krokodilas") == [label(other)]
    other.unpublish()
    assert found("krokodilas") == []


def test_activities_of_hidden_services_are_not_in_the_index():
    service = make.make_service(published_at=None)
    service.activities.create(name_lt="Krokodilas")

    assert not SearchEntry.objects.filter(model="services.service").exists()


UNSEEN = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\u00ad",
    "\ufeff",
    "\u202e",
    "\u2066",
    "\ufe0f",
    "\u034f",
    "\U000e0041",
]


@pytest.mark.parametrize("sign", UNSEEN, ids=[f"U+{ord(sign):04X}" for sign in UNSEEN])
def test_what_nobody_sees_parts_no_word(client, sign):
    page = make.make_guide_page()
    GuidePage.objects.filter(pk=page.pk).update(name_lt=f"Kroko{sign}dilas", name_en=f"Kroko{sign}dilas")

    assert found("krokodilas") == [label(page)]
    shown = client.get("/en/search/", {"q": f"kro{sign}kodilas"}).text
    assert {f"<mark>Kroko{sign}dilas</mark>" in shown, "<mark>Krokodilas</mark>" in shown} == {True, False}


# --- Rare words -------------------------------------------------------------------------------------------------------


def test_rare_word_weighs_more_than_common_ones():
    rare = make.make_guide_page(name_lt="Krokodilas")
    for number in range(6):
        make.make_guide_page(name_lt=f"Namas prie upės {number}")

    rows = SearchEntry.objects.published().fitting_hits(["krokodilas", "namas"])

    assert (rows[0].model, rows[0].record_id) == label(rare)
    assert rows[0].fit > 1.3 * rows[1].fit


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Помощь ребёнку", "ребенок"),
        ("Приёмные дни", "день"),
        ("Pagalba žmonėms", "žmogus"),
        ("Pirmas mėnuo", "mėnesio"),
        ("Help for children", "child"),
    ],
)
@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_words_that_change_inside_find_each_other(client, language, written, typed):
    make.make_guide_page(name_lt=written, name_en=written, name_ru=written)

    assert '<ul class="rows">' in client.get(f"/{language}/search/", {"q": typed}).text


# --- All of the starter content ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("starter")
def test_rebuilding_changes_nothing():
    followed = index()
    assert len(followed[0]) > 200
    assert len(followed[1]) > 3000

    rebuild()

    assert index() == followed


@pytest.mark.usefixtures("starter")
def test_index_holds_what_is_public_and_nothing_else():
    public = {label(record) for record in make.contents() if record.is_published}

    assert {(entry.model, entry.record_id) for entry in SearchEntry.objects.published()} == public


def test_contacts_are_not_in_the_index():
    organisation = make.make_organisation()
    OrganisationContact.objects.create(organisation=organisation, kind="email", value="slapta@example.org")

    assert found("slapta@example.org") == []
