"""Load the starter content: idempotent, all or nothing, and never over what staff changed."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError
from modeltranslation.utils import build_localized_fieldname

from portal.content.models import Content
from portal.directory.models import County, Municipality
from portal.starter.models import LoadedRecord
from portal.starter.rows import LoadError, Writer, fingerprint_of_row, fingerprint_of_table, identity, read

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
EXAMPLES = HERE / "examples"
# What others point at comes first; within a model, the order of the files.
ORDER = [
    "directory.term",
    "directory.organisation",
    "directory.place",
    "directory.project",
    "guide.guidepage",
    "guide.question",
    "guide.statistic",
    "guide.word",
    "services.service",
    "jobs.externaljobsource",
    "jobs.jobposting",
    "networks.person",
    "networks.post",
    "networks.secondline",
    "networks.supervision",
    "networks.agreement",
    "networks.initiative",
    "events.eventseries",
]


@dataclass
class Outcome:
    """What a load did: how many records were created, updated, unchanged, kept; and what people should look at."""

    counts: Counter = field(default_factory=Counter)
    flags: list[tuple[str, str]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


@transaction.atomic
def load(examples=False):
    """Load municipalities and data files, and with ``examples`` the example records too; return an Outcome.

    Raises LoadError naming file and record when something cannot be loaded; then nothing was changed.
    """
    outcome = Outcome()
    load_municipalities(outcome)
    load_folder(DATA, outcome, is_example=False)
    if examples:
        load_folder(EXAMPLES, outcome, is_example=True)
    return outcome


def is_empty():
    """Nothing was ever loaded here."""
    return not LoadedRecord.objects.exists() and not Municipality.objects.exists()


def load_municipalities(outcome):
    """Add counties and municipalities that are missing; those that are there stay as they are."""
    data = json.loads((DATA / "municipalities.json").read_text(encoding="utf-8"))
    for table in data["counties"]:
        _county, created = County.objects.get_or_create(code=table["code"], defaults=_by_language(table))
        outcome.counts["created" if created else "unchanged"] += 1
    for table in data["municipalities"]:
        values = _by_language(table)
        values["county_id"] = values.pop("county")
        _place, created = Municipality.objects.get_or_create(code=table["code"], defaults=values)
        outcome.counts["created" if created else "unchanged"] += 1


def _by_language(table):
    """The table with its names under the columns of the languages that are set up."""
    known = {build_localized_fieldname("name", code) for code, _name in settings.LANGUAGES}
    return {name: value for name, value in table.items() if not name.startswith("name_") or name in known}


def load_folder(folder, outcome, is_example):
    tables = [
        (path.name, model_name, table)
        for path in sorted(folder.glob("*.toml"))
        for model_name, tables in read(path).items()
        for table in tables
    ]
    outcome.gaps += [table["text"] for _file, model_name, table in tables if model_name == "gap"]
    unknown = {name for _file, name, _table in tables} - {label.split(".")[1] for label in ORDER} - {"gap"}
    if unknown:
        raise LoadError(f"{folder.name}: unknown records {', '.join(sorted(unknown))}")
    for label in ORDER:
        model = apps.get_model(label)
        for file, model_name, table in tables:
            if model_name == model._meta.model_name:
                try:
                    load_record(model, table, outcome, is_example)
                except LoadError as error:
                    raise LoadError(f"{file}: {identity(model, table) or model_name}: {error}") from error


def load_record(model, table, outcome, is_example):
    """Create a record, update it if only the file changed, or leave it alone; count which."""
    key = record_key(model, table)
    flags = list(table.get("flags", []))
    outcome.flags += [(key, text) for text in flags]
    digest = fingerprint_of_table(table)
    loaded = LoadedRecord.objects.filter(key=key).first()
    row = loaded.record if loaded else None
    if loaded and row is None:
        outcome.counts["deleted by staff"] += 1
        return
    if loaded and loaded.file_fingerprint == digest:
        outcome.counts["unchanged"] += 1
        return
    if loaded and loaded.row_fingerprint != fingerprint_of_row(row, table):
        outcome.counts["changed by staff, kept"] += 1
        return
    if not loaded and _taken(model, table):
        outcome.counts["made by staff, kept"] += 1
        return
    row = Writer(find_by_key, is_example).write(row or model(), table)
    for contact in getattr(row, "contacts", model.objects.none()).all():
        if not contact.is_valid:
            flags.append(f"cannot be dialled or reached, not shown as a link: {contact.value_as_given}")
            outcome.flags.append((key, flags[-1]))
    mark_translations(row)
    outcome.counts["updated" if loaded else "created"] += 1
    LoadedRecord.objects.update_or_create(
        key=key,
        defaults={
            "content_type": ContentType.objects.get_for_model(model),
            "object_id": row.pk,
            "file_fingerprint": digest,
            "row_fingerprint": fingerprint_of_row(model.objects.get(pk=row.pk), table),
            "is_example": is_example,
            "flags": flags,
        },
    )


def record_key(model, table):
    """``service:business-support``; records without a name of their own are known by their content."""
    return f"{model._meta.model_name}:{identity(model, table) or fingerprint_of_table(table)[:16]}"


def find_by_key(model, key):
    loaded = LoadedRecord.objects.filter(key=f"{model._meta.model_name}:{key}").first()
    return loaded.record if loaded else None


def _taken(model, table):
    """Somebody made a record of this address by hand."""
    return "slug" in table and model.objects.filter(slug=table["slug"]).exists()


def mark_translations(row):
    """The files' texts were written together: complete translations start as current."""
    if isinstance(row, Content):
        for code, _name in settings.LANGUAGES:
            if code != row.source_language and not row.missing_fields(code):
                row.mark_current(code, by="starter content", origin=Content.Origin.IMPORTED)


@transaction.atomic
def remove_examples():
    """Delete every example record; return how many. Raises LoadError, changing nothing, when a real record uses one."""
    removed = 0
    for loaded in LoadedRecord.objects.examples().order_by("-pk"):
        row = loaded.record
        if row is not None:
            try:
                if hasattr(row, "occurrences"):
                    row.occurrences.all().delete()
                row.delete()
            except ProtectedError as error:
                users = ", ".join(str(user) for user in list(error.protected_objects)[:5])
                raise LoadError(f"{loaded.key} is in use by: {users}") from error
            removed += 1
        loaded.delete()
    return removed
