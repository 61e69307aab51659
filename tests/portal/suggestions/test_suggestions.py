"""What is offered while somebody types: few queries, nothing hidden, nothing kept."""

import pytest

from feedback.models import EmptySearch
from tests import factories as make

pytestmark = pytest.mark.django_db


def offered(client, text, language="en"):
    answer = client.get(f"/{language}/search/suggest/", {"q": text})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.json()


def test_beginning_of_a_title_is_enough(client):
    make.make_word(term="krokodilas", name_en="crocodile", slug="krokodilas")
    make.make_guide_page(name_lt="Krokodilų ūkis", name_en="Crocodile farm", slug="farm")
    told = offered(client, "croc")

    assert {(offer["title"], offer["language"]) for offer in told["offers"]} == {
        ("krokodilas", "lt"),
        ("Crocodile farm", ""),
    }
    assert told["said"] == "2 suggestions below."
    assert [offer["title"] for offer in offered(client, "крокод")["offers"]] != []


@pytest.mark.parametrize(
    "fields", [{"published_at": None}, {"visibility": "staff"}, {"unpublish_at": make.OVER}, {"is_example": True}]
)
def test_nothing_hidden_and_no_example_is_offered(client, fields):
    make.make_guide_page(name_en="Crocodile farm", **fields)

    assert offered(client, "croc")["offers"] == []


@pytest.mark.parametrize("text", ["", "c", "%", "'", "\\", ":*", "a:*", "<->", "\u200b", "𝔩", "a" * 5000, "und & !"])
def test_whatever_is_typed_gives_an_answer(client, text):
    make.make_guide_page(name_en="Crocodile farm")

    assert isinstance(offered(client, text)["offers"], list)


def test_danger_is_offered_help_alone(client):
    make.make_guide_page(name_en="I want to die laughing")
    (offer,) = offered(client, "I want to die")["offers"]

    assert offer["url"] == "/en/search/?q=I+want+to+die"


def test_town_leads_to_who_helps_there(client):
    make.make_municipality(name_lt="Kauno rajono savivaldybė", name_en="Kaunas District", slug="kauno-r")

    assert offered(client, "kaun")["offers"][0]["url"] == "/en/networks/coordinators/kauno-r/"


def test_nothing_is_kept_and_queries_are_few(client, django_assert_max_num_queries):
    for number in range(9):
        make.make_guide_page(name_en=f"Crocodile {number}", slug=f"crocodile-{number}")
    with django_assert_max_num_queries(7):
        assert len(offered(client, "crocodile")["offers"]) == 6

    offered(client, "hippopotamus")
    assert EmptySearch.objects.count() == 0
