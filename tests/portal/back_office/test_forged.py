"""Who may only look changes nothing: whole forms as administrators send them, and every action of every list."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from lxml import html

from directory.models import MunicipalityRight
from tests import factories as make
from tests.portal.back_office.test_english import NOT_OURS, records

pytestmark = pytest.mark.django_db
# What looking writes: sessions, the queue and limits.
ASIDE = {"sessions", "procrastinate", "account", "mfa"}


def everything():
    """All rows of all tables that hold something people made."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in ASIDE and model._meta.managed:
            hidden = {"last_login"}
            rows = model._base_manager.order_by("pk").values()
            found[model._meta.label] = [{k: v for k, v in row.items() if k not in hidden} for row in rows]
    return found


def base_of(model):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def forms_of(client):
    """(address, what an administrator's browser would send to it, with other texts) of one record of every kind."""
    client.force_login(make.make_staff(language="en"))
    found = []
    for model in admin.site._registry:
        record = model._default_manager.order_by("pk").first()
        if model._meta.app_label in NOT_OURS or record is None:
            continue
        address = reverse(f"{base_of(model)}_change", args=[record.pk])
        page = client.get(address)
        forms = html.fromstring(page.text).forms if page.status_code == 200 else []
        sent = {"name_lt": "Forged", "name": "Forged", "_save": "1", "_despite": "1"}
        for form in forms:
            sent |= {name: changed(name, value) for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
        found.append((model, record, address, sent))
    return found


def changed(name, value):
    is_text = name.endswith(("_lt", "_en", "_ru")) or name in {"name", "note", "query"}
    return f"{value} forged" if is_text else value


def sign_in(client, role):
    """Somebody of the role, who may publish at once in a municipality that none of these records belongs to."""
    user = make.make_user(is_staff=True, language="en")
    user.groups.add(make.make_group(role))
    MunicipalityRight.objects.create(user=user, municipality=make.make_municipality(), publishes_at_once=True)
    client.force_login(user)


def forge(client, model, record, address, sent):
    base, shown = base_of(model), admin.site._registry[model]
    client.post(address, sent)
    client.post(reverse(f"{base}_delete", args=[record.pk]), {"post": "yes"})
    chosen = {"_selected_action": record.pk, "index": "0", "_sure": "1", "post": "yes"}
    for name in [*shown.actions[:1], *shown.actions[-1:], "delete_selected"]:
        client.post(reverse(f"{base}_changelist"), {**chosen, "action": name})


def test_nothing_is_changed_by_forged_forms(client):
    records()
    forms = forms_of(client)
    assert len(forms) > 25

    for role in ("Auditor", "Translator", "Municipality coordinator"):
        sign_in(client, role)
        before = everything()
        for model, record, address, sent in forms:
            forge(client, model, record, address, sent)
            if role != "Municipality coordinator":
                client.post(reverse(f"{base_of(model)}_add"), sent)
        after = everything()
        assert (role, {label for label in before if before[label] != after[label]}) == (role, set())
