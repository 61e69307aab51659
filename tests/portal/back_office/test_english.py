"""No English is left in the Lithuanian and the Russian back office, whatever library brought the text.

A text that stands on a page in the same words for somebody who reads English and for somebody who reads Lithuanian was
not translated, unless it is a name, or what somebody wrote.
"""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from lxml import html

from feedback.models import EmptySearch, Report
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
    """Every kind of page of every model; those that a model does not have answer otherwise and are left out."""
    found = [reverse("admin:index"), reverse("admin:pile", args=["drafts"]), reverse("admin:password_change")]
    for model in admin.site._registry:
        if model._meta.app_label in NOT_OURS:
            continue
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{base}_changelist"), reverse(f"{base}_add")]
        record = model._default_manager.order_by("pk").first()
        if record is not None:
            found += [reverse(f"{base}_{page}", args=[record.pk]) for page in ("change", "history", "delete")]
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
    return bool(words) and not is_data and not set(words) <= NAMES


@pytest.mark.parametrize("language", ["lt", "ru"])
def test_no_text_is_the_same_in_english(client, language):
    records()
    readers = {code: make.make_staff(language=code, name="1") for code in ("en", language)}
    left = {}
    for address in addresses():
        seen = {}
        for code, reader in readers.items():
            client.force_login(reader)
            page = client.get(address)
            seen[code] = texts(page) if page.status_code == 200 else set()
        same = {text for text in seen["en"] & seen[language] if is_written(text)}
        for text in same:
            left.setdefault(text, []).append(address)

    assert left == {}
