"""The report of a year: its numbers are those of an independent count, the same on screen, in the file and on paper."""

import re
from io import BytesIO

import pypdf
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from lxml import html
from openpyxl import load_workbook

from portal.funder_report.computing import compute
from portal.funder_report.heads import lines_of
from portal.funder_report.models import ReportPeriod
from portal.funder_report.outputs import tables, typesetting
from tests import factories as make
from tests.portal.funder_report.year import FIRST, LAST, NOW, add_indicator, ask_for_bands

pytest_plugins = ["tests.portal.funder_report.fixtures"]
pytestmark = pytest.mark.django_db

# What counts of an event, said without our code: published, no example, over, not called off; days are Vilnius days.
HELD = """
    WITH held AS (
        SELECT e.id, e.starts_at, e.ends_at, s.is_all_day, k.code AS kind
        FROM events_event e JOIN events_eventseries s ON s.id = e.series_id JOIN directory_term k ON k.id = s.kind_id
        WHERE s.project_id = %(project)s AND s.published_at IS NOT NULL AND NOT s.is_example AND e.ends_at < %(now)s
          AND e.status NOT IN ('cancelled', 'postponed')
          AND (e.starts_at AT TIME ZONE 'Europe/Vilnius')::date BETWEEN %(first)s AND %(last)s
    )
"""
TALLIES = "SELECT coalesce(sum(count), 0) FROM events_attendancetally JOIN held ON held.id = event_id"
COUNTS = {
    "E": "SELECT count(*) FROM held",
    "T": "SELECT count(*) FROM held WHERE kind = 'training'",
    "H": """SELECT coalesce(sum(round(extract(epoch FROM ends_at - starts_at) / 60) / 60), 0) FROM held
            WHERE kind = 'training' AND NOT is_all_day""",
    "P": TALLIES,
    "S": f"{TALLIES} WHERE \"group\" IN ('staff', 'resident') AND kind = 'training'",
    "I": "SELECT count(*) FROM events_invitation JOIN held ON held.id = event_id",
    "C": "SELECT count(*) FROM events_invitation JOIN held ON held.id = event_id WHERE came",
    "A": """SELECT count(*) FROM networks_agreement WHERE project_id = %(project)s AND NOT is_example
            AND date_signed BETWEEN %(first)s AND %(last)s""",
    "N": """SELECT count(*) FROM directory_networkmember WHERE project_id = %(project)s
            AND joined_on BETWEEN %(first)s AND %(last)s""",
    "L": """SELECT count(*) FROM publicity_publicityitem WHERE project_id = %(project)s AND kind IN ('leaflet', 'page')
            AND published_on BETWEEN %(first)s AND %(last)s""",
    "V": """SELECT count(*) FROM services_service WHERE project_id = %(project)s
            AND (published_at AT TIME ZONE 'Europe/Vilnius')::date BETWEEN %(first)s AND %(last)s""",
    "R": """SELECT coalesce(sum(count), 0) FROM readers_readercount WHERE day BETWEEN %(first)s AND %(last)s AND (
            record = (SELECT slug FROM directory_project WHERE id = %(project)s)
            OR record IN (SELECT slug FROM services_service WHERE project_id = %(project)s))""",
}


def recount(sql, project, first):
    with connection.cursor() as cursor:
        cursor.execute(HELD + sql, {"project": project.pk, "first": first, "last": LAST, "now": NOW})
        return cursor.fetchone()[0]


def address(name, project, **more):
    where = f"project={project.pk}&first={FIRST}&last={LAST}"
    return f"{reverse(f'admin:funder_report_reportperiod_{name}')}?{where}" + "".join(
        f"&{key}={value}" for key, value in more.items()
    )


def test_figures_are_those_of_an_independent_count(project):
    figures = compute(project, FIRST, LAST)["figures"]

    counted = {row["code"]: (row["value"], row["reached"]) for row in figures}
    wanted = {
        code: tuple(
            pytest.approx(float(recount(sql, project, first)), abs=0.2) for first in (FIRST, project.start_date)
        )
        for code, sql in COUNTS.items()
    }
    assert counted == wanted
    # Nothing of it is empty, or the comparison would say little.
    assert all(reached for _value, reached in counted.values())
    assert all(reached > value for code, (value, reached) in counted.items() if code in "ETHPSIANLVR")


def test_every_figure_is_the_sum_of_its_records(project):
    report = compute(project, FIRST, LAST)

    for row in report["figures"]:
        if row["counted"] != "readers":
            assert row["reached"] == pytest.approx(sum(amount for _key, _recent, amount in row["records"]), abs=0.05)
            assert row["value"] == pytest.approx(sum(recent or 0 for _key, recent, _amount in row["records"]), abs=0.05)
        assert {key for key, *_rest in row["records"]} <= report["records"].keys()


