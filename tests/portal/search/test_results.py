"""The page of results: sections, spelling, places and people, what is missing; at most nine queries, ten in danger."""

from datetime import timedelta

import lxml.html
import pytest
from django.core.cache import cache
from django.utils import timezone

from directory.models import Term
from feedback.models import EmptySearch
from feedback.searches import MOST_A_WEEK, folded
from feedback.tasks import erase_old_searches
from networks.models import Post, Tenure
from portal.tasks import forget_old_words
from tests import factories as make

pytestmark = pytest.mark.django_db

LANGUAGES = ["lt", "en", "ru"]


def search(client, text, language="en", **filters):
    return client.get(f"/{language}/search/", {"q": text, **filters})


def main(response):
    return lxml.html.fromstring(response.text.partition("<main")[2].partition("</main>")[0].partition(">")[2])


def titles(response):
    """What the page lists, section by section in one list."""
    return [heading.text_content() for heading in main(response).xpath("//ul[@class='rows']//h3")]


def kaunas():
    return make.make_municipality(name_lt="Kauno rajono savivaldybė", name_en="Kaunas District", slug="kauno-r")


# --- What is found, and how it is shown -------------------------------------------------------------------------------


MAKERS = [
    make.make_event, make.make_service, make.make_job, make.make_job_source, make.make_organisation, make.make_project,
    make.make_agreement, make.make_initiative, make.make_guide_page, make.make_question, make.make_statistic,
    make.make_word, make.make_post,
]  # fmt: skip
every_kind = pytest.mark.parametrize("make_record", MAKERS, ids=lambda maker: maker.__name__)


@every_kind
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_record_is_found_and_opens_in_the_readers_language(client, make_record, language):
    names = {"name_lt": "Krokodilas", "name_en": "Crocodile", "name_ru": "Крокодил"}
    record = make_record(**names)
    response = search(client, "krokodilų", language)
    hits = main(response).xpath("//ul[@class='rows']/li")

    assert len(hits) == 1
    assert names[f"name_{language}"] in hits[0].text_content()
    (address,) = hits[0].xpath(".//h3/a/@href")
    assert address.startswith(f"/{language}/")
    assert client.get(address.partition("#")[0]).status_code == 200
    assert record.unpublish() is None
    assert titles(search(client, "krokodilų", language)) == []


HIDDEN = [{"published_at": None}, {"visibility": "network"}, {"visibility": "staff"},
          {"published_at": make.FAR_AHEAD}, {"unpublish_at": make.OVER}]  # fmt: skip


@every_kind
@pytest.mark.parametrize("fields", HIDDEN)
def test_hidden_record_leaves_no_trace(client, make_record, fields):
    make_record(name_lt="Slaptas krokodilas", name_en="Secret", name_ru="Тайна", **fields)

    for text in ("krokodilas", "slaptas krokodilas", "krokodils"):
        response = search(client, text)
        assert "Secret" not in response.text
        assert main(response).xpath("count(//ul[@class='rows']/li)") == 0


def test_publishing_rule_of_the_section_has_the_last_word(client, django_capture_on_commit_callbacks):
    """A party that may not be named any more hides its agreement: only the section knows that."""
    agreement = make.make_agreement(name_en="Crocodile pact")
    assert titles(search(client, "crocodile")) == ["Crocodile pact"]

    for party in agreement.parties.all():
        party.organisation.unpublish()

    assert titles(search(client, "crocodile")) == []


def test_words_from_letters_come_first_and_sections_are_counted(client):
    for number in range(7):
        make.make_service(name_en=f"Permit office {number}", slug=f"office-{number}")
    make.make_word(term="leidimas", name_en="permit")
    page = main(search(client, "permit"))

    assert [" ".join(h2.text_content().split()) for h2 in page.xpath("//section/h2")] == [
        "Words from letters 1",
        "Services 7",
    ]
    assert page.xpath("//section[1]//h3/a/span/@lang") == ["lt"]
    assert len(page.xpath("//section[2]//li")) == 5
    assert page.xpath("//section[2]/p/a/@href") == ["?q=permit&section=services"]
    assert len(titles(search(client, "permit", section="services"))) == 7


def test_words_from_letters_come_first_though_another_record_fits_better(client):
    make.make_service(name_en="Permit")
    make.make_word(term="leidimas", name_en="a long word for what others call a permit")

    headings = main(search(client, "permit")).xpath("//section/h2")

    assert [" ".join(h2.text_content().split()) for h2 in headings] == ["Words from letters 1", "Services 1"]


