"""Who follows a question is told once of what is new in it, and nobody else; who ends it is forgotten."""

import os
import signal
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from content.letters.models import UndeliveredLetter
from directory.alerts.models import Alert
from directory.models import Term
from portal.follow.letters import tell
from portal.follow.models import Follow, Followed, Follower, News, Untold
from portal.follow.news import look, of_date
from portal.follow.tasks import ask_silent_followers, forget_refused_followers, tell_followers
from services.models import ApplicationWindow, Grant
from tests import factories as make
from tests.content.post_office import jobs, work
from tests.portal.follow.tables import tables_with

pytest_plugins = ["tests.content.post_fixtures"]

ADDRESS = "ona@example.org"


def make_follow(kind="events", question=None, address=ADDRESS, rhythm="now", language="en", **fields):
    follower, _made = Follower.objects.get_or_create(
        address=address, defaults={"rhythm": rhythm, "language": language, "next_at": timezone.now(), **fields}
    )
    followed, _made = Followed.objects.get_or_create(kind=kind, question=question or {})
    return Follow.objects.create(follower=follower, followed=followed, confirmed_at=timezone.now())


def told(mailoutbox):
    """(address, subject) of what was written since, each letter once."""
    look()
    tell()
    found = [(message.to[0], message.subject) for message in mailoutbox]
    mailoutbox.clear()
    return sorted(found)


@pytest.fixture
def begun():
    """Everything there was looked at before."""
    look()


# --- From the form to the end, with a real mail server ----------------------------------------------------------------


def letters_to(postman, address):
    work()
    found = [envelope for envelope in postman.envelopes if envelope.rcpt_tos == [address]]
    postman.envelopes.clear()
    return [message_from_bytes(envelope.content, policy=policy.default) for envelope in found]


def link_in(letter, part):
    text = letter.get_body(["plain"]).get_content()
    return next(line for line in text.splitlines() if f"/follow/{part}/" in line).partition("://")[2].partition("/")[2]


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_reader_follows_confirms_is_told_and_ends_it_with_one_tap(client, postman, language):
    here = make.make_municipality(slug="here")
    look()
    page = f"/{language}/follow/?of=events&municipality=here&free=1&when=week"
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        ticket = client.get(page).context["form"]["ticket"].value()
    sent = {"address": ADDRESS.upper(), "rhythm": "now", "ticket": ticket}
    assert client.post(page, sent).status_code == 302
    [first] = letters_to(postman, ADDRESS)
    confirm = f"/{link_in(first, 'confirm')}"

    make.make_event(place=make.make_place(municipality=here), is_accessible_for_free=True)
    tell_followers(0)
    assert letters_to(postman, ADDRESS) == [], "nobody has confirmed"
    assert client.get(confirm).status_code == 200
    assert Follow.objects.filter(confirmed_at__isnull=False).count() == 0, "opening changes nothing"
    assert client.post(confirm).status_code == 302

    event = make.make_event(place=make.make_place(municipality=here), is_accessible_for_free=True)
    make.make_event(place=make.make_place(municipality=here), is_accessible_for_free=False)
    make.make_event(is_accessible_for_free=True)
    tell_followers(0)
    tell_followers(0)
    [letter] = letters_to(postman, ADDRESS)
    with translation.override(language):
        assert str(event.text("name")) in letter["Subject"]
        assert event.get_absolute_url() in letter.get_body(["plain"]).get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    stop = letter["List-Unsubscribe"].strip("<>").partition("://")[2].partition("/")[2]
    assert client.get(f"/{stop}").status_code == 200
    assert Follower.objects.count() == 1
    assert client.post(f"/{stop}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(f"/{stop}").status_code == 200
    assert tables_with(ADDRESS) == []


def test_mailbox_that_refuses_is_forgotten_whole(postman):
    look()
    make_follow()
    postman.refusals = {ADDRESS: "550 no such person"}
    make.make_event()
    tell_followers(0)
    work()
    assert UndeliveredLetter.objects.count() == 1
    forget_refused_followers(0)

    assert (Follower.objects.count(), UndeliveredLetter.objects.count()) == (0, 0)
    assert tables_with(ADDRESS) == []


# --- What is told, to whom --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_who_follows_it_is_told_of_what_fits_the_filters(mailoutbox):
    here, there = make.make_municipality(slug="here"), make.make_municipality(slug="there")
    topic = make.make_term(Term.Vocabulary.TOPIC, "health")
    look()
    for name, kind, question in [
        ("all", "events", {}),
        ("here", "events", {"municipality": "here"}),
        ("there", "events", {"municipality": "there"}),
        ("word", "events", {"q": "no such word"}),
        ("town", "municipality", {"slug": "here"}),
        ("jobs", "jobs", {}),
        ("health", "services", {"topic": "health"}),
    ]:
        make_follow(kind, question, address=f"{name}@example.org")
    # Two questions of one mailbox, one letter.
    make_follow("events", {"municipality": "here"}, address="all@example.org")

    make.make_event(place=make.make_place(municipality=here), name_en="Choir")
    assert told(mailoutbox) == [(f"{name}@example.org", "New event: Choir") for name in ("all", "here", "town")]
    make.make_event(place=make.make_place(municipality=there), name_en="Play", is_example=True)
    make.make_event(place=make.make_place(municipality=there), name_en="Draft", published_at=None)
    assert told(mailoutbox) == []
    service = make.make_service(name_en="Doctor", is_nationwide=False)
    service.topics.add(topic)
    make.make_job(name_en="Cook", municipality=here)
    assert told(mailoutbox) == [
        ("health@example.org", "New service: Doctor"),
        ("jobs@example.org", "New job: Cook"),
        ("town@example.org", "New job: Cook"),
    ]
    assert told(mailoutbox) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (lambda date: date.cancel({"en": "Nobody came."}), "Cancelled"),
        (lambda date: date.postpone({"en": "Rain."}), "Postponed"),
        (lambda date: date.move(date.starts_at + timedelta(days=1), date.ends_at + timedelta(days=1), {"en": "Rain."}),
         "Another time"),
    ],
)  # fmt: skip
def test_change_of_a_date_is_told_at_once_whatever_the_rhythm(mailoutbox, change, subject):
    series = make.make_event(name_en="Choir", slug="choir")
    look()
    tomorrow = timezone.now() + timedelta(days=1)
    make_follow("event", {"slug": "choir"}, rhythm="week", next_at=tomorrow)
    make_follow("events", {}, address="other@example.org", rhythm="day", next_at=tomorrow)
    date = series.occurrences.get()
    change(date)
    look()
    tell()

    assert sorted(message.to[0] for message in mailoutbox) == [ADDRESS, "other@example.org"]
    assert {message.subject for message in mailoutbox} == {f"{subject}: Choir"}
    assert str(date.text("status_reason", "en")) in mailoutbox[0].body
    mailoutbox.clear()
    assert told(mailoutbox) == []
    if not date.takes_place:
        date.reinstate()
        assert {said for _to, said in told(mailoutbox)} == {"It takes place after all: Choir"}