def test_readings_of_very_few_stay_unsaid(project):
    report = compute(project, FIRST, LAST)
    row = next(row for row in report["figures"] if row["code"] == "R")

    with translation.override("en"):
        shown = tables.records(report, row).written
    assert [cells[2:] for _key, cells in shown] == [["70", "79"], ["fewer than 5", "fewer than 5"]]
    assert 3 not in [amount for _key, *amounts in row["records"] for amount in amounts]


# --- Screen, spreadsheet, paper


@pytest.fixture
def staff(client):
    client.force_login(make.make_staff(language="en"))


def squeezed(text):
    """Without spaces and hyphens: where a cell ends its line, and a word is divided, is the paper's affair."""
    return re.sub(r"[\s\u200b\xad-]", "", text)


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_screen_spreadsheet_and_paper_hold_the_same_numbers(client, project, language):
    user = make.make_staff(language=language)
    client.force_login(user)
    period = ReportPeriod.objects.create(project=project, first_day=FIRST, last_day=LAST)
    period.write({"done": "Viskas, ką žadėjome: 40 % ir daugiau.", "outlook": "=SUM(1)"})

    tree = html.fromstring(client.get(address("report", project)).text)
    book = load_workbook(BytesIO(client.get(address("xlsx", project)).content))
    pdf = pypdf.PdfReader(BytesIO(client.get(address("pdf", project)).content))

    with translation.override(language):
        wanted = [cells for _key, cells in tables.figures(compute(project, FIRST, LAST)).written]
        people = [table.written for table in tables.people(compute(project, FIRST, LAST))]
        annexes = tables.annexes(compute(project, FIRST, LAST))
    screen = [[cell.text_content().strip() for cell in row.findall("td")] for row in tree.xpath("//table[1]/tbody/tr")]
    assert [row for row in screen if row in wanted] == wanted
    front = [[cell for cell in row if cell is not None] for row in book.worksheets[0].iter_rows(values_only=True)]
    kept = {row[0]: row for row in front if row and row[0] in {cells[0] for cells in wanted}}
    with translation.override(language):
        read_back = [[tables.written(cell) for cell in kept[cells[0]]] for cells in wanted]
    assert read_back == [[cell for cell in cells if cell != "–"] for cells in wanted]
    assert ["=SUM(1)"] in front
    text = squeezed("".join(page.extract_text() for page in pdf.pages))
    for cells in [*wanted, *(cells for rows in people for _key, cells in rows)]:
        assert squeezed("".join(cell for cell in cells if cell)) in text
    for table in annexes:
        assert squeezed(table.title) in text
        for _key, cells in table.written[:5]:
            assert squeezed(cells[1]) in text
    root = pdf.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert squeezed(getattr(project, f"disclaimer_{language}")) in text
    assert len(book.worksheets) == 3 + len(annexes)


def test_each_number_opens_what_it_counts(client, staff, project):
    page = html.fromstring(client.get(address("report", project)).text)
    links = [link.get("href") for link in page.xpath("//td[@class='num']/a")]
    report = compute(project, FIRST, LAST)

    for row, (recent, whole) in zip(report["figures"], zip(links[::2], links[1::2], strict=True), strict=True):
        for link, number in ((recent, row["value"]), (whole, row["reached"])):
            listed = html.fromstring(client.get(f"{link}").text)
            with translation.override("en"):
                assert listed.xpath("//strong")[0].text_content() == tables.written(tables.counted(row, number))
    events = html.fromstring(client.get(links[1]).text)
    assert events.xpath("//tbody//a/@href")[0].startswith("/admin/events/event/")


@pytest.mark.parametrize("name", ["report", "xlsx", "pdf", "records"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?project=1&first=2025-01-01&last=2024-01-01",
        "?project=x&first=y&last=\x00",
        "?project=1&first=0001-01-01&last=9999-12-31",
    ],
)
def test_wrong_question_is_told(client, staff, project, name, query):
    page = client.get(reverse(f"admin:funder_report_reportperiod_{name}") + query)

    assert page.status_code == 200
    assert "Please check what is marked below." in page.text


def test_list_of_no_figure_is_not_found(client, staff, project):
    assert client.get(address("records", project, figure="nothing")).status_code == 404


# --- Targets, people


def test_target_says_how_much_is_reached_and_what_is_not_confirmed(project):
    report = compute(project, FIRST, LAST)
    with translation.override("en"):
        rows = {row[0]: row for row in tables.figures(report).rows}

    figure = next(row for row in report["figures"] if row["code"] == "A")
    assert (figure["target"], figure["reached"]) == (4, 3)
    assert rows["A"][6:] == [75, "to be confirmed by the fund"]
    assert (rows["N"][3], rows["N"][6]) == (None, None)
    assert rows["N"][7].startswith("no target is stated; to be confirmed by the fund; 1 organisation invited")


