"""Parts of pages that are rendered once: what is kept, for whom, and how much."""

from dataclasses import dataclass, replace

import pytest
from django.template import Context, Template, TemplateSyntaxError, engines
from django.utils import translation
from django.utils.safestring import SafeString

from content.templatetags import once
from content.templatetags.once import Memory
from tests import factories as make

LINE = "{{ line.text }}{{ secret }}"


@dataclass(frozen=True)
class Line:
    text: str


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """An empty memory, and a template that counts how often it is rendered."""
    memory, loaded = Memory(2_000), []
    template = Template(LINE)

    def counted(engine, name):
        loaded.append(name)
        return template

    monkeypatch.setattr(once, "rendered", memory)
    monkeypatch.setattr(type(engines["django"].engine), "get_template", counted)
    return loaded


def shown(line, secret="", arguments="line=line"):
    source = f'{{% load once %}}{{% once "x.html" {arguments} %}}'
    return Template(source).render(Context({"line": line, "secret": secret, "none": None}))


def test_equal_values_are_rendered_once_and_see_nothing_else(kept):
    assert [shown(Line("a"), secret="hidden"), shown(Line("a")), shown(Line("b"))] == ["a", "a", "b"]
    assert len(kept) == 2


def test_text_is_escaped_the_first_time_and_later(kept):
    assert [shown(Line("<i>")), shown(Line("<i>"))] == ["&lt;i&gt;"] * 2


def test_each_language_has_its_own(kept):
    for code in ("lt", "en", "lt"):
        with translation.override(code):
            shown(Line("a"))

    assert len(kept) == 2


@pytest.mark.parametrize(("arguments", "times"), [("line=line key=none", 2), ('line=line key="same"', 1)])
def test_key_says_what_looks_alike(kept, arguments, times):
    shown(Line("a"), arguments=arguments)
    shown(Line("a"), arguments=arguments)

    assert len(kept) == times


def test_designer_sees_a_change_at_once(kept, settings):
    settings.DEBUG = True
    shown(Line("a"))
    shown(Line("a"))

    assert len(kept) == 2


def test_memory_forgets_the_oldest_and_takes_nothing_huge():
    memory = Memory(100)
    for number in range(30):
        memory.keep(number, "x" * 10)
    memory.keep("huge", "x" * 11)

    assert (list(memory), memory.length) == (list(range(20, 30)), 100)


def test_tag_without_a_name_is_refused():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load once %}{% once name line=line %}")


@pytest.mark.django_db
def test_two_records_with_the_same_words_in_other_languages_differ():
    """A text that is not in the reader's language is marked; without the mark the two cards would be equal."""
    own = make.make_service(name_en="Same", name_lt="Same", name_ru="Same")
    with translation.override("en"):
        card = own.card
        own.name_en = ""
        foreign = own.card

    assert isinstance(card.name, SafeString)
    assert (card.name, foreign.name) == ("Same", '<span lang="lt">Same</span>')
    assert card != replace(card, url="/elsewhere/")
