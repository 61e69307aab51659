"""One record never breaks an outlet of all, whatever characters it holds and however they came into the table."""

import json
import re
from io import BytesIO

import icalendar
import lxml.etree
import lxml.html
import openpyxl
import pypdf
import pytest
from django.core.cache import caches
from django.utils import timezone

from content.text import gist, has_words, legible, tidy
from directory.models import Organisation, Place, Term
from events.models import Registration
from events.registration.table import registration_table
from guide.models import GuidePage, Word
from networks.models import Person
from tests import factories as make

pytestmark = pytest.mark.django_db

# What somebody pasted between "Labas" and "rytas", and what readers see in its place.
PASTED = {
    "a break of Word's": ("\x0b", " "),
    "breaks of others": ("\x0c\x85\u2028\u2029", " "),
    "controls": ("\x01\x07\x1b\x7f\x9b", ""),
    "no characters": ("\ufffe\uffff\ufdd0\U0001ffff", ""),
    "zero width space": ("\u200b", ""),
    "joiners": ("\u200c\u200d\u2060\ufeff", ""),
    "soft hyphen": ("\xad", ""),
    "turned round": ("\u202e\u2066\u200f", ""),
    "private": ("\ue123\U000f1234\U000e0041", ""),
    "emoji": ("🎓", "🎓"),
    "flag": ("🇱🇹", "🇱🇹"),
    "family": ("👩‍👩‍👧", "👩‍👩‍👧"),
    "Chinese": ("名字", "名字"),
    "Persian": ("می‌خواهم", "می‌خواهم"),
    "quotes and tags": ('"<&>\\;,', '"<&>\\;,'),
}
pasted = pytest.mark.parametrize("name", PASTED)


def as_seen(name):
    return f"Labas{PASTED[name][1]}rytas"


@pytest.fixture
def records():
    """One record of every kind in one municipality; their names and summaries are written past all checks."""

    def make_them(text):
        caches["leaflets"].clear()
        municipality = make.make_municipality(slug="vieta")
        topic = make.make_term(Term.Vocabulary.TOPIC, "health")
        place = make.make_place(municipality=municipality)
        found = [
            make.make_event(place=place, slug="renginys", registration_mode="form"),
            make.make_service(topics=[topic], area_served=[municipality], slug="paslauga"),
            make.make_job(municipality=municipality, slug="darbas"),
            make.make_guide_page(topics=[topic], slug="puslapis"),
            make.make_question(),
            make.make_word(),
            make.make_post(municipality, slug="pareigos"),
        ]
        for record in found:
            own = type(record).objects.filter(pk=record.pk)
            own.update(name_lt=text, summary_lt=text, description_lt=f"<p>{text}</p>")
        Organisation.objects.update(name_lt=text)
        Place.objects.update(name_lt=text, street_address=text)
        Person.objects.update(family_name=text)
        return found

    return make_them


def xml(answer):
    return lxml.etree.fromstring(answer.content)


def shown(page):
    return " ".join(lxml.html.fromstring(page.content).text_content().split())


@pasted
def test_pages_and_lists_show_it(client, records, name):
    records(f"Labas{PASTED[name][0]}rytas")

    paths = ["", "events/", "events/renginys/", "events/renginys/share/", "events/renginys/card/", "services/",
             "services/paslauga/", "services/paslauga/share/", "jobs/", "jobs/darbas/", "guide/puslapis/",
             "guide/questions/", "guide/words/", "networks/coordinators/vieta/", "offline/vieta.html"]  # fmt: skip
    for path in paths:
        page = client.get(f"/lt/{path}")
        assert page.status_code == 200, path
        if path:
            assert as_seen(name) in shown(page), path


@pasted
@pytest.mark.parametrize(("path", "record"), [("events/feed.xml", "event"), ("jobs/feed.xml", "job")])
def test_feeds_can_be_read(client, records, name, path, record):
    records(f"Labas{PASTED[name][0]}rytas")

    titles = [" ".join(found.text.split()) for found in xml(client.get(f"/lt/{path}")).iter("{*}title")]

    assert any(as_seen(name) in title for title in titles)


@pasted
def test_calendars_can_be_read(client, records, name):
    records(f"Labas{PASTED[name][0]}rytas")

    for path in ("calendar.ics", "renginys.ics"):
        text = client.get(f"/lt/events/{path}").content.decode()
        # Programs split the lines of a calendar in their own ways: none of these may be found in it.
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]", text)
        entry = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
        assert " ".join(entry["summary"].split()) == as_seen(name)


