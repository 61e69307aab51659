"""The frozen searches: every one of danger is understood, none of the others raises it."""

import time

import pytest

from portal.danger.folding import words_in
from portal.danger.matching import danger_in, danger_words, prepared
from portal.danger.topics import Danger, topics
from tests.portal.danger import searches

# Names and words of the starter content that speak of a danger themselves.
ABOUT_DANGER = set(searches.lines("about_danger.txt"))


def danger(text, extra=()):
    topic = danger_in(text, extra)
    return topic and topic.danger.value


def raised(texts):
    return {text for text in texts if danger_in(text)}


def test_there_are_enough_frozen_searches():
    assert len(set(searches.of_danger())) >= 400
    assert {code for code, _text in searches.of_danger()} == set(Danger.values)
    assert len(set(searches.harmless())) >= 850


@pytest.mark.parametrize("code", Danger.values)
def test_every_search_of_a_danger_is_understood(code):
    texts = [text for wanted, text in searches.of_danger() if wanted == code]

    assert {text: danger(text) for text in texts} == dict.fromkeys(texts, code)


def test_no_harmless_search_raises_a_danger():
    assert raised(searches.harmless()) == set()


def test_no_place_raises_a_danger():
    assert raised(searches.municipality_names()) == set()


def test_names_of_the_starter_content_raise_none_but_those_that_speak_of_one():
    assert raised(searches.starter_names()) - ABOUT_DANGER == set()


@pytest.mark.parametrize("part", [0, 1, 2])
def test_single_words_of_the_starter_content_raise_none_but_those_that_speak_of_one(part):
    assert raised(searches.starter_words()[part::3]) - ABOUT_DANGER == set()


def test_list_of_what_speaks_of_danger_is_no_longer_than_needed():
    assert raised(ABOUT_DANGER) == ABOUT_DANGER


@pytest.mark.parametrize(
    "text",
    [
        "my husband, when he has been drinking, beats me",
        "beats husband me",
        "HUSBAND BEATS ME!!!",
        "my h\u00adusband b\u200beats me\u202e",
        "my husband\x00 beats\x00 me",
        "ｍｙ ｈｕｓｂａｎｄ ｂｅａｔｓ ｍｅ",
        "pleese help my husbnad beats me",
        "муж очень сильно меня бьёт",
        "MUŽ MENIA BJOT",
        "муж бъет меня",
    ],
)
def test_order_small_words_slips_and_invisible_signs_change_nothing(text):
    assert danger(text) == "home"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("savizudube", "suicide"),
        ("самоубиство", "suicide"),
        ("ovredose", "medical"),
        ("homeles", "sleep"),
        ("бездомнй", "sleep"),
        ("savivaldybe", None),
        ("самоуправление", None),
        ("город", None),
        ("холод", None),
        ("talking", None),
        ("treats", None),
        ("grąžinti", None),
    ],
)
def test_a_slip_is_forgiven_but_makes_no_danger_of_a_common_word(text, meant):
    assert danger(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("c\u0443\u0438\u0446\u0438\u0434", "suicide"),
        ("sui\u0441ide", "suicide"),  # a Cyrillic с
        ("m\u0430ne mu\u0161a", "home"),
        ("\u043c\u0443\u0436 \u043ceня \u0431\u044c\u0451\u0442", "home"),
        ("МУЖ МEHЯ БЬЁТ", "home"),
        ("h\u043emeless", "sleep"),
        ("нeгде спaть", "sleep"),
        ("сaмоуправлeние", None),
        ("sаvivаldybė", None),
    ],
)
def test_letters_of_the_other_alphabet_that_look_alike_change_nothing(text, meant):
    assert danger(text) == meant


def test_words_far_from_each_other_are_no_phrase():
    assert danger("want a job in a bakery near the old town before winter die") is None


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "!!!", "\u200b", "a" * 10_000, "ž " * 5_000, "''''", "1 2 3", "\ufdfa"]
)
def test_nothing_and_nonsense_are_no_danger(text):
    assert danger(text) is None


def test_only_the_first_words_are_asked():
    assert danger("suicide " + "krokodilas " * 2_000) == "suicide"
    assert danger("krokodilas " * 30 + "suicide") is None


def test_the_words_that_say_so_are_told():
    assert danger_words("please help savižudybė Kaune")[1] == ["savižudybė"]


def test_of_two_dangers_the_first_is_answered():
    assert danger("nowhere to sleep, want to die") == "suicide"
    assert danger("муж бьёт меня и ребёнка") == "child"


def test_phrases_of_staff_are_asked_with_any_ending_alphabet_and_slip():
    extra = [("hunger", "krokodilas suėdė")]

    for text in ("krokodilas suėdė", "suede krokodila", "крокодилас суеде", "krokodils suėdė viską"):
        assert danger(text) is None
        assert danger(text, extra) == "hunger"
    assert danger("krokodilas", extra) is None
    assert danger("anything", [("hunger", " ! ")]) is None


def test_apostrophes_are_parts_of_words():
    assert words_in("don't б'є zhit' “ab”") == ["dont", "бє", "zhit", "ab"]


def test_topics_are_complete_and_in_three_languages():
    assert list(topics()) == list(Danger)
    for topic in topics().values():
        for texts in (topic.titles, topic.advices):
            assert set(texts) == {"lt", "en", "ru"}
            assert all(texts.values())
        assert all(text.count(". ") == 1 and text.endswith(".") for text in topic.advices.values())
        assert all("112" in text for text in topic.advices.values())


def test_topics_name_what_the_starter_content_holds():
    records = {record["slug"]: record for record in searches.starter_records() if "slug" in record}
    needs = {record["code"] for record in searches.starter_records() if record.get("vocabulary") == "need"}
    for topic in topics().values():
        assert all(records[slug]["is_emergency"] for slug in topic.lines)
        assert topic.need in needs


def test_a_search_takes_less_than_two_milliseconds():
    danger_in("warm")
    texts = [text for _code, text in searches.of_danger()] + searches.harmless()
    began = time.process_time()
    for text in texts:
        danger_in(text)
    assert (time.process_time() - began) / len(texts) < 0.002


def test_phrases_are_prepared_once():
    danger_in("a")
    made = prepared.cache_info().misses
    danger_in("b")

    assert prepared.cache_info().misses == made
