"""Any form, any spelling: nouns in all their cases, and the words of letters as three kinds of people type them."""

from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.utils import translation

from guide.models import Word
from portal.search.forms import SearchForm
from portal.search.results import Results
from tests.portal.search.lithuanian import NOUNS, in_cyrillic, without_marks

pytestmark = pytest.mark.django_db

CODES = [code for code, _name in settings.LANGUAGES]
PAIRS = """
    SELECT written, typed FROM unnest(%s::text[], %s::text[]) AS pair(written, typed)
    WHERE NOT search_vector(jsonb_build_object('lt', search_plain(written))) @@ search_query(ARRAY[typed], %s, false)
"""


def missed(type_it):
    """How many pairs of forms of one noun there are, and those where the one, typed so, does not find the other."""
    pairs = [(written, type_it(typed)) for forms in NOUNS for written in forms for typed in forms]
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [[pair[0] for pair in pairs], [pair[1] for pair in pairs], CODES])
        return len(pairs), cursor.fetchall()


def search(text, language="lt"):
    with translation.override(language):
        return Results(SearchForm(QueryDict(f"q={quote(text)}")))


def test_every_form_of_a_noun_finds_every_other():
    amount, wrong = missed(str)

    assert len(NOUNS) >= 40
    assert amount > 4000
    assert wrong == []


def test_forms_without_diacritics_find_nearly_every_other():
    amount, wrong = missed(without_marks)

    assert len(wrong) / amount <= 0.06


def test_forms_in_cyrillic_find_most_others():
    amount, wrong = missed(in_cyrillic)

    assert len(wrong) / amount <= 0.11


TYPINGS = [str, without_marks, in_cyrillic]


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", ["lt", "en", "ru"])
@pytest.mark.parametrize("type_it", TYPINGS, ids=["as written", "without diacritics", "in Cyrillic"])
def test_words_of_letters_are_among_the_first_three(type_it, language):
    words = list(Word.objects.published().filter(is_example=False))
    assert len(words) >= 100

    wrong = []
    for word in words:
        results = search(type_it(word.term), language)
        first = [group.hits[:3] for group in results.groups()][:1]
        if word.pk not in [hit.record.pk for hits in first for hit in hits if hit.is_word]:
            wrong.append(type_it(word.term))

    assert wrong == []


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("typed", ["deklaruoti", "декларуоти", "регистрация жилья", "прописка"])
def test_reader_of_russian_finds_how_a_residence_is_registered(client, typed):
    words = search(typed, "ru").groups()[0].hits[:3]

    assert "gyvenamosios-vietos-deklaravimas" in [hit.record.slug for hit in words]
    assert "#gyvenamosios-vietos-deklaravimas" in client.get(f"/ru/search/?q={typed}").text
    assert Word.objects.get(slug="gyvenamosios-vietos-deklaravimas").guide_page.is_published


# Russian as people write it without Cyrillic keys: as English does, by ISO 9, as Lithuanian does, by phone. The soft
# sign is an apostrophe, a j or nothing.
ROMANISED = {
    "leidimas gyventi": "vid na zhitelstvo|vid na zhitel'stvo|vid na žitelʹstvo|vid na jitelstvo|vida na zhitelstvo",
    "leidimas nuolat gyventi": "postoyannyy vid na zhitelstvo|postojannyj vid na žitelstvo|postoyanniy vid na",
    "gyvenamosios vietos deklaravimas": "propiska|propisku|прописку|registraciya zhilya|registratsiya zhil’ya"
    "|registracija žilja|registraciâ žilʹâ|registracia jilya|registracii zhilya",
    "socialinis būstas": "sotsialnoe zhilyo|socialjnoe žiljo|sotsial'noye zhil'yo|socialnoe jilyo",
    "darželis": "detskiy sad|detskij sad|detsky sad|v detskom sadu|deckiy sad",
    "poliklinika": "poliklinika|v polikliniku",
    "greitoji pagalba": "skoraya pomoshch|skoraja pomošč|skoraya pomosch|skoroj pomoshchi",
    "laikinoji apsauga": "vremennaya zashchita|vremennaja zaščita|vremennaâ zaŝita|vremennoy zashchity",
    "šeimos gydytojas": "semeynyy vrach|semejnyj vrač|semeiny vrach|semejnogo vracha",
    "nuomotojas": "khozyain zhilya|hozjain žilja|xozyain jilya",
    "pilietybė": "grazhdanstvo|graždanstvo|grajdanstvo",
    "techninė apžiūra": "tekhnicheskiy osmotr|tehniceskij osmotr|texnicheskiy osmotr",
}


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_russian_in_latin_letters_is_among_the_first_three(language):
    typings = [(term, typed) for term, row in ROMANISED.items() for typed in row.split("|")]
    assert len(typings) >= 40

    wrong = []
    for term, typed in typings:
        results = search(typed, language)
        words = [hit.record.term for group in results.groups()[:1] for hit in group.hits[:3] if hit.is_word]
        if term not in words or results.spelt or results.is_partial:
            wrong.append(typed)

    assert wrong == []
