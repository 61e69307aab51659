"""The records behind the hits that a page shows, loaded through the publishing rule of their section in one query."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import CharField, Value
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from content.freshness import is_stale
from content.languages import in_language
from content.models import Content
from networks.models import Post
from portal.questions.leads import lead_of
from portal.search.marking import plain
from portal.search.sources import BY_LABEL

FACTS = ["id", "slug", "source_language", "is_example", "source_as_of", "source_as_of_precision", "source_read_on",
         "assured_on", "created_at"]  # fmt: skip
TEXTS = ["name", "summary", "description"]
TOLD = ["word", "municipality_slug", "condition"]


def columns():
    return [build_localized_fieldname(field, code) for field in TEXTS for code, _name in settings.LANGUAGES]


@dataclass
class Hit:
    """A record found, with what a page of results says of it."""

    record: Content
    marker: object
    # What the sources tell beside the record (content/search.py): the Lithuanian word itself, the municipality on
    # whose page a post stands, "ended" or "paused" of a service.
    word: str = ""
    municipality_slug: str = ""
    condition: str = ""
    # It stands among the answers above.
    is_told: bool = False

    @property
    def section(self):
        return BY_LABEL[self.record._meta.label_lower].section

    @property
    def is_word(self):
        return bool(self.word)

    @property
    def lead(self):
        return lead_of(self.record)

    @property
    def is_example(self):
        return self.record.is_example

    @property
    def url(self):
        if not isinstance(self.record, Post):
            return self.record.get_absolute_url()
        if not self.municipality_slug:
            return reverse("networks:coordinators")
        return reverse("networks:coordinator", args=[self.municipality_slug])

    @property
    def title(self):
        return self._in_its_language(self.name, self.marker.marked(self.name))

    @property
    def state(self):
        """Of a service that is not given: that it has ended, or is closed for a time."""
        return {"ended": _("This service has ended."), "paused": _("Temporarily closed.")}.get(self.condition, "")

    @property
    def term(self):
        return self.marker.marked(self.word)

    @cached_property
    def name(self):
        return self.record.text("name")

    @property
    def snippet(self):
        """The summary, or that part of the long text which has the word."""
        summary, text = self.record.text("summary"), self.record.text("description")
        if self.marker.first(summary) or not self.marker.first(plain(text)):
            return self._in_its_language(summary, self.marker.snippet(summary))
        return self._in_its_language(text, self.marker.snippet(plain(text)))

    @property
    def found_by(self):
        """The word of another language that the record was found by, and "in Lithuanian"; None when it is in sight."""
        shown = [self.word, *(plain(self.record.text(field)) for field in TEXTS)]
        if any(self.marker.first(text) for text in shown):
            return None
        for code, _name in settings.LANGUAGES:
            for field in TEXTS:
                text = getattr(self.record, build_localized_fieldname(field, code)) or ""
                if code != get_language() and (found := self.marker.first(plain(text))):
                    return {"word": found[0], "language": code, "in_language": in_language(code)}
        return None

    @staticmethod
    def _in_its_language(text, html):
        return format_html('<span lang="{}">{}</span>', text.language, html) if text.is_foreign else html


def load(found, marker):
    """The Hit of each row of ``best_hits()`` that is public at this moment, in the same order; one query."""
    keys = defaultdict(list)
    for row in found:
        keys[row.model].append(row.record_id)
    if not keys:
        return []
    parts = [_rows(BY_LABEL[label], pks) for label, pks in sorted(keys.items())]
    names = ["label", *TOLD, *FACTS, *columns()]
    hits = {}
    for values in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
        row = dict(zip(names, values, strict=True))
        label = row.pop("label")
        told = {name: row.pop(name) or "" for name in TOLD}
        record = BY_LABEL[label].model(**row)
        if told["word"]:
            record.term = told["word"]
        hits[label, record.pk] = Hit(record, marker, **told)
    return [hits[row.model, row.record_id] for row in found if (row.model, row.record_id) in hits]


def sunk(rows):
    """The rows in their order, but in each section those of stale facts last, if nobody asked for them by name."""
    keys = defaultdict(list)
    for row in rows:
        keys[row.model].append(row.record_id)
    if not keys:
        return rows
    parts = [_stale_among(BY_LABEL[label], pks) for label, pks in sorted(keys.items())]
    stale = set(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    places, in_turn = defaultdict(list), defaultdict(list)
    for place, row in enumerate(rows):
        places[row.section].append(place)
        in_turn[row.section].append(row)
    found = list(rows)
    for section, own in in_turn.items():
        own.sort(key=lambda row: not row.is_named and (row.model, row.record_id) in stale)
        for place, row in zip(places[section], own, strict=True):
            found[place] = row
    return found


def _stale_among(source, keys):
    found = source.model.objects.filter(is_stale(source.model.decays_as), pk__in=keys).order_by()
    return found.annotate(label=Value(source.label, CharField())).values_list("label", "pk")


def _rows(source, keys):
    """The published records of one source; each kind has all columns of TOLD, empty where it has nothing to tell."""
    empty = Value("", CharField())
    told = {f"told_{name}": empty for name in TOLD} | {f"told_{name}": value for name, value in source.told().items()}
    records = source.model.objects.published().filter(pk__in=keys).order_by()
    return records.annotate(label=Value(source.label, CharField()), **told).values_list(
        "label", *(f"told_{name}" for name in TOLD), *FACTS, *columns()
    )
