"""Lists as tables: what goes out, what comes in, that mistakes are said and nothing is written with one."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from directory.models import MunicipalityRight, Organisation
from services.models import Service
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:tables", args=["services.service"])
HEAD = "slug;name_lt;summary_lt;provider;topics;is_free;valid_through;status;minimum_age"


@pytest.fixture
def staff(client):
    user = make.make_user(is_staff=True, language="en")
    user.groups.add(make.make_group("Project staff"))
    client.force_login(user)
    return user


@pytest.fixture
def provider():
    return make.make_organisation(slug="tarnyba", name_lt="Tarnyba")


def upload(client, table, page=PAGE, encoding="utf-8", **fields):
    data = table if isinstance(table, bytes) else table.encode(encoding)
    return client.post(page, {"file": SimpleUploadedFile("t.csv", data), **fields})


def told(answer):
    """The rows of the table on the page: mistakes or fates."""
    return [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in html.fromstring(answer.text).xpath("//tbody/tr")
    ]


def alert(answer):
    return " ".join(html.fromstring(answer.text).xpath("string(//*[@role='alert'])").split())


def confirm(client, answer, page=PAGE):
    tree = html.fromstring(answer.text)
    sent = {name: tree.xpath(f"string(//input[@name='{name}']/@value)") for name in ("token", "digest")}
    return client.post(page, sent)


def exported(client, address):
    data = client.get(address).content
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_table_adds_drafts_and_changes_what_is_known(client, staff, provider):
    old = make.make_service(slug="sena", name_lt="Sena", provider=provider)
    old.assure("Somebody", "phone")
    topic = make.make_term("topic")
    table = f"{HEAD}\nsena;Nauja;Trumpai;tarnyba;;;;;\nkita;Kita;;Tarnyba;{topic.code};yes;31.01.2027;ended;18\n"

    answer = upload(client, table)

    assert [row[:2] for row in told(answer)] == [["2", "sena"], ["3", "kita"]]
    assert told(answer)[1][2] == "New"
    assert not Service.objects.filter(slug="kita").exists()
    assert confirm(client, answer).status_code == 302
    old.refresh_from_db()
    new = Service.objects.get(slug="kita")
    assert (old.name_lt, old.summary_lt, old.assured_on, old.is_published) == ("Nauja", "Trumpai", None, True)
    assert (new.published_at, new.is_free, str(new.valid_through), new.status) == (None, True, "2027-01-31", "defunct")
    assert (new.minimum_age, [*new.topics.all()], new.provider) == (18, [topic], provider)
    again = upload(client, table)
    assert (told(again), "Changed: 0. The same as before: 2" in again.text) == ([], True)


def test_every_mistake_is_said_with_row_and_column_and_nothing_is_written(client, staff, provider):
    table = (
        f"{HEAD}\ngera;Gera;;tarnyba;;;;;\n"
        "bloga;;;nieko;nera;gal;vakar;keista;daug\n"
        "sena vieta;X;;;;;;;\n"
        "gera;X;;tarnyba;;;;;\n"
    )
    double = upload(client, table)
    assert told(double)[0][0] == "5"

    answer = upload(client, table.rpartition("gera;X")[0])

    said = told(answer)
    columns = {(row, column) for row, column, _words in said}
    wrong = ["Name (lt)", "Provider", "Topics", "Free of charge", "Paid for until", "Status", "From age"]
    assert {("3", column) for column in wrong} <= columns
    assert {("4", "Address"), ("4", "Provider")} <= columns
    assert not any("violated" in words or "null" in words for _row, _column, words in said)
    assert "gera" not in Service.objects.values_list("slug", flat=True)
    assert not html.fromstring(answer.text).xpath("//input[@name='token']")


def test_what_changed_after_the_preview_is_not_overwritten(client, staff, provider):
    old = make.make_service(slug="sena", name_lt="Sena", provider=provider)
    answer = upload(client, f"{HEAD}\nsena;Nauja;;tarnyba;;;;;\n")
    Service.objects.filter(pk=old.pk).update(name_lt="Kita")

    again = confirm(client, answer)

    old.refresh_from_db()
    assert (again.status_code, old.name_lt) == (200, "Kita")
    assert "Nothing was written" in again.text
    confirm(client, again)
    old.refresh_from_db()
    assert old.name_lt == "Nauja"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1257"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_as_spreadsheets_write_it(client, staff, provider, encoding, delimiter):
    table = "Adresas;Pavadinimas (lt);Teikėjas\nnauja;Ąžuolas;tarnyba\n".replace(";", delimiter)

    answer = upload(client, table, encoding=encoding)

    assert told(answer) == [["2", "nauja", "New"]], alert(answer)
    confirm(client, answer)
    assert Service.objects.get(slug="nauja").name_lt == "Ąžuolas"


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"slug;name_lt\n",
        b"PK\x03\x04nothing",
        b"\x00\x01",
        b"name_lt;provider\na;b\n",
        b"slug;password\na;b\n",
        b"slug;slug\na;b\n",
        b"slug;name_lt\na;b;c\n",
        b"slug\n" + b"a\n" * 2_001,
        b"x" * 5_000_001,
        b'slug;name_lt\na;"b\n',
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(client, staff, table):
    answer = upload(client, table)

    assert (answer.status_code, len(alert(answer)) > 20, Service.objects.count()) == (200, True, 0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_is_filtered_is_no_formula_and_comes_in_again_unchanged(client, staff, provider, form):
    make.make_service(slug="a", name_lt="=1+1", provider=provider, summary_lt="@SUM", description_lt="<p>Labas</p>")
    make.make_service(slug="b", name_lt="Kita", status="defunct", legal_statuses=["refugee", "citizen"])
    address = reverse("admin:tables_file", args=["services.service", "list", form])

    data = client.get(f"{address}?status__exact=active").content

    if form == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        assert [row[0] for row in rows] == ["Address", "a"]
        assert (rows[1][2], rows[1][5]) == ("'=1+1", "'@SUM")
    else:
        sheet = load_workbook(io.BytesIO(data)).active
        assert [cell.value for cell in sheet["A"]] == ["Address", "a"]
        assert (sheet["C2"].data_type, sheet["C2"].value) == ("s", "=1+1")
    answer = upload(client, client.get(address).content)
    assert (told(answer), alert(answer), "The same as before: 2" in answer.text) == ([], "", True)


@pytest.mark.parametrize("label", ["directory.organisation", "jobs.jobposting"])
def test_other_lists_go_out_and_come_in_unchanged(client, staff, label):
    make.make_job()
    page = reverse("admin:tables", args=[label])

    answer = upload(client, client.get(reverse("admin:tables_file", args=[label, "list", "csv"])).content, page)

    assert (told(answer), alert(answer)) == ([], "")
    assert "The same as before: 1" in answer.text


def test_who_may(client, provider):
    files = reverse("admin:tables_file", args=["services.service", "list", "csv"])

    def asked(role, **rights):
        person = make.make_user(is_staff=True, language="en", **rights)
        person.groups.add(make.make_group(role))
        if role == "Municipality coordinator":
            MunicipalityRight.objects.create(user=person, municipality=make.make_municipality())
        client.force_login(person)
        forged = upload(client, "slug;name_lt;provider\nx;X;tarnyba\n").status_code
        return [client.get(files).status_code, client.get(PAGE).status_code, forged]

    make.make_service(slug="svetima", provider=provider)
    assert asked("Auditor") == [200, 403, 403]
    assert asked("Translator", translates=["ru"]) == [200, 403, 403]
    assert asked("Municipality coordinator") == [200, 403, 403]
    assert [row[0] for row in exported(client, files)] == ["Address"]
    assert asked("Project staff") == [200, 200, 200]
    other = reverse("admin:tables_file", args=["accounts.user", "list", "csv"])
    assert [client.get(other).status_code, client.get(files.replace("list", "all")).status_code] == [404, 404]
    assert Organisation.objects.count() == 1


def test_somebody_elses_table_is_not_written(client, staff, provider):
    answer = upload(client, f"{HEAD}\nnauja;Nauja;;tarnyba;;;;;\n")
    client.force_login(make.make_staff(language="en"))

    refused = confirm(client, answer)

    assert ("Upload it once more" in alert(refused), Service.objects.count()) == (True, 0)
