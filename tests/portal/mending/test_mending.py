"""Staff see what was missed, and what a word changes before it is saved."""

import pytest
from django.core.exceptions import ValidationError

from feedback.models import EmptySearch
from guide.models import GuidePage
from portal.mending.effect import effect_of
from portal.questions.models import SearchHint
from tests import factories as make

pytestmark = pytest.mark.django_db

ADD = "/admin/questions/searchhint/add/"


@pytest.fixture
def staff(client):
    client.force_login(make.make_staff(language="en"))
    return client


def test_missed_search_is_one_click_away_from_an_answer(staff):
    EmptySearch.objects.note("begemotas", "lt")
    EmptySearch.objects.note("zirafos namas", "lt", is_weak=True)
    page = staff.get("/admin/feedback/emptysearch/").text

    assert f"{ADD}?language=lt&amp;words=begemotas" in page
    assert "/admin/guide/guidepage/add/?name_lt=zirafos+namas" in page
    assert EmptySearch.objects.get(query="zirafos namas").weak == 1


def test_nothing_is_saved_before_the_effect_was_seen(staff):
    page = make.make_guide_page(name_en="Phones", slug="phones")
    given = {"language": "en", "words": "zebra crossing", "guide_page": page.pk, "is_active": "on"}
    seen = staff.post(ADD, given)

    assert SearchHint.objects.count() == 0
    assert 'id="effect"' in seen.text
    form = seen.context["adminform"].form
    saved = staff.post(ADD, {**given, "seen": form["seen"].value()})
    assert saved.status_code == 302
    assert SearchHint.objects.get().hint.lead == "guide/phones"
    assert "Phones" in staff.get("/en/search/?q=are+there+zebra+crossings").text


def test_what_was_changed_after_the_look_is_shown_anew(staff):
    given = {"language": "en", "words": "tram", "means": "bus", "is_active": "on"}
    token = staff.post(ADD, given).context["adminform"].form["seen"].value()

    assert staff.post(ADD, {**given, "means": "train", "seen": token}).status_code == 200
    assert SearchHint.objects.count() == 0


def test_effect_names_the_questions_that_change():
    wanted = make.make_guide_page(name_en="Work", slug="find-work")
    other = make.make_guide_page(name_en="Wrong page", slug="wrong")
    effect = effect_of(SearchHint(language="en", words="how much paid tax", guide_page=other, is_active=True))

    assert effect.asked >= 200
    assert effect.touched >= 1
    (change,) = [change for change in effect.changes if change.text == "how much will I be paid after tax"]
    assert change.after[0] == "Wrong page"
    assert wanted.name_en in change.before
    assert SearchHint.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"means": "bus", "section": "jobs"},
        {"words": "two words", "means": "bus"},
        {"words": "…", "section": "jobs"},
    ],
)
def test_hint_says_one_thing(fields):
    with pytest.raises(ValidationError):
        SearchHint(**{"language": "en", "words": "tram", **fields}).full_clean()


def test_page_that_goes_takes_its_hints_with_it():
    page = make.make_guide_page(name_en="Phones", published_at=None)
    SearchHint.objects.create(language="en", words="zebra", guide_page=page)
    GuidePage.objects.all().delete()

    assert SearchHint.objects.count() == 0
