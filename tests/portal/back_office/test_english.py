"""No English is left in the Lithuanian and the Russian back office, whatever library brought the text.

A text that stands on a page in the same words for somebody who reads English and for somebody who reads Lithuanian was
not translated, unless it is a name, or what somebody wrote.
"""

import re
from pathlib import Path

import django
import polib
import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext
from lxml import html

from accounts.roles import ROLES
from feedback.models import EmptySearch, Report
from guide.models import Word
from networks.models import ChangeProposal, ConfirmationRequest, VolunteerOffer
from services.models import Grant, ServiceAtLocation
from tests import factories as make

pytestmark = pytest.mark.django_db

# Tables of libraries, for whoever runs the server; they are in no menu.
NOT_OURS = {"account", "procrastinate", "mfa"}
# Names are not translated.
NAMES = {
    *("Kartu", "Facebook", "WhatsApp", "Viber", "Telegram", "Lietuvių", "English", "Русский", "Ctrl", "Esc", "esc"),
    *("Kaunas", "EUR", "ISCO", "XLSX", "CSV"),
}
# What the records of this test say, in one language for all.
TYPED = {"Pirma eilutė.", "Antra eilutė.", "Example", "Example Person"}
# A role's own page shows the name by which the code knows it, which stands in its field; its list shows our names.
IN_THE_CODE = set(ROLES)
# Words that no Lithuanian or Russian text has.
ENGLISH = {
    "the",
    "and",
    "with",
    "your",
    "selected",
    "select",
    "delete",
    "view",
    "change",
    "add",
    "can",
    "this",
    "record",
}
# Of Django's own pages that Unfold or allauth stand in for: lost passwords, errors, fingerprints of passwords.
NEVER_SAID = {
    "%(class_name)s %(instance)s",
    "We’re sorry, but the requested page could not be found.",
    "There’s been an error. It’s been reported to the site administrators via email and should be fixed shortly. "
    "Thanks for your patience.",
    *("Model name", "Add link", "Change or view list link", "Skip to main content", "Start typing to filter…"),
    *(f"Toggle theme (current theme: {theme})" for theme in ("auto", "light", "dark")),
    "Something’s wrong with your database installation. Make sure the appropriate database tables have been created, "
    "and make sure the database is readable by the appropriate user.",
    *("Forgotten your login credentials?", "Thanks for spending some quality time with the web site today."),
    "We’ve emailed you instructions for setting your password, if an account exists with the email you entered. You "
    "should receive them shortly.",
    "If you don’t receive an email, please make sure you’ve entered the address you registered with, and check your "
    "spam folder.",
    "In case you’ve forgotten, you are:",
    "Forgotten your password? Enter your email address below, and we’ll email instructions for setting a new one.",
    "block size",
    "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase A-Z letters, numbers, "
    "and @/./+/-/_ characters.",
}
# The icons of Unfold's font are written as words that nobody sees or hears.
ICON = "material-symbols-outlined"


def records():
    """One record of every kind that staff open."""
    staff = make.make_user(is_staff=True)
    post, service = make.make_post(make.make_municipality()), make.make_service()
    make.make_event()
    Grant.objects.create(service=service, code="g", name_lt="Parama 1", amount_max=1)
    ServiceAtLocation.objects.create(service=service, place=make.make_place())
    VolunteerOffer.objects.create(name="1", contact="a@example.org", language="lt", text="1", erase_after="2090-01-01")
    ChangeProposal.objects.create(post=post, patch={}, basis={})
    ConfirmationRequest.ask(post)
    Report.objects.create(page="/lt/", message="1", language="lt")
    EmptySearch.objects.create(query="1", language="lt", week="2026-01-05")
    make.make_group("Auditor")
    for factory in (
        *(make.make_job, make.make_job_source, make.make_project, make.make_agreement, make.make_initiative),
        *(make.make_guide_page, make.make_question, make.make_statistic, make.make_word, make.make_submission),
    ):
        factory()
    return staff


def addresses():
    """A list and a form of every model; of one of them, and of accounts, every other kind of page too."""
    found = [reverse("admin:index"), reverse("admin:pile", args=["drafts"]), reverse("admin:password_change")]
    found += [reverse("admin:agency")]
    found += [reverse("admin:accounts_user_add"), reverse("admin:auth_user_password_change", args=[1])]
    for model in admin.site._registry:
        if model._meta.app_label in NOT_OURS:
            continue
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{base}_changelist"))
        record = model._default_manager.order_by("pk").first()
        pages = ("change", "history", "delete") if model is Word else ("change",)
        found += [reverse(f"{base}_{page}", args=[record.pk]) for page in pages if record is not None]
    return found


def texts(page):
    """What a person reads or hears of a page: text, labels, titles, places for typing."""
    tree = html.fromstring(page.text)
    for node in tree.xpath(f'//script | //style | //*[contains(@class, "{ICON}")] | //textarea'):
        node.drop_tree()
    spoken = tree.xpath("//@aria-label | //@title | //@placeholder | //@alt | //input[@type='submit']/@value")
    return {re.sub(r"\s+", " ", text).strip() for text in [*tree.itertext(), *spoken]}


def is_written(text):
    """A text of letters that is neither a name, nor data of a test: those have numbers, addresses or signs in them."""
    words = re.findall(r"[^\W\d_]{3,}", text)
    is_data = re.search(r"\d|@|/|^[a-z_]+$|lietuviškai|по-русски", text)
    return bool(words) and not is_data and not set(words) <= NAMES and text not in TYPED | IN_THE_CODE


@pytest.mark.slow
def test_no_english_is_left(client):
    records()
    readers = {code: make.make_staff(language=code, name="1") for code in ("en", "lt", "ru")}
    left = {}
    for address in addresses():
        seen = {}
        for code, reader in readers.items():
            client.force_login(reader)
            page = client.get(address)
            seen[code] = texts(page) if page.status_code == 200 else set()
        for code in ("lt", "ru"):
            same = {text for text in seen["en"] & seen[code] if is_written(text)}
            mixed = {text for text in seen[code] if ENGLISH & set(re.findall(r"[a-z]+", text.lower()))}
            for text in same | {text for text in mixed if is_written(text)}:
                left.setdefault((code, text), address)

    assert left == {}


CATALOGUES = [Path(django.__file__).parent / "contrib" / app / "locale" for app in ("admin", "auth")]


@pytest.mark.parametrize("language", ["lt", "ru"])
def test_every_message_that_djangos_admin_may_say_is_translated(language):
    """Also those that no page of the test above shows: what is said after saving, after a mistake."""
    with translation.override(language):
        left = [
            entry.msgid
            for folder in CATALOGUES
            for entry in polib.pofile(str(folder / "en" / "LC_MESSAGES" / "django.po"))
            if not entry.msgctxt and (entry.msgid_plural or gettext(entry.msgid) == entry.msgid)
            if not entry.msgid_plural or ngettext(entry.msgid, entry.msgid_plural, 5) == entry.msgid_plural
            if entry.msgid not in NEVER_SAID
        ]

    assert left == []
