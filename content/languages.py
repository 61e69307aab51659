"""Which language a reader gets, and how languages are called in a sentence."""

from functools import cache
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

# A catalogue that lacks more is not offered to search engines: its pages would be half in English.
TRANSLATED_ENOUGH = 0.98


def interface_languages():
    """The choices of a reader or writer, as settings have them: a function, so that no migration names them."""
    return settings.LANGUAGES


def resolution_order(wanted):
    """The codes to try for a reader of ``wanted``: that one, what its readers read next, then every other one.

    Not the language a record was written in: a reader of Ukrainian is helped more by Russian than by Lithuanian.
    A text whose language is switched off is better than none and comes last.
    """
    offered = [code for code, _name in settings.LANGUAGES]
    known = settings.MODELTRANSLATION_LANGUAGES
    ahead = [code for code in settings.FALLBACK_LANGUAGES.get(wanted, []) if code in known]
    return [
        code for code in dict.fromkeys([wanted, *ahead, settings.X_DEFAULT_LANGUAGE, *offered, *known]) if code in known
    ]


@cache
def translated_languages():
    """The codes of the languages in which the interface is translated: only in these are its pages for search."""
    codes = [code for code, _name in settings.LANGUAGES]
    amounts = {code: _messages(code) for code in codes}
    return [code for code in codes if amounts[code] >= TRANSLATED_ENOUGH * max(amounts.values())]


def _messages(code):
    """How many texts the catalogue of a language has."""
    file = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.mo"
    return len(polib.mofile(str(file))) if file.exists() else 0


# Languages people speak here, by ISO 639: facts about services, events and jobs, not languages of the interface.
SPOKEN_LANGUAGES = [
    ("lt", _("Lithuanian")),
    ("en", _("English")),
    ("ru", _("Russian")),
    ("uk", _("Ukrainian")),
    ("be", _("Belarusian")),
    ("pl", _("Polish")),
    ("ar", _("Arabic")),
    ("fa", _("Persian (Farsi, Dari)")),
    ("ps", _("Pashto")),
    ("ku", _("Kurdish")),
    ("tr", _("Turkish")),
    ("tg", _("Tajik")),
    ("uz", _("Uzbek")),
    ("kk", _("Kazakh")),
    ("ky", _("Kyrgyz")),
    ("ka", _("Georgian")),
    ("az", _("Azerbaijani")),
    ("hy", _("Armenian")),
    ("hi", _("Hindi")),
    ("pa", _("Punjabi")),
    ("ur", _("Urdu")),
    ("bn", _("Bengali")),
    ("ta", _("Tamil")),
    ("zh", _("Chinese")),
    ("vi", _("Vietnamese")),
    ("de", _("German")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("sgn", _("sign language")),
]

# The form that follows "You can read it ...": other languages bend the word, so each is a text of its own.
IN_LANGUAGE = {
    "lt": pgettext_lazy("You can read it ...", "in Lithuanian"),
    "en": pgettext_lazy("You can read it ...", "in English"),
    "ru": pgettext_lazy("You can read it ...", "in Russian"),
    "uk": pgettext_lazy("You can read it ...", "in Ukrainian"),
}


def in_language(code):
    """Return "in Lithuanian" in the active language; a language without a phrase of its own is named by itself."""
    if code in IN_LANGUAGE:
        return str(IN_LANGUAGE[code])
    return gettext("in the language: %(name)s") % {"name": dict(settings.LANGUAGES).get(code, code)}