def test_ages_asked_are_summed_up_and_what_cannot_be_told_is_said(project):
    ask_for_bands(project, (None, 17), (18, 60), (61, None), (None, 24))
    report = compute(project, FIRST, LAST)
    counted = {}
    for _group, _sex, band, people in report["heads"]:
        counted[band] = counted.get(band, 0) + people

    lines = {line.code: (line.people, line.unclear) for line in lines_of(report, "age")}

    assert set(counted) == {"0-17", "18-59", "60+", "18-60", "61+"}
    assert lines == {
        "0-17": (counted["0-17"], 0),
        "18-60": (counted["18-59"] + counted["18-60"], counted["60+"]),
        "61+": (counted["61+"], counted["60+"]),
        "0-24": (counted["0-17"], counted["18-59"] + counted["18-60"]),
    }


def test_indicator_has_a_time_of_its_own(project):
    add_indicator(project, "X", "events", since=FIRST, until="2025-06-30")
    figure = next(row for row in compute(project, FIRST, LAST)["figures"] if row["code"] == "X")

    days = [compute(project, FIRST, LAST)["records"][key]["day"] for key, *_rest in figure["records"]]
    assert figure["value"] == figure["reached"] == len(days)
    assert "2025-01-01" <= min(days) <= max(days) <= "2025-06-30"


# --- Odd contents

ODD = {
    "markup": "<b>#evil[x]</b> *b* $x$ {{ 7 }}",
    "formula": '=HYPERLINK("http://example.org")',
    "long": "Nebeprisikiškiakopūsteliaujantiesiems" * 4,
    "signs": "≥ 5 → 6 • ✓",
}


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_odd_texts_are_printed_as_they_are_or_it_is_said(client, project, language):
    """Nothing is read as markup or as a formula, and no sign vanishes without a word."""
    client.force_login(make.make_staff(language=language))
    period = ReportPeriod.objects.create(project=project, first_day=FIRST, last_day=LAST)
    period.write({"done": "\n".join(ODD.values()), "outlook": "سلام Kaunas 👨‍👩‍👧 日本."})

    pdf = pypdf.PdfReader(BytesIO(client.get(address("pdf", project)).content))
    book = load_workbook(BytesIO(client.get(address("xlsx", project)).content))
    page = html.fromstring(client.get(address("report", project)).text)

    paper = squeezed("".join(page.extract_text() for page in pdf.pages))
    sheet = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    for text in ODD.values():
        assert squeezed(text) in paper
        assert [cell.data_type for cell in sheet if cell.value == text] == ["s"]
        assert text in page.text_content()
    assert squeezed("[?] Kaunas [?].") in paper
    with translation.override(language):
        assert squeezed(typesetting._told("[?]")) in paper
    assert "سلام Kaunas 👨‍👩‍👧 日本." in [cell.value for cell in sheet]


def test_paper_without_odd_signs_says_nothing_of_them(project):
    content = typesetting.pdf(compute(project, FIRST, LAST))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)

    assert "[?]" not in text


@pytest.mark.parametrize(
    ("first", "last", "is_outside"),
    [("2025-03-03", "2025-03-03", False), ("2001-01-01", "2001-12-31", True), ("2090-01-01", "2090-12-31", True)],
)
def test_periods_of_a_day_and_outside_of_the_project(client, staff, first, last, is_outside):
    """Also of a project that nobody gave indicators: paper and spreadsheet say so."""
    bare = make.make_project(start_date=FIRST, end_date=LAST)
    where = f"?project={bare.pk}&first={first}&last={last}"
    page, sheet, paper = (
        client.get(reverse(f"admin:funder_report_reportperiod_{name}") + where) for name in ("report", "xlsx", "pdf")
    )

    assert ("No day of this period lies within the time of the project." in page.text) is is_outside
    assert "The project has no indicators yet." in page.text
    none = "The project has not said what it promises in numbers."
    assert none in [row[0] for row in load_workbook(BytesIO(sheet.content)).worksheets[0].iter_rows(values_only=True)]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(paper.content)).pages)
    assert squeezed(none) in squeezed(text)


def test_target_of_nothing_and_indicator_without_a_unit(project):
    add_indicator(project, "0", "events", target=0)
    with translation.override("en"):
        row = next(row for row in tables.figures(compute(project, FIRST, LAST)).written if row[0] == "0")[1]

    assert (row[2], row[3], row[6]) == ("–", "0", "–")
