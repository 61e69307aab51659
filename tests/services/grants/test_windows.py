"""When a grant can be applied for: the three of the customer's document, and windows of every kind, day by day."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation

from services.grants.windows import Standing, in_words, standing
from services.models import ApplicationWindow, Grant, Service
from tests.factories import make_service

VILNIUS = ZoneInfo("Europe/Vilnius")
LANGUAGES = ["lt", "en", "ru"]
SPRING = {"opens_month": 3, "opens_day": 1, "closes_month": 5, "closes_day": 31}
WINTER = {"opens_month": 11, "opens_day": 15, "closes_month": 1, "closes_day": 31}
LEAP = {"opens_month": 1, "opens_day": 10, "closes_month": 2, "closes_day": 29}

ALL_YEAR = (
    "Visus metus · <strong>Paraišką galite pateikti dabar.</strong>",
    "All year round · <strong>You can apply now.</strong>",
    "Круглый год · <strong>Заявку можно подать сейчас.</strong>",
)
EVERY_YEAR = (
    "Kasmet nuo kovo\xa01\xa0d. iki gegužės\xa031\xa0d.",
    "Every year from 1\xa0March to 31\xa0May",
    "Каждый год с 1\xa0марта по 31\xa0мая",
)
# Moment in Vilnius: what the grant for a business idea says then. Both sides of each midnight.
BUSINESS_IDEA = {
    "2027-02-28 00:00": (
        "Dabar paraiškų nepriima. Paraiškas priims po 1 dienos, nuo 2027\xa0m. kovo\xa01\xa0d.",
        "You cannot apply now. Applications open in 1 day, on 1\xa0March 2027.",
        "Сейчас заявки не принимают. Приём заявок откроется через 1 день, 1\xa0марта 2027\xa0г.",
    ),
    "2027-03-01 00:00": (
        "Paraišką galite pateikti dabar, iki 2027\xa0m. gegužės\xa031\xa0d.",
        "You can apply now, until 31\xa0May 2027.",
        "Заявку можно подать сейчас, последний день – 31\xa0мая 2027\xa0г.",
    ),
    "2027-05-31 00:00": (
        "Paraišką galite pateikti šiandien: tai paskutinė diena.",
        "You can apply today: this is the last day.",
        "Заявку можно подать сегодня: это последний день.",
    ),
    "2027-06-01 00:00": (
        "Dabar paraiškų nepriima. Paraiškas priims po 274 dienų, nuo 2028\xa0m. kovo\xa01\xa0d.",
        "You cannot apply now. Applications open in 274 days, on 1\xa0March 2028.",
        "Сейчас заявки не принимают. Приём заявок откроется через 274 дня, 1\xa0марта 2028\xa0г.",
    ),
}
MOMENTS = {
    **BUSINESS_IDEA,
    "2027-02-28 23:59": BUSINESS_IDEA["2027-02-28 00:00"],
    "2027-03-01 23:59": BUSINESS_IDEA["2027-03-01 00:00"],
    "2027-05-31 23:59": BUSINESS_IDEA["2027-05-31 00:00"],
    "2027-06-01 23:59": BUSINESS_IDEA["2027-06-01 00:00"],
}

SOME = (
    "Dabar galite prašyti 2 rūšių paramos iš 3.",
    "You can apply for 2 of 3 grants now.",
    "Сейчас можно подать заявку на 2 гранта из 3.",
)
ALL = ("Paraišką galite pateikti dabar.", "You can apply now.", "Заявку можно подать сейчас.")
ON_CARDS = {"2027-02-28": SOME, "2027-03-01": ALL, "2027-05-31": ALL, "2027-06-01": SOME}


@pytest.mark.django_db
@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("moment", MOMENTS)
def test_three_grants_of_the_document_read_right(client, moment, language):
    number = LANGUAGES.index(language)
    # Somebody has looked: rules of 2021 that nobody checked say nothing of today (tests/test_freshness.py).
    Service.objects.filter(grants__isnull=False).update(assured_on=moment[:10])
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=VILNIUS), tick=False):
        page = client.get(f"/{language}/services/parama-verslui-kaisiadoryse/").text
        cards = client.get(f"/{language}/services/?kind=grant").text

    assert f'">{ON_CARDS[moment[:10]][number]}</span>' in cards
    told = {code: window_of(page, code) for code in ("company-setup", "training", "business-idea")}
    assert told == {
        "company-setup": ALL_YEAR[number],
        "training": ALL_YEAR[number],
        "business-idea": f"{EVERY_YEAR[number]} · <strong>{MOMENTS[moment][number]}</strong>",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("starter")
def test_rules_of_2021_that_nobody_checked_say_nothing_of_today(client):
    page = client.get("/en/services/parama-verslui-kaisiadoryse/").text
    cards = client.get("/en/services/?kind=grant").text
    said = "One could apply all year round, says a page of 2021. Ask before you go."
    assert [window_of(page, code) for code in ("company-setup", "training")] == [said, said]
    assert window_of(page, "business-idea").startswith(
        "One could apply from 1\xa0March to 31\xa0May, says a page of 2021"
    )
    assert "When one could apply, only a page of 2021 says." in cards
    assert "apply now" not in page + cards
    assert "You can apply" not in page + cards


def window_of(page, code):
    """What stands under "When to apply" of one grant."""
    told = page.split(f'id="{code}"')[1].split("</section>")[0].rpartition("<dd>")[2].partition("</dd>")[0]
    return re.sub("</?span[^>]*>", "", told)


@pytest.mark.parametrize(
    ("window", "day", "expected"),
    [
        ({"all_year": True}, date(2027, 6, 1), Standing(True)),
        (SPRING, date(2027, 2, 28), Standing(False, opens_on=date(2027, 3, 1))),
        (SPRING, date(2028, 2, 29), Standing(False, opens_on=date(2028, 3, 1))),
        (SPRING, date(2027, 3, 1), Standing(True, closes_on=date(2027, 5, 31))),
        (SPRING, date(2027, 5, 31), Standing(True, closes_on=date(2027, 5, 31))),
        (SPRING, date(2027, 6, 1), Standing(False, opens_on=date(2028, 3, 1))),
        (SPRING, date(2027, 12, 31), Standing(False, opens_on=date(2028, 3, 1))),
        (WINTER, date(2026, 11, 14), Standing(False, opens_on=date(2026, 11, 15))),
        (WINTER, date(2026, 11, 15), Standing(True, closes_on=date(2027, 1, 31))),
        (WINTER, date(2026, 12, 31), Standing(True, closes_on=date(2027, 1, 31))),
        (WINTER, date(2027, 1, 1), Standing(True, closes_on=date(2027, 1, 31))),
        (WINTER, date(2027, 1, 31), Standing(True, closes_on=date(2027, 1, 31))),
        (WINTER, date(2027, 2, 1), Standing(False, opens_on=date(2027, 11, 15))),
        (LEAP, date(2027, 2, 28), Standing(True, closes_on=date(2027, 2, 28))),
        (LEAP, date(2027, 3, 1), Standing(False, opens_on=date(2028, 1, 10))),
        (LEAP, date(2028, 2, 29), Standing(True, closes_on=date(2028, 2, 29))),
    ],
)
def test_window_stands_on_a_day(window, day, expected):
    assert standing(ApplicationWindow(**window), day) == expected


def test_last_but_one_day_says_tomorrow():
    with translation.override("en"):
        assert in_words(ApplicationWindow(**SPRING), date(2027, 5, 30)) == "You can apply today and tomorrow."


@pytest.mark.parametrize(
    "window",
    [
        {},
        {**SPRING, "opens_day": None},
        {**SPRING, "opens_month": 4, "opens_day": 31},
        {**SPRING, "closes_month": 2, "closes_day": 30},
        {**SPRING, "all_year": True},
    ],
)
def test_window_that_says_nothing_or_two_things_is_refused(window):
    with pytest.raises(ValidationError):
        ApplicationWindow(**window).clean()


@pytest.mark.django_db
def test_grant_of_an_ended_service_cannot_be_applied_for(client):
    service = make_service(status="defunct")
    grant = Grant.objects.create(service=service, code="grant", amount_max=100, name_en="Grant", source_language="en")
    ApplicationWindow.objects.create(grant=grant, all_year=True, url="https://example.org/apply/")

    page = client.get(f"/en{service.get_absolute_url()[3:]}").text

    assert "All year round" in page
    assert "You can apply now." not in page
    assert "https://example.org/apply/" not in page
