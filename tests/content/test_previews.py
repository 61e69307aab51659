"""What a forwarded link says before it is tapped, and where an address leads on a map."""

import io
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from PIL import Image

from tests import factories as make
from tests import previews

pytestmark = pytest.mark.django_db


def head(client, path):
    """name or property -> content, of an answered page."""
    page = client.get(path).content.decode()
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page.partition("</head>")[0])
    return dict(found)


def test_forwarded_service_says_what_it_is(client):
    service = make.make_service(name_en='Legal "first" aid', summary_en="A lawyer listens.<br>Free of charge & quick.")

    said = head(client, service.get_absolute_url().replace("/lt/", "/en/"))

    assert said["og:title"] == "Legal &quot;first&quot; aid"
    assert said["description"] == said["og:description"] == "A lawyer listens.Free of charge &amp; quick."
    assert said["og:url"] == f"http://testserver/en/services/{service.slug}/"
    assert said["og:locale"] == "en_GB"
    assert re.fullmatch(r"http://testserver/static/previews/services(\.\w+)?\.png", said["og:image"])


@pytest.mark.parametrize(
    ("path", "picture"),
    [
        ("/en/", "kartu"),
        ("/en/events/", "events"),
        ("/en/services/helplines/", "services-helplines"),
        ("/en/jobs/", "jobs"),
        ("/en/networks/coordinators/", "networks-coordinators"),
        ("/en/networks/", "networks"),
        ("/en/guide/words/", "guide-words"),
        ("/en/privacy/", "kartu"),
    ],
)
def test_each_kind_of_page_has_its_picture_and_its_sentence(client, path, picture):
    said = head(client, path)

    assert said["og:image"].startswith(f"http://testserver/static/previews/{picture}.")
    assert len(said["og:description"]) > 20


def test_description_follows_the_language_and_is_cut_at_a_bound(client):
    page = make.make_guide_page(
        name_en="Page", name_ru="Страница", summary_en="word " * 100, summary_ru="Коротко о главном."
    )

    long = head(client, f"/en/guide/{page.slug}/")["description"]
    assert len(long) == 200
    assert long.endswith("…")
    assert head(client, f"/ru/guide/{page.slug}/")["og:description"] == "Коротко о главном."


def test_event_says_when_it_is_next(client):
    event = make.make_event(name_en="Tea", summary_en="Come and talk.")
    start = timezone.localtime(event.occurrences.get().starts_at)

    said = head(client, f"/en/events/{event.slug}/")["description"]

    assert said.startswith(f"{start:%A}, {start.day} {start:%B}")
    assert said.endswith(" · Come and talk.")


def test_page_that_a_link_alone_opens_tells_nothing(client):
    registration = make.make_registration(make.make_event().occurrences.get())

    said = head(client, registration.private_path("en"))

    assert not [name for name in said if name.startswith("og:")]
    assert "description" not in said


def test_draft_tells_nothing(client, admin_client):
    draft = make.make_guide_page(published_at=None)

    said = head(admin_client, f"{draft.get_absolute_url()}?preview=1")

    assert not [name for name in said if name.startswith("og:")]


@pytest.mark.parametrize("name", previews.DRAWINGS)
def test_picture_is_there_in_its_size_and_small(name):
    content = Path(finders.find(f"previews/{name}.png")).read_bytes()

    assert Image.open(io.BytesIO(content)).size == (previews.WIDTH, previews.HEIGHT)
    assert len(content) < 12_000


def test_picture_is_drawn_from_its_drawing():
    drawn = Image.open(io.BytesIO(previews.png(previews.DRAWINGS["jobs"])))

    assert drawn.size == (previews.WIDTH, previews.HEIGHT)


@pytest.mark.parametrize(
    ("facts", "geo", "web"),
    [
        (
            {"street_address": "Gedimino g. 1", "address_locality": "Kaišiadorys"},
            "geo:0,0?q=Gedimino+g.+1%2C+Kai%C5%A1iadorys%2C+Lietuva",
            "https://www.openstreetmap.org/search?query=Gedimino+g.+1%2C+Kai%C5%A1iadorys%2C+Lietuva",
        ),
        (
            {"street_address": "Gedimino g. 1", "latitude": "54.86400", "longitude": "24.45500"},
            "geo:54.86400,24.45500?q=54.86400%2C24.45500",
            "https://www.openstreetmap.org/?mlat=54.86400&amp;mlon=24.45500#map=17/54.86400/24.45500",
        ),
        ({"address_locality": "Kaišiadorys"}, None, None),
        ({"street_address": "a. d. 5", "kind": "postal"}, None, None),
    ],
    ids=["street", "coordinates", "town only", "post box"],
)
def test_address_opens_the_map_of_the_phone(client, facts, geo, web):
    service = make.make_service()
    service.locations.create(
        place=make.make_place(**{"street_address": "", "address_locality": "", "postal_code": "", **facts})
    )

    page = client.get(f"/en/services/{service.slug}/").content.decode()

    assert (re.findall(r'href="(geo:[^"]+)"', page) or [None]) == [geo]
    assert (re.findall(r'href="(https://www.openstreetmap[^"]+)"', page) or [None]) == [web]
