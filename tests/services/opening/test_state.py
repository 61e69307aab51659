"""Whether a door is open, in words: every state at its edges, in every language."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from services.catalogue.card import lines_of
from services.models import OpeningException, OpeningHours, Service, ServiceAtLocation
from services.opening.state import now_at
from tests.factories import make_place, make_service
from tests.services.opening_timelines import DOORS, TIMELINES, WEEKDAYS

pytestmark = pytest.mark.django_db

VILNIUS = ZoneInfo("Europe/Vilnius")
MOMENTS_PER_STATE = 40
LANGUAGES = ["lt", "en", "ru"]
REASON = {"lt": "Atostogos.", "en": "Holidays.", "ru": "Отпуск."}

# The sentences by hand, so that a slip in a catalogue fails too. {0}: what follows the key in the timelines.
SENTENCES = {
    "open": ("Dabar dirba, iki {until}.", "Open now, until {until}.", "Сейчас открыто, до {until}."),
    "always": ("Dirba visą parą.", "Open now, day and night.", "Открыто круглосуточно."),
    "closed": (
        "Dabar nedirba. Atidarys {when} {time}.",
        "Closed now. Opens {when} at {time}.",
        "Сейчас закрыто. Откроется {when} в {time}.",
    ),
    "closed for good": ("Dabar nedirba.", "Closed now.", "Сейчас закрыто."),
    "visit": (
        "Dabar nedirba. Iš anksto užsiregistravus priims {when} nuo {time}.",
        "Closed now. By appointment {when}, from {time}.",
        "Сейчас закрыто. По записи примут {when} с {time}.",
    ),
    "visit day": (
        "Dabar nedirba. Iš anksto užsiregistravus priims {when}.",
        "Closed now. By appointment {when}.",
        "Сейчас закрыто. По записи примут {when}.",
    ),
    "appointment": (
        "Dabar priima tik iš anksto užsiregistravus, iki {until}. Pirma paskambinkite arba parašykite.",
        "Now by appointment only, until {until}. Call or write first.",
        "Сейчас принимают только по записи, до {until}. Сначала позвоните или напишите.",
    ),
    "by phone": (
        "Šiandien priima tik iš anksto užsiregistravus. Pirma paskambinkite arba parašykite.",
        "Today by appointment only. Call or write first.",
        "Сегодня принимают только по записи. Сначала позвоните или напишите.",
    ),
    "by phone, then": (
        "Dabar priima tik iš anksto užsiregistravus. Atidarys šiandien {until}.",
        "Now by appointment only. Opens today at {until}.",
        "Сейчас принимают только по записи. Откроется сегодня в {until}.",
    ),
    "until": ("Nedirba iki {until}.", "Closed until {until}.", "Закрыто до {until}."),
    "holiday": (
        "Šventinė diena. Nedirba iki {until}.",
        "Public holiday. Closed until {until}.",
        "Праздничный день. Закрыто до {until}.",
    ),
    "suspended": (
        "Laikinai neteikiama. Vėl bus teikiama nuo {when}",
        "Temporarily closed. Opens again {when}.",
        "Временно закрыто. Снова откроется {when}.",
    ),
    "suspended for long": ("Laikinai neteikiama.", "Temporarily closed.", "Временно закрыто."),
    "ended": ("Ši paslauga nebeteikiama.", "This service has ended.", "Этой услуги больше нет."),
}
WHEN = {
    "today": ("šiandien", "today", "сегодня"),
    "tomorrow": ("rytoj", "tomorrow", "завтра"),
    "Mon": ("pirmadienį", "on Monday", "в понедельник"),
    "Wed": ("trečiadienį", "on Wednesday", "в среду"),
}
UNTIL_TOMORROW = ("rytojaus", "tomorrow", "завтра")
MONTHS = {
    1: ("sausio", "January", "января"),
    4: ("balandžio", "April", "апреля"),
    11: ("lapkričio", "November", "ноября"),
    12: ("gruodžio", "December", "декабря"),
}


def build(name):
    """The door as the timelines describe it, with its hours loaded."""
    hours, exceptions, fields, service = DOORS[name]
    for field in ("closed_until", "valid_through"):
        if field in service:
            service = {**service, field: date.fromisoformat(service[field])}
    door = ServiceAtLocation.objects.create(service=make_service(**service), place=make_place(), **fields)
    for day, opens, closes, mode, *valid_from in hours:
        OpeningHours.objects.create(
            location=door,
            day_of_week=WEEKDAYS[day],
            opens=opens and time.fromisoformat(opens),
            closes=closes and time.fromisoformat(closes),
            mode=mode,
            valid_from=date.fromisoformat(valid_from[0]) if valid_from else None,
        )
    for first, last, mode, opens, closes in exceptions:
        OpeningException.objects.create(
            location=door,
            starts_on=first,
            ends_on=last,
            mode=mode,
            opens=opens,
            closes=closes,
            **{f"reason_{code}": text for code, text in REASON.items()},
        )
    return ServiceAtLocation.objects.with_hours().get(pk=door.pk)


def lines_of_timeline(state):
    for line in TIMELINES[state].strip().splitlines():
        name, day, first, last, said = (part.strip() for part in line.split("|"))
        yield name, instant(day, first), instant(day, last), said


def instant(day, clock):
    """The moment in UTC; 24:00 is the midnight after."""
    if clock == "24:00":
        return (datetime.fromisoformat(day).replace(tzinfo=VILNIUS) + timedelta(days=1)).astimezone(UTC)
    moment = datetime.fromisoformat(f"{day}T{clock}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=VILNIUS)).astimezone(UTC)


def moments(first, last):
    """The first and the last second of a stretch, a minute inside of both, and its middle."""
    second, minute = timedelta(seconds=1), timedelta(minutes=1)
    return [first, first + second, first + minute, first + (last - first) / 2, last - minute, last - second]


def sentence(said, language):
    """The sentence of a timeline's shorthand, from the tables above."""
    number = LANGUAGES.index(language)
    key, *rest = said.removesuffix(" why").split(" ")
    if said.startswith("by phone"):
        key, rest = ("by phone, then", rest[2:]) if "then" in said else ("by phone", [])
    if key in {"closed", "suspended"} and not rest:
        key = {"closed": "closed for good", "suspended": "suspended for long"}[key]
    if key == "visit" and len(rest) == 1:
        key = "visit day"
    text = SENTENCES[key][number].format(
        until=until(rest, number), when=when(rest[0], number) if rest else "", time=rest[-1] if rest else ""
    )
    text = text.replace("..", ".")
    return f"{text} {REASON[language]}" if said.endswith(" why") else text


