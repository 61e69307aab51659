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

from directory.models import County, Municipality
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
    "needs.needanswer",
    "plan.plantask",
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
    "funder_report.indicator",
    "publicity.publicityitem",
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
    loader = Loader()
    loader.load_municipalities()
    loader.load_folder(DATA, is_example=False)
    if examples:
        loader.load_folder(EXAMPLES, is_example=True)
    return loader.outcome


def is_empty():
    """Nothing was ever loaded here."""
    return not LoadedRecord.objects.exists() and not Municipality.objects.exists()


class Loader:
    """One load: what was loaded before, what it writes, what came of it."""

    def __init__(self):
        self.outcome = Outcome()
        self.loaded = {loaded.key: loaded for loaded in LoadedRecord.objects.all()}
        self.writer = Writer(self.find_by_key)

    def find_by_key(self, model, key):
        loaded = self.loaded.get(f"{model._meta.model_name}:{key}")
        return loaded.record if loaded else None

    def load_municipalities(self):
        """Add counties and municipalities that are missing; those that are there stay as they are."""
        data = json.loads((DATA / "municipalities.json").read_text(encoding="utf-8"))
        for model, tables in ((County, data["counties"]), (Municipality, data["municipalities"])):
            known = set(model.objects.values_list("code", flat=True))
            missing = [model(**_columns(table)) for table in tables if table["code"] not in known]
            model.objects.bulk_create(missing)
            self.outcome.counts += Counter(created=len(missing), unchanged=len(tables) - len(missing))

    def load_folder(self, folder, is_example):
        tables = [
            (path.name, model_name, table)
            for path in sorted(folder.glob("*.toml"))
            for model_name, tables in read(path).items()
            for table in tables
        ]
        self.outcome.gaps += [table["text"] for _file, model_name, table in tables if model_name == "gap"]
        unknown = {name for _file, name, _table in tables} - {label.split(".")[1] for label in ORDER} - {"gap"}
        if unknown:
            raise LoadError(f"{folder.name}: unknown records {', '.join(sorted(unknown))}")
        for label in ORDER:
            model = apps.get_model(label)
            for file, model_name, table in tables:
                if model_name == model._meta.model_name:
                    try:
                        self.load_record(model, table, is_example)
                    except LoadError as error:
                        raise LoadError(f"{file}: {identity(model, table) or model_name}: {error}") from error

    def load_record(self, model, table, is_example):
        """Create a record, update it if only the file changed, or leave it alone; count which."""
        key = record_key(model, table)
        flags = list(table.get("flags", []))
        loaded = self.loaded.get(key)
        verdict = verdict_on(model, table, loaded)
        if verdict in {"created", "updated"}:
            row = self.writer.write(loaded.record if loaded else model(), table, is_example)
            flags += unreachable_contacts(row)
            self.remember(key, row, table, flags, is_example)
        elif loaded:
            flags = loaded.flags
        self.outcome.counts[verdict] += 1
        self.outcome.flags += [(key, text) for text in flags]

    def remember(self, key, row, table, flags, is_example):
        loaded = self.loaded.get(key) or LoadedRecord(key=key)
        loaded.content_type = ContentType.objects.get_for_model(row)
        loaded.object_id = row.pk
        loaded.file_fingerprint = fingerprint_of_table(table)
        loaded.row_fingerprint = fingerprint_of_row(type(row).objects.get(pk=row.pk), table)
        loaded.is_example = is_example
        loaded.flags = flags
        loaded.save()
        self.loaded[key] = loaded


def verdict_on(model, table, loaded):
    """What becomes of a record of the files: it is created, updated, or left as it is, and why."""
    if loaded is None:
        taken = "slug" in table and model.objects.filter(slug=table["slug"]).exists()
        return "made by staff, kept" if taken else "created"
    if loaded.file_fingerprint == fingerprint_of_table(table):
        return "unchanged"
    if loaded.record is None:
        return "deleted by staff"
    if loaded.row_fingerprint != fingerprint_of_row(loaded.record, table):
        return "changed by staff, kept"
    return "updated"


def unreachable_contacts(row):
    """A line for every contact that cannot work: readers see that it is being checked."""
    if not hasattr(row, "contacts"):
        return []
    return [
        f"cannot be dialled or reached, not shown as a link: {contact.value_as_given}"
        for contact in row.contacts.all()
        if not contact.is_valid
    ]


def record_key(model, table):
    """``service:business-support``; records without a name of their own are known by their content."""
    return f"{model._meta.model_name}:{identity(model, table) or fingerprint_of_table(table)[:16]}"


def _columns(table):
    """A county's or municipality's table as model fields, without the languages that are not set up."""
    known = {build_localized_fieldname("name", code) for code, _name in settings.LANGUAGES}
    values = {name: value for name, value in table.items() if not name.startswith("name_") or name in known}
    if "county" in values:
        values["county_id"] = values.pop("county")
    return values


@transaction.atomic
def remove_examples():
    """Delete every example record; return how many. What staff made a real record stays.

    Raises LoadError, changing nothing, when a real record uses an example.
    """
    removed = 0
    for loaded in LoadedRecord.objects.examples().order_by("-pk"):
        row = loaded.record
        if row is not None and row.is_example:
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
