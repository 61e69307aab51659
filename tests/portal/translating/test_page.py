"""Translating side by side: who writes what, what is marked, what helps, and that nothing is lost."""

import pytest
from django.urls import reverse
from lxml import html

from content.models import Content
from guide.models import GuidePage
from portal.translating.helps import earlier_translations, words_in
from portal.translating.marks import ADDED, REMOVED, SAME, marked
from tests import factories as make

pytestmark = pytest.mark.django_db
TEXTS = {
    "summary_lt": "Kreipkitės į tarnybą. Ji dirba šiokiadieniais.",
    "summary_ru": "Обратитесь в службу. Она работает.",
}


@pytest.fixture
def translator(client):
    user = make.make_user(is_staff=True, language="en", translates=["ru"])
    user.groups.add(make.make_group("Translator"))
    client.force_login(user)
    return user


@pytest.fixture
def record():
    found = make.make_guide_page(**TEXTS)
    found.mark_current("ru", by="Somebody")
    return found


def address(record, language="ru"):
    return reverse("admin:translate", args=[record._meta.label_lower, record.pk, language])


def typed(client, record, language="ru", **changed):
    """What the form sends as it stands, with changes."""
    page = html.fromstring(client.get(address(record, language)).text)
    form = next(form for form in page.forms if form.xpath(".//*[@name='_version']"))
    sent = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    return {**sent, **changed}


def model_values(record):
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if field.name not in record.translated_fields()
    }


def marks(client, record):
    page = html.fromstring(client.get(address(record)).text)
    return [[node.text_content().strip() for node in page.xpath(f"//{tag}")] for tag in ("del", "ins")]


def test_a_translator_writes_the_texts_of_the_own_languages(client, translator, record):
    answer = client.post(address(record), typed(client, record, summary_ru="Новый текст."))

    record.refresh_from_db()
    assert (answer.status_code, record.summary_ru) == (302, "Новый текст.")
    assert record.translation_state("ru") == "current"
    assert record.translations["ru"]["by"] == str(translator)


def test_nothing_else_is_written_whatever_is_sent(client, translator, record):
    before = model_values(record)
    forged = {
        "summary_lt": "Kitas",
        "summary_en": "Other",
        "slug": "other",
        "visibility": "staff",
        "published_at_0": "",
    }

    client.post(address(record), typed(client, record, name_ru="Имя", **forged))
    refused = [client.post(address(record, code), {"summary_en": "Other"}).status_code for code in ("en", "lt", "xx")]

    after = model_values(GuidePage.objects.get(pk=record.pk))
    assert {name for name in before if before[name] != after[name]} == {"name_ru", "translations", "updated_at"}
    assert refused == [403, 403, 404]


@pytest.mark.parametrize(("role", "translates"), [("Auditor", []), ("Job moderator", ["ru"])])
def test_whoever_lacks_the_language_or_the_sight_writes_nothing(client, record, role, translates):
    user = make.make_user(is_staff=True, translates=translates)
    user.groups.add(make.make_group(role))
    client.force_login(user)

    assert [client.get(address(record)).status_code, client.post(address(record), {}).status_code] == [403, 403]


def test_what_changed_in_the_source_is_marked_word_by_word(client, translator, record):
    assert marks(client, record) == [[], []]
    record.summary_lt = "Kreipkitės į savivaldybę. Ji dirba šiokiadieniais."
    record.save()

    assert marks(client, record) == [["tarnybą."], ["savivaldybę."]]
    client.post(address(record), typed(client, record))
    record.refresh_from_db()
    assert (record.translation_state("ru"), marks(client, record)) == ("current", [[], []])


def test_marks_read_rich_text_as_lines():
    assert marked("<p>Viens du</p>", "<p>Viens trys</p>") == [(SAME, "Viens "), (REMOVED, "du"), (ADDED, "trys")]
    assert marked(None, "<ul><li><p>A</p></li><li><p>B &amp; C</p></li></ul>") == [(SAME, "• A\n• B & C")]
    assert marked("", "Naujas") == [(ADDED, "Naujas")]