@pytest.mark.django_db
def test_digest_comes_in_the_morning_is_never_empty_and_tells_only_what_is_still_true(mailoutbox):
    look()
    now = timezone.now()
    make_follow(rhythm="day", next_at=now + timedelta(hours=1))
    kept, taken_back = make.make_event(name_en="Choir"), make.make_event(name_en="Play")
    assert told(mailoutbox) == []
    taken_back.unpublish()
    with time_machine.travel(now + timedelta(hours=2)):
        assert told(mailoutbox) == [(ADDRESS, "New event: Choir")]
        assert Follower.objects.get().next_at > timezone.now()
        assert told(mailoutbox) == []
    with time_machine.travel(now + timedelta(days=3)):
        assert told(mailoutbox) == []
        last = make.make_event(name_en="Last")
        look()
        last.unpublish()
        assert told(mailoutbox) == []
    assert (Untold.objects.count(), kept.is_published) == (0, True)


@pytest.mark.django_db
def test_news_that_cannot_be_put_into_words_keeps_nobody_from_others(mailoutbox):
    look()
    follow = make_follow()
    date = make.make_event(name_en="Choir").occurrences.get()
    look()
    odd = News.objects.create(kind="date", record_id=date.pk, what="odd")
    Untold.objects.create(follower=follow.follower, news=odd)
    assert told(mailoutbox) == [(ADDRESS, "New event: Choir")]
    assert Untold.objects.count() == 0


@pytest.mark.django_db
def test_notices_grants_and_pages_are_told_too(mailoutbox):
    here = make.make_municipality(slug="here")
    page = make.make_guide_page(slug="page", name_en="Schools")
    grant = Grant.objects.create(service=make.make_service(), code="a", name_en="Rent", name_lt="R", amount_max=5)
    look()
    make_follow("municipality", {"slug": "here"}, address="town@example.org", rhythm="week")
    make_follow("page", {"slug": "page"}, address="page@example.org")
    make_follow("services", {}, address="help@example.org")

    times = {"starts_at": timezone.now(), "ends_at": timezone.now() + timedelta(hours=1)}
    texts = {"name_lt": "A", "message_lt": "B", "name_en": "Closed", "message_en": "Come tomorrow."}
    Alert.objects.create(municipality=here, level="danger", **texts, **times)
    ApplicationWindow.objects.create(grant=grant, all_year=True)
    page.description_lt = "<p>Nauja tvarka.</p>"
    page.save()

    assert told(mailoutbox) == [
        ("help@example.org", "You can apply now: Rent"),
        ("page@example.org", "Changed page: Schools"),
        ("town@example.org", "Danger: Closed"),
    ]
    page.save()
    assert told(mailoutbox) == []


