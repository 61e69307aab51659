"""Lithuanian phone numbers: from any notation to one that can be dialled, and back to one that can be read aloud.

The old trunk prefix 8 was switched off in 2025; national numbers begin with 0 today, and +370 works everywhere.
"""

import re

import phonenumbers
from phonenumbers import shortnumberinfo

NBSP = "\xa0"
# Short numbers of up to four digits are read as one: 112, 1808.
SHORTEST_SPLIT = 4
# Short numbers of Lithuania that the library's list lacks: medical advice, the Employment Service.
ALSO_SHORT = {"113", "1883"}


def parse(value):
    """Return the parsed number, or None when it cannot be dialled."""
    digits = re.sub(r"^\s*\(?8([\s\-–()]|(?=\d{8}$))", r"0\1", value)
    try:
        number = phonenumbers.parse(digits, "LT")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def short_number(value):
    """Return the digits of a short number of Lithuania such as 116 111, or "" if it is none."""
    digits = re.sub(r"\s", "", value)
    # Eight digits and more are a number of the usual kind, whatever a list of short numbers says.
    if not re.fullmatch(r"\d{3,6}", digits):
        return ""
    if digits in ALSO_SHORT:
        return digits
    number = phonenumbers.PhoneNumber(country_code=370, national_number=int(digits))
    return digits if shortnumberinfo.is_valid_short_number_for_region(number, "LT") else ""


def diallable(value):
    """Return ``(E.164, domestic_only)`` for a number in any usual notation, or ``("", False)`` if it cannot be dialled.

    ``domestic_only`` is True for Lithuanian 800 and 900 numbers and for short numbers, which a foreign network does
    not connect. A short number has no E.164 form: its digits stand alone.
    """
    if short := short_number(value):
        return short, True
    number = parse(value)
    if number is None:
        return "", False
    kind = phonenumbers.number_type(number)
    domestic = number.country_code == 370 and kind in {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
    }
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), domestic


def shown(e164):
    """Return a number as people read it: +370 676 17 057, +370 5 272 4879, 0 800 22922 (no-break spaces)."""
    if not e164.startswith("+"):
        return f"{e164[:3]}{NBSP}{e164[3:]}" if len(e164) > SHORTEST_SPLIT else e164
    number = phonenumbers.parse(e164)
    national = str(number.national_number)
    if number.country_code != 370:
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    elif national.startswith(("80", "90")):
        text = f"0 {national[:3]} {national[3:]}"
    elif national.startswith("6"):
        text = f"+370 {national[:3]} {national[3:5]} {national[5:]}"
    elif national.startswith("5"):
        text = f"+370 5 {national[1:4]} {national[4:]}"
    elif national.startswith(("37", "41", "45", "46")):
        text = f"+370 {national[:2]} {national[2:5]} {national[5:]}"
    else:
        text = f"+370 {national[:3]} {national[3:]}"
    return text.replace(" ", NBSP)
