"""Languages: complete catalogues, plural forms, formats, and a fourth language by settings alone."""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from content.languages import translated_languages
from content.templatetags.languages import marked
from content.translatable.models import ShownText
from content.wording import day, figure, money, month_and_year
from portal.pages.sitemaps import PageSitemap
from tests.tree import application_files

ROOT = Path(settings.BASE_DIR)
CODES = [code for code, _name in settings.LANGUAGES]


def catalogue(code):
    return polib.pofile(str(ROOT / "locale" / code / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("code", CODES)
def test_catalogue_is_complete(code):
    entries = [entry for entry in catalogue(code) if not entry.obsolete]

    assert [entry.msgid for entry in entries if entry.fuzzy] == []
    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert [entry.msgid for entry in entries if entry.msgid_plural and not all(entry.msgstr_plural.values())] == []


@pytest.mark.parametrize("code", CODES)
def test_translations_keep_the_placeholders(code):
    for entry in catalogue(code):
        wanted = set(re.findall(r"%\(\w+\)\w", entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert set(re.findall(r"%\(\w+\)\w", text)) == (wanted if text else set()), entry.msgid


@pytest.mark.skipif(
    subprocess.run(["which", "xgettext"], capture_output=True, check=False).returncode != 0
    and not os.environ.get("CI"),
    reason="GNU gettext is not installed",
)
def test_catalogues_hold_every_text_of_templates_and_code(tmp_path):
    """``make messages`` on a copy finds nothing new."""
    copy = tmp_path / "copy"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    environment = {**os.environ, "DEBUG": "1", "DATABASE_URL": "postgres://nobody@localhost/none"}
    subprocess.run([sys.executable, "manage.py", "update_catalogues"], cwd=copy, env=environment, check=True)

    found = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(copy / "locale/en/LC_MESSAGES/django.po"))}
    kept = {(entry.msgctxt, entry.msgid) for entry in catalogue("en") if not entry.obsolete}
    assert found == kept


SERVICES_FOUND = {
    "lt": {0: "paslaugų", 1: "paslauga", 2: "paslaugos", 9: "paslaugos", 10: "paslaugų", 11: "paslaugų", 21: "paslauga",
           22: "paslaugos", 101: "paslauga", 111: "paslaugų"},
    "ru": {0: "услуг", 1: "услуга", 2: "услуги", 5: "услуг", 11: "услуг", 21: "услуга", 22: "услуги", 101: "услуга",
           111: "услуг"},
    "en": {0: "services", 1: "service", 2: "services", 21: "services"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "amount"), [(code, amount) for code, forms in SERVICES_FOUND.items() for amount in forms]
)
def test_result_heading_has_the_right_plural(code, amount):
    template = Template(
        "{% load i18n %}{% blocktranslate trimmed count counter=n %}{{ counter }} service found{% plural %}"
        "{{ counter }} services found{% endblocktranslate %}"
    )
    with translation.override(code):
        words = template.render(Context({"n": amount})).split()

    assert SERVICES_FOUND[code][amount] in words
    assert str(amount) in words


NBSP = "\xa0"


@pytest.mark.parametrize(
    ("code", "weekday", "amount", "number"),
    [
        ("lt", "Ketvirtadienis, 2026 m. lapkričio 5 d.", f"3{NBSP}000 eurų", "42,8"),
        ("en", "Thursday, 5 November 2026", "3,000 euros", "42.8"),
        ("ru", "Четверг, 5 ноября 2026 г.", f"3{NBSP}000 евро", "42,8"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(code, weekday, amount, number):
    # 22:30 UTC on the 4th is 00:30 on the 5th in Vilnius.
    moment = datetime(2026, 11, 4, 22, 30, tzinfo=UTC)
    with translation.override(code):
        written = day(moment).replace(NBSP, " "), money(Decimal(3000)), figure(Decimal("42.80"))

    assert written == (weekday, amount, number)


@pytest.mark.parametrize(
    ("code", "words"), [("lt", "2016 m. lapkritis"), ("en", "November 2016"), ("ru", "ноябрь 2016 г.")]
)
def test_month_is_written_small_where_the_language_does(code, words):
    with translation.override(code):
        assert month_and_year(date(2016, 11, 30)).replace(NBSP, " ") == words


@pytest.mark.parametrize(
    ("code", "amount", "words"),
    [
        ("lt", 1, "1 euras"),
        ("lt", 21, "21 euras"),
        ("lt", 2, "2 eurai"),
        ("lt", 10, "10 eurų"),
        ("ru", 1, "1 евро"),
        ("en", 1, "1 euro"),
        ("lt", "12.5", "12,50 euro"),
        ("en", "1.01", "1.01 euros"),
        ("ru", "12.5", "12,50 евро"),
    ],
)
def test_money_bends_with_its_amount(code, amount, words):
    with translation.override(code):
        assert money(Decimal(amount)) == words


def test_only_the_settings_name_the_languages():
    """Adding a language is one line there; nothing else may list them."""
    listing = re.compile(r"""["']lt["'],\s*["'](en|ru)["']""")
    found = [
        str(f.relative_to(ROOT))
        for f in application_files()
        if f.name != "settings.py" and listing.search(f.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.slow
def test_fourth_language_needs_settings_alone():
    """With ``uk`` added to the settings, and no other change, every public page answers in all four languages."""
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "tests/fourth_language.py",
            "--ds",
            "tests.settings_uk",
            "-q",
            "--no-cov",
            "-p",
            "no:randomly",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
    )

    assert result.returncode == 0, result.stdout[-3000:]
    assert " passed" in result.stdout


@pytest.fixture
def fresh_catalogues():
    translated_languages.cache_clear()
    yield
    translated_languages.cache_clear()


def test_language_without_a_catalogue_is_not_offered_to_search_engines(settings, fresh_catalogues):
    settings.LANGUAGES = [*settings.LANGUAGES, ("uk", "Українська")]

    assert translated_languages() == [code for code, _name in settings.LANGUAGES if code != "uk"]
    assert PageSitemap(["about"]).get_languages_for_item("about") == translated_languages()


def test_text_that_is_written_the_other_way_says_so(settings):
    with translation.override("lt"):
        assert marked(ShownText("نص", "ar", True)) == '<span lang="ar" dir="rtl">نص</span>'
        assert marked(ShownText("Text", "en", True)) == '<span lang="en">Text</span>'
    with translation.override("ar"):
        assert marked(ShownText("Text", "en", True)) == '<span lang="en" dir="ltr">Text</span>'


@pytest.mark.parametrize(("code", "attribute"), [("lt", ""), ("ar", ' dir="rtl"')])
def test_page_is_turned_round_with_its_language(code, attribute):
    with translation.override(code):
        page = render_to_string("404.html", request=RequestFactory().get("/"))

    assert f'<html lang="{code}"{attribute}>' in page


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("lt,en", "[('lt', 'Lietuvių'), ('en', 'English')]"),
        ("lt,en,ru", "[('lt', 'Lietuvių'), ('en', 'English'), ('ru', 'Русский')]"),
        ("lt,xx", "LANGUAGES names languages that have no columns: xx."),
        ("en,ru", "LANGUAGES must name lt"),
    ],
)
def test_one_variable_turns_languages_on_and_off(value, told):
    command = [sys.executable, "-c", "from portal import settings; print(settings.LANGUAGES)"]
    environment = os.environ | {"LANGUAGES": value, "DEBUG": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert told in done.stdout + done.stderr
