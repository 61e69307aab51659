"""Pages on a phone without internet: saved when asked for, read in the right language, deleted, switched off."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import factories as make
from tests.browser.visits import new_context
from tests.site import PAGES

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

CACHES = "() => caches.keys()"
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


@pytest.fixture
def phone(browser):
    """A tab of a phone that may keep pages."""
    context = new_context(browser, "ru", service_workers="allow")
    yield context.new_page()
    context.close()


def address_of(site, name, language="ru"):
    return site.address(next(page for page in PAGES if page.name == name), language)


def save(tab, address):
    tab.goto(address)
    tab.locator("[data-save]").click()
    tab.locator("[data-save] + [role=status]:not(:empty)").wait_for()


@pytest.mark.parametrize("name", ["service with hours", "services"])
def test_what_was_open_when_the_page_was_saved_is_not_said_on_another_day(phone, site, name):
    address = address_of(site, name)
    save(phone, address_of(site, "service with hours"))
    phone.goto(address)
    told = phone.locator("main [data-now]:visible")
    before = told.count()
    phone.context.set_offline(name == "service with hours")
    phone.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=1))
    if name == "service with hours":
        phone.goto(address)
    else:
        # A page left open, to which the reader comes back.
        phone.evaluate("dispatchEvent(new Event('focus'))")

    assert before > 0
    assert told.count() == 0


def test_nothing_is_kept_on_an_ordinary_visit(phone, site):
    for name in ("home", "service"):
        phone.goto(address_of(site, name))

    assert (phone.evaluate(WORKERS), phone.evaluate(CACHES)) == (0, [])


def test_saved_page_opens_without_internet_in_the_readers_language(phone, site):
    service, other = address_of(site, "service"), address_of(site, "event")
    save(phone, service)
    heading = phone.locator("h1").inner_text()
    assert phone.locator("[data-save] + [role=status]").inner_text() == "Сохранено. Откроется и без интернета."

    phone.context.set_offline(True)
    phone.goto(service)
    assert phone.locator("h1").inner_text() == heading
    notice = phone.locator("main > [role=status]").first.inner_text()
    assert notice.startswith("Копия от ")
    assert notice.endswith(": интернета нет.")
    assert phone.locator("a[href^='tel:']").count() > 0
    # The page looks as usual: its stylesheet is kept too.
    assert phone.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor") == "rgb(18, 63, 58)"

    for language, title in [("ru", "Сохранено в этом телефоне"), ("lt", "Išsaugota šiame telefone")]:
        phone.goto(other.replace("/ru/", f"/{language}/"))
        assert phone.locator("h1").inner_text() == title
        assert phone.locator("html").get_attribute("lang") == language
        saved = phone.locator("[data-saved] a")
        saved.wait_for()
        assert [(link.inner_text(), link.get_attribute("href")) for link in saved.all()] == [(heading, service)]

    # Whom to call stands there too, with the day of the copy.
    assert phone.locator("main > [role=status]").first.inner_text().endswith("išsaugota kopija: nėra interneto.")
    assert phone.locator("main a[href^='tel:']").first.get_attribute("href") == "tel:112"
    assert phone.locator("main a[href^='tel:']").count() > 1

    phone.context.set_offline(False)
    phone.goto(service)
    assert phone.locator("main > [role=status].note").count() == 0


def test_search_without_internet_says_whom_to_call_and_is_not_kept(phone, site):
    save(phone, address_of(site, "service"))
    phone.goto(f"{site.url}/ru/search/?q=муж+меня+бьёт")
    assert phone.locator("#in-danger").is_visible()

    phone.context.set_offline(True)
    phone.goto(f"{site.url}/ru/search/?q=муж+меня+бьёт")

    assert phone.locator("h1").inner_text() == "Сохранено в этом телефоне"
    danger = phone.locator("details", has_text="Если дома вас кто-то обижает")
    danger.locator("summary").click()
    calls = [link.get_attribute("href") for link in danger.locator("a.call").all()]
    assert calls[0] == "tel:112"
    assert "tel:+37080066366" in calls
    assert danger.locator("a.call").first.is_visible()
    kept = "async () => (await (await caches.open('saved')).keys()).map((request) => request.url)"
    assert [address for address in phone.evaluate(kept) if "search" in address] == []


def test_everything_saved_is_deleted_with_one_button_without_internet_too(phone, site):
    save(phone, address_of(site, "service"))
    phone.context.set_offline(True)
    phone.goto(f"{site.url}/ru/offline/")
    phone.locator("[data-wipe]").click()
    phone.locator("[data-wipe] + [role=status]:not(:empty)").wait_for()

    assert phone.locator("[data-saved] a").count() == 0
    assert (phone.evaluate(WORKERS), phone.evaluate(CACHES)) == (0, [])


def test_phone_without_room_says_so_and_keeps_nothing(phone, site):
    phone.goto(address_of(site, "service"))
    chromium = phone.context.new_cdp_session(phone)
    chromium.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1})
    phone.locator("[data-save]").click()
    phone.locator("[data-save] + [role=status]:not(:empty)").wait_for()

    assert phone.locator("[data-save] + [role=status]").inner_text().startswith("Сохранить не удалось")
    assert phone.locator("[data-save]").is_enabled()
    phone.wait_for_function("async () => !(await navigator.serviceWorker.getRegistration())")
    assert phone.evaluate(CACHES) == []


def test_forms_and_the_back_office_are_never_kept(phone, site):
    save(phone, address_of(site, "service"))
    for address in (address_of(site, "report"), f"{site.url}/accounts/login/"):
        phone.goto(address)
    kept = "async () => (await (await caches.open('saved')).keys()).map(request => request.url)"

    assert phone.evaluate(kept) == [address_of(site, "service")]


@pytest.mark.django_db(transaction=True)
def test_switched_off_phones_delete_everything(phone, live_server, settings):
    service = make.make_service()
    save(phone, f"{live_server.url}/ru/services/{service.slug}/")
    assert phone.evaluate(WORKERS) == 1

    settings.SERVICE_WORKER = False
    phone.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    phone.wait_for_function(
        "async () => (await caches.keys()).length === 0 && !(await navigator.serviceWorker.getRegistration())"
    )

    save(phone, f"{live_server.url}/ru/services/{service.slug}/")
    assert phone.locator("[data-save] + [role=status]").inner_text().startswith("Сохранить не удалось")
