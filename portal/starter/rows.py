"""From a table of a data file to rows of the database, by field names alone.

A table's keys are field names; translated fields hold one text per language; relations name other records by slug, code
or key; arrays of tables are rows of a reverse relation. See portal/starter/README.md.
"""

import hashlib
import json
import tomllib
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models.fields.reverse_related import ManyToOneRel
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname

from content.models import Content
from directory.models import Term
from events.models import EventSeries

# Not fields: they steer the load.
STEERING = {"key", "flags", "published"}
# An occurrence's day and clock time, from which its moments are made; ``was_…`` is the start of a moved one before.
CLOCK = {"starts_in_days", "start_time", "duration_minutes", "was_in_days", "was_time"}


class LoadError(Exception):
    """A data file says something that cannot be loaded; the message names the file, the record and the key."""


def read(path):
    """Return a data file as a dictionary. Raises LoadError when it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LoadError(f"{path.name}: {error}") from error


def identity(model, table):
    """The key a record is known by for ever: its slug, a term's list and code, or its ``key``."""
    if model is Term:
        return f"{table['vocabulary']}/{table['code']}"
    return table.get("slug") or table.get("key") or ""


def fingerprint_of_table(table):
    return _digest(table)


def fingerprint_of_row(row, table):
    """A digest of the facts and texts of a row and of its child rows, as the database holds them now."""
    return _digest(_facts(row, table))


def _facts(row, table):
    """What the row holds in the fields that the file names: new columns and languages change nothing."""
    facts = {}
    for name, value in table.items():
        if name in child_relations(type(row)):
            children = children_of(row, name).order_by("pk")
            # Rows that staff added count too; what they hold is theirs.
            facts[name] = [len(children), *(_facts(child, rows) for child, rows in zip(children, value, strict=False))]
        elif isinstance(value, dict):
            facts[name] = {code: getattr(row, build_localized_fieldname(name, code), "") for code in sorted(value)}
        elif name not in STEERING and not ("starts_in_days" in table and name in CLOCK):
            facts[name] = _fact(row, name.removesuffix("_in_days"))
    return facts


def _fact(row, name):
    field = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    return getattr(row, field.attname)


def _digest(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def child_relations(model):
    """The reverse relations whose rows belong to a record: deleted with it, or its dates."""
    return {
        rel.get_accessor_name(): rel
        for rel in model._meta.related_objects
        if isinstance(rel, ManyToOneRel)
        and rel.related_model is not model
        and not rel.related_model._meta.model_name.startswith("historical")
        and not rel.hidden
        and (rel.on_delete is models.CASCADE or rel.get_accessor_name() == "occurrences")
        and rel.get_accessor_name() not in {"review_comments", "confirmation_requests"}
    }


def children_of(row, name):
    """The rows of a child relation, also of one that has at most one."""
    rel = child_relations(type(row))[name]
    return rel.related_model.objects.filter(**{rel.field.name: row})


class Writer:
    """Writes tables as rows; ``known`` finds records that have neither slug nor code by their key."""

    def __init__(self, known):
        self.known = known
        self.found = {}
        self.today = timezone.localdate()

    def write(self, row, table, is_example, owner=None):
        """Fill ``row`` from ``table`` and save it with its relations and children. Raises LoadError naming the key."""
        later = self._fill(row, table)
        if owner is not None:
            setattr(row, owner[0], owner[1])
        if hasattr(row, "is_example"):
            row.is_example = is_example
        self._publish(row, table)
        self._save(row)
        if isinstance(row, EventSeries) and is_example:
            # Their days are counted from today again. Those that somebody registered for stay.
            row.occurrences.filter(registrations=None, tallies=None).delete()
        self._write_relations(row, later, is_example)
        if isinstance(row, EventSeries):
            row.regenerate()
        return row

    def _fill(self, row, table):
        """Set what stands in the row's own columns; return the rest, which needs the row to be there."""
        later = {}
        for name, value in self._dated(table).items():
            if name in STEERING:
                continue
            if name in child_relations(type(row)):
                later[name] = value
                continue
            field = self._field(row, name)
            if field.many_to_many:
                later[name] = value
            elif field.is_relation:
                setattr(row, name, self._related(row, field, value))
            else:
                self._set(row, name, value)
        return later

    def _set(self, row, name, value):
        if isinstance(value, dict):
            for code, text in value.items():
                setattr(row, build_localized_fieldname(name, code), text.strip())
        else:
            setattr(row, name, Decimal(str(value)) if isinstance(value, float) else value)

    def _field(self, row, name):
        try:
            return row._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise LoadError(f"{row._meta.model_name} has no field {name!r}") from error

    def _publish(self, row, table):
        """New records are public at once; the files' texts were written together, so complete ones are current."""
        if not isinstance(row, Content):
            return
        if row.pk is None and table.get("published", True):
            row.published_at = timezone.now()
        for code in row.complete_languages():
            if code != row.source_language:
                row.note_current(code, by="starter content", origin=Content.Origin.IMPORTED)

    def _save(self, row):
        try:
            row.full_clean(exclude={"translations"})
        except ValidationError as error:
            raise LoadError(
                "; ".join(f"{key}: {', '.join(texts)}" for key, texts in error.message_dict.items())
            ) from error
        row.save()

    def _write_relations(self, row, later, is_example):
        for name, value in later.items():
            rel = child_relations(type(row)).get(name)
            if rel is None:
                getattr(row, name).set([self._related(row, row._meta.get_field(name), key) for key in value])
                continue
            children_of(row, name).delete()
            for position, table in enumerate(value):
                child = rel.related_model()
                if hasattr(child, "position"):
                    child.position = position
                self.write(child, table, is_example, owner=(rel.field.name, row))

    def _related(self, row, field, key):
        """The record that ``key`` names. Raises LoadError when there is none."""
        model = field.related_model
        # A term's parent stands in its own list; everywhere else the field says which list it takes.
        vocabulary = (field.get_limit_choices_to() or {}).get("vocabulary") or getattr(row, "vocabulary", "")
        place = (model, vocabulary, key)
        if place not in self.found:
            if model is Term:
                record = Term.objects.filter(vocabulary=vocabulary, code=key).first()
            elif any(field.name == "slug" for field in model._meta.fields):
                record = model.objects.filter(slug=key).first()
            else:
                record = self.known(model, key)
            if record is None:
                raise LoadError(f"{field.name}: there is no {model._meta.model_name} {key!r}")
            self.found[place] = record
        return self.found[place]

    def _dated(self, table):
        """Turn ``<field>_in_days`` into a date from today, and an occurrence's clock time into its two moments."""
        plain = {}
        for name, value in table.items():
            if name in CLOCK and "starts_in_days" in table:
                continue
            if name.endswith("_in_days"):
                plain[name.removesuffix("_in_days")] = self._in_days(value)
            else:
                plain[name] = value
        if "starts_in_days" in table:
            starts = self._moment(table["starts_in_days"], table["start_time"])
            plain |= {"starts_at": starts, "ends_at": starts + timedelta(minutes=table["duration_minutes"])}
        if "was_in_days" in table:
            was = self._moment(table["was_in_days"], table["was_time"])
            plain |= {"recurrence_id": was, "previous_start_at": was}
        return plain

    def _in_days(self, value):
        if isinstance(value, list):
            return [self._in_days(days) for days in value]
        return self.today + timedelta(days=value)

    def _moment(self, days, clock):
        return timezone.make_aware(datetime.combine(self._in_days(days), clock))
