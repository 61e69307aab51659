"""A page is right the moment an edit commits, and at every moment that passes."""

import random
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from content.access.models import SentForm
from directory.alerts.models import Alert
from directory.models import Municipality, Organisation, OrganisationContact, Project
from events.models import Event, EventSeries
from feedback.models import EmptySearch, Report
from guide.models import GuidePage, Word
from jobs.models import JobPosting
from networks.models import Post, PostContact
from portal.page_cache.front import PageCache
from portal.page_cache.models import Move, Version
from portal.page_cache.tables import next_moment
from services.models import Service
from services.opening.models import OpeningHours
from tests import factories as make
from tests.portal.page_cache.addresses import kept_addresses
from tests.portal.page_cache.asking import ask, fresh, wait_for

pytest_plugins = ["tests.portal.page_cache.fixtures"]


def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)


def save_in_the_back_office():
    page = GuidePage.objects.published().first()
    page.name_lt = f"{page.name_lt}, naujas"
    page.save()


def translate():
    record = Service.objects.published().first()
    record.name_ru += " (перевод)"
    record.save()
    record.mark_current("ru", by="test")


def change_a_phone():
    contact = PostContact.objects.filter(kind="mobile", post__in=Post.objects.published()).first()
    contact.value = "+370 600 99999"
    contact.save()


def give_a_post_leave():
    Post.objects.published().filter(leave_from=None).update(leave_from=timezone.localdate())


def unpublish():
    JobPosting.objects.published().first().unpublish()


def cancel_a_date():
    Event.objects.ahead().filter(status=Event.Status.SCHEDULED)[:1].get()
    Event.objects.filter(pk=Event.objects.ahead().first().pk).update(status=Event.Status.CANCELLED)


def change_hours():
    OpeningHours.objects.filter(opens__gt="07:15").update(opens="07:15")


def delete_a_contact():
    OrganisationContact.objects.filter(organisation__in=Organisation.objects.published()).first().delete()


def link_by_a_table_between():
    Service.objects.published().first().area_served.add(Municipality.objects.last())


def update_all_in_sql():
    sql("UPDATE directory_organisation SET summary_lt = summary_lt || '!', summary_en = summary_en || '!'")


def delete_in_sql():
    sql("DELETE FROM guide_word_topics")
    sql("DELETE FROM guide_statistic")


def add_in_sql():
    sql(
        "INSERT INTO guide_word_topics (word_id, term_id)"
        " SELECT (SELECT max(id) FROM guide_word), min(id) FROM directory_term"
    )


def rename_a_municipality():
    Municipality.objects.filter(slug="kaisiadoriu-r").update(name_lt="Kaišiadorių krašto", name_en="New name")


def publish_an_event():
    place = Municipality.objects.get(slug="kaisiadoriu-r").places.first()
    known = EventSeries.objects.published().first()
    series = EventSeries.objects.create(kind=known.kind, organiser=known.organiser, place=place, **make.content("new"))
    make.make_date(series, timezone.now() + timedelta(hours=3))


def end_a_project():
    Project.objects.published().first().unpublish()


def load_many():
    Word.objects.bulk_create([Word(term=f"žodis {number}", **make.content("word")) for number in range(3)])


EDITS = [
    *(save_in_the_back_office, translate, change_a_phone, give_a_post_leave, unpublish, cancel_a_date, change_hours),
    *(delete_a_contact, link_by_a_table_between, update_all_in_sql, delete_in_sql, add_in_sql, rename_a_municipality),
    *(publish_an_event, end_a_project, load_many),
]


def expect_same(cache, addresses):
    """What is kept is what Django would answer now, status and all."""
    for address in addresses:
        kept, now = ask(cache, address), fresh(cache, address)
        assert (kept.status, kept.content) == (now.status, now.content), address


def test_after_every_kind_of_edit_every_page_is_the_new_one(cache):
    chance = random.Random(14)
    addresses = kept_addresses()
    for edit in chance.sample(EDITS, len(EDITS)):
        before = Version.objects.now()
        shown = {address: ask(cache, address).content for address in chance.sample(addresses, 5)}
        edit()
        now = Version.objects.now()
        assert now != before, edit
        wait_for(lambda now=now: cache.watch.version == now, 1)
        expect_same(cache, [*shown, chance.choice(addresses)])
    expect_same(cache, chance.sample(addresses, 20))