def test_section_has_pages(client):
    for number in range(23):
        make.make_question(name_en=f"Permit question {number}", slug=f"question-{number}")

    first = search(client, "permit", section="guide")
    last = search(client, "permit", section="guide", page=2)

    assert (len(titles(first)), len(titles(last))) == (20, 3)
    assert "page=2" in first.text


def test_municipality_narrows_what_is_local(client):
    here, elsewhere = kaunas(), make.make_municipality()
    make.make_service(name_en="Crocodiles here", area_served=[here])
    make.make_service(name_en="Crocodiles elsewhere", area_served=[elsewhere])
    make.make_word(term="krokodilas", name_en="crocodile")
    make.make_guide_page(name_en="Crocodiles of the country")
    make.make_job(name_en="Crocodile keeper", municipality=elsewhere)

    found = titles(search(client, "crocodile", municipality="kauno-r"))

    assert found == ["krokodilas", "Crocodiles of the country", "Crocodiles here"]
    assert search(client, "keeper", municipality="kauno-r").text.count("Nothing found with these filters") == 1


def test_hit_through_another_language_says_so(client):
    make.make_guide_page(name_lt="Gyvenamosios vietos deklaravimas", name_en="Your address", name_ru="Адрес")

    by_lithuanian = main(search(client, "deklaravimo"))
    (note,) = by_lithuanian.xpath("//ul[@class='rows']//p[@class='meta']")

    assert " ".join(note.text_content().split()) == "Found by the word “deklaravimas” (in Lithuanian)"
    assert note.xpath("span/@lang") == ["lt"]
    assert main(search(client, "address")).xpath("//ul[@class='rows']//p[@class='meta']") == []


def test_foreign_title_has_its_language_and_a_tag(client):
    make.make_guide_page(name_lt="Krokodilas", name_en="", name_ru="")
    page = main(search(client, "krokodilas"))

    assert page.xpath("//h3/a/span/@lang") == ["lt"]
    assert page.xpath("//span[@class='tag warn']/text()") == ["In Lithuanian only"]


def test_hits_are_marked_and_markup_stays_text(client):
    make.make_guide_page(
        name_en="The <b>crocodile</b>",
        description_en=f"<p>{'Filling words of a long text. ' * 20}A hungry <em>crocodile</em> &amp; its son</p>",
    )
    page = search(client, "hungry")

    assert "<mark>hungry</mark> crocodile &amp; its son" in page.text
    assert "The &lt;b&gt;crocodile&lt;/b&gt;" in page.text
    assert "The &lt;b&gt;<mark>crocodile</mark>&lt;/b&gt;" in search(client, "crocodile").text


def test_exact_title_comes_before_longer_ones(client):
    for number in range(8):
        make.make_word(term=f"leidimas gyventi {number}", name_en=f"permit {number}", summary_en="leidimas gyventi")
    make.make_word(term="leidimas gyventi", name_en="the permit")

    assert titles(search(client, "LEIDIMAS  gyventi"))[0] == "leidimas gyventi"
    assert titles(search(client, "лейдимас гивенти"))[0] == "leidimas gyventi"


# --- Spelling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["krokodylas", "krokoditas", "kroodilas", "крокодилаас", "Krokodilass"])
def test_mistyped_word_is_corrected_and_said(client, typed):
    make.make_guide_page(name_lt="Krokodilas", name_en="Animal")
    page = search(client, typed)

    assert titles(page) == ["Animal"]


def test_correction_is_told(client):
    make.make_guide_page(name_lt="Krokodilas", name_en="Animal")

    assert "These are the results for <strong>“krokodilas”</strong>" in search(client, "krokoditas").text
    assert "These are the results" not in search(client, "krokodilas").text


def test_words_of_hidden_records_are_never_offered(client):
    page = make.make_guide_page(name_lt="Slaptažodis")
    page.unpublish()

    assert "slaptažodis" not in search(client, "slaptazotis").text.lower()
    forget_old_words(0)
    assert "slaptažodis" not in search(client, "slaptazotis").text.lower()


def test_some_of_the_words_are_better_than_nothing(client):
    make.make_guide_page(name_en="How to feed crocodiles")
    page = search(client, "who may feed my crocodile tomorrow")

    assert titles(page) == ["How to feed crocodiles"]
    assert "These pages have some of them" in page.text