def test_a_source_that_moved_while_somebody_translated_loses_nobodys_text(client, translator, record):
    sent = typed(client, record, summary_ru="Мой текст.")
    record.summary_lt = "Visai kitas tekstas."
    record.save()

    page = client.post(address(record), sent)

    record.refresh_from_db()
    assert (page.status_code, record.summary_ru) == (200, TEXTS["summary_ru"])
    assert "Мой текст." in page.text
    assert TEXTS["summary_ru"] in page.text
    again = html.fromstring(page.text).xpath("//input[@name='_version']/@value")[0]
    client.post(address(record), {**sent, "_version": again})
    record.refresh_from_db()
    assert (record.summary_ru, record.summary_lt) == ("Мой текст.", "Visai kitas tekstas.")


def test_a_text_saved_unfinished_is_not_current(client, translator, record):
    record.summary_lt = "Kitaip."
    record.save()
    client.post(address(record), typed(client, record, summary_ru="Ещё не всё", _unfinished="1"))

    record.refresh_from_db()
    assert (record.summary_ru, record.translation_state("ru")) == ("Ещё не всё", "outdated")


def test_readers_are_told_of_a_machine_until_a_person_has_reviewed_it(client, translator, record):
    page, told = record.get_absolute_url, "Перевод выполнен машиной"
    client.post(address(record), typed(client, record, by_machine="on"))
    record.refresh_from_db()
    assert record.translations["ru"]["origin"] == Content.Origin.MACHINE
    assert [told in client.get(f"/{code}/guide/{record.slug}/").text for code in ("ru", "lt")] == [True, False]

    sent = typed(client, record)
    sent.pop("by_machine")
    client.post(address(record), sent)
    record.refresh_from_db()
    assert record.translations["ru"]["origin"] == Content.Origin.HUMAN
    assert told not in client.get(f"/ru/guide/{record.slug}/").text
    assert page()


def test_next_leads_to_the_next_text_that_is_missing_or_outdated(client, translator, record):
    make.make_guide_page(**TEXTS).mark_current("ru", by="x")
    lacks = make.make_guide_page(name_ru="")

    answer = client.post(address(record), typed(client, record, _next="1"))
    assert answer["Location"] == address(lacks)


def test_words_from_letters_stand_beside_the_text(client, translator, record):
    make.make_word(term="pažyma", name_lt="pažyma", name_en="certificate", name_ru="справка")
    make.make_word(term="gyvenamoji vieta", name_ru="место жительства", name_lt="x", name_en="y")

    assert words_in(["Reikia pažymos."], "lt", "ru") == [("pažyma", "справка")]
    assert words_in(["Deklaruokite gyvenamąją vietą."], "lt", "ru") == []
    assert words_in(["Jūsų gyvenamoji vieta"], "lt", "ru") == [("gyvenamoji vieta", "место жительства")]
    assert words_in(["Нужна справка"], "ru", "lt") == [("справка", "pažyma")]


def test_earlier_translations_of_a_sentence_are_offered(client, translator, record):
    other = make.make_guide_page(summary_lt="Ji dirba šiokiadieniais. Kita eilutė čia.")

    assert earlier_translations(other, "ru") == {"Ji dirba šiokiadieniais.": "Она работает."}
    record.summary_lt, record.summary_ru = "Ji dirba šiokiadieniais. Ir dar.", "Она работает по будням. И ещё."
    record.save()
    assert earlier_translations(other, "ru") == {"Ji dirba šiokiadieniais.": "Она работает по будням."}
    assert "Она работает по будням." in client.get(address(other)).text


def test_what_was_typed_outlives_the_end_of_the_session(client, translator, record):
    sent = typed(client, record, summary_ru="Набранный текст")
    client.logout()
    answer = client.post(address(record), sent)
    client.force_login(translator)
    back = answer["Location"].partition("next=")[2]

    assert "kept" in back
    kept = back.replace("%3F", "?").replace("%3D", "=").replace("%2F", "/")
    assert "Набранный текст" in client.get(kept).text


def test_piles_of_languages_lead_to_the_page(client, translator):
    lacks = make.make_guide_page(name_ru="")
    page = client.get(reverse("admin:pile", args=["missing_ru"]))

    assert address(lacks) in page.text
