"""Texts out to an agency and in again: what is in a file, what is taken, what is refused, and that nothing is lost."""

from threading import Event, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from lxml import html

from content.models import Content
from guide.models import GuidePage
from tests import factories as make
from tests.portal.agency.files import translated, units_of

pytestmark = pytest.mark.django_db
RICH = (
    '<p>Ačiū &amp; <strong>labas</strong>, <a href="https://example.org/a">čia</a><br>du</p><ul><li><p>A</p></li></ul>'
)
PAGE, FILE = reverse("admin:agency"), reverse("admin:agency_file", args=["lt", "ru"])


@pytest.fixture
def translator(client):
    user = make.make_user(is_staff=True, language="en", translates=["ru"])
    user.groups.add(make.make_group("Translator"))
    client.force_login(user)
    return user


@pytest.fixture
def record():
    return make.make_guide_page(name_ru="Имя", summary_lt="Trumpai.", summary_ru="", description_lt=RICH)


def send_back(client, data, name="back.xlf", **fields):
    page = client.post(PAGE, {"file": SimpleUploadedFile(name, data), **fields})
    tree = html.fromstring(page.text)
    rows = [[cell.text_content() for cell in row] for row in tree.xpath("//section[@role='status']//tbody/tr")]
    return page, rows


def mistakes(page):
    return [node.text_content().strip() for node in html.fromstring(page.text).xpath("//*[@role='alert']/p")]


def test_a_file_holds_what_waits_and_comes_back_with_its_layout(client, translator, record):
    make.make_guide_page(name_lt="Juodraštis", published_at=None)
    data = client.get(FILE).content
    assert [field for _original, field in units_of(data)] == ["name", "summary", "description"]

    _page, rows = send_back(client, translated(data))

    record.refresh_from_db()
    assert (rows, record.summary_ru) == ([], "TRUMPAI.")
    assert record.description_ru.replace(' rel="noopener"', "") == (
        '<p>AČIŪ &amp; <strong>LABAS</strong>, <a href="https://example.org/a">ČIA</a><br>DU</p><ul><li><p>A</p></li></ul>'
    )
    assert (record.translation_state("ru"), record.translations["ru"]["by"]) == ("current", str(translator))
    assert units_of(client.get(FILE).content) == []


def test_of_an_outdated_record_only_what_changed_goes_out(client, translator):
    record = make.make_guide_page(name_ru="Имя", summary_lt="Vienas.", summary_ru="Один.", alert_lt="A.", alert_ru="А.")
    record.mark_current("ru", by="Somebody")
    record.summary_lt = "Du."
    record.save()

    data = client.get(FILE).content

    assert [field for _original, field in units_of(data)] == ["summary"]
    assert "Один." in data.decode()
    send_back(client, translated(data), by_machine="on")
    record.refresh_from_db()
    assert (record.summary_ru, record.translation_state("ru")) == ("DU.", "current")
    assert record.translations["ru"]["origin"] == Content.Origin.MACHINE


def test_what_was_taken_of_a_record_does_not_go_out_again(client, translator, record):
    record.mark_current("ru", by="Somebody")
    data = client.get(FILE).content
    assert [field for _original, field in units_of(data)] == ["summary", "description"]

    _page, rows = send_back(client, translated(data, only=lambda _original, unit: unit.startswith("summary")))

    assert rows == [[record.name_en, "Description", "It came back without a translation."]]
    record.refresh_from_db()
    assert (record.summary_ru, record.written("description", "ru")) == ("TRUMPAI.", "")
    assert record.translation_state("ru") == "missing"
    assert [field for _original, field in units_of(client.get(FILE).content)] == ["description"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"summary_lt": "Kitaip."}, "Its source was changed meanwhile."),
        ({"summary_ru": "Моё."}, "Somebody else has translated it meanwhile."),
    ],
)
def test_what_somebody_changed_meanwhile_is_listed_and_stays(client, translator, record, change, why):
    data = translated(client.get(FILE).content)
    GuidePage.objects.filter(pk=record.pk).update(**change)

    _page, rows = send_back(client, data)

    record.refresh_from_db()
    assert rows == [[record.name_en, "Summary", why]]
    assert {name: getattr(record, name) for name in change} == change
    assert (record.name_ru, record.translation_state("ru")) != ("Имя", "current")
    assert send_back(client, data)[1] == rows


def test_a_record_that_is_gone_stops_no_other(client, translator, record):
    other = make.make_guide_page(summary_lt="Kitas.")
    data = translated(client.get(FILE).content)
    GuidePage.objects.filter(pk=record.pk).delete()

    _page, rows = send_back(client, data)

    other.refresh_from_db()
    assert ([row[2] for row in rows], other.summary_ru) == (["The record is gone."], "KITAS.")


