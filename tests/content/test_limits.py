"""How much one sender may send: exactly so many, from one connection, for so long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from content.access.models import SentForm
from content.access.rate_limit import address_of, may_send
from content.tasks import erase_sent_forms


@pytest.fixture
def sent_from(rf):
    return lambda address: rf.post("/", REMOTE_ADDR=address)


@pytest.mark.django_db
def test_so_many_and_no_more(sent_from):
    answers = [may_send(sent_from("192.0.2.1"), "report", "3/h") for _ in range(5)]

    assert answers == [True, True, True, False, False]
    assert SentForm.objects.count() == 3


@pytest.mark.django_db
def test_other_senders_and_other_forms_are_counted_apart(sent_from):
    assert may_send(sent_from("192.0.2.1"), "report", "1/h")

    assert may_send(sent_from("192.0.2.2"), "report", "1/h")
    assert may_send(sent_from("192.0.2.1"), "offer", "1/h")
    assert not may_send(sent_from("192.0.2.1"), "report", "1/h")


@pytest.mark.django_db
@pytest.mark.parametrize(("period", "minutes"), [("m", 1), ("h", 60), ("d", 24 * 60)])
def test_each_use_counts_for_the_period_and_is_then_forgotten(sent_from, time_machine, period, minutes):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    assert may_send(sent_from("192.0.2.1"), "report", f"1/{period}")

    time_machine.move_to(now + timedelta(minutes=minutes, seconds=-1), tick=False)
    assert not may_send(sent_from("192.0.2.1"), "report", f"1/{period}")
    time_machine.move_to(now + timedelta(minutes=minutes), tick=False)
    assert may_send(sent_from("192.0.2.1"), "report", f"1/{period}")
    assert SentForm.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
    ],
)
def test_connection_of_ipv6_is_its_first_half(sent_from, address, counted_as):
    assert address_of(sent_from(address)) == counted_as


@pytest.mark.django_db
def test_table_holds_no_address(sent_from):
    may_send(sent_from("192.0.2.77"), "report", "1/h")

    assert "192.0.2" not in str(SentForm.objects.values().get())


@pytest.mark.django_db
def test_rows_are_erased_the_night_after(sent_from, time_machine):
    may_send(sent_from("192.0.2.1"), "report", "1/h")
    erase_sent_forms(timestamp=0)
    assert SentForm.objects.count() == 1

    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    erase_sent_forms(timestamp=0)

    assert SentForm.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_limit_is_exact_for_who_sends_from_everywhere_at_once(sent_from):
    def send(_number):
        try:
            return may_send(sent_from("192.0.2.1"), "report", "5/h")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(24)))

    assert sum(answers) == 5
