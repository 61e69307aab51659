"""Danger in a question of any length: found wherever it stands, at a cost that does not grow with repetition."""

from collections import Counter

import pytest

from portal.asking.dangers import danger_of
from portal.danger.lexicon import Lexicon

pytestmark = pytest.mark.django_db
LETTER = "Labas, noriu paklausti, kiek kainuoja vaikų darželis ir kada reikia pateikti prašymą. "


@pytest.mark.parametrize("at", range(0, 36, 5))
def test_danger_is_found_wherever_it_stands(at):
    words = (LETTER * 3).split()
    text = " ".join([*words[:at], "my husband beats me", *words[at:]])

    assert danger_of(text).topic.danger == "home"
    assert danger_of(" ".join(words)) is None


def test_each_word_of_a_long_text_is_looked_up_once(monkeypatch):
    asked, usual = Counter(), Lexicon.filled_by
    monkeypatch.setattr(Lexicon, "filled_by", lambda lexicon, word: asked.update([word]) or usual(lexicon, word))

    danger_of(LETTER * 40)

    assert len(asked) > 5
    assert set(asked.values()) == {1}