@pytest.mark.parametrize("typed", ["registraciya zhilya", "registratsiya", "РЕГИСТРАЦИЯ", "регистрации жилья"])
def test_russian_words_are_found_in_latin_letters_too(client, typed):
    make.make_guide_page(name_lt="Adresas", name_en="Address", name_ru="Регистрация жилья")

    assert titles(search(client, typed)) == ["Address"]


@pytest.mark.parametrize("typed", ["zhil'yo", "jil’yo", "tsentr", "Khozyain", "xozyain"])
def test_russian_word_found_in_latin_letters_is_named(client, typed):
    make.make_guide_page(name_lt="Būstas", name_en="Homes", name_ru="Жильё: хозяин, центр")
    (note,) = main(search(client, typed)).xpath("//ul[@class='rows']//p[@class='meta']/span[@lang='ru']")

    assert note.text_content() in {"Жильё", "хозяин", "центр"}
    assert search(client, typed, "ru").text.count("<mark>") == 1


@pytest.mark.parametrize("typed", ["driver's", "drivers’", "driver´s"])
def test_apostrophe_parts_no_word(client, typed):
    make.make_guide_page(name_lt="Pažymėjimas", name_en="Driver's licence", name_ru="")
    make.make_guide_page(name_lt="Raidė", name_en="The letter s", name_ru="")

    assert titles(search(client, typed)) == ["Driver's licence"]


# --- Places and people ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["kauno raj", "Каунасский район", "kaunas", "Kauno rajone"])
def test_municipality_shows_its_coordinator(client, typed):
    make.make_post(kaunas(), name_en="coordinator", number="+370 600 12345")
    page = main(search(client, typed))

    assert page.xpath("//section[@aria-labelledby='people']//a[@class='call']/@href") == ["tel:+37060012345"]
    assert "/en/networks/coordinators/kauno-r/" in page.xpath("//section[1]//a/@href")


def test_coordinator_is_found_by_name_while_in_the_post(client):
    post = make.make_post(kaunas(), filled=False)
    tenure = Tenure.objects.create(post=post, person=make.make_person(given_name="Jūratė", family_name="Šliažienė"))

    for typed in ("Šliažienė", "jurate sliaziene", "Юрате"):
        assert "Jūratė Šliažienė" in search(client, typed).text, typed
    Post.objects.update(leave_from=timezone.localdate())
    assert "Jūratė Šliažienė" not in search(client, "sliaziene").text
    Post.objects.update(leave_from=None)
    tenure.end_date = timezone.localdate() - timedelta(days=1)
    tenure.save()
    assert "Jūratė Šliažienė" not in search(client, "sliaziene").text


def test_who_cannot_be_reached_takes_nobody_elses_place(client):
    today, municipality = timezone.localdate(), kaunas()
    for fields in [{"filled": False}, {"leave_from": today}, {"leave_from": today, "leave_until": today}] * 2:
        make.make_post(municipality, **fields)
    back = {"leave_from": today - timedelta(days=9), "leave_until": today - timedelta(days=1)}
    make.make_post(municipality, number="+370 600 12345", position=9, **back)

    page = main(search(client, "kauno raj"))

    assert page.xpath("//section[@aria-labelledby='people']//a[@class='call']/@href") == ["tel:+37060012345"]


@pytest.mark.parametrize("fields", HIDDEN)
def test_people_in_hidden_posts_are_not_found(client, fields):
    post = make.make_post(kaunas(), filled=False, **fields)
    Tenure.objects.create(post=post, person=make.make_person(given_name="Jūratė", family_name="Šliažienė"))

    for typed in ("Šliažienė", "kauno raj"):
        assert "Jūratė Šliažienė" not in search(client, typed).text


# --- Queries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [1, 3])
def test_queries_are_few_and_constant(client, django_assert_num_queries, amount):
    place = kaunas()
    make.make_term(Term.Vocabulary.NEED)
    for maker in MAKERS:
        for _ in range(amount):
            maker(name_en="Crocodile")
    for _ in range(amount):
        make.make_post(place)

    for text, filters, queries in [
        ("", {}, 2),
        ("crocodile", {}, 8),
        ("crocodile", {"section": "guide"}, 8),
        ("crocodile", {"municipality": "kauno-r"}, 8),
        ("kauno raj", {}, 5),
        ("krocodile", {}, 10),
        ("crocodile whatever", {}, 11),
        ("qqqqqq", {}, 7),
        ("where can I learn Lithuanian", {}, 10),
    ]:
        with django_assert_num_queries(queries):
            assert search(client, text, **filters).status_code == 200


