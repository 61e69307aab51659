"""How many forms one sender may send: exact under haste, for a while only, and nothing is kept for longer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import RequestFactory

from content.access.models import SentForm
from content.access.rate_limit import BLOCK_FACTOR, may_send, may_write_to
from content.tasks import forget_senders
from tests.factories import make_event, make_registration, make_submission

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def sent_from(address, **headers):
    return RequestFactory().post("/en/feedback/", REMOTE_ADDR=address, headers=headers)


def answers(times, address="192.0.2.1", form="report", limit="3/h"):
    return [may_send(sent_from(address), form, limit) for _ in range(times)]


@pytest.mark.django_db
def test_limit_holds_for_one_form_of_one_sender():
    assert answers(5) == [True] * 3 + [False] * 2
    assert answers(1, address="192.0.2.2") == [True]
    assert answers(1, form="job") == [True]


@pytest.mark.django_db
@pytest.mark.parametrize(("limit", "later"), [("1/h", "13:00"), ("1/d", "12:00")])
def test_each_one_counts_for_its_own_time(limit, later):
    day = 3 if limit == "1/d" else 2
    with time_machine.travel(NOON, tick=False) as clock:
        assert answers(1, limit=limit) == [True]
        clock.move_to(datetime.fromisoformat(f"2026-03-0{day}T{later}:00+00:00").timestamp() - 1)
        assert answers(1, limit=limit) == [False]
        clock.shift(1)
        assert answers(2, limit=limit) == [True, False]


@pytest.mark.django_db
def test_refused_one_does_not_count():
    """Whoever goes on pressing the button waits no longer for it."""
    with time_machine.travel(NOON, tick=False) as clock:
        assert answers(5) == [True] * 3 + [False] * 2
        clock.shift(30 * 60)
        assert answers(1) == [False]
        clock.shift(30 * 60)
        assert answers(4) == [True] * 3 + [False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ],
)
def test_who_is_one_sender(first, second, are_one):
    assert answers(1, address=first, limit="1/h") == [True]
    assert answers(1, address=second, limit="1/h") == [not are_one]


@pytest.mark.django_db
def test_sender_is_known_by_what_our_own_proxy_says(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    pairs = [("198.51.100.7", "192.0.2.1"), ("198.51.100.8", "192.0.2.1"), ("198.51.100.7", "192.0.2.2")]
    requests = [sent_from("10.0.0.1", **{"x-forwarded-for": f"{typed}, {seen}"}) for typed, seen in pairs]

    assert [may_send(request, "report", "1/h") for request in requests] == [True, False, True]


@pytest.mark.django_db
def test_many_other_senders_do_not_make_room():
    """A cache drops what it likes when it is full: a flood from many addresses would lift all limits."""
    assert answers(4) == [True] * 3 + [False]
    for number in range(400):
        assert answers(1, address=f"10.{number // 200}.{number % 200}.1") == [True]
    assert answers(1) == [False]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_as_many_as_allowed():
    start = Barrier(24, timeout=60)

    def one(_number):
        try:
            start.wait()
            return may_send(sent_from("192.0.2.1"), "report", "10/h")
        finally:
            connection.close()

    with ThreadPoolExecutor(24) as pool:
        found = list(pool.map(one, range(24), timeout=60))

    assert sorted(found) == [False] * 14 + [True] * 10
    assert SentForm.objects.count() == 2 * 10, "for the sender and for the block"


@pytest.mark.django_db
def test_it_counts_whatever_becomes_of_the_page():
    """Inside a transaction a mistake later on would take the count back; so there it refuses to work."""
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        answers(1)


@pytest.mark.django_db
def test_nothing_is_kept_that_does_not_count():
    with time_machine.travel(NOON, tick=False) as clock:
        answers(3)
        answers(1, address="192.0.2.2")
        assert "192.0.2" not in str(list(SentForm.objects.values_list()))
        clock.shift(59 * 60)
        forget_senders(0)
        assert SentForm.objects.count() == 2 * 4
        clock.shift(60)
        answers(1)
        assert SentForm.objects.count() == 2 * 1 + 1
        forget_senders(0)
        assert SentForm.objects.count() == 2 * 1


@pytest.mark.django_db
def test_limits_on_guessing_outlive_many_other_guesses_but_not_their_time():
    """allauth's own, in the cache. Its table drops the first keys in the alphabet when it is full."""
    with time_machine.travel(NOON, tick=False) as clock:
        cache.set("0-first-in-the-alphabet", "counts", 60)
        for number in range(400):
            cache.set(f"other-{number}", "counts", 60)
        assert cache.get("0-first-in-the-alphabet") == "counts"
        clock.shift(59)
        forget_senders(0)
        assert kept_in_cache() == 401
        clock.shift(1)
        forget_senders(0)
        assert kept_in_cache() == 0


def kept_in_cache():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        return cursor.fetchone()[0]


# --- Blocks, weights and letters --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("addresses", "passed"),
    [
        ([f"2001:db8:1:{number:x}::1" for number in range(120)], 2 * BLOCK_FACTOR),
        ([f"2001:db8:{number:x}::1" for number in range(120)], 120),
        ([f"192.0.2.{number}" for number in range(120)], 2 * BLOCK_FACTOR),
        ([f"192.0.{number}.1" for number in range(120)], 120),
    ],
    ids=["one IPv6 block", "many IPv6 blocks", "one IPv4 block", "many IPv4 blocks"],
)
def test_flood_from_one_block_has_an_end_and_closes_the_form_for_nobody_else(addresses, passed):
    found = [may_send(sent_from(address), "report", "2/h") for address in addresses]
    assert sum(found) == passed
    assert answers(1, address="198.51.100.1") == [True]


@pytest.mark.django_db
def test_what_weighs_more_counts_more_and_all_or_nothing_of_it():
    found = [may_send(sent_from("192.0.2.1"), "seats", "5/2h", weight) for weight in (3, 3, 2, 1)]
    assert found == [True, False, True, False]


@pytest.mark.django_db
def test_period_may_be_several_hours():
    with time_machine.travel(NOON, tick=False) as clock:
        assert answers(2, limit="1/2h") == [True, False]
        clock.shift(2 * 60 * 60 - 1)
        assert answers(1, limit="1/2h") == [False]
        clock.shift(1)
        assert answers(1, limit="1/2h") == [True]


@pytest.mark.django_db
def test_letter_that_was_rolled_back_does_not_count():
    for _time in range(4):
        with transaction.atomic():
            assert may_write_to("ona@example.lt")
            transaction.set_rollback(True)
    assert [may_write_to("ona@example.lt") for _time in range(4)] == [True] * 3 + [False]
    assert "ona" not in str(list(SentForm.objects.values_list()))


@pytest.mark.django_db
def test_letters_are_counted_over_all_forms(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    date = make_event().occurrences.get()
    for _time in range(2):
        person = make_registration(date, contact_confirmed_at=None, held_until=date.starts_at)
        person.tell_or_ask()
    for _time in range(2):
        make_submission("unconfirmed", email="olena@example.org")
    assert [message.to for message in mail.outbox] == [["olena@example.org"]] * 3
