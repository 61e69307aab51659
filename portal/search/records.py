"""The records behind the hits that a page shows, loaded through the publishing rule of their section in one query."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from content.languages import in_language
from content.models import Content
from guide.models import Word
from networks.models import Coverage, Post
from portal.search.marking import plain
from portal.search.sources import BY_LABEL
from services.models import Service

FACTS = ["id", "slug", "source_language", "is_example", "source_as_of", "assured_on"]
TEXTS = ["name", "summary", "description"]


def columns():
    return [build_localized_fieldname(field, code) for field in TEXTS for code, _name in settings.LANGUAGES]


@dataclass
class Hit:
    """A record found, with what a page of results says of it."""

    record: Content
    # What is told beside the record: the word itself, the slug of a post's municipality, or the state of a service.
    extra: str
    marker: object

    @property
    def section(self):
        return BY_LABEL[self.record._meta.label_lower].section

    @property
    def is_word(self):
        return isinstance(self.record, Word)

    @property
    def url(self):
        if isinstance(self.record, Post):
            return (
                reverse("networks:coordinator", args=[self.extra]) if self.extra else reverse("networks:coordinators")
            )
        return self.record.get_absolute_url()

    @property
    def title(self):
        return self._in_its_language(self.name, self.marker.marked(self.name))

    @property
    def state(self):
        """Of a service that is not given: that it has ended, or is closed for a time."""
        return {"ended": _("This service has ended."), "paused": _("Temporarily closed.")}.get(self.extra, "")

    @property
    def term(self):
        return self.marker.marked(self.extra)

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
        shown = [self.extra if self.is_word else "", *(plain(self.record.text(field)) for field in TEXTS)]
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
    parts = [_rows(BY_LABEL[label].model, pks) for label, pks in sorted(keys.items())]
    names = ["label", "extra", *FACTS, *columns()]
    hits = {}
    for values in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
        row = dict(zip(names, values, strict=True))
        label, extra = row.pop("label"), row.pop("extra")
        hits[label, row["id"]] = Hit(BY_LABEL[label].model(**row), extra, marker)
        if label == Word._meta.label_lower:
            hits[label, row["id"]].record.term = extra
    return [hits[row.model, row.record_id] for row in found if (row.model, row.record_id) in hits]


def _rows(model, keys):
    extra = Value("", CharField())
    if model is Word:
        extra = F("term")
    elif model is Post:
        covered = Coverage.objects.filter(post=OuterRef("pk")).values("municipality__slug")
        extra = Subquery(covered[:1], output_field=CharField())
    elif model is Service:
        states = model.objects
        extra = Case(
            When(states.is_over(), then=Value("ended")), When(states.is_paused(), then=Value("paused")), default=extra
        )
    records = model.objects.published().filter(pk__in=keys).order_by()
    return records.annotate(label=Value(model._meta.label_lower, CharField()), extra=extra).values_list(
        "label", "extra", *FACTS, *columns()
    )