# --- Nothing found ----------------------------------------------------------------------------------------------------


def kept():
    return list(
        EmptySearch.objects.order_by("query", "language").values_list("query", "language", "searches", "wanted")
    )


def test_searches_that_find_nothing_are_counted_by_week_and_language(client, time_machine):
    time_machine.move_to("2026-11-25 12:00+02:00")
    make.make_guide_page(name_lt="Krokodilas")
    for text, language in [("Begemotas", "lt"), ("begemotas!", "lt"), ("БЕГЕМОТ", "ru"), ("krokodilas", "lt")]:
        search(client, text, language)

    assert kept() == [("begemotas", "lt", 2, 0), ("бегемот", "ru", 1, 0)]
    assert {str(row.week) for row in EmptySearch.objects.all()} == {"2026-11-23"}
    time_machine.move_to("2026-12-01 12:00+02:00")
    search(client, "begemotas", "lt")
    assert EmptySearch.objects.filter(query="begemotas").count() == 2


def test_reader_says_what_is_missing_with_one_tap(client):
    cache.clear()
    page = search(client, "begemotas", "lt")
    form = main(page).xpath("//form[@method='post']")[0]
    answer = client.post(form.get("action"), {"q": form.xpath("input[@name='q']/@value")[0]})

    assert (answer.status_code, answer["Location"]) == (302, "/lt/search/thanks/")
    assert client.get("/lt/search/thanks/").status_code == 200
    assert kept() == [("begemotas", "lt", 1, 1)]


def test_one_sender_cannot_wish_without_end(client):
    cache.clear()
    for _ in range(30):
        assert client.post("/lt/search/need/", {"q": "begemotas"}).status_code == 302

    assert kept() == [("begemotas", "lt", 0, 20)]


def test_a_flood_does_not_fill_the_disk(client, time_machine):
    time_machine.move_to("2026-11-25 12:00+02:00")
    week = timezone.localdate() - timedelta(days=2)
    EmptySearch.objects.bulk_create(
        EmptySearch(query=f"w{number}", language="lt", week=week) for number in range(MOST_A_WEEK)
    )

    EmptySearch.objects.note("naujas", "lt")
    EmptySearch.objects.note("w", "lt")
    EmptySearch.objects.note("naujas", "ru")

    assert EmptySearch.objects.count() == MOST_A_WEEK + 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Nėštumas", "nestumas"),
        ("  Ёлка,  Ель ", "елка ель"),
        ("+370 600 12345", ""),
        ("olena@example.org", ""),
        ("https://example.org/", ""),
        ("my name is Olena and I live here", ""),
        ("a" * 41, ""),
        ("“”", ""),
        ("ab", ""),
        ("й", ""),
    ],
)
def test_only_a_few_plain_words_are_kept(typed, expected):
    assert folded(typed) == expected


def test_nothing_found_with_a_filter_or_by_head_is_not_kept(client):
    kaunas()
    search(client, "begemotas", municipality="kauno-r")
    client.head("/lt/search/?q=begemotas")

    assert kept() == []


def test_old_searches_are_erased():
    EmptySearch.objects.create(query="sena", language="lt", week=timezone.localdate() - timedelta(days=366))
    EmptySearch.objects.create(query="nauja", language="lt", week=timezone.localdate() - timedelta(days=364))

    erase_old_searches(0)

    assert kept() == [("nauja", "lt", 0, 0)]


# --- The page itself --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "krokodilas", "begemotas", '"', "!!!"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_nobodys_copy_and_for_no_search_engine(client, text, language):
    make.make_guide_page(name_lt="Krokodilas")
    page = search(client, text, language)

    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.text
    assert "private" in page["Cache-Control"]
    assert "max-age" not in page["Cache-Control"]
    assert "/networks/coordinators/" in page.text
    assert "tel:112" in page.text


