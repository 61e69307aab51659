"""The back office's pages hold no script and no style of their own, so its policy can refuse them."""

import re
from base64 import b64encode
from hashlib import sha256

import lxml.html
import pytest
from django.contrib import admin

from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]

FORBIDDEN = [
    "//script[not(@src) and not(@type='importmap') and not(@type='application/json')]",
    "//style",
    "//*[@style]",
    "//@*[starts-with(name(), 'on')]",
]
# The one that may stand in the page, by its hash.
IMPORT_MAP = re.compile(r"<script[^>]*importmap[^>]*>(.*?)</script>", re.DOTALL)


def paths():
    yield "/admin/"
    for model in admin.site._registry:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        first = model._default_manager.first()
        yield from (path, f"{path}add/", *([f"{path}{first.pk}/change/"] if first else []))


def policy_of(response):
    parts = (part.split() for part in response.headers["Content-Security-Policy"].split(";") if part)
    return {name: values for name, *values in parts}


def test_pages_hold_nothing_that_their_policy_refuses(client):
    client.force_login(make.make_staff())
    wrong, read = {}, 0
    for path in paths():
        response = client.get(path)
        if response.status_code != 200:
            continue
        tree, policy = lxml.html.fromstring(response.content), policy_of(response)
        found = [place for path in FORBIDDEN for place in tree.xpath(path)]
        read += 1
        if found or "unsafe" in str(policy):
            wrong[path] = [str(item)[:80] for item in found]

    assert wrong == {}
    assert read > 80


def test_import_map_is_allowed_by_its_hash_and_nothing_else_is(client):
    client.force_login(make.make_staff())
    response = client.get("/admin/guide/guidepage/add/")
    written = IMPORT_MAP.search(response.text)[1]
    digest = b64encode(sha256(written.encode()).digest()).decode()

    assert policy_of(response)["script-src"] == ["'self'", f"'sha256-{digest}'"]
    assert policy_of(client.get("/admin/"))["script-src"] == ["'self'", f"'sha256-{digest}'"]
