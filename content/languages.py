"""Which language a reader gets, and how languages are called in a sentence."""

from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


def resolution_order(wanted, source):
    """Return the language codes to try: the wanted one, the one the record was written in, then the rest."""
    return list(dict.fromkeys([wanted, source, *(code for code, _name in settings.LANGUAGES)]))


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
