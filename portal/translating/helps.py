"""What helps whoever translates: the source of then, the words from letters, earlier translations of a sentence."""

import re
from functools import reduce
from operator import or_

from django.db.models import Q
from modeltranslation.utils import build_localized_fieldname

from guide.models import Word
from portal.translating.marks import plain

# Versions of a record that are looked through for the source a translation was made from.
MOST_VERSIONS = 100
MOST_SENTENCES = 40
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Endings bend: of a longer word its last letters are left open.
LONG, OPEN = 5, 2


def source_of_then(record, language):
    """The version of the record that its text in ``language`` was made from, or None when history does not know it."""
    known = record.translations.get(language, {}).get("source_hash")
    if not known:
        return None
    versions = (row.instance for row in record.history.order_by("-history_id")[:MOST_VERSIONS])
    return next((version for version in versions if known in version.known_hashes()), None)


def words_in(texts, source, language):
    """(word, its agreed translation) for each word from letters that occurs in the texts, with any ending."""
    read = [word.lower() for text in texts for word in WORD.findall(plain(text))]
    stems = {word[:length] for word in read for length in range(1, len(word) + 1)}
    found = []
    for word in Word.objects.published().in_order():
        own = [word.term, *word.variants] if source == "lt" else [word.written("name", source)]
        agreed = word.term if language == "lt" else word.written("name", language)
        if agreed and any(_occurs(form, read, stems) for form in own):
            found.append((word.term if source == "lt" else own[0], agreed))
    return found


def _occurs(form, read, stems):
    parts = [_stem(part) for part in WORD.findall(form.lower())]
    if not parts or not all(part in stems for part in parts):
        return False
    ways = range(len(read) - len(parts) + 1)
    return any(all(word.startswith(part) for word, part in zip(read[at:], parts, strict=False)) for at in ways)


def _stem(word):
    return word[:-OPEN] if len(word) > LONG else word


def sentences(text):
    return [found for part in SENTENCE.split(plain(text)) if len((found := part.strip("• \t")).split()) > 2]


def earlier_translations(record, language):
    """Sentence of the source -> how other records of the kind say it in ``language``, the most recent first."""
    source, fields = record.source_language, record.translated_fields()
    wanted = [one for field in fields for one in sentences(record.written(field, source))][:MOST_SENTENCES]
    columns = [(build_localized_fieldname(name, source), build_localized_fieldname(name, language)) for name in fields]
    asked = [Q(**{f"{column}__contains": one}) for one in wanted for column, _other in columns]
    if not asked:
        return {}
    others = type(record).objects.filter(reduce(or_, asked), source_language=source).exclude(pk=record.pk)
    found = {}
    for other in others.order_by("-updated_at")[:MOST_SENTENCES]:
        for column, translated in columns:
            pairs = _pairs(getattr(other, column), getattr(other, translated))
            for one in wanted:
                if one in pairs:
                    found.setdefault(one, pairs[one])
    return found


def _pairs(source, translation):
    """Sentences that stand in the same place of both texts, when both have as many."""
    left, right = sentences(source), [part for part in SENTENCE.split(plain(translation)) if part.strip("• \t")]
    whole = [part for part in SENTENCE.split(plain(source)) if part.strip("• \t")]
    if len(whole) != len(right):
        return {}
    pairs = {one.strip("• \t"): other.strip("• \t") for one, other in zip(whole, right, strict=True)}
    return {one: pairs[one] for one in left if one in pairs}