@pasted
def test_open_data_and_facts_for_search_engines_can_be_read(client, records, name):
    records(f"Labas{PASTED[name][0]}rytas")

    [service] = client.get("/lt/data/services.json").json()["contents"]
    page = lxml.html.fromstring(client.get("/lt/services/paslauga/").content)
    [facts] = [json.loads(block.text) for block in page.iter("script") if block.get("type") == "application/ld+json"]

    assert " ".join(service["name"].split()) == " ".join(facts["name"].split()) == as_seen(name)


@pasted
def test_leaflets_can_be_printed(client, records, name):
    """Paper has the letters of its fonts: what they lack of words is told by "…", a picture is left out."""
    records(f"Labas{PASTED[name][0]}rytas")
    on_paper = {"emoji": "Labasrytas", "flag": "Labasrytas", "family": "Labasrytas", "Chinese": "Labas…rytas"}

    answer = client.get("/lt/guide/leaflets/health-vieta.pdf")

    assert answer.status_code == 200
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages)
    if name != "Persian":
        assert on_paper.get(name, as_seen(name)) in " ".join(text.replace("\u200b", "").replace("\u200d", "").split())


@pasted
def test_contact_cards_can_be_read(client, records, name):
    records(f"Labas{PASTED[name][0]}rytas")

    text = client.get("/lt/networks/coordinators/pareigos.vcf").content.decode()

    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]", text)
    names = re.search(r"\r\nFN:(.*?)\r\n(?! )", text, re.DOTALL)[1].replace("\r\n ", "")
    plain = re.sub(r"\\(.)", lambda found: " " if found[1] == "n" else found[1], names)
    assert as_seen(name) in " ".join(plain.split())


@pasted
def test_table_of_registrations_can_be_opened(records, name):
    event = records(f"Labas{PASTED[name][0]}rytas")[0]
    date = event.occurrences.get()
    make.make_registration(date)
    Registration.objects.update(name_called_by=f"Labas{PASTED[name][0]}rytas")

    sheet = openpyxl.load_workbook(BytesIO(registration_table(date))).active

    assert " ".join(sheet["B3"].value.split()) == as_seen(name)


@pasted
def test_what_staff_type_is_kept_clean(client, name):
    """One rule for every form, the back office's too."""
    word = make.make_word()
    client.force_login(make.make_staff())
    address = f"/admin/guide/word/{word.pk}/change/"
    form = client.get(address).context["adminform"].form
    typed = {field: "" if value is None else value for field, value in form.initial.items()}
    typed |= {"name_lt": f"Labas{PASTED[name][0]}rytas", "variants": "", "topics": []}

    client.post(address, {key: value for key, value in typed.items() if not isinstance(value, list) or value})

    word.refresh_from_db()
    assert " ".join(word.name_lt.split()) == as_seen(name)


@pasted
def test_what_visitors_type_is_kept_clean(client, name):
    answer = client.get("/lt/services/", {"q": f"Labas{PASTED[name][0]}rytas"})

    assert " ".join(answer.context["filters"].asked("q").split()) == as_seen(name)


# --- Markup without words ---------------------------------------------------------------------------------------------

NOTHING = ["<p></p>", "<p></p><p></p>", "<p>&nbsp;</p>", "<p>\xa0</p>", "<br>", "<p><br></p>", "<ul><li></li></ul>",
           "<p>\u200b</p>", "<p>&#8203;</p>", "<h2> </h2>\n<p></p>", "<p><b> </b></p>", " ", "\n"]  # fmt: skip


@pytest.mark.parametrize("markup", NOTHING)
def test_markup_without_words_is_no_translation(client, markup):
    page = make.make_guide_page(slug="puslapis", description_lt="<p>Tekstas.</p>", description_ru="<p>Текст.</p>")
    GuidePage.objects.filter(pk=page.pk).update(description_en=markup)
    page.refresh_from_db()

    answer = client.get("/en/guide/puslapis/")

    assert page.translation_state("en") == "missing"
    assert page.complete_languages() == ["lt", "ru"]
    assert '<div lang="lt"><p>Tekstas.</p></div>' in answer.text
    assert "in Lithuanian" in answer.text