HOSTILE = {
    "entities": lambda data: data.replace(b"<xliff", b'<!DOCTYPE x [<!ENTITY a "b">]><xliff', 1),
    "outside": lambda data: data.replace(b"<xliff", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff', 1),
    "huge": lambda data: data + b" " * 10_000_001,
    "cut off": lambda data: data[: len(data) // 2],
    "no XML": lambda data: b"PK\x03\x04 \x00\xff",
    "empty": lambda data: b"",
    "other XML": lambda data: b"<html/>",
    "XLIFF 1": lambda data: b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>',
    "no text": lambda data: b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" trgLang="ru"/>',
    "own language": lambda data: data.replace(b'trgLang="ru"', b'trgLang="en"'),
    "unknown language": lambda data: data.replace(b'trgLang="ru"', b'trgLang="tlh"'),
    "another portal": lambda data: data.replace(b'original="http', b'original="https://other.example/x', 1),
    "another kind": lambda data: data.replace(b"guide.guidepage/", b"accounts.user/", 1),
    "a long number": lambda data: data.replace(b"guide.guidepage/", b"guide.guidepage/9999999999999", 1),
    "strange units": lambda data: data.replace(b'id="summary-', b'id="summary', 1),
    "twice": lambda data: data.replace(b"</file>", data[data.index(b"<unit") : data.index(b"</file>")] + b"</file>", 1),
    "encoding": lambda data: b'<?xml version="1.0" encoding="klingon"?><xliff/>',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_none_of_ours_gets_a_sentence_and_changes_nothing(client, translator, record, kind):
    data = translated(client.get(FILE).content)

    page, _rows = send_back(client, HOSTILE[kind](data))

    said = mistakes(page)
    assert len(said) == 1, page.text
    assert kind == "empty" or "Nothing was changed." in said[0]
    assert (GuidePage.objects.get(pk=record.pk).written("summary", "ru"), page.status_code) == ("", 200)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('id="2" ', 'id="1" ', "Marks of the layout are missing, or stand there twice."),
        ('id="2" ', 'id="9" ', "It has marks of the layout that its source does not have."),
        ("<ph ", "<cp ", "It holds what no text of ours holds."),
    ],
)
def test_a_text_with_a_damaged_layout_is_listed_alone(client, translator, record, old, new, why):
    data = translated(client.get(FILE).content).decode()
    at = data.index("target", data.index('id="description'))

    _page, rows = send_back(client, (data[:at] + data[at:].replace(old, new, 1)).encode())

    record.refresh_from_db()
    assert [row[1:] for row in rows] == [["Description", why]]
    assert record.summary_ru == "TRUMPAI."


def test_markup_of_the_file_is_never_ours(client, translator, record):
    evil = lambda text: text.replace("Ačiū", "<script>alert(1)</script>")  # noqa: E731

    send_back(client, translated(client.get(FILE).content, change=evil))

    record.refresh_from_db()
    assert "&lt;script&gt;" in record.description_ru


def test_who_may(client, record):
    def asked(**user):
        role = user.pop("role")
        person = make.make_user(is_staff=True, language="en", **user)
        person.groups.add(make.make_group(role))
        client.force_login(person)
        return [client.get(PAGE).status_code, client.get(FILE).status_code, client.post(PAGE, {}).status_code]

    assert asked(role="Auditor") == [403, 403, 403]
    assert asked(role="Translator", translates=["en"]) == [200, 403, 200]
    assert asked(role="Translator", translates=["ru"]) == [200, 200, 200]
    assert asked(role="Job moderator", translates=["ru"]) == [200, 200, 200]
    assert units_of(client.get(FILE).content) == []


@pytest.mark.django_db(transaction=True)
def test_an_edit_under_way_is_waited_for_and_not_overwritten(client):
    client.force_login(make.make_staff(language="en"))
    record = make.make_guide_page(name_ru="Имя", summary_lt="Trumpai.")
    data = translated(client.get(FILE).content)
    held, answers = Event(), []

    def send():
        held.wait(30)
        answers.append(send_back(client, data)[1])
        connection.close()

    thread = Thread(target=send)
    thread.start()
    with transaction.atomic():
        edited = GuidePage.objects.select_for_update().get(pk=record.pk)
        held.set()
        wait_for_the_lock()
        edited.summary_lt = "Kitaip."
        edited.save()
    thread.join(30)

    record.refresh_from_db()
    assert (record.summary_lt, record.written("summary", "ru")) == ("Kitaip.", "")
    assert [row[2] for row in answers[0]] == ["Its source was changed meanwhile."]


def wait_for_the_lock():
    """Until somebody else waits for what this transaction holds."""
    for _turn in range(3000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01), count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[1]:
                return
    raise AssertionError("Nobody waits.")
