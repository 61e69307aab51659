"""Translations, assurance, publishing: the rules of the shared base, on one section's record."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from content.languages import resolution_order
from guide.models import GuidePage
from tests.factories import OVER, make_guide_page, make_job, make_service, make_statistic

pytestmark = pytest.mark.django_db


def test_translation_is_missing_outdated_or_current():
    page = make_guide_page(source_language="lt", summary_lt="Santrauka", summary_en="Summary", summary_ru="")

    assert [page.translation_state(code) for code in ("lt", "en", "ru")] == ["source", "outdated", "missing"]
    page.mark_current("en", by="Translator")
    assert page.translation_state("en") == "current"
    page.summary_lt = "Kita santrauka"
    assert page.translation_state("en") == "outdated"


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.save(),
        lambda page: page.publish(),
        lambda page: page.unpublish(),
        lambda page: page.assure("Kartu", page.AssuranceMethod.LOGIN),
        lambda page: setattr(page, "slug", "moved"),
        lambda page: setattr(page, "position", 9),
        lambda page: setattr(page, "source_url", "https://example.org/"),
        lambda page: page.mark_current("ru", by="Translator"),
        lambda page: setattr(page, "name_ru", "Другое название"),
    ],
)
def test_nothing_but_the_source_text_makes_a_translation_outdated(change):
    page = make_guide_page(source_language="lt")
    page.mark_current("en", by="Translator")

    change(page)

    assert page.translation_state("en") == "current"


def test_mark_current_writes_who_and_how():
    page = make_guide_page()
    page.mark_current("en", by="Translator", origin=page.Origin.MACHINE)

    kept = GuidePage.objects.get().translations["en"]
    assert (kept["by"], kept["origin"], kept["source_hash"]) == ("Translator", "machine", page.source_hash())


@pytest.mark.parametrize(
    ("filled", "source", "wanted", "shown"),
    [
        ({"lt", "en", "ru"}, "lt", "ru", "ru"),
        ({"lt", "en"}, "lt", "ru", "en"),
        ({"lt"}, "lt", "ru", "lt"),
        ({"lt", "en"}, "en", "ru", "en"),
        ({"ru"}, "ru", "lt", "ru"),
    ],
)
def test_text_comes_in_the_readers_language_or_says_which(filled, source, wanted, shown):
    names = {f"name_{code}": code.upper() if code in filled else "" for code in ("lt", "en", "ru")}
    page = GuidePage(source_language=source, **names)
    with translation.override(wanted):
        text = page.text("name")

    assert (str(text), text.language, text.is_foreign) == (shown.upper(), shown, shown != wanted)


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ("lt", ["lt", "en", "ru"]),
        ("en", ["en", "lt", "ru"]),
        ("ru", ["ru", "en", "lt"]),
        ("uk", ["uk", "ru", "en", "lt"]),
        # Of a language that nobody wrote an order for, the readers of other languages' one comes next.
        ("ar", ["ar", "en", "lt", "ru", "uk"]),
    ],
)
def test_order_of_languages_is_that_of_the_reader(settings, wanted, order):
    known = dict.fromkeys(["lt", "en", "ru", *([wanted] if wanted == "uk" else ["uk", "ar"] if wanted == "ar" else [])])
    settings.MODELTRANSLATION_LANGUAGES = tuple(known)

    assert resolution_order(wanted) == order


def test_record_without_lithuanian_can_be_stored_and_read():
    make_guide_page(slug="english", source_language="en", name_lt="", name_ru="", name_en="Only English")

    page = GuidePage.objects.get(slug="english")
    assert page.text("name", "lt") == "Only English"
    assert page.complete_languages() == ["en"]


def test_record_without_a_name_in_its_own_language_is_refused():
    page = GuidePage(source_language="en", name_lt="Tik lietuviškai", slug="x")

    with pytest.raises(ValidationError, match="name_en"):
        page.full_clean()


def test_checked_comes_only_from_a_human_act(client):
    page = make_guide_page()
    assert "Not checked yet" in client.get(f"/en{page.get_absolute_url()[3:]}").text

    page.assure("Example municipality", page.AssuranceMethod.PHONE)

    shown = client.get(f"/en{page.get_absolute_url()[3:]}").text
    assert "by Example municipality" in shown
    assert f'<time datetime="{timezone.localdate():%Y-%m-%d}">' in shown


@pytest.mark.parametrize(
    ("checked_days_ago", "review_due_in", "due"),
    [(0, None, False), (180, None, False), (181, None, True), (0, 0, False), (0, -1, True), (None, None, True)],
)
def test_due_for_review_property_and_queryset_agree(checked_days_ago, review_due_in, due):
    today = timezone.localdate()
    page = make_guide_page(
        assured_on=None if checked_days_ago is None else today - timedelta(days=checked_days_ago),
        review_due_on=None if review_due_in is None else today + timedelta(days=review_due_in),
    )

    assert page.is_due_for_review is due
    assert GuidePage.objects.due_for_review().exists() is due


def test_stored_script_never_reaches_the_page(client):
    page = make_guide_page(
        description_lt='<p onclick="x()">Tekstas <script>alert(1)</script><a href="javascript:x()">a</a></p>'
    )

    shown = client.get(page.get_absolute_url()).text

    assert "<p>Tekstas " in shown
    assert "alert(1)" not in shown
    assert "onclick" not in shown
    assert "javascript:" not in shown


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"source_as_of": date(2021, 3, 9)}, "as of 9 March 2021"),
        ({"source_as_of": date(2016, 11, 30), "source_as_of_precision": "month"}, "as of November 2016"),
        ({"source_as_of": date(2017, 1, 1), "source_as_of_precision": "year"}, "as of 2017"),
        ({"source_read_on": date(2026, 11, 22)}, "undated, read on 22 November 2026"),
        (
            {"source_as_of": date(2019, 12, 31), "source_read_on": date(2026, 11, 22)},
            "undated, read on 22 November 2026",
        ),
        ({}, ""),
    ],
)
def test_date_of_the_source_is_as_exact_as_the_source(client, facts, words):
    service = make_service(source="A leaflet", **facts)
    page = client.get(f"/en/services/{service.slug}/").content.decode()

    source = " ".join(re.search(r"Source:(.*?)</p>", page, re.DOTALL)[1].split()).replace("\xa0", " ")
    assert source == ", ".join(filter(None, ["A leaflet", words]))


@pytest.mark.parametrize("fields", [{"salary_min": None}, {"valid_through": None}, {"salary_min": 0}])
def test_job_without_pay_or_end_cannot_be_published(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job(**fields)


def test_figure_without_a_date_cannot_be_current():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_statistic(is_current=True, as_of=None)


def test_expired_job_answers_gone(client):
    job = make_job(valid_through=timezone.localdate() - timedelta(days=1))

    assert client.get(job.get_absolute_url()).status_code == 410
    assert job.name_lt not in client.get("/lt/jobs/").text


def test_source_hash_is_the_same_in_every_process():
    """Translations would look outdated after a restart if the order of fields came from a set."""
    page = make_guide_page(slug="fixed", name_lt="Pavadinimas", summary_lt="Santrauka")

    assert page.source_hash() == "b19d34b9576e36f45d8c9715c975e777"


def test_new_translated_field_that_is_empty_keeps_translations_current():
    page = make_guide_page(name_lt="Pavadinimas")
    known = page.source_hash()
    page.alert_lt = ""

    assert page.source_hash() == known


def test_record_that_was_taken_down_is_made_public_again():
    page = make_guide_page(unpublish_at=OVER)
    assert page.is_published is False

    page.publish()

    page.refresh_from_db()
    assert (page.is_published, page.unpublish_at) == (True, None)


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_record_in_one_language_is_published_by_staff_who_read_another(language):
    draft = make_job(published_at=None, name_en="", name_ru="")

    with translation.override(language):
        draft.publish()

    assert draft.is_published