def when(word, number):
    if word in WHEN:
        return WHEN[word][number]
    return ("", "on ", "")[number] + on(word, number) if word[:2] == "20" else word


def on(day, number):
    day = date.fromisoformat(day)
    month = MONTHS[day.month][number]
    return (
        f"{day.year}\xa0m. {month}\xa0{day.day}\xa0d.",
        f"{day.day}\xa0{month} {day.year}",
        f"{day.day}\xa0{month} {day.year}\xa0г.",
    )[number]


def until(rest, number):
    words = [UNTIL_TOMORROW[number] if part == "tomorrow" else part for part in rest]
    return ", ".join(on(part, number) if part[:2] == "20" and len(part) == 10 else part for part in words)


@pytest.mark.parametrize("state", TIMELINES)
def test_door_says_what_holds_at_every_edge_in_every_language(state):
    checked, wrong = 0, []
    built = {}
    # The doors are loaded as on a day before all of the timelines; the rule itself asks no clock.
    with time_machine.travel(datetime(2026, 10, 1, 12, tzinfo=UTC)):
        for name, first, last, said in lines_of_timeline(state):
            door = built.setdefault(name, None) or build(name)
            built[name] = door
            for moment in moments(first, last):
                checked += 1
                for language in LANGUAGES:
                    with translation.override(language):
                        told = str(now_at(door, moment))
                    if told != sentence(said, language):
                        wrong.append((name, moment.astimezone(VILNIUS).isoformat(), told, sentence(said, language)))

    assert wrong == []
    assert checked >= MOMENTS_PER_STATE


@pytest.mark.parametrize("state", TIMELINES)
def test_cards_and_the_filter_say_the_same_as_the_door_and_for_as_long(state):
    checked, wrong, built = 0, [], {}
    with time_machine.travel(datetime(2026, 10, 1, 12, tzinfo=UTC)), translation.override("en"):
        for name, first, last, _said in lines_of_timeline(state):
            if name not in built:
                built[name] = Service.objects.with_state().get(pk=build(name).service_id)
            [door] = built[name].locations.all()
            for moment in moments(first, last):
                checked += 1
                [line] = lines_of(built[name], moment)
                before = line.holds_until and line.holds_until - timedelta(seconds=1)
                with time_machine.travel(moment, tick=False):
                    is_found = Service.objects.open_now().filter(pk=built[name].pk).exists()
                if line.text != now_at(door, moment).text or is_found != line.text.startswith("Open"):
                    wrong.append((name, moment, line.text))
                # A page that is still open then may go on saying it until that moment, and not a second longer.
                if before and (line.holds_until <= moment or lines_of(built[name], before)[0].text != line.text):
                    wrong.append((name, moment, line.text, line.holds_until))

    assert wrong == []
    assert checked >= MOMENTS_PER_STATE


def test_door_whose_hours_nobody_knows_says_nothing():
    door = ServiceAtLocation.objects.create(service=make_service(), place=make_place())

    assert now_at(door, datetime(2026, 11, 23, 9, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("language", "opened", "closed"),
    [
        ("lt", "Dabar dirba, iki 12:00.", "Dabar nedirba. Atidarys šiandien 12:45."),
        ("en", "Open now, until 12:00.", "Closed now. Opens today at 12:45."),
        ("ru", "Сейчас открыто, до 12:00.", "Сейчас закрыто. Откроется сегодня в 12:45."),
    ],
)
def test_page_says_it_and_changes_with_the_clock(client, language, opened, closed):
    path = f"/{language}{build('office').service.get_absolute_url()[3:]}"

    with time_machine.travel(datetime(2026, 11, 23, 11, 59, 59, tzinfo=VILNIUS), tick=False):
        assert f"<strong>{opened}</strong>" in client.get(path).text
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=VILNIUS), tick=False):
        assert f"<strong>{closed}</strong>" in client.get(path).text
