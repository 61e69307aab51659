"""The paper: whatever the texts are, two pages, nothing beyond its panel, no record cut in the middle."""

import re
from io import BytesIO

import pypdf
import pytest
from PIL import Image

from portal.leaflets.blocks import Code, Section, Sheet, block, line
from portal.leaflets.paragraphs import paragraphs
from portal.leaflets.typesetting import typeset

PANEL, MARGIN, HEIGHT = 99, 8, 210
MILLIMETRE = 100 / 25.4  # pixels, at the 100 dots an inch that the pictures have
# The marks where to fold are so long.
MARK = 4

LONG = {
    "lt": "Neatidėliotinų psichologinių konsultacijų nepilnamečiams užsieniečiams tarpininkavimo įstaiga ",
    "en": "Interdepartmental interpretation and representation of unaccompanied minors ",
    "ru": "Достопримечательности и законодательство о трудоустройстве несовершеннолетних иностранцев ",
}


def words_of(language):
    names = ["more", "code", "issued", "emblem", "danger", "danger_text", "changes"]
    return {name: f"{name} {LONG[language]}" for name in names}


def sheet(language, times, amount, word=""):
    """A sheet whose every text is ``times`` as long as any real one."""
    text = f"{LONG[language] * times}{word}"
    code = Code(
        f"https://kartu.example/{language}/services/?topic=social-support&municipality=kaisiadoriu-r", text[:200]
    )
    record = [
        block(
            [
                line(f"<{number}> {text}", "name"),
                line(text),
                line(text, "small"),
                line("+370 600 12345", "number", "tel:1"),
            ],
            [line(f"<{number}> {text}", "name"), line("+370 600 12345", "number", "tel:1")],
        )
        for number in range(amount)
    ]
    mail = [block([line(f"{'very.long.name.' * 6}@{'institution' * 4}.lt", "", "mailto:a@example.org")])]
    return Sheet(
        slug="x",
        language=language,
        title=text[:200],
        name=[line(text[:120])],
        place=[line(text[:80])],
        lead=[line(text)],
        cover=code,
        flap=[Section(text[:120], mail + record), Section("B", record[:2])],
        flap_code=code,
        back=[Section("C", record)],
        back_code=code,
        inside=[Section("D", record, 1), Section(text[:100], record), Section("F", record, tight=True)],
        funders=[line("Co-funded", "strong"), line(text, "small"), line(text, "small")],
        has_emblem=True,
        words=words_of(language),
        issued_on="2026-11-22",
    )


def beyond_the_panels(picture):
    """How many dots lie in the margins around the panels, apart from the marks where to fold."""
    image = Image.open(BytesIO(picture)).convert("L")
    dots = image.point(lambda value: 255 if value < 245 else 0)
    # The feet of letters stand below their line.
    edge = MARGIN - 1
    zones = [(0, MARK, 3 * PANEL, edge), (0, HEIGHT - edge, 3 * PANEL, HEIGHT - MARK)]
    zones += [(column * PANEL - edge, MARK, column * PANEL + edge, HEIGHT - MARK) for column in (1, 2)]
    zones += [(0, 0, edge, HEIGHT), (3 * PANEL - edge, 0, 3 * PANEL, HEIGHT)]
    found = 0
    for zone in zones:
        part = dots.crop([round(side * MILLIMETRE) for side in zone])
        found += part.histogram()[255]
    return found


CASES = [
    pytest.param(1, 1, "", id="little"),
    pytest.param(1, 16, "", id="many"),
    pytest.param(4, 3, "", id="long"),
    pytest.param(30, 6, "", id="very long"),
    pytest.param(1, 4, "Ž" * 400, id="one endless word"),
    pytest.param(1, 4, "https://example.org/" + "a/b-c?d=" * 60, id="an endless address"),
]


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
@pytest.mark.parametrize(("times", "amount", "word"), CASES)
def test_nothing_lies_beyond_its_panel(language, times, amount, word):
    given = sheet(language, times, amount, word)

    pictures = typeset(given, "png")
    pdf = pypdf.PdfReader(BytesIO(typeset(given)))

    assert len(pictures) == len(pdf.pages) == 2
    assert [beyond_the_panels(picture) for picture in pictures] == [0, 0]


def test_the_measure_finds_what_lies_beyond():
    page = Image.new("RGB", (round(3 * PANEL * MILLIMETRE), round(HEIGHT * MILLIMETRE)), "white")
    page.paste("black", (round(97 * MILLIMETRE), 400, round(98 * MILLIMETRE), 410))
    file = BytesIO()
    page.save(file, "PNG")

    assert beyond_the_panels(file.getvalue()) > 0


def text_of(given):
    pages = pypdf.PdfReader(BytesIO(typeset(given))).pages
    text = "\n".join(page.extract_text() for page in pages)
    return " ".join(re.sub(r"[\u00ad-]\n", "", text).replace("\u200b", "").split())


def test_records_are_whole_or_absent_and_the_paper_says_so():
    text = text_of(sheet("ru", 4, 16))
    whole = " ".join((LONG["ru"] * 4).split())

    inside = text.split(" D ", 1)[1]
    told = re.findall(r"<\d+>", inside)
    assert 0 < len(told) < 48
    assert len(re.findall(rf"<\d+> {re.escape(whole)}", inside)) == len(told)
    assert "more Достопримечательности" in inside


def test_little_stands_complete_and_in_its_order():
    inside = text_of(sheet("lt", 1, 3)).split(" D ", 1)[1]

    assert re.findall(r"<\d+>", inside) == ["<0>", "<1>", "<2>"] * 3
    assert "more Neatidėliotinų" not in inside


def test_text_is_data_and_no_markup():
    evil = 'a #panic("x") $x$ = b *c* _d_ `e` @f <g> #sys.inputs \\ // /* https://x.lt [h](i)'
    given = sheet("en", 1, 1)
    given.inside = [Section("Danger", [block([line(evil)])])]

    assert evil.replace("  ", " ") in text_of(given)


def test_hyphens_of_addresses_stay_hyphens():
    given = sheet("ru", 1, 1)
    given.inside = [Section("X", [block([line("info@kaisiadoriu-r.lt, Gedimino g. 48-2")])])]

    assert "info@kaisiadoriu-r.lt, Gedimino g. 48-2" in text_of(given)


def test_rich_text_becomes_paragraphs():
    lists = "<ol><li><p>one</p></li><li>two<br>lines</li></ol><ul><li>x &amp; y</li></ul>"
    html = f"<h2>A</h2><p>b <strong>c</strong></p>{lists}"

    assert [(found.kind, found.text) for found in paragraphs(html)] == [
        ("heading", "A"),
        ("text", "b c"),
        ("step", "one"),
        ("step", "two lines"),
        ("item", "x & y"),
    ]
    assert paragraphs("<script>alert(1)</script><p></p>") == []
    assert [found.text for found in paragraphs("bare")] == ["bare"]
