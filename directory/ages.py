"""Age bands as text: "0-17", "18-60", "61+". What a fund asks may overlap; what is counted at the door may not."""

from itertools import pairwise

from django.utils.translation import gettext as _

OLDEST = 130


def band(first, last=None):
    """The text of a band from ``first`` to ``last`` years, both counted in; without an end: and older."""
    return f"{first}+" if last is None or last >= OLDEST else f"{first}-{last}"


def ages(text):
    """(first, last) of a band, or None for a text that is none."""
    first, dash, last = text.removesuffix("+").partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()) or bool(dash) == text.endswith("+"):
        return None
    return int(first), int(last) if dash else OLDEST


def finest(bands):
    """Bands that do not overlap and from which each of ``bands`` can be summed up: those to count by at the door."""
    spans = [ages(text) for text in bands]
    starts = {0} | {first for first, _last in spans} | {last + 1 for _first, last in spans if last < OLDEST}
    edges = [*sorted(starts), OLDEST + 1]
    return [band(first, following - 1) for first, following in pairwise(edges)]


def is_within(part, whole):
    """All people of ``part`` are people of ``whole``."""
    (first, last), (from_age, to_age) = ages(part), ages(whole)
    return from_age <= first and last <= to_age


def overlaps(part, whole):
    (first, last), (from_age, to_age) = ages(part), ages(whole)
    return first <= to_age and from_age <= last


def in_words(text):
    """ "under 18", "18 to 59", "60 and older"."""
    first, last = ages(text)
    if last == OLDEST:
        return _("%(age)d and older") % {"age": first} if first else _("any age")
    if first == 0:
        return _("under %(age)d") % {"age": last + 1}
    return _("%(from)d to %(to)d") % {"from": first, "to": last}
