"""Contacts, phone numbers and the order of names."""

import phonenumbers
import pytest
from django.db.models import Value
from django.utils import translation

from content.sorting import SortKey, sort_key
from directory.models import Organisation, OrganisationContact
from directory.phones import diallable, shown
from tests.factories import make_organisation, make_organisation_contact

# Every notation of the customer's documents, and what it must become (design brief, §1).
NUMBERS = [
    ("+370 676 17 057", "+37067617057", "+370 676 17 057"),
    ("+370 37 30 5519", "+37037305519", "+370 37 305 519"),
    ("+370 347 20 606", "+37034720606", "+370 347 20606"),
    ("+370 45 504 029 ", "+37045504029", "+370 45 504 029"),
    ("(8 346) 51034", "+37034651034", "+370 346 51034"),
    ("+37061430649", "+37061430649", "+370 614 30 649"),
    ("8-346-44300", "+37034644300", "+370 346 44300"),
    ("8 5 2724879", "+37052724879", "+370 5 272 4879"),
    ("0 5 2724879", "+37052724879", "+370 5 272 4879"),
    ("+370 52 51 43 52", "+37052514352", "+370 5 251 4352"),
    ("+ 370 600 90636", "+37060090636", "+370 600 90 636"),
    ("8 800 22922", "+37080022922", "0 800 22922"),
    ("861430649", "+37061430649", "+370 614 30 649"),
]


@pytest.mark.parametrize(("given", "e164", "printed"), NUMBERS)
def test_number_of_any_notation_becomes_diallable(given, e164, printed):
    assert diallable(given) == (e164, "800" in given)
    assert shown(e164).replace("\xa0", " ") == printed
    assert phonenumbers.is_valid_number(phonenumbers.parse(e164))


@pytest.mark.parametrize("given", ["0 900 12345", "8 900 12345", "+370 900 12345"])
def test_paid_line_is_reached_from_lithuania_only(given):
    assert diallable(given) == ("+37090012345", True)
    assert shown("+37090012345").replace("\xa0", " ") == "0 900 12345"


@pytest.mark.parametrize("given", ["+370 656 06", "", "call me", "112233", "+370 000 00 000", "8", "\x00"])
def test_number_that_cannot_be_dialled_is_refused(given):
    assert diallable(given) == ("", False)


@pytest.mark.django_db
def test_broken_number_is_kept_flagged_and_never_a_link(client):
    organisation = make_organisation()
    broken = make_organisation_contact(organisation, "+370 656 06")
    make_organisation_contact(organisation, "help@example.org", "email")

    page = client.get(f"/en{organisation.get_absolute_url()[3:]}").text

    assert (broken.is_valid, broken.href, broken.value_as_given) == (False, "", "+370 656 06")
    assert "tel:+370656" not in page
    assert "656 06" not in page
    assert "We are checking this number" in page
    assert 'href="mailto:help@example.org"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "value", "href"),
    [
        ("phone", "8 346 51034", "tel:+37034651034"),
        ("phone", "8 800 22922", "tel:+37080022922"),
        ("fax", "8-346-44434", ""),
        ("email", "Name.Surname@example.org", "mailto:Name.Surname@example.org"),
        ("email", "TALES@home", ""),
        ("website", "https://example.org/", "https://example.org/"),
        ("website", "javascript:alert(1)", ""),
        ("whatsapp", "+370 600 12 345", "https://wa.me/37060012345"),
        ("viber", "+370 600 12 345", "viber://chat?number=%2B37060012345"),
    ],
)
def test_contact_links_only_what_a_tap_can_use(kind, value, href):
    contact = make_organisation_contact(make_organisation(), value, kind)

    assert contact.href == href
    assert OrganisationContact.objects.get().value == value


NAMES = [
    "Zarasai",
    "Žagarė",
    "Šakiai",
    "Sartai",
    "Čekiškė",
    "Cirkliškis",
    "Ylakiai",
    "Ignalina",
    "Ilgė",
    "„Desė“",
    "Ąžuolas",
    "Avižieniai",
]
IN_ORDER = [
    "Avižieniai",
    "Ąžuolas",
    "Cirkliškis",
    "Čekiškė",
    "„Desė“",
    "Ignalina",
    "Ylakiai",
    "Ilgė",
    "Sartai",
    "Šakiai",
    "Zarasai",
    "Žagarė",
]


def test_names_stand_in_the_lithuanian_alphabet():
    assert sorted(NAMES, key=sort_key) == IN_ORDER


@pytest.mark.django_db
@pytest.mark.parametrize("text", [*NAMES, "ŽUVINTAS", "Ёлка", "Йод", "О'Нил", "100 % \\"])
def test_postgresql_and_python_sort_alike(text):
    make_organisation()
    key = Organisation.objects.annotate(key=SortKey(Value(text))).values_list("key", flat=True).get()

    assert key == sort_key(text)


@pytest.mark.django_db
def test_list_is_sorted_by_the_readers_language():
    for name in ["Šakiai", "Sartai", "Žagarė", "Zarasai"]:
        make_organisation(
            name_lt=name, name_ru={"Šakiai": "Аа", "Zarasai": "Бб"}.get(name, "Ёё" if name == "Sartai" else "Жж")
        )

    with translation.override("lt"):
        assert [o.name_lt for o in Organisation.objects.in_order_of_name()] == ["Sartai", "Šakiai", "Zarasai", "Žagarė"]
    with translation.override("ru"):
        assert [o.name_ru for o in Organisation.objects.in_order_of_name()] == ["Аа", "Бб", "Ёё", "Жж"]
