"""The back office loads and runs files of its own host only, and works all the same: its menu, tabs and search move."""

import re
import socket
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User
from directory.models import Municipality
from events.models import EventSeries
from networks.models import Post
from services.models import Service
from tests.databases import connected_to
from tests.factories import make_staff
from tests.site import DATABASE, server, server_environment

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

STAFF = "policy@example.org"
# Heard before anything of the page runs.
LISTEN = """() => {
    window.refused = [];
    addEventListener("securitypolicyviolation", event =>
        refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
}"""


@pytest.fixture(scope="module")
def office(browser, site, django_db_blocker, tmp_path_factory):
    """A tab of somebody who has signed in, and what its pages say in the console; with a server of its own.

    The tests' site collects no files of the back office.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        door = f"http://127.0.0.1:{probe.getsockname()[1]}"
    folder = tmp_path_factory.mktemp("office")
    environment = server_environment(site.url, folder) | {"DEBUG": "1"}
    with django_db_blocker.unblock(), connected_to(DATABASE):
        client = Client()
        client.force_login(make_staff(email=STAFF, language="en"))
        session = client.cookies["sessionid"].value
        paths = list(pages())
    with open(folder / "log", "wb") as log, server(door, environment, log):
        context = browser.new_context(locale="en", viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": session, "url": door}])
        context.add_init_script(f"({LISTEN})()")
        tab, said = context.new_page(), []
        tab.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        tab.on("pageerror", lambda error: said.append(str(error)))
        yield SimpleNamespace(tab=tab, said=said, door=door, paths=paths)
        context.close()
    with django_db_blocker.unblock(), connected_to(DATABASE):
        User.objects.filter(email=STAFF).delete()


def pages():
    """Where scripts have most to do; the HTML of all others is read by tests/portal/back_office/test_policy.py."""
    yield "/admin/"
    yield "/admin/services/service/"
    for model in (Service, EventSeries, Municipality, Post):
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (path, f"{path}{model.objects.first().pk}/change/")
    yield "/admin/jobs/jobposting/add/"


def test_no_page_asks_for_what_its_policy_refuses(office):
    wrong = {}
    for path in office.paths:
        office.said.clear()
        response = office.tab.goto(f"{office.door}{path}")
        assert "/login" not in office.tab.url
        assert response.status == 200
        refused = office.tab.evaluate("refused") + office.said
        if refused or "unsafe" in response.headers["content-security-policy"]:
            wrong[path] = refused

    assert wrong == {}


def test_menu_search_and_tabs_move(office):
    """What Unfold's own expressions and those of static/admin/alpine.js do."""
    tab = office.tab
    tab.goto(f"{office.door}/admin/")
    menu = tab.locator("#nav-sidebar")
    assert menu.is_visible()
    tab.locator("[x-on\\:click='toggleSidebar()']").first.click()
    menu.wait_for(state="hidden")
    tab.reload()
    menu.wait_for(state="hidden")  # kept
    tab.locator("[x-on\\:click='toggleSidebar()']").first.click()
    menu.wait_for(state="visible")

    tab.keyboard.press("Control+k")
    box = tab.locator("[x-ref=searchInputCommand]")
    box.wait_for(state="visible")
    box.press_sequentially("Kaišiadorys District")
    tab.locator("#command-results-list a").first.click()
    tab.wait_for_url("**/change/")

    service = next(path for path in office.paths if re.fullmatch(r"/admin/services/service/\d+/change/", path))
    tab.goto(f"{office.door}{service}")
    name, prices = tab.locator("[name=name_lt]"), tab.locator("#offers-group, [id$='-group']").last
    name.wait_for(state="visible")
    assert prices.is_hidden()
    tab.locator("#tabs-items a").last.click()
    prices.wait_for(state="visible")
    tab.reload()
    prices.wait_for(state="visible")
    assert name.is_hidden()
    assert office.said == []