# --- Own page, a year, limits -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_own_page_ends_one_question_and_with_the_last_one_forgets_the_address(client):
    first, second = make_follow(), make_follow("jobs")
    page = first.follower.own_path()
    assert client.post(page, {"rhythm": "week"}).status_code == 302
    assert Follower.objects.get().rhythm == "week"
    assert Follower.objects.get().next_at.weekday() == 0
    client.post(page, {"end": str(first.pk)})
    assert [follow.pk for follow in Follow.objects.all()] == [second.pk]
    client.post(page, {"end": str(second.pk)})
    assert client.get(page).status_code == 410
    assert tables_with(ADDRESS) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("answers", "left"), [(True, 1), (False, 0)])
def test_who_is_silent_for_a_year_is_asked_once(client, mailoutbox, answers, left):
    follow = make_follow()
    Follower.objects.update(heard_at=timezone.now() - timedelta(days=366))
    ask_silent_followers(0)
    ask_silent_followers(0)
    assert [message.to for message in mailoutbox] == [[ADDRESS]]
    if answers:
        client.post(follow.follower.own_path())
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        ask_silent_followers(0)
    assert Follower.objects.count() == left


@pytest.mark.django_db
def test_who_does_not_confirm_is_forgotten_and_nobody_is_flooded(client, mailoutbox):
    for number in range(5):
        with time_machine.travel(timezone.now() - timedelta(minutes=1)):
            ticket = client.get("/en/follow/?of=jobs").context["form"]["ticket"].value()
        sent = {"address": ADDRESS, "rhythm": "day", "ticket": ticket}
        assert client.post("/en/follow/?of=jobs", sent).url == reverse("follow:sent").replace("/lt/", "/en/"), number
    assert len(mailoutbox) == 3
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        ask_silent_followers(0)
    assert tables_with(ADDRESS) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["events&municipality=nowhere", "municipality&slug=nowhere", "nothing", "page"])
def test_what_cannot_be_followed(client, path):
    status = 200 if path.startswith("events") else 404
    assert client.get(f"/en/follow/?of={path}").status_code == status


@pytest.mark.django_db
def test_links_open_nothing_else(client):
    follow = make_follow()
    own, stop = follow.follower.own_path(), follow.follower.stop_path()
    token = own.rstrip("/").rpartition("/")[2]
    assert client.get(own.replace(token, f"{token}x")).status_code == 410
    assert client.post(stop.replace(stop.rstrip("/").rpartition("/")[2], token)).status_code == 200
    assert client.get(follow.confirm_path().replace("confirm", "own")).status_code == 410
    assert Follower.objects.count() == 1


# --- Many ------------------------------------------------------------------------------------------------------------


def killed_after(seconds):
    """A worker that is killed in the middle of its work; it has a connection of its own."""
    if not (child := os.fork()):
        connection.connection = None
        look()
        tell()
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.slow
def test_ten_thousand_followers_of_200_questions_are_told_exactly_once(mailing, record_property):
    """Three workers are killed meanwhile; each letter is one job of the queue."""
    towns = [make.make_municipality(slug=f"town-{number}") for number in range(200)]
    look()
    with transaction.atomic():
        questions = Followed.objects.bulk_create(
            Followed(kind="events", question={"municipality": town.slug} | ({"free": "1"} if odd % 2 else {}))
            for odd, town in enumerate(towns[:190])
        )
        questions += Followed.objects.bulk_create(
            Followed(kind="events", question={"free": "1", "q": f"word {number}"} if number else {"free": "1"})
            for number in range(10)
        )
        followers = Follower.objects.bulk_create(
            Follower(address=f"{number}@example.org", language=["lt", "en", "ru"][number % 3], rhythm="now")
            for number in range(10_000)
        )
        # The last ten questions have most of the readers.
        shares = [questions[190] if number % 2 else questions[number % 200] for number in range(10_000)]
        Follow.objects.bulk_create(
            Follow(follower=follower, followed=followed, confirmed_at=timezone.now())
            for follower, followed in zip(followers, shares, strict=True)
        )
    make.make_event(place=make.make_place(municipality=towns[0]), is_accessible_for_free=True)
    wanted = {
        follower.address
        for follower, followed in zip(followers, shares, strict=True)
        if followed.question in ({"municipality": "town-0"}, {"free": "1"})
    }
    begun = time.monotonic()
    for seconds in (0.4, 1.2, 2.5):
        killed_after(seconds)
    told_by_killed, used = len(jobs()), time.process_time()
    look()
    tell()
    used = time.process_time() - used
    addresses = Counter(address for job in jobs() for address in job.letter["to"])

    assert addresses == Counter(wanted)
    assert len(wanted) > 5000
    assert time.monotonic() - begun < 300
    assert (Untold.objects.count(), News.objects.count()) == (0, 1)
    record_property("processor seconds per 1,000 told", used * 1000 / (len(wanted) - told_by_killed))


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (
            "scheduled|2026-12-01T10:00+0000| https://example.org/?a=1|2",
            "cancelled|2026-12-01T10:00+0000| ",
            "cancelled",
        ),
        ("scheduled|2026-12-01T10:00+0000| https://room.example/a|b|c", "scheduled|2026-12-01T10:00+0000| ", "place"),
    ],
)
def test_a_sign_in_an_address_stops_nobody_from_being_told(before, now, told):
    assert of_date(before, now) == told