def test_an_edit_is_seen_by_the_process_that_did_not_make_it(cache):
    """Nobody asks the database on a hit: the word must come by itself, and at once."""
    page = GuidePage.objects.published().first()
    path = page.get_absolute_url()
    for number in range(30):
        ask(cache, path)
        GuidePage.objects.filter(pk=page.pk).update(name_lt=f"Pavadinimas {number}.")
        wait_for(lambda: cache.watch.version == Version.objects.now(), 1)
        assert f"Pavadinimas {number}." in ask(cache, path).text


def test_a_hit_costs_no_query(cache, django_assert_num_queries):
    ask(cache, "/lt/services/")
    wait_for(lambda: cache.watch.version is not None)
    with django_assert_num_queries(0):
        assert ask(cache, "/lt/services/").status == 200


def test_a_page_made_of_an_old_snapshot_is_not_kept_as_a_new_one(cache):
    """The edit commits after the page was read and before it is stored."""
    page = GuidePage.objects.published().last()
    path = page.get_absolute_url()
    inner = cache.application.application

    def slow(environ, start_response):
        body = inner(environ, start_response)
        GuidePage.objects.filter(pk=page.pk).update(name_lt="Po skaitymo")
        wait_for(lambda: cache.watch.version == Version.objects.now(), 2)
        return body

    cache.application.application = slow
    assert "Po skaitymo" not in ask(cache, path).text
    cache.application.application = inner

    assert "Po skaitymo" in ask(cache, path).text


def test_an_edit_that_is_not_committed_shows_nowhere_and_stops_nothing(cache):
    page = GuidePage.objects.published().last()
    before = ask(cache, page.get_absolute_url()).content
    version = Version.objects.now()
    with transaction.atomic():
        GuidePage.objects.filter(pk=page.pk).update(name_lt="Niekada")
        transaction.set_rollback(True)
    with transaction.atomic():
        with transaction.atomic():
            GuidePage.objects.filter(pk=page.pk).update(name_lt="Niekada")
            transaction.set_rollback(True)
        Report.objects.create(message="x", language="lt")

    assert ask(cache, page.get_absolute_url()).content == before
    assert Version.objects.now() == version


def test_an_edit_after_a_savepoint_was_taken_back_moves_the_version(cache):
    page = GuidePage.objects.published().last()
    version = Version.objects.now()
    with transaction.atomic():
        with transaction.atomic():
            GuidePage.objects.filter(pk=page.pk).update(name_lt="Niekada")
            transaction.set_rollback(True)
        GuidePage.objects.filter(pk=page.pk).update(name_lt="Po grįžimo")

    assert Version.objects.now() != version
    assert "Po grįžimo" in ask(cache, page.get_absolute_url()).text


def test_what_no_page_shows_moves_nothing(cache):
    version = Version.objects.now()
    Report.objects.create(message="x", language="lt")
    EmptySearch.objects.note("nieko", "lt")
    SentForm.objects.count_in("x", "y", 1, timedelta(hours=1))
    make.make_user()

    assert Version.objects.now() == version


def test_one_transaction_moves_once_and_sums_keep_the_version(cache):
    count = Move.objects.count()
    with transaction.atomic():
        for page in GuidePage.objects.all()[:5]:
            page.save()
        Service.objects.published().first().save()
    assert Move.objects.count() == count + 1

    version = Version.objects.now()
    Version.objects.sum_up()
    assert (Move.objects.count(), Version.objects.now()) == (0, version)
    change_hours()
    assert Version.objects.now() == (version[0], version[1] + 1)


def test_without_listening_nothing_counts_unasked(kept_database, public_host, cache):
    """Another process whose thread does not run: it asks the database each time, and is right."""
    deaf = PageCache(cache.application)
    deaf.is_running = True
    page = GuidePage.objects.published().last()
    made = ask(deaf, page.get_absolute_url())
    count = len(cache.application.asked)

    assert ask(deaf, page.get_absolute_url()).content == made.content
    assert len(cache.application.asked) == count
    GuidePage.objects.filter(pk=page.pk).update(name_lt="Girdima")
    assert "Girdima" in ask(deaf, page.get_absolute_url()).text


