"""The open data against the published schemas of HSDS 3.0 (tests/services/hsds/README.md). Nothing is fetched."""

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).parent / "hsds"
SCHEMAS = FOLDER / "schema"
FORMATS = FormatChecker(("uuid", "email"))
# Newer than 3.0, for whoever reads it.
NEWER = {"label"}
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(Z|[+-]\d\d:\d\d)")


@FORMATS.checks("uri")
def is_uri(value):
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", value)


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value):
    return datetime.fromisoformat(value).tzinfo is not None


def is_date(value):
    return date.fromisoformat(value).isoformat() == value


DATAPACKAGE_TYPES = {"date": is_date, "time": TIME.fullmatch}


def check_type_of_table(_validator, wanted, value, schema):
    try:
        found = "format" in schema or DATAPACKAGE_TYPES[wanted](value)
    except (TypeError, ValueError):
        found = False
    if not found:
        yield ValidationError(f"{value!r} is not a {wanted}")


def check_properties(validator, properties, value, schema):
    yield from Draft202012Validator.VALIDATORS["properties"](validator, properties, value, schema)
    if isinstance(value, dict):
        for name in value.keys() - properties.keys() - NEWER:
            yield ValidationError(f"{name!r} is no field of HSDS")


Strict = extend(Draft202012Validator, {"properties": check_properties, "datapackage_type": check_type_of_table})


@cache
def schemas():
    return {file.name: json.loads(file.read_text(encoding="utf-8")) for file in SCHEMAS.glob("*.json")}


@cache
def registry():
    found = [(name, Resource.from_contents(file, DRAFT202012)) for name, file in schemas().items()]
    return Registry().with_resources(found).crawl()


def validator(schema):
    return Strict(schema, registry=registry(), format_checker=FORMATS)


def package(client, language="en", query=""):
    answer = client.get(f"/{language}/data/services.json{query}")
    assert answer["Content-Type"] == "application/json"
    return json.loads(answer.content)


def problems(data):
    """What is wrong with one page of services; each mistake once."""
    page = json.loads((FOLDER / "page.json").read_text(encoding="utf-8"))
    page["required"] = list(page["properties"])
    head = {name: value for name, value in data.items() if name != "contents"}
    listed = {"type": "array", "items": {"$ref": "service.json"}}
    errors = [*validator(page).iter_errors(head), *validator(listed).iter_errors(data["contents"])]
    return [f"{error.json_path}: {error.message}" for error in errors]
