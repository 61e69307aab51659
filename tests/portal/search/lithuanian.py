"""Lithuanian nouns in all their forms, and Lithuanian as people write it who do not have its letters."""

import unicodedata

# Nominative, genitive, dative, accusative, instrumental and locative, first of one, then of many; "+" is the soft stem.
_AS = ["as", "o", "ui", "ą", "u", "e", "ai", "ų", "ams", "us", "ais", "uose"]
_A = ["a", "os", "ai", "ą", "a", "oje", "os", "ų", "oms", "as", "omis", "ose"]
_E = ["ė", "ės", "ei", "ę", "e", "ėje", "ės", "+ių", "ėms", "es", "ėmis", "ėse"]
_YS = ["ys", "+io", "+iui", "į", "+iu", "yje", "+iai", "+ių", "+iams", "+ius", "+iais", "+iuose"]
_IS = ["is", *_YS[1:]]
_I = ["is", "ies", "+iai", "į", "imi", "yje", "ys", "+ių", "ims", "is", "imis", "yse"]

_HARD = {
    "leidim dokument kod darb vaik būst mokėjim pažymėjim draudim prašym sprendim užsiėmim autobus departament adres "
    "atlyginim teism notar miest pranešim": _AS,
    "pažym mokykl išmok kalb pašalp nuom apsaug skol baud sąskait klas tarnyb pagalb šeim gimnazij": _A,
    "savivaldyb pilietyb bibliotek ligonin": _E,
}
_SOFT = [
    ("gyvenviet", "gyvenvieč", _E),
    ("mokest", "mokesč", _IS),
    ("žod", "žodž", _IS),
    ("darbdav", "darbdav", _YS),
    ("gyvul", "gyvul", _YS),
    ("šird", "širdž", _I),
    ("apskrit", "apskrič", _I),
    ("sutart", "sutarč", _I),
    ("Kaišiador", "Kaišiador", ["ys", "ių", "iams", "is", "iais", "yse"]),
    ("Šiaul", "Šiaul", ["iai", "ių", "iams", "ius", "iais", "iuose"]),
    ("Panevėž", "Panevėž", ["ys", "io", "iui", "į", "iu", "yje"]),
]


def _forms(stem, soft, endings):
    return list(dict.fromkeys((soft + end[1:]) if end.startswith("+") else stem + end for end in endings))


# One list of forms for each noun.
NOUNS = [
    *(_forms(stem, stem, endings) for stems, endings in _HARD.items() for stem in stems.split()),
    *(_forms(*noun) for noun in _SOFT),
]


def without_marks(text):
    """As typed on a foreign keyboard: „pažymėjimas“ → "pazymejimas"."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


_PAIRS = [("ch", "х"), ("ia", "я"), ("iu", "ю"), ("ių", "ю"), ("ja", "я"), ("ją", "я"), ("ju", "ю"), ("jų", "ю")]
_LETTERS = dict(zip("aąbcčdeęėfghiįyjklmnoprsštuųūvzž", "аабцчдеееф" + "гхиии" + "йклмнопрсштууувзж", strict=True))


def in_cyrillic(text):
    """As written by ear: „pažymėjimas“ → "пажимейимас"."""
    text = text.lower()
    for latin, cyrillic in _PAIRS:
        text = text.replace(latin, cyrillic)
    return "".join(_LETTERS.get(letter, letter) for letter in text)
