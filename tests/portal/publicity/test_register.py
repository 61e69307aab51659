"""The register of publicity: what the portal printed enters by itself; what the fund will miss is said."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from portal.publicity.models import PublicityItem
from services.models import Service
from tests import factories as make
from tests.portal.leaflets.reading import PATH

pytest_plugins = ["tests.portal.leaflets.fixtures"]
pytestmark = pytest.mark.django_db

PHONE = {"user-agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"}


@pytest.fixture
def project():
    return make.make_project(emblem_variant="eu", disclaimer_lt="Sąjunga neatsako.", disclaimer_en="Not responsible.")


def made(**fields):
    return PublicityItem(**{"kind": "article", "title": "Straipsnis", "published_on": "2025-03-01", **fields})


@pytest.mark.usefixtures("wednesday", "nothing_kept")
def test_leaflet_of_the_portal_enters_with_what_was_printed(client, service, project):
    Service.objects.update(project=project)

    for _ in range(2):
        assert client.get(f"/en{PATH}", headers=PHONE).status_code == 200
    client.get(f"/ru{PATH}", headers=PHONE)

    items = PublicityItem.objects.order_by("pk")
    assert [(item.kind, item.language, str(item.published_on)) for item in items] == [
        ("leaflet", "en", "2026-11-18"),
        ("leaflet", "ru", "2026-11-18"),
    ]
    first = items[0]
    assert first.title == "Health – Kaišiadorys District"
    assert "Family doctor" in first.printed.split("\n")
    assert "Not responsible." in first.printed.split("\n")
    assert first.shortcomings == []

    # Another content is another leaflet.
    Service.objects.update(name_en="Family doctors")
    client.get(f"/en{PATH}", headers=PHONE)
    assert PublicityItem.objects.count() == 3


@pytest.mark.usefixtures("wednesday", "nothing_kept")
@pytest.mark.parametrize("agent", ["", "Mozilla/5.0 (compatible; Googlebot/2.1)"])
def test_leaflet_that_a_robot_asked_for_is_no_publicity(client, service, project, agent):
    Service.objects.update(project=project)

    assert client.get(f"/en{PATH}", headers={"user-agent": agent}).status_code == 200

    assert not PublicityItem.objects.exists()


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"has_emblem": True, "has_disclaimer": True, "link": "https://example.org/"}, []),
        ({"has_emblem": False, "has_disclaimer": False}, ["no_emblem", "no_disclaimer", "no_proof"]),
        (
            {"is_link_lost": True, "published_on": None},
            ["no_day", "emblem_unknown", "disclaimer_unknown", "link_lost", "no_proof"],
        ),
    ],
)
def test_what_the_fund_will_miss_is_said(client, project, fields, missing):
    item = made(project=project, **fields)
    item.save()
    client.force_login(make.make_staff(language="en"))

    assert item.shortcomings == missing
    assert ("the emblem is missing" in client.get(reverse("admin:publicity_publicityitem_changelist")).text) is (
        "no_emblem" in missing
    )


def test_project_without_emblem_misses_none():
    assert made(project=make.make_project(), link="https://example.org/").shortcomings == []


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("proof.pdf", b"%PDF-1.7 ...", False),
        ("photo.jpg", b"\xff\xd8\xff\xe0 ...", False),
        ("page.pdf", b"<html><script>alert(1)</script>", True),
        ("run.exe", b"MZ", True),
        ("", b"", True),
    ],
)
def test_proof_is_kept_by_what_it_holds(client, settings, tmp_path, project, name, content, refused):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make.make_staff(language="en"))
    item = made(project=project)
    item.save()
    address = reverse("admin:publicity_publicityitem_change", args=[item.pk])
    data = {"project": project.pk, "kind": "article", "title": "Straipsnis", "language": "lt",
            "has_emblem": "unknown", "has_disclaimer": "unknown"}  # fmt: skip
    upload = {"proof": SimpleUploadedFile(name, content)} if name else {}

    answer = client.post(address, {**data, **upload})

    item.refresh_from_db()
    assert bool(item.proof) is (not refused)
    if refused:
        assert answer.status_code == (200 if name else 302)
        return
    assert item.proof.name.startswith("private/publicity/")
    assert client.get(address).status_code == 200
    proof = client.get(item.proof.url)
    assert (b"".join(proof.streaming_content), proof["Content-Disposition"][:10]) == (content, "attachment")
    # Saved again, it stays as it is, also when the file is gone.
    (tmp_path / item.proof.name).unlink()
    assert client.post(address, data).status_code == 302
    assert client.get(item.proof.url).status_code == 404
    client.logout()
    assert client.get(item.proof.url).status_code == 302


def test_what_is_still_to_come_has_not_appeared(project):
    with translation.override("en"), pytest.raises(ValidationError, match="still to come"):
        made(project=project, published_on=make.FAR_AHEAD.date()).full_clean()