HOSTILE = [
    "&", "|", "!", ":*", "a:*", "a & !b | (c", "<->", "'", '"', "\\", "''''", '"""', "%", "_", "*", "\x00", "a\x00b",
    "a" * 10_000, "ž " * 5_000, "leidimas" * 1_000, "\u202eabc", "\U0001f4a9", "\U0001d529\U0001d522",
    "\u02bc\u2032\u201b", "a'b\\c", "<script>alert(1)</script>", "1 2 3 4 5 6 7 8 9 10 11 12", "e\u030b",
    "\ufdfa", "ß", "\u0130\u0131", "in the of", "и в на",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_give_a_page(client, text):
    client.raise_request_exception = False
    make.make_guide_page(
        name_lt="Krokodilas", name_en=text[:200].replace("\x00", ""), description_lt=text.replace("\x00", "")
    )
    page = search(client, text)
    sent = client.post("/en/search/need/", {"q": text})

    assert (page.status_code, sent.status_code) == (200, 302)
    assert "<script>alert" not in page.text


def test_box_stands_on_every_page_and_keeps_what_was_typed(client):
    for path in ("/lt/", "/lt/services/", "/lt/no-such-page/"):
        (box,) = lxml.html.fromstring(client.get(path).text).xpath("//header//form[@role='search']")
        assert box.get("action") == "/lt/search/"
    (box,) = lxml.html.fromstring(search(client, "begemotas").text).xpath("//header//input[@type='search']")
    assert box.value == "begemotas"


# --- Answers ----------------------------------------------------------------------------------------------------------


def test_answers_stand_before_the_hits_and_once(client):
    make.make_guide_page(name_en="Housing", slug="housing")
    make.make_word(term="nuomotojas", name_en="landlord", slug="nuomotojas")
    page = main(search(client, "how do I rent a flat"))

    assert page.xpath("//section[1]/h2/@id") == ["answers"]
    listed = [" ".join(title.text_content().split()) for title in page.xpath("//h3")]
    assert listed[:2] == ["Housing", "nuomotojas"]
    assert len(listed) == len(set(listed))


def test_hidden_pages_and_examples_are_no_answers(client):
    make.make_guide_page(name_en="Housing", slug="housing", is_example=True)
    make.make_word(term="nuomotojas", slug="nuomotojas", published_at=None)

    assert main(search(client, "how do I rent a flat")).xpath("//*[@id='answers']") == []


def test_page_of_the_municipality_that_was_named_comes_first(client):
    here = kaunas()
    country = make.make_guide_page(name_en="Housing", slug="housing")
    make.make_guide_page(name_en="Housing there", slug="housing-kaunas", parent=country, municipality=here)

    assert titles(search(client, "rent a flat Kauno raj"))[0] == "Housing there"
    assert titles(search(client, "rent a flat"))[0] == "Housing"


def test_only_weak_answers_are_noted_and_can_be_wished_for(client):
    for number in range(3):
        make.make_guide_page(name_en=f"Crocodile {number}")
    page = search(client, "crocodile hippopotamus giraffe")

    assert titles(page) != []
    assert kept() == [("crocodile hippopotamus giraffe", "en", 0, 0)]
    assert EmptySearch.objects.get().weak == 1
    assert "I need this" in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        # Only what stands in some record, without what binds a sentence, in order of the alphabet.
        ("how can Praskovya from Zhmerinka find a hippopotamus for the crocodile farm", "crocodile farm hippopotamus"),
        ("Kaip Praskovjai iš Žmerinkos rasti Hipopotamą ir didelę zoologijos sodybą", "hipopotama"),
        ("my number is 861234567 and I am looking for a hippopotamus", ""),
        ("write to praskovya@example.org about the hippopotamus farm", ""),
        ("my husband beats me and the hippopotamus on the farm", ""),
        ("hippopotamus giraffe", "hippopotamus giraffe"),
    ],
)
def test_of_a_whole_question_staff_see_the_words_that_the_portal_has(client, typed, told):
    cache.clear()
    make.make_guide_page(name_en="Crocodile farm", name_lt="Hipopotamas ir hipopotamą")
    make.make_guide_page(name_en="Hippopotamus", name_lt="Ferma")

    assert client.post("/en/search/need/", {"q": typed}).status_code == 302

    assert kept() == ([(told, "en", 0, 1)] if told else [])


def test_what_shares_only_a_common_word_is_left_out(client):
    for number in range(30):
        make.make_guide_page(name_en=f"House {number}")
    make.make_guide_page(name_en="Crocodile farm")

    assert titles(search(client, "crocodile house"))[:1] == ["Crocodile farm"]
    assert len(titles(search(client, "crocodile house"))) == 1
