"""What a question means, before anything is searched."""

import pytest

from portal.questions.phrases import Hint
from portal.questions.understanding import understand
from portal.search.marking import words_of


def asked(text, language="en", hints=()):
    return understand(text, words_of(text), language, hints)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "where can I learn Lithuanian", ["learn", "Lithuanian"]),
        ("lt", "kur galiu mokytis lietuvių kalbos", ["mokytis", "lietuvių", "kalbos"]),
        ("ru", "где я могу выучить литовский язык", ["выучить", "литовский", "язык"]),
        ("en", "where", ["where"]),
        ("en", "leidimas gyventi", ["leidimas", "gyventi"]),
    ],
)
def test_small_words_are_dropped_unless_nothing_else_was_typed(language, text, words):
    assert asked(text, language).words == words


@pytest.mark.parametrize(
    ("text", "lead"),
    [("I need a lawyer", "need/legal-problem"), ("banana bread", None), ("how to rent a flat", "guide/housing")],
)
def test_subject_leads_to_its_pages(text, lead):
    assert asked(text).leads[:1] == ([lead] if lead else [])


def test_what_is_surer_comes_before_what_may_be_meant():
    assert asked("when is the language exam").leads[0] == "word/valstybines-kalbos-egzaminas"
    assert asked("find work").sureness == 2
    assert asked("my child").sureness < 1


@pytest.mark.parametrize("typed", ["сколько", "сколько стоит"])
def test_word_in_cyrillic_is_known_by_its_letters_not_by_its_sound(typed):
    assert asked(typed, "ru").leads == []


def test_hint_of_staff_counts_with_every_ending():
    hints = (Hint("ru", "маршрутка", "автобус"), Hint("en", "zebra crossing", lead="guide/first-steps"))

    assert ["автобус"] in asked("маршрутку", "ru", hints).others["маршрутку"]
    assert asked("are there zebra crossings", "en", hints).leads == ["guide/first-steps"]
    assert asked("are there zebra crossings").leads == []


@pytest.mark.parametrize("typed", ["ребёнок", "ребенку", "детям", "žmogui", "žmonėms", "mėnesio", "дней", "children"])
def test_words_that_change_inside_have_their_other_forms(typed):
    language = "ru" if typed > "z" and "а" <= typed[0] <= "я" else "lt"

    assert asked(typed, language).others[typed]


def test_question_for_a_meaning_is_one():
    assert asked("what does VMI mean").is_of_meaning
    assert asked("что такое Sodra", "ru").is_of_meaning
    assert not asked("Sodra").is_of_meaning
