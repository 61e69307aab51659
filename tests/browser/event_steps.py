"""What somebody of the staff does with an event in the back office, and a reader on a phone, step by step."""

import time

from tests.browser.test_without_scripts import follow
from tests.browser.visits import new_context

READER = "olena.path@example.org"
NAMES = {"lt": "Šokių vakaras", "en": "Evening of dances", "ru": "Вечер танцев"}
# As the form makes it of the name.
SLUG = "sokiu-vakaras"


def make_class(office, first, last):
    tab = office.tab
    tab.goto(f"{office.door}/admin/events/eventseries/add/")
    for code, label in (("lt", "Lietuvių"), ("en", "English"), ("ru", "Русский")):
        open_tab(tab, label)
        tab.fill(f"[name=name_{code}]", NAMES[code])
    open_tab(tab, "When")
    tab.check("[name=recurrence][value=weekly]")
    for name, typed in (
        ("first_date", first),
        ("repeats_until", last),
        ("start_time", "19:00"),
        ("end_time", "20.30"),
    ):
        tab.fill(f"[name={name}]", str(typed))
    open_tab(tab, "Facts")
    tab.select_option("[name=kind]", index=1)
    choose(tab, "organiser")
    choose(tab, "place")
    open_tab(tab, "Registration")
    tab.select_option("[name=registration_mode]", "form")
    tab.fill("[name=maximum_attendee_capacity]", "2")
    follow(tab, "[name=_save]")


def open_tab(tab, label):
    tab.locator("a[x-on\\:click^=activeFieldsetTab]").get_by_text(label, exact=True).click()


def choose(tab, name):
    """The first of the records that the field finds."""
    tab.locator(f".field-{name} .select2-selection").click()
    tab.locator(".select2-results__option[aria-selected]").first.click()


def publish(office):
    tab = office.tab
    tab.goto(f"{office.door}/admin/events/eventseries/?q={SLUG}")
    tab.check("[name=_selected_action]")
    tab.select_option("[name=action]", "publish_now")
    follow(tab, "[name=index]")
    assert "1 record was changed." in tab.inner_text("body")


def register(browser, site):
    """A reader with a phone and no cookies registers for the first date; return the address of the receipt."""
    context = new_context(browser, "ru")
    tab = context.new_page()
    tab.goto(f"{site.url}/ru/events/{SLUG}/")
    assert context.cookies() == []
    follow(tab, "main a[href$='/register/']")
    tab.locator("[name=date]").first.check()
    tab.fill("[name=name_called_by]", "Олена")
    tab.fill("[name=contact]", READER)
    tab.check("[name=consent]")
    time.sleep(2.2)  # nobody fills the form in faster than that
    follow(tab, "main form button.btn")
    address = tab.url
    context.close()
    return address


def confirm(browser, site, path):
    """The same reader opens the link of the letter and presses its button."""
    context = new_context(browser, "ru")
    tab = context.new_page()
    tab.goto(f"{site.url}{path}")
    follow(tab, "main form button.btn")
    words = tab.inner_text("main")
    context.close()
    assert "Вы записаны" in words


def open_series(office):
    office.tab.goto(f"{office.door}/admin/events/eventseries/?q={SLUG}")
    follow(office.tab, "#result_list tbody th a")
    open_tab(office.tab, "When")


def change_rule_and_go_back(office):
    open_series(office)
    tab = office.tab
    tab.fill("[name=end_time]", "21:00")
    follow(tab, "[name=_save]")
    words = tab.inner_text("body")
    follow(tab, "[name=_back]")
    assert tab.input_value("[name=end_time]") == "21:00"
    return words


def change_date(office, number, button, **typed):
    """Open one of the dates to come and press a button; return what the page said before it was done."""
    open_series(office)
    tab = office.tab
    tab.locator("li a[href*='/events/event/']").filter(has_text=":").nth(number).click()
    tab.wait_for_url("**/events/event/*/change/")
    follow(tab, f"a:text-is('{button}')")
    words = tab.inner_text("body")
    for name, text in typed.items():
        tab.fill(f"[name={name}]", text)
    follow(tab, "form:has([name=_sent]) button[type=submit]")
    assert "1 date was changed." in tab.inner_text("body")
    return words