@pytest.mark.parametrize("markup", NOTHING)
def test_markup_without_words_is_not_kept(markup):
    page = make.make_guide_page(description_lt=markup, description_en=markup)
    page.refresh_from_db()

    assert (page.description_lt, page.description_en) == ("", "")
    assert page.translation_state("en") == "outdated", "nothing is missing: there is nothing to translate"


@pytest.mark.parametrize("text", ["<p>–</p>", "<p>a</p>", "<3", "&amp;", "<p></p><p>1</p>", "🎓", "名"])
def test_words_are_words(text):
    assert has_words(text)


# --- Normalisation ----------------------------------------------------------------------------------------------------

SAME = [
    ("A.\nB.", "A.\r\nB."),
    ("A.\nB.", "A.\rB."),
    ("A. B.", "A.  B. "),
    ("A. B.", "A.\xa0B."),
    ("šeima", "s\u030ceima"),
    ("Kursai", "Kur\u200bsai"),
    ("Kursai", "Kur\xadsai"),
    ("A.\nB.", "A.\u2028B."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
@pytest.mark.parametrize("is_kept_so", [True, False])
def test_normalisation_never_moves_the_hash(one, other, is_kept_so):
    page = make.make_guide_page(summary_lt=one, summary_en="A.")
    page.mark_current("en", by="Translator")
    if is_kept_so:
        GuidePage.objects.filter(pk=page.pk).update(summary_lt=other)
        page.refresh_from_db()
    else:
        page.summary_lt = other
        page.save()

    assert page.translation_state("en") == "current"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>A</p><p>B</p>", "<p>A</p>\n<p>B</p>\n"),
        ("<p>A</p>", "<p>A</p><p></p>"),
        ("<p>A <strong>B</strong></p>", "<p>A <b>B</b></p>"),
        ("<p>A B</p>", "<p>A&nbsp;B</p>"),
        ("<p>A &amp; B</p>", "<p>A & B</p>"),
    ],
)
def test_what_an_editor_writes_otherwise_says_the_same(one, other):
    assert gist(one) == gist(other)


@pytest.mark.parametrize(("one", "other"), [("A.\nB.", "A.\nC."), ("A", "a"), ("<p>A</p>", "<p>AB</p>"), ("A B", "AB")])
def test_other_words_are_another_text(one, other):
    assert gist(one) != gist(other)


def test_hash_of_an_older_version_still_counts():
    """Texts from the editor were kept with the line ends of a browser, and hashed so."""
    page = make.make_guide_page(summary_lt="A.\nB.")
    for known in page.known_hashes():
        GuidePage.objects.filter(pk=page.pk).update(translations={"en": {"source_hash": known}})
        page.refresh_from_db()
        assert page.translation_state("en") != "outdated" or page.missing_fields("en")


@pytest.mark.parametrize("state", ["current", "outdated"])
def test_form_sent_back_as_it_was_changes_no_state(client, state):
    """The browser sends other line ends than the table has."""
    word = make.make_word(summary_lt="A.\nB.", summary_en="A.\nB.", summary_ru="A.\nB.")
    word.mark_current("en", by="Translator")
    if state == "outdated":
        Word.objects.filter(pk=word.pk).update(summary_lt="Kitas.", summary_en="A.\r\nB.")
        word.refresh_from_db()
    client.force_login(make.make_staff())
    address = f"/admin/guide/word/{word.pk}/change/"
    form = client.get(address).context["adminform"].form
    typed = {name: form[name].value() for name in form.fields}
    sent = {name: str(value).replace("\r\n", "\n").replace("\n", "\r\n") for name, value in typed.items() if value}
    moments = [name for name, value in typed.items() if hasattr(value, "hour")]
    for name in moments:
        at = timezone.localtime(typed[name])
        sent |= {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}
        del sent[name]

    answer = client.post(address, sent)

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    word.refresh_from_db()
    assert word.translation_state("en") == state
    assert word.summary_ru == "A.\nB."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x0bb", "a\nb"),
        ("a\r\nb", "a\nb"),
        ("\uf0b7 a", "• a"),
        ("a\tb", "a\tb"),
        ("می‌خواهم", "می‌خواهم"),
        ("a\u200db", "ab"),
    ],
)
def test_what_is_legible(text, kept):
    assert legible(text) == kept


def test_tidy_text_of_one_line_keeps_words_apart():
    assert tidy("a\x0bb\u2028c", in_lines=False) == "a b c"