def test_an_emptied_count_begins_under_another_name(cache):
    before = Version.objects.now()
    sql("TRUNCATE page_cache_version, page_cache_move")

    assert Version.objects.now()[0] != before[0]


def test_a_table_without_its_trigger_keeps_nothing(cache):
    sql("DROP TRIGGER page_cache_move ON guide_word")
    other = PageCache(cache.application)
    other.start()
    try:
        time.sleep(1)
        assert other.watch.version is None
    finally:
        other.stop()
    sql(
        "CREATE TRIGGER page_cache_move AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON guide_word"
        " FOR EACH STATEMENT EXECUTE FUNCTION page_cache_move()"
    )


# --- Moments


def test_as_long_as_a_page_is_kept_it_is_true(cache):
    """At chance moments of three weeks: what was made then is what Django answers just before it ends."""
    chance = random.Random(38)
    addresses = [path for path in kept_addresses() if path.rstrip("/").count("/") > 1 and "sitemap" not in path]
    begin = timezone.now()
    for _ in range(14):
        made_at = begin + timedelta(seconds=chance.randrange(21 * 86_400))
        with time_machine.travel(made_at, tick=False):
            until = next_moment(timezone.now())
            sample = chance.sample(addresses, 6)
            before = {path: ask(cache.application.application, path).content for path in sample}
        assert made_at < until <= made_at + timedelta(days=1)
        with time_machine.travel(until - timedelta(seconds=1), tick=False):
            for path, content in before.items():
                assert ask(cache.application.application, path).content == content, (path, made_at, until)


def clock(moment):
    return timezone.localtime(moment).time()


PASSING = {
    "published_at": lambda at: GuidePage.objects.filter(pk=first(GuidePage)).update(published_at=at),
    "unpublish_at": lambda at: GuidePage.objects.filter(pk=first(GuidePage)).update(unpublish_at=at),
    "starts_at": lambda at: Event.objects.filter(pk=first_date()).update(starts_at=at, ends_at=at + timedelta(days=9)),
    "ends_at": lambda at: Event.objects.filter(pk=first_date()).update(starts_at=long_before(at), ends_at=at),
    "opens": lambda at: OpeningHours.objects.update(opens=clock(at), closes="23:58"),
    "closes": lambda at: OpeningHours.objects.update(opens="00:01", closes=clock(at)),
}


@pytest.mark.parametrize("name", PASSING)
def test_the_next_moment_is_the_one_that_changes_a_page(cache, name):
    now = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    moment = now + timedelta(seconds=37)
    PASSING[name](moment)

    assert next_moment(now) == moment
    assert next_moment(moment) == moment
    assert next_moment(moment + timedelta(microseconds=1)) > moment


def first(model):
    return model.objects.published().first().pk


def long_before(moment):
    return moment - timedelta(days=2)


def first_date():
    return Event.objects.order_by("-starts_at").first().pk


def test_a_page_ends_with_its_moment(cache):
    """A page to be published in a while: nobody edits anything, and it is there."""
    page = GuidePage.objects.published().last()
    path = page.get_absolute_url()
    deaf = PageCache(cache.application)
    deaf.is_running = True
    moment = timezone.now() + timedelta(seconds=40)
    GuidePage.objects.filter(pk=page.pk).update(unpublish_at=moment)

    assert ask(deaf, path).status == 200
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        assert ask(deaf, path).status == 200
    with time_machine.travel(moment, tick=False):
        assert ask(deaf, path).status == 404
    assert len(deaf.pages) == 0, "nor is it there in an outage"


def test_notice_appears_at_once_and_goes_at_its_moment_without_anybody(cache):
    """Written by another process: this one hears of it by the version alone."""
    assert "Hours change" not in ask(cache, "/en/events/").text
    now = timezone.now()
    texts = {"name_lt": "A", "name_en": "Hours change", "message_lt": "B", "message_en": "Call."}
    times = {"starts_at": now, "ends_at": now + timedelta(minutes=5)}
    Alert.objects.bulk_create([Alert(**texts, **times)])
    try:
        wait_for(lambda: cache.watch.version == Version.objects.now(), 2)
        assert "Hours change" in ask(cache, "/en/events/").text
        with time_machine.travel(now + timedelta(minutes=5, seconds=1)):
            assert "Hours change" not in ask(cache, "/en/events/").text
    finally:
        Alert.objects.all().delete()
