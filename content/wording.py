"""Facts in words: money, days, figures, as each language writes them; and what the card of a record says."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi, ngettext, pgettext, pgettext_lazy

# Within a date: Lithuanian and Russian write the weekday small.
WEEKDAYS = [
    pgettext_lazy("weekday in a date", "Monday"),
    pgettext_lazy("weekday in a date", "Tuesday"),
    pgettext_lazy("weekday in a date", "Wednesday"),
    pgettext_lazy("weekday in a date", "Thursday"),
    pgettext_lazy("weekday in a date", "Friday"),
    pgettext_lazy("weekday in a date", "Saturday"),
    pgettext_lazy("weekday in a date", "Sunday"),
]

# How often something repeats. Other languages bend the word, so each day is a text of its own.
EVERY_WEEKDAY = [
    pgettext_lazy("how often", "every Monday"),
    pgettext_lazy("how often", "every Tuesday"),
    pgettext_lazy("how often", "every Wednesday"),
    pgettext_lazy("how often", "every Thursday"),
    pgettext_lazy("how often", "every Friday"),
    pgettext_lazy("how often", "every Saturday"),
    pgettext_lazy("how often", "every Sunday"),
]


def figure(value):
    """A number with the separators of the language and no empty decimals: 29 526, 42,8."""
    number = value.normalize()
    decimals = max(0, -number.as_tuple().exponent)
    return number_format(number, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def money(amount):
    """An amount of euros in words: 150 euros, 2,936,004.88 euros."""
    if amount != amount.to_integral_value():
        return pgettext("an amount with cents", "%(amount)s euros") % {
            "amount": number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)
        }
    whole = int(amount)
    return ngettext("%(amount)s euro", "%(amount)s euros", whole) % {
        "amount": number_format(whole, use_l10n=True, force_grouping=True)
    }


def beside(amount, other):
    """An amount to stand before another ("8.20–9.50 euros"): with cents as soon as one of the two has some."""
    whole = amount == amount.to_integral_value() and other == other.to_integral_value()
    return number_format(amount, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)


def weekday(date):
    """The day of the week as the head of a column."""
    return capfirst(str(WEEKDAYS[date.weekday()]))


def day(moment):
    """A date with its weekday: Thursday, 5 November 2026. Moments are taken in Vilnius time."""
    return capfirst(day_in_sentence(moment))


def day_in_sentence(moment):
    """The same, not at the beginning."""
    date = timezone.localtime(moment).date() if hasattr(moment, "hour") else moment
    return f"{WEEKDAYS[date.weekday()]}, {date_format(date, 'DATE_FORMAT')}"


def date_in_words(date, precision="day"):
    """A date as exactly as it is known: with its day, its month only or its year only."""
    if precision == "month":
        return month_and_year(date)
    return date_format(date, "Y" if precision == "year" else "DATE_FORMAT")


def month_and_year(date):
    """ "November 2016", „2016 m. lapkritis“, «ноябрь 2016 г.»: Django writes Russian months large, Russians do not."""
    text = date_format(date, "YEAR_MONTH_FORMAT")
    is_written_large = date_format(date, "E")[:1].isupper()
    return text if is_written_large else text.lower()


# --- Texts of records as pages show them, escaped and marked with their language --------------------------------------


def direction(code):
    """The attribute that turns a text round which is written the other way than the page, else ""."""
    is_right_to_left = code in settings.LANGUAGES_BIDI
    if is_right_to_left == get_language_bidi():
        return ""
    return format_html(' dir="{}"', "rtl" if is_right_to_left else "ltr")


def marked(text):
    """The text, wrapped in its ``lang`` when that is not the page's."""
    if getattr(text, "is_foreign", False):
        return format_html('<span lang="{}"{}>{}</span>', text.language, direction(text.language), text)
    return text


def written(record, field="name"):
    """A field's text as HTML; "" without a record. Two texts that are written alike are the same on the page too."""
    return conditional_escape(marked(record.text(field))) if record else ""


@dataclass(frozen=True)
class Card:
    """What a list shows of a record, in words: the template of a card says it from these and nothing else.

    Texts are HTML in the reader's language. Equal cards look the same, so a page renders each once (``once``).
    """

    url: str
    name: str
    summary: str
    is_example: bool
    unchecked_since: str
    foreign_language: str
    foreign_language_in: str


def facts_of(record):
    """What every Card says, from a record of ``for_cards()``."""
    return {
        "url": record.get_absolute_url(),
        "name": written(record),
        "summary": written(record, "summary"),
        "is_example": record.is_example,
        "unchecked_since": record.unchecked_since,
        "foreign_language": record.foreign_language,
        "foreign_language_in": record.foreign_language_in,
    }
