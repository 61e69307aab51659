"""A card changes hands: what was confirmed, asked and entrusted before a new person came counts no more."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from networks.confirmation.models import step_due
from networks.models import ConfirmationRequest, Post
from networks.tasks import release_accounts
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00+02:00", tick=False), translation.override("en"):
        yield


def day(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def jonas():
    return make.make_person(given_name="Jonas", family_name="Pirmas")


@pytest.fixture
def ona():
    return make.make_person(given_name="Ona", family_name="Antra")


@pytest.fixture
def post(jonas):
    post = make.make_post(make.make_municipality(), filled=False, email="ona@savivaldybe.lt")
    post.begin_term(jonas, day(-100))
    return post


def assured(post, days_ago):
    Post.objects.filter(pk=post.pk).update(
        assured_on=day(-days_ago), assured_by="Savivaldybė", assured_method="letter", unconfirmed_since=None
    )
    post.refresh_from_db()


def test_what_the_predecessor_confirmed_counts_no_more(client, post, ona):
    address = f"/en{post.get_absolute_url()[3:]}"
    assured(post, 5)
    assert "Checked on" in client.get(address).text

    post.begin_term(ona, TODAY)

    post = Post.objects.get(pk=post.pk)
    assert (post.assured_on, post.assured_by, post.assured_method) == (None, "", "")
    page = client.get(address).text
    assert "Not checked yet" in page
    assert "Checked on" not in page


def test_card_is_checked_anew_on_the_day_a_person_begins(post, ona):
    assured(post, 5)
    post.begin_term(ona, day(7))
    release_accounts(0)
    assert Post.objects.get(pk=post.pk).assured_on == day(-5)

    with time_machine.travel(timezone.now() + timedelta(days=7)):
        release_accounts(0)

    assert Post.objects.get(pk=post.pk).assured_on is None


@pytest.mark.parametrize(("started", "beside"), [(-10, False), (0, True)])
def test_confirmation_stays_that_is_younger_than_the_person_or_a_colleagues(post, ona, started, beside):
    assured(post, 5)

    post.begin_term(ona, day(started), beside=beside)
    release_accounts(0)

    assert Post.objects.get(pk=post.pk).assured_on == day(-5)


def test_silence_and_open_letters_of_the_predecessor_end(post, ona):
    letter = ConfirmationRequest.ask(post)
    Post.objects.filter(pk=post.pk).update(unconfirmed_since=day(-40))
    assert step_due(post).letter is None

    post.begin_term(ona, TODAY)

    letter.refresh_from_db()
    assert letter.state == ConfirmationRequest.State.REPLACED
    assert Post.objects.get(pk=post.pk).unconfirmed_since is None


@pytest.mark.parametrize("in_days", [0, 7])
def test_leave_of_the_predecessor_is_not_the_new_persons(post, ona, in_days):
    post.begin_leave(day(-3))

    post.begin_term(ona, day(in_days))

    with time_machine.travel(timezone.now() + timedelta(days=in_days)):
        release_accounts(0)
        post = Post.objects.get(pk=post.pk)
        assert (post.people, post.is_on_leave) == ([ona], False)


def test_leave_stays_when_a_colleague_joins_and_when_the_new_person_takes_it(post, ona):
    post.begin_leave(day(-3))
    post.begin_term(ona, TODAY, beside=True)
    release_accounts(0)
    assert Post.objects.get(pk=post.pk).is_on_leave

    alone = make.make_post(filled=False)
    alone.begin_term(ona, day(-10))
    alone.begin_leave(day(-3))
    release_accounts(0)
    assert Post.objects.get(pk=alone.pk).is_on_leave


def test_a_new_person_is_asked_soon(post, ona):
    with time_machine.travel(timezone.now() - timedelta(days=20)):
        ConfirmationRequest.ask(post)

    post.begin_term(ona, TODAY)

    assert step_due(Post.objects.get(pk=post.pk)).letter == 1


@pytest.mark.parametrize("who", ["successor", "nobody"])
def test_term_that_is_over_takes_the_card_from_the_account_at_once(post, jonas, ona, who):
    Post.objects.filter(pk=post.pk).update(user=make.make_user(), user_since=day(-50))
    post.refresh_from_db()

    if who == "successor":
        post.begin_term(ona, TODAY)
    else:
        post.end_term(jonas, day(-1))

    assert Post.objects.get(pk=post.pk).user is None


# --- Staff say whose account it is: an account given on the first day, or before a late note, may be either's ---------


def begin_as_staff(client, post, **fields):
    client.force_login(make.make_staff(language="en"))
    data = {"given_name": "Ona", "family_name": "Nauja", "on": TODAY, **fields}
    return client.post(f"/admin/networks/post/{post.pk}/begin-term/", data, follow=True)


@pytest.fixture
def account():
    return make.make_user(email="sena@savivaldybe.lt")


def give(post, account, days):
    Post.objects.filter(pk=post.pk).update(user=account, user_since=None if days is None else day(days))


def owner(post, in_days=0):
    """Whose the card is after the night before that day."""
    with time_machine.travel(timezone.now() + timedelta(days=in_days)):
        release_accounts(0)
        return Post.objects.get(pk=post.pk).user


@pytest.mark.parametrize(("first_day", "since"), [(0, 0), (0, None), (-2, 0), (-2, -3)])
def test_account_of_the_person_before_loses_the_card_at_once(client, post, account, first_day, since):
    give(post, account, since)

    page = begin_as_staff(client, post, on=day(first_day), keeps_account="no")

    assert Post.objects.get(pk=post.pk).user is None
    assert "sena@savivaldybe.lt may not change this card any more. Invite the new person." in page.text


@pytest.mark.parametrize(("first_day", "since"), [(0, -50), (-2, None), (7, 0), (7, -50)])
def test_account_of_the_new_person_keeps_the_card(client, post, account, first_day, since):
    give(post, account, since)

    page = begin_as_staff(client, post, on=day(first_day), keeps_account="yes")

    assert "sena@savivaldybe.lt may not" not in page.text
    assert [owner(post, days) for days in (0, 6, 7, 8, 30)] == [account] * 5
    assert Post.objects.get(pk=post.pk).successors_without_account == []


@pytest.mark.parametrize(("last_day", "since"), [(None, 0), (2, 0), (2, -50)])
def test_account_of_the_person_before_keeps_the_card_until_a_later_first_day(client, post, account, last_day, since):
    give(post, account, since)
    post.tenures.update(end_date=None if last_day is None else day(last_day))

    page = begin_as_staff(client, post, on=day(7), keeps_account="no")

    assert "sena@savivaldybe.lt loses this card when the new person begins." in page.text
    assert (owner(post), owner(post, 2), owner(post, 7)) == (account, account, None)


def test_account_on_a_vacant_card_goes_at_once_when_it_is_not_the_new_persons(client, account):
    vacant = make.make_post(make.make_municipality(), filled=False)
    give(vacant, account, -5)

    begin_as_staff(client, vacant, on=day(7), keeps_account="no")

    assert Post.objects.get(pk=vacant.pk).user is None


def test_staff_must_say_whose_account_it_is_unless_nobody_leaves(client, post, account):
    give(post, account, 0)

    page = begin_as_staff(client, post)

    assert "May sena@savivaldybe.lt go on changing this card?" in page.text
    assert "Choose whose account it is." in page.text
    assert 'value="Nauja"' in page.text
    assert post.tenures.count() == 1
    begin_as_staff(client, post, beside="on", keeps_account="no")
    assert (post.tenures.count(), owner(post)) == (2, account)


def test_nobody_is_asked_about_an_account_that_is_not_there(client, post):
    assert "go on changing this card" not in begin_as_staff(client, post).text
    assert post.tenures.count() == 2


def test_account_that_ends_today_keeps_the_card_until_tonight(post, jonas):
    Post.objects.filter(pk=post.pk).update(user=make.make_user(), user_since=day(-50))
    post.refresh_from_db()

    post.end_term(jonas, TODAY)

    assert Post.objects.get(pk=post.pk).user is not None
