"""A table that comes in: first looked at, then written whole or not at all."""

import hashlib
import logging
from collections import namedtuple

from django.db import transaction
from django.utils.translation import gettext as _
from import_export.results import RowResult
from tablib import Dataset

from portal.tables.columns import KEY, label_of, names_of_columns, resource_of
from portal.tables.files import NoTableError

logger = logging.getLogger(__name__)

# A mistake: number of the row as a spreadsheet shows it, column, what is wrong.
Mistake = namedtuple("Mistake", ["row", "column", "words"])
# What becomes of a row: "new", "changed" or "same".
Fate = namedtuple("Fate", ["row", "key", "verb", "changes"])
VERBS = {RowResult.IMPORT_TYPE_NEW: "new", RowResult.IMPORT_TYPE_UPDATE: "changed"}


class Outcome:
    """What a table does, or would do. ``digest`` is another one as soon as a record has changed meanwhile."""

    def __init__(self, mistakes, fates):
        self.mistakes, self.fates = mistakes, fates
        self.amounts = {verb: sum(fate.verb == verb for fate in fates) for verb in ("new", "changed", "same")}
        self.digest = hashlib.sha256(repr((mistakes, fates)).encode()).hexdigest()

    @property
    def shown(self):
        return [fate for fate in self.fates if fate.verb != "same"]

    @property
    def may_be_written(self):
        return not self.mistakes and bool(self.shown)


def preview(model, rows):
    """What the table would do; nothing is written."""
    with transaction.atomic():
        found = _run(model, rows)
        transaction.set_rollback(True)
    return found


def write(model, rows, digest):
    """Write the table if it still does what was shown: (outcome, whether it was written)."""
    with transaction.atomic():
        found = _run(model, rows)
        is_written = found.may_be_written and found.digest == digest
        if not is_written:
            transaction.set_rollback(True)
    return found, is_written


def _run(model, rows):
    dataset = _dataset(model, rows)
    if mistakes := _doubles(model, dataset):
        return Outcome(mistakes, [])
    resource = resource_of(model)
    result = resource.import_data(dataset, use_transactions=True, raise_errors=False)
    mistakes, fates = [], []
    for number, (row, key) in enumerate(zip(result.rows, dataset[KEY], strict=True), 2):
        if row.validation_error or row.errors:
            mistakes += [Mistake(number, *pair) for pair in _said(row, resource.labels)]
        fates.append(Fate(number, key, VERBS.get(row.import_type, "same"), resource.changes.get(key, [])))
    return Outcome(mistakes, fates)


def _said(row, labels):
    """(column, sentence) for each mistake of a row."""
    if row.errors:
        # The kind alone: the sentence of a library may hold what stands in the cells.
        logger.error("a row of a table failed: %s", type(row.errors[0].error).__name__)
        yield "", _("This row cannot be written. Look at it once more.")
        return
    for name, sentences in row.validation_error.message_dict.items():
        yield from ((labels.get(name, ""), sentence) for sentence in sentences)


def _dataset(model, rows):
    """The table under the names of the fields. Raises NoTableError for columns that are none."""
    names, (head, *below) = names_of_columns(model), rows
    columns = [names.get(title.casefold()) for title in head]
    if strange := [title or "–" for title, name in zip(head, columns, strict=True) if name is None]:
        words = _("There is no column of this name here: %(names)s. Nothing was changed.")
        raise NoTableError(words % {"names": ", ".join(title[:40] for title in strange)})
    if KEY not in columns or len(set(columns)) < len(columns):
        words = _("The table needs the column “%(key)s”, and each column once. Nothing was changed.")
        raise NoTableError(words % {"key": label_of(model._meta.get_field(KEY))})
    if wide := [number for number, row in enumerate(below, 2) if len(row) > len(columns)]:
        words = _("Row %(number)s has more cells than there are columns. Nothing was changed.")
        raise NoTableError(words % {"number": wide[0]})
    return Dataset(*[[*row, *[""] * (len(columns) - len(row))] for row in below], headers=columns)


def _doubles(model, dataset):
    """The same record in two rows: which one counts?"""
    label = label_of(model._meta.get_field(KEY))
    seen, found = {}, []
    for number, key in enumerate(dataset[KEY], 2):
        if key and key in seen:
            words = _("The same address stands in row %(row)s.") % {"row": seen[key]}
            found.append(Mistake(number, label, words))
        seen.setdefault(key, number)
    return found
