"""A new member of staff, from the first page of the back office to the PDF of a report: at most six clicks."""

import re
import socket
from io import BytesIO
from types import SimpleNamespace

import pypdf
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import sync_roles
from tests.browser.test_without_scripts import follow
from tests.databases import connected_to
from tests.factories import make_user
from tests.site import DATABASE, server, server_environment

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

STAFF, PASSWORD = "report@example.org", "correct-horse-battery"
MOST_CLICKS = 6


@pytest.fixture
def office(browser, site, tmp_path, django_db_blocker):
    """A tab in which somebody with the rights of project staff, and no others, has signed in."""
    with django_db_blocker.unblock(), connected_to(DATABASE):
        sync_roles()
        user = make_user(email=STAFF, is_staff=True, language="en")
        user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
        user.save()
        user.groups.add(Group.objects.get(name="Project staff"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        door = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = server_environment(site.url, tmp_path) | {"DEBUG": "1", "STAFF_SECOND_FACTOR": "0"}
    with open(tmp_path / "log", "wb") as log, server(door, environment, log):
        context = browser.new_context(locale="en", viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        tab.goto(f"{door}/admin/")
        tab.fill("[name=login]", STAFF)
        tab.fill("[name=password]", PASSWORD)
        follow(tab, "main form button[type=submit]")
        yield SimpleNamespace(tab=tab, door=door, context=context)
        context.close()
    with django_db_blocker.unblock(), connected_to(DATABASE):
        User.objects.filter(email=STAFF).delete()


def test_from_the_first_page_to_the_pdf_in_six_clicks(office):
    tab, clicks = office.tab, 0
    assert tab.url == f"{office.door}/admin/"

    for name in ("Funder reports", re.compile("The whole project until now"), re.compile("^PDF Lietuvių")):
        link = tab.get_by_role("link", name=name).first
        if not link.is_visible():
            tab.get_by_text("Projects and funds").first.click()
            clicks += 1
        clicks += 1
        if "PDF" in str(name):
            break
        link.click()
        tab.wait_for_load_state()
    answer = office.context.request.get(f"{office.door}{link.get_attribute('href')}")

    assert clicks <= MOST_CLICKS
    assert answer.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(BytesIO(answer.body())).pages[0].extract_text()
    assert "Ataskaita fondui" in text
