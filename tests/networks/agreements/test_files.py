"""Signed files: only harmless PDFs come in, nobody without the right gets one out, nothing is left lying about."""

import io
import os
import stat
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from accounts.roles import sync_roles
from networks.agreements.files import FOLDER, PrivateFiles
from networks.agreements.pdf_check import MAX_BYTES
from networks.models import AgreementFile
from networks.tasks import remove_orphaned_files
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def names(**parts):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in parts.items()})


def pdf(change=lambda writer: None, pages=1):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def with_action(kind, key="OpenAction", **parts):
    action = names(S=NameObject(f"/{kind}"), **parts)
    return lambda writer: writer.root_object.update({NameObject(f"/{key}"): writer._add_object(action)})


def with_link_action(kind):
    """An action behind a link on the page, deep in the tree."""

    def change(writer):
        link = names(Type=NameObject("/Annot"), Subtype=NameObject("/Link"), A=names(S=NameObject(f"/{kind}")))
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])

    return change


def script(writer):
    """A script under the names of the document, where viewers run it on opening."""
    action = names(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))
    tree = names(Names=ArrayObject([TextStringObject("x"), writer._add_object(action)]))
    writer.root_object[NameObject("/Names")] = names(JavaScript=writer._add_object(tree))


GOOD = pdf()
HOSTILE = {
    "nothing": b"",
    "web page": b"<!doctype html><script>alert(1)</script>",
    "web page that says %PDF": b"<html>%PDF-1.7</html>\n%%EOF",
    "header alone": b"%PDF-1.7\n%%EOF",
    "words before the header": b"GIF89a" + GOOD,
    "web page after the end": GOOD + b"<script>alert(1)</script>",
    "archive after the end": GOOD + b"PK\x03\x04" + bytes(40),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "program": b"MZ" + bytes(100),
    "cut in half": GOOD[: len(GOOD) // 2] + b"%%EOF",
    "no pages": pdf(pages=0),
    "password": pdf(lambda writer: writer.encrypt("secret")),
    "empty password": pdf(lambda writer: writer.encrypt("", "owner")),
    "script": pdf(script),
    "script with an odd spelling": pdf(script).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4aS"),
    "script on opening": pdf(with_action("JavaScript", JS=TextStringObject("app.alert(1)"))),
    "script on closing": pdf(with_action("JavaScript", key="AA", JS=TextStringObject("app.alert(1)"))),
    "program to start": pdf(with_action("Launch", F=TextStringObject("cmd.exe"))),
    "program behind a link": pdf(with_link_action("Launch")),
    "form that sends": pdf(with_link_action("SubmitForm")),
    "file inside": pdf(lambda writer: writer.add_attachment("x.exe", b"MZ")),
    "form of its own": pdf(
        lambda writer: writer.root_object.update({NameObject("/AcroForm"): names(XFA=ArrayObject())})
    ),
    "film": pdf(lambda writer: writer.root_object.update({NameObject("/Extra"): names(Type=NameObject("/RichMedia"))})),
    "too big": GOOD[:-6] + b"\n%" + b"x" * MAX_BYTES + b"\n%%EOF\n",
    "script nothing leads to": GOOD.replace(b"xref\n", b"9 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\nxref\n", 1),
}
HARMLESS = {
    "one page": GOOD,
    "line break after the end": GOOD.rstrip() + b"\r\n",
    "link to a web page": pdf(with_link_action("URI")),
    "opens at a page": pdf(with_action("GoTo")),
}


def upload(content, name="agreement.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def stored(media):
    return sorted(path for path in media.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_file_is_refused_and_leaves_nothing(media, kind):
    agreement = make.make_agreement()

    with pytest.raises(ValidationError):
        AgreementFile.attach(agreement, upload(HOSTILE[kind]), by=make.make_staff())

    assert stored(media) == []
    assert not AgreementFile.objects.exists()


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_file_is_kept_as_it_came(media, kind):
    kept = AgreementFile.attach(make.make_agreement(), upload(HARMLESS[kind]), by=make.make_staff())

    with kept.file.open() as file:
        assert file.read() == HARMLESS[kind]
    assert kept.size == len(HARMLESS[kind])


@pytest.mark.parametrize(
    "name",
    ["../../etc/cron.d/x.pdf", "..\\..\\x.pdf", "/etc/passwd", "a\r\nb.pdf", "x.php", "Ona Onaitė.pdf", "x" * 300],
)
def test_nothing_of_the_given_name_is_kept(media, name):
    AgreementFile.attach(make.make_agreement(), upload(GOOD, name), by=None)

    (path,) = stored(media)
    assert path.parent == media / "private" / "agreements"
    assert len(path.stem) == 32
    assert path.suffix == ".pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_new_file_replaces_the_old_once_it_is_committed(media, django_capture_on_commit_callbacks):
    agreement, staff = make.make_agreement(), make.make_staff()
    first = AgreementFile.attach(agreement, upload(GOOD), by=staff)
    old = first.file.name

    with django_capture_on_commit_callbacks() as later:
        second = AgreementFile.attach(agreement, upload(pdf(pages=2)), by=staff)
        assert len(stored(media)) == 2
    for call in later:
        call()

    assert [str(path.relative_to(media)) for path in stored(media)] == [second.file.name]
    assert not PrivateFiles().exists(old)
    first.refresh_from_db()
    assert (first.file.name, first.uploaded_by, first.removed_at is None) == ("", staff, False)
    assert list(agreement.files.current()) == [second]


def test_failed_save_keeps_the_old_file_and_nothing_of_the_new(media, monkeypatch):
    agreement = make.make_agreement()
    first = AgreementFile.attach(agreement, upload(GOOD), by=None)
    stranger = make.make_staff()
    stranger.delete()
    stranger.pk = None  # a row that cannot be written: its user was never stored

    with pytest.raises(ValueError, match="unsaved"):
        AgreementFile.attach(agreement, upload(pdf(pages=2)), by=stranger)

    assert [str(path.relative_to(media)) for path in stored(media)] == [first.file.name]
    assert list(agreement.files.current()) == [first]


def test_file_that_no_record_names_is_removed_by_night(media):
    kept = AgreementFile.attach(make.make_agreement(), upload(GOOD), by=None)
    orphan, fresh = [PrivateFiles().save(f"{FOLDER}/{name}.pdf", upload(GOOD)) for name in ("orphan", "fresh")]
    # Each file in the test's own time: the disk's clock may be another one.
    now = timezone.now()
    for name, written_at in [
        (orphan, now - timedelta(hours=2)),
        (kept.file.name, now - timedelta(hours=2)),
        (fresh, now),
    ]:
        os.utime(media / name, (written_at.timestamp(), written_at.timestamp()))

    remove_orphaned_files(timestamp=0)

    assert {str(path.relative_to(media)) for path in stored(media)} == {kept.file.name, fresh}


# --- Out again


def address(agreement):
    return reverse("admin:networks_agreement_file", args=[agreement.pk])


@pytest.fixture
def agreement():
    agreement = make.make_agreement(slug="sutartis")
    AgreementFile.attach(agreement, upload(GOOD), by=None)
    return agreement


def fetch(client, agreement):
    """The answer, read to its end; ``body`` holds what was sent."""
    answer = client.get(address(agreement))
    answer.body = b"".join(answer)
    return answer


def user_of(role):
    sync_roles()
    user = make.make_user(is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.mark.parametrize(
    ("role", "status"), [("Project staff", 200), ("Auditor", 200), ("Job moderator", 403), (None, 403)]
)
def test_file_goes_to_those_who_may_see_agreements(client, agreement, role, status):
    client.force_login(user_of(role))

    answer = fetch(client, agreement)

    assert answer.status_code == status
    assert (answer.body == GOOD) is (status == 200)


def test_strangers_and_coordinators_are_sent_to_sign_in(client, agreement):
    assert fetch(client, agreement).status_code == 302
    client.force_login(make.make_user())
    answer = fetch(client, agreement)
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/")
    assert answer.body == b""


def test_right_is_asked_for_every_time(client, agreement):
    user = user_of("Auditor")
    client.force_login(user)
    assert fetch(client, agreement).status_code == 200

    user.groups.clear()

    assert fetch(client, agreement).status_code == 403


def test_second_factor_is_asked_for(client, agreement, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(make.make_staff())

    assert fetch(client, agreement).status_code == 302


def test_file_is_to_keep_and_never_runs(client, agreement):
    client.force_login(make.make_staff())

    headers = fetch(client, agreement).headers

    wanted = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="sutartis.pdf"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    assert {name: headers[name] for name in wanted} == wanted


def test_file_has_no_other_address(client, agreement):
    name = agreement.files.get().file.name
    client.force_login(make.make_staff())

    paths = [f"/media/{name}", f"/{name}", f"/static/{name}", f"/static/../media/{name}", f"/lt/media/{name}"]

    assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    with pytest.raises(ValueError, match="no address"):
        agreement.files.get().file.url  # noqa: B018
    assert name not in client.get(reverse("admin:networks_agreement_change", args=[agreement.pk])).text


@pytest.mark.parametrize("number", ["0", "999999", "abc", "1%00", "../1"])
def test_agreement_that_is_not_there_has_no_file(client, agreement, number):
    client.force_login(make.make_staff())

    assert client.get(f"/admin/networks/agreement/{number}/signed-file/").status_code == 404


def test_file_that_was_lost_is_not_found(client, agreement, media):
    client.force_login(make.make_staff())
    stored(media)[0].unlink()

    assert fetch(client, agreement).status_code == 404


def test_staff_upload_replace_and_delete(client, media, django_capture_on_commit_callbacks):
    agreement = make.make_agreement()
    staff = make.make_staff(language="en", email="uploader@example.org")
    client.force_login(staff)
    step = reverse("admin:networks_agreement_step", args=[agreement.pk, "file"])

    refused = client.post(step, {"file": upload(b"<html>", "agreement.pdf")})
    kept = client.post(step, {"file": upload(GOOD)})
    page = client.get(reverse("admin:networks_agreement_change", args=[agreement.pk])).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:networks_agreement_step", args=[agreement.pk, "discard-file"]))

    assert "This is not a PDF file" in refused.text
    assert kept.status_code == 302
    assert address(agreement) in page
    assert "uploader@example.org" in page
    assert stored(media) == []
    assert AgreementFile.objects.get().uploaded_by == staff
    assert fetch(client, agreement).status_code == 404


@pytest.mark.parametrize("role", ["Auditor", "Job moderator"])
def test_who_may_only_look_uploads_nothing(client, media, role):
    agreement = make.make_agreement()
    client.force_login(user_of(role))

    answer = client.post(reverse("admin:networks_agreement_step", args=[agreement.pk, "file"]), {"file": upload(GOOD)})

    assert answer.status_code == 403
    assert stored(media) == []
